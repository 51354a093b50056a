internal import Evaluation

extension Section {
  private static let labelLimit = 24
  private static let termLimit = 20

  static func topTerms(_ part: Part<[LabelTerms]>) -> Section {
    Section("terms", "Top terms", part) { labels, page in
      page.finding(
        """
        The terms that speak most for each label. Names of actors or outlets high in a list would mean that the model \
        knows who speaks rather than how.
        """
      )
      page.columns("panels") { page in
        for terms in labels.prefix(labelLimit) { figure(terms, &page) }
      }
      if labels.count > labelLimit { page.note("The first \(labelLimit) of \(labels.count) labels.") }
    }
  }

  private static func figure(_ label: LabelTerms, _ page: inout Page) {
    let terms = label.terms.prefix(termLimit)
    let chart = BarChart(
      rows: terms.map { (DisplayNames.cut($0.text, to: 18), $0.weight, NumberText.fixed($0.weight, 2)) }, classes: "s1")
    let name = DisplayNames.cut(label.label, to: 48)
    page.figure(
      Drawing(
        width: BarChart.width, height: chart.height, title: "Terms that speak for \(name)",
        description: terms.map { DisplayNames.cut($0.text, to: 48) + " " + NumberText.fixed($0.weight, 2) }
          .joined(separator: ", ") + "."),
      heading: "\(name: name)",
      caption: terms.isEmpty ? "No term speaks for this label." : "Log-odds that a unit of the term adds."
    ) { chart.write(to: &$0) }
  }
}
