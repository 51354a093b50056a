internal import Evaluation

extension Section {
  static func errors(_ part: Part<[WorstError]>) -> Section {
    Section("errors", "Worst errors", part) { errors, page in
      page.finding(
        errors.isEmpty
          ? "No document was labelled wrongly."
          : "The errors in which the model was surest. Read them first: some are the model’s, some may be the label’s.")
      if errors.contains(where: { !$0.evidence.isEmpty }) {
        page.markup.element("p", [.style("note")]) { note in
          note.raw("<mark class=\"for\">Underlined</mark> speaks for the label given, ")
          note.raw("<mark class=\"against\">dotted</mark> for the true one; stronger tints weigh more.")
        }
      }
      for error in errors { write(error, &page) }
    }
  }

  private static func write(_ error: WorstError, _ page: inout Page) {
    let names = page.labels.short
    func name(_ label: Int) -> String { names.indices.contains(label) ? names[label] : "label \(label)" }
    func probability(_ value: Double?) -> String { value.map { " (p = \(NumberText.fixed($0, 2)))" } ?? "" }
    page.group("article") { page in
      page.markup.element("h3") { $0.name(DisplayNames.cut(error.id, to: 200)) }
      page.paragraph(
        """
        Given ‘\(name: name(error.predicted))’\(probability(error.probability)), labelled \
        ‘\(name: name(error.truth))’\(probability(error.probabilityOfTruth)).
        """
      )
      page.markup.element("p", [.style("passage"), Attribute("dir", "auto")]) {
        HighlightedText(error.text, error.evidence).write(to: &$0)
      }
    }
    page.markup.newline()
  }
}

/// A text cut into passages by its evidence.
struct HighlightedText {
  private var pieces: [(text: Substring, style: String?)] = []

  init(_ text: String, _ evidence: [Evidence]) {
    let largest = evidence.map { abs($0.weight) }.filter(\.isFinite).max() ?? 0
    let bytes = text.utf8
    let count = bytes.count
    var cursor = text.startIndex
    var offset = 0
    let ordered = evidence.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
    for passage in ordered {
      // A passage must lie within the text, behind the one before it, and between whole characters.
      guard passage.range.lowerBound >= offset, passage.range.upperBound <= count, !passage.range.isEmpty,
        passage.weight.isFinite, passage.weight != 0
      else { continue }
      let start = bytes.index(cursor, offsetBy: passage.range.lowerBound - offset)
      let end = bytes.index(start, offsetBy: passage.range.count)
      guard start.samePosition(in: text.unicodeScalars) != nil, end.samePosition(in: text.unicodeScalars) != nil
      else { continue }
      if cursor < start { pieces.append((text[cursor..<start], nil)) }
      let strength = abs(passage.weight) > 0.66 * largest ? 3 : abs(passage.weight) > 0.33 * largest ? 2 : 1
      pieces.append((text[start..<end], (passage.weight > 0 ? "for" : "against") + " w\(strength)"))
      (cursor, offset) = (end, passage.range.upperBound)
    }
    pieces.append((text[cursor...], nil))
  }

  func write(to page: inout Markup) {
    for (text, style) in pieces {
      guard let style else {
        page.passage(text)
        continue
      }
      page.element("mark", [.style(style)]) { $0.passage(text) }
    }
  }
}
