internal import Evaluation

extension Section {
  /// Up to here the matrix is a table; beyond, a map with a list of the largest confusions.
  private static let tableLimit = 12
  /// Beyond this even a map shows nothing.
  private static let mapLimit = 150

  static func confusion(_ report: EvaluationReport, _ cells: Part<[ConfusionCell]>) -> Section {
    Section("confusion", "Confusion matrix") { page in
      let matrix = report.confusion
      let listed = Set((cells.value ?? []).filter { !$0.documents.isEmpty }.map { Pair($0.truth, $0.predicted) })
      page.finding(finding(matrix, page))
      if matrix.classes <= tableLimit {
        ConfusionTable(matrix: matrix, labels: page.labels, linked: listed).write(to: &page.markup)
      } else {
        if matrix.classes <= mapLimit { map(matrix, &page) }
        page.table(largest(matrix, listed, page))
      }
      switch cells {
      case .shown(let cells): write(cells, matrix, &page)
      case .absent(let reason): page.note("The documents of each cell are not listed. \(reason)")
      }
    }
  }

  struct Pair: Hashable {
    var truth: Int
    var predicted: Int
    init(_ truth: Int, _ predicted: Int) {
      self.truth = truth
      self.predicted = predicted
    }
    var anchor: String { "cell-\(truth)-\(predicted)" }
  }

  /// Cells off the diagonal that hold documents, the fullest first.
  private static func confusions(_ matrix: ConfusionMatrix) -> [(pair: Pair, count: Int)] {
    let k = matrix.classes
    return (0..<(k * k)).filter { $0 / k != $0 % k && matrix.counts[$0] > 0 }
      .map { (Pair($0 / k, $0 % k), matrix.counts[$0]) }
      .sorted {
        $0.count != $1.count
          ? $0.count > $1.count : ($0.pair.truth, $0.pair.predicted) < ($1.pair.truth, $1.pair.predicted)
      }
  }

  private static func finding(_ matrix: ConfusionMatrix, _ page: Page) -> Prose {
    let confusions = confusions(matrix)
    guard let top = confusions.first else { return "No document was labelled wrongly." }
    let errors = confusions.reduce(0) { $0 + $1.count }
    let share = NumberText.percent(Double(top.count) / Double(errors))
    return
      """
      The commonest error: ‘\(name: page.labels.short[top.pair.truth])’ read as \
      ‘\(name: page.labels.short[top.pair.predicted])’, \(NumberText.count(top.count)) of \
      \(NumberText.count(errors, "error")) (\(share)).
      """
  }

  private static func map(_ matrix: ConfusionMatrix, _ page: inout Page) {
    let k = matrix.classes
    let shares = (0..<(k * k)).map { cell in
      Double(matrix.counts[cell]) / Double(max(matrix.support(cell / k), 1))
    }
    let map = HeatMap(shares: shares, count: k, names: page.labels.brief)
    page.figure(
      Drawing(
        width: HeatMap.width, height: map.height, title: "Confusion matrix of \(k) labels",
        description: "A square of \(k) by \(k) cells. The table after it lists the largest confusions."),
      caption: "A row is a true label, a column a predicted one. A model without errors would fill the diagonal alone.",
      isWide: true
    ) { map.write(to: &$0) }
  }

  private static func largest(_ matrix: ConfusionMatrix, _ linked: Set<Pair>, _ page: Page) -> Table {
    Table(
      caption: "The largest confusions, with their share of the true label’s documents.",
      columns: [.words("True label"), .words("Predicted label"), .number("Documents"), .number("Share")],
      rows: confusions(matrix).prefix(30).map { pair, count in
        let text = NumberText.count(count)
        return [
          .name(page.labels.short[pair.truth]), .name(page.labels.short[pair.predicted]),
          linked.contains(pair) ? .link(text, to: pair.anchor) : .text(text),
          .text(NumberText.percent(Double(count) / Double(max(matrix.support(pair.truth), 1)))),
        ]
      })
  }

  /// The documents of each cell, errors first.
  private static func write(_ cells: [ConfusionCell], _ matrix: ConfusionMatrix, _ page: inout Page) {
    let known = cells.filter {
      (0..<matrix.classes).contains($0.truth) && (0..<matrix.classes).contains($0.predicted) && !$0.documents.isEmpty
    }
    let sorted = known.enumerated().sorted { a, b in
      let (first, second) = (a.element, b.element)
      let (firstRight, secondRight) = (first.truth == first.predicted, second.truth == second.predicted)
      if firstRight != secondRight { return secondRight }
      let counts = (matrix[first.truth, first.predicted], matrix[second.truth, second.predicted])
      return counts.0 != counts.1 ? counts.0 > counts.1 : a.offset < b.offset
    }.map(\.element)
    guard !sorted.isEmpty else { return }
    page.columns("screen") { page in
      page.heading("Documents by cell")
      for cell in sorted {
        let total = matrix[cell.truth, cell.predicted]
        let names = page.labels.short
        let what: Prose =
          cell.truth == cell.predicted
          ? "‘\(name: names[cell.truth])’, rightly"
          : "‘\(name: names[cell.truth])’ read as ‘\(name: names[cell.predicted])’"
        let shown =
          cell.documents.count < total ? ", the first \(NumberText.count(cell.documents.count)) listed" : ""
        page.details(
          "\(what): \(NumberText.count(total, "document"))\(shown)", id: Pair(cell.truth, cell.predicted).anchor
        ) {
          DocumentList(documents: cell.documents).write(to: &$0.markup)
        }
      }
    }
  }
}
