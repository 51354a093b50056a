internal import Evaluation

extension Section {
  /// So many curves are drawn; the numbers of all labels stand in the table of labels.
  private static let curveLimit = 12

  static func precisionRecall(_ part: Part<[PrecisionRecallCurve]>) -> Section {
    Section("precision-recall", "Precision and recall", part) { curves, page in
      page.finding(
        """
        What a stricter or looser threshold would buy for each label: precision of what is given the label, against \
        the share of its documents that is found.
        """
      )
      page.columns("panels") { page in
        for (number, curve) in curves.prefix(curveLimit).enumerated() { figure(curve, number, &page) }
      }
      if curves.count > curveLimit {
        page.note(
          "The first \(curveLimit) of \(curves.count) labels; average precision of all is in the table of labels.")
      }
    }
  }

  private static func figure(_ curve: PrecisionRecallCurve, _ number: Int, _ page: inout Page) {
    var plot = Plot(x: .share("Recall"), y: .share("Precision"), width: 236, height: 190)
    plot.x.tickCount = 4
    plot.y.tickCount = 4
    let name = number < page.labels.short.count ? page.labels.short[number] : DisplayNames.cut(curve.label, to: 48)
    let points = curve.points.filter { $0.recall.isFinite && $0.precision.isFinite }
    let area = ValueText(curve.averagePrecision).joined
    page.figure(
      Drawing(
        width: 300, height: plot.top + plot.height + Plot.footer, title: "Precision against recall of \(name)",
        description:
          "Average precision \(area); the label’s share of documents is \(NumberText.percent(curve.share, 1))."),
      heading: "\(name: name)",
      caption:
        "Average precision \(area). Dashed: guessing, at the label’s share of \(NumberText.percent(curve.share))."
    ) { svg in
      plot.writeAxes(to: &svg)
      plot.line([(0, curve.share), (1, curve.share)], to: &svg, "dashed s0")
      plot.steps(points.map { ($0.recall, $0.precision) }, to: &svg, "s1")
    }
  }
}
