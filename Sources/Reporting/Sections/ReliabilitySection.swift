internal import Evaluation

extension Section {
  static func reliability(_ part: Part<Reliability>, _ report: EvaluationReport) -> Section {
    Section("reliability", "Reliability", part) { reliability, page in
      let bins = reliability.curve.bins
      page.finding(finding(bins, report[.ece], reliability.adaptiveECE))
      page.columns { page in
        figure(bins, &page)
        page.group("div") { page in
          page.table(
            Table(
              caption: "The same in numbers.",
              columns: [.words("Predicted"), .number("Mean"), .number("Observed"), .number("Documents")],
              rows: bins.map { bin in
                [
                  .text(NumberText.fixed(bin.low * 100, 0) + "–" + NumberText.percent(bin.high)),
                  .text(NumberText.percent(bin.meanPredicted, 1)), .metric(bin.observed, .percent),
                  .text(NumberText.count(bin.count)),
                ]
              }))
          if let brier = reliability.brier { page.note(decomposition(brier)) }
        }
      }
    }
  }

  private static func finding(_ bins: [CalibrationBin], _ ece: MetricValue, _ adaptive: MetricValue?) -> Prose {
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return "There are no probabilities to check." }
    let judged = bins.filter { $0.observed.low != nil && $0.observed.high != nil }
    let kept = judged.count {
      ($0.observed.low ?? 0) <= $0.meanPredicted && $0.meanPredicted <= ($0.observed.high ?? 1)
    }
    let lean =
      bins.reduce(0) { $0 + Double($1.count) * ($1.meanPredicted - ($1.observed.value ?? $1.meanPredicted)) }
      / Double(total)
    let points = NumberText.fixed(abs(lean) * 100, 1)
    let direction =
      abs(lean) < 0.01
      ? "On the whole the model is as sure as it is right"
      : lean > 0
        ? "On the whole the model is surer than it should be, by \(points) points"
        : "On the whole the model is less sure than it could be, by \(points) points"
    let other = adaptive.map { ", over bins of equal numbers of documents \(ValueText($0).joined)" } ?? ""
    return
      """
      \(direction); \(kept) of \(judged.count) intervals hold the predicted probability. The mean gap (ECE) is \
      \(ValueText(ece).joined)\(other).
      """
  }

  private static func figure(_ bins: [CalibrationBin], _ page: inout Page) {
    let plot = Plot(
      x: .share("Predicted probability of the label given"), y: .share("Observed share that was right"), width: 352,
      height: 264)
    let most = bins.map { Double($0.count) }.max() ?? 1
    var counts = Plot(
      x: plot.x, y: Axis(title: "Documents", domain: 0...most, unit: .count, tickCount: 2), width: 352, height: 56)
    counts.top = plot.top + plot.height + 54
    counts.hasVerticalGrid = false
    var upper = plot
    upper.x.title = ""
    let height = counts.top + counts.height + Plot.footer
    page.figure(
      Drawing(
        width: 420, height: height, title: "Reliability diagram",
        description: bins.map {
          """
          Predicted \(NumberText.percent($0.meanPredicted)), observed \(ValueText($0.observed, .percent).joined), \
          \(NumberText.count($0.count, "document"))
          """
        }.joined(separator: "; ") + "."),
      caption:
        """
        Points on the dashed line mean that probabilities can be taken at their word; below it the model is too sure, \
        above it not sure enough. Bars count the documents.
        """
    ) { svg in
      upper.writeAxes(to: &svg)
      upper.line([(0, 0), (1, 1)], to: &svg, "dashed s0")
      upper.line(bins.map { ($0.meanPredicted, $0.observed.value ?? 0) }, to: &svg, "thin s1")
      for bin in bins { upper.range(bin.meanPredicted, bin.observed, to: &svg, "s1") }
      counts.writeAxes(to: &svg)
      for bin in bins { counts.bar(from: bin.low, to: bin.high, height: Double(bin.count), to: &svg, "s0") }
    }
  }

  private static func decomposition(_ brier: BrierDecomposition) -> Prose {
    """
    Brier score \(NumberText.score(brier.brier)) = miscalibration \(NumberText.score(brier.miscalibration)) − \
    discrimination \(NumberText.score(brier.discrimination)) + uncertainty \(NumberText.score(brier.uncertainty)). \
    Perfect recalibration would gain the first; telling documents apart has gained the second; the third is what the \
    data leave to be known.
    """
  }
}
