internal import Evaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Section {
  static func learningCurve(_ part: Part<LearningCurveResult>) -> Section {
    Section("learning", "Learning curve", part) { result, page in
      let gain = result.curve.gain(of: result.more)
      let text = ValueText(gain, .difference)
      let outlook =
        (gain.low ?? 0) <= 0
        ? "That may well be nothing: better labels or features may pay more than more of the same."
        : (gain.value ?? 0) < 0.005
          ? "That is little: better labels or features may pay more than more of the same."
          : "Labelling more still pays."
      page.finding(
        """
        \(NumberText.count(result.more)) more labelled documents are expected to change \(result.metric.title) by \
        \(text.joined). \(outlook)
        """
      )
      page.columns { page in
        figure(result, &page)
        page.table(
          Table(
            caption: "Measured and fitted \(result.metric.title) by number of training documents.",
            columns: [.number("Training documents"), .number("Measured, mean"), .number("Fitted")],
            rows: sizes(result).map { size in
              let point = result.curve.points.first { $0.size == size }
              let measured = point.map { 1 - $0.errors.reduce(0, +) / Double(max($0.errors.count, 1)) }
              return [
                .text(NumberText.count(size)), .text(measured.map { NumberText.score($0) } ?? "forecast"),
                .metric(score(result.curve.error(at: size)), .score),
              ]
            }))
      }
    }
  }

  private static func sizes(_ result: LearningCurveResult) -> [Int] {
    let measured = result.curve.points.map(\.size)
    guard let last = measured.last, result.more > 0 else { return measured }
    return measured + [last + min(result.more, Int.max - last)]
  }

  private static func score(_ error: MetricValue) -> MetricValue {
    MetricValue(
      value: error.value.map { 1 - $0 }, low: error.high.map { 1 - $0 }, high: error.low.map { 1 - $0 },
      reason: error.reason)
  }

  private static func ceiling(_ floor: Double) -> String {
    floor < 0.005
      ? "these sizes show no ceiling, which is not to say that there is none."
      : "no number of such documents is expected to take it above \(NumberText.score(1 - floor))."
  }

  private static func figure(_ result: LearningCurveResult, _ page: inout Page) {
    let sizes = sizes(result).map(Double.init)
    guard let first = sizes.first, let end = sizes.last, first > 0, end > first else { return }
    let last = Double(result.curve.points.last?.size ?? 0)
    let path = (0...60).map { first * pow(end / first, Double($0) / 60) }
    let fitted = path.map { size in (x: size, value: score(result.curve.error(at: Int(size.rounded())))) }
    let measured = result.curve.points.flatMap { point in point.errors.map { (Double(point.size), 1 - $0) } }
    let plot = Plot(
      x: Axis(
        title: "Labelled training documents", domain: (first * 0.88)...(end * 1.08), unit: .count, isLogarithmic: true,
        tickCount: 4),
      y: .around(
        measured.map(\.1) + fitted.flatMap { [$0.value.low, $0.value.high].compactMap { $0 } }, result.metric.title,
        within: 0...1), width: 352, height: 250)
    let fit = result.curve.fit
    page.figure(
      Drawing(
        width: 420, height: plot.top + plot.height + Plot.footer, title: "Learning curve",
        description: self.sizes(result).map {
          "\(NumberText.count($0, "document")): \(ValueText(score(result.curve.error(at: $0))).joined)"
        }.joined(separator: "; ") + "."),
      caption:
        """
        Rings are single runs, the line an inverse power law with its \(page.interval); dashed is forecast. Error = \
        \(NumberText.fixed(fit.floor, 3)) + \(NumberText.fixed(fit.scale, 2)) / n^\(NumberText.fixed(fit.rate, 2)): \
        \(ceiling(fit.floor))
        """
    ) { svg in
      plot.writeAxes(to: &svg)
      plot.band(
        fitted.map { ($0.x, $0.value.low ?? $0.value.value ?? 0, $0.value.high ?? $0.value.value ?? 0) }, to: &svg, "s1"
      )
      plot.line(fitted.filter { $0.x <= last * 1.0001 }.map { ($0.x, $0.value.value ?? 0) }, to: &svg, "s1")
      plot.line(fitted.filter { $0.x >= last * 0.97 }.map { ($0.x, $0.value.value ?? 0) }, to: &svg, "dashed s1")
      for (size, value) in measured {
        svg.empty(
          "circle",
          [Attribute("cx", plot.across(size)), Attribute("cy", plot.up(value)), Attribute("r", 3), .style("ring s0")])
      }
    }
  }
}
