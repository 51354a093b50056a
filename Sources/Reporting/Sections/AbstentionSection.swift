internal import Evaluation

extension Section {
  static func abstention(_ part: Part<RiskCoverage>) -> Section {
    Section("abstention", "Risk and coverage", part) { curve, page in
      page.finding(finding(curve))
      page.columns { page in
        figure(curve, &page)
        page.table(
          Table(
            caption: "What to expect when only the surest documents are decided.",
            columns: [.words("Decided"), .number("Errors among them"), .number("Threshold")],
            rows: milestones(curve).map { point in
              [
                .text(NumberText.percent(point.coverage)), .metric(point.risk, .percent),
                .text("p ≥ " + NumberText.fixed(point.threshold, 3)),
              ]
            }))
      }
    }
  }

  /// The points nearest to round coverages.
  private static func milestones(_ curve: RiskCoverage) -> [RiskCoveragePoint] {
    var result: [RiskCoveragePoint] = []
    for target in [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] {
      guard let point = curve.points.min(by: { abs($0.coverage - target) < abs($1.coverage - target) }),
        abs(point.coverage - target) < 0.05, result.last != point
      else { continue }
      result.append(point)
    }
    return result
  }

  private static func finding(_ curve: RiskCoverage) -> Prose {
    guard let all = curve.points.last, let full = all.risk.value else {
      return "There are no probabilities to rank by."
    }
    if full == 0 { return "There are no errors to avoid." }
    let halved = curve.points.last { ($0.risk.value ?? 1) <= full / 2 && $0.coverage >= 0.05 }
    guard let halved else {
      return
        """
        Leaving unsure documents undecided does not halve the errors at any useful share: the model’s confidence says \
        little about where it errs.
        """
    }
    return
      """
      Deciding the surest \(NumberText.percent(halved.coverage)) of documents halves the errors: from \
      \(NumberText.percent(full, 1)) to \(ValueText(halved.risk, .percent).joined).
      """
  }

  private static func figure(_ curve: RiskCoverage, _ page: inout Page) {
    let points = curve.points.filter { $0.risk.value != nil }
    let y = Axis.around(
      [0] + points.filter { $0.coverage >= 0.05 }.flatMap { [$0.risk.value, $0.risk.high].compactMap { $0 } },
      "Share of errors among the decided", unit: .percent, within: 0...1)
    let plot = Plot(x: .share("Share of documents decided, the surest first"), y: y, width: 352, height: 240)
    page.figure(
      Drawing(
        width: 420, height: plot.top + plot.height + Plot.footer, title: "Risk–coverage curve",
        description: milestones(curve).map {
          "\(NumberText.percent($0.coverage)) decided: \(ValueText($0.risk, .percent).joined) errors"
        }.joined(separator: "; ") + "."),
      caption:
        """
        The band is the \(page.interval). The steeper the curve, the better the model knows when it does not know. \
        Area under it: \(ValueText(curve.area).joined).
        """
    ) { svg in
      plot.writeAxes(to: &svg)
      plot.band(
        points.map { ($0.coverage, $0.risk.low ?? $0.risk.value ?? 0, $0.risk.high ?? $0.risk.value ?? 0) }, to: &svg,
        "s1")
      plot.line(points.map { ($0.coverage, $0.risk.value ?? 0) }, to: &svg, "s1")
      if let last = points.last { plot.dot(last.coverage, last.risk.value ?? 0, to: &svg, "s1") }
    }
  }
}
