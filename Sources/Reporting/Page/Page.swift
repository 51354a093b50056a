internal import Evaluation

/// The page while its sections are written, with what they share: names, the level of confidence, and the number of
/// the next drawing.
struct Page {
  var markup = Markup()
  let labels: DisplayNames
  let confidence: Double
  private var drawings = 0

  init(labels: DisplayNames, confidence: Double) {
    self.labels = labels
    self.confidence = confidence
  }

  /// "95 % interval"
  var interval: String { NumberText.level(confidence) + " interval" }

  /// What a section comes to, in one or two sentences.
  mutating func finding(_ prose: Prose) { markup.paragraph(prose, "finding") }

  mutating func paragraph(_ prose: Prose) { markup.paragraph(prose) }

  mutating func note(_ prose: Prose) { markup.paragraph(prose, "note") }

  mutating func heading(_ text: Prose) { markup.element("h3") { $0.prose(text) } }

  /// A drawing with a caption that says how to read it.
  mutating func figure(
    _ drawing: Drawing, heading: Prose? = nil, caption: Prose, isWide: Bool = false, _ content: (inout Markup) -> Void
  ) {
    drawings += 1
    let number = drawings
    // A wide drawing scrolls in its own box, which the keyboard has to reach.
    let box = isWide ? [Attribute.style("wide"), Attribute("tabindex", "0")] : []
    markup.element("figure", box) { figure in
      if let heading { figure.element("p", [.style("heading")]) { $0.prose(heading) } }
      drawing.write(to: &figure, number: number, content)
      figure.element("figcaption") { $0.prose(caption) }
    }
    markup.newline()
  }

  mutating func table(_ table: Table) { table.write(to: &markup) }

  /// Parts side by side where the window is wide enough.
  mutating func columns(_ style: String = "columns", _ content: (inout Page) -> Void) {
    group("div", [.style(style)], content)
  }

  /// Something that opens on request.
  mutating func details(_ summary: Prose, id: String? = nil, _ content: (inout Page) -> Void) {
    markup.open("details")
    markup.element("summary") { $0.prose(summary) }
    group("div", id.map { [.id($0), Attribute("tabindex", "-1")] } ?? [], content)
    markup.close("details")
    markup.newline()
  }

  mutating func group(_ tag: StaticString, _ attributes: [Attribute] = [], _ content: (inout Page) -> Void) {
    markup.open(tag, attributes)
    content(&self)
    markup.close(tag)
  }
}
