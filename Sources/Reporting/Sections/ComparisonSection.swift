internal import Evaluation

extension Section {
  static func comparison(_ part: Part<Comparison>) -> Section {
    Section("comparison", "Beside another system", part) { comparison, page in
      let other = DisplayNames.cut(comparison.other, to: 60)
      let result = comparison.result
      page.finding(finding(result, other))
      // Log loss has no upper end; it would take the room of all others.
      let rows = result.differences.filter { $0.name != Metric.logLoss.rawValue && $0.difference.value != nil }
        .map { ForestPlot.Row(name: Metric.title($0.name), value: $0.difference) }
      let plot = ForestPlot(
        rows: rows, axis: ForestPlot.axis(rows, "Difference, this model − the other", including: [0]),
        reference: (0, "no difference"), areDifferences: true)
      page.columns { page in
        page.figure(
          Drawing(
            width: ForestPlot.width, height: plot.height, title: "Differences of metrics", description: plot.description
          ),
          caption:
            """
            A range that reaches the dashed line is a difference that chance may explain. Both systems were resampled on \
            the same documents. For the Brier score and the calibration error less is better.
            """
        ) { plot.write(to: &$0) }
        page.table(
          Table(
            caption: "This model and ‘\(name: other)’, with the \(page.interval) of the difference.",
            columns: [.words("Metric"), .number("This model"), .number("The other"), .number("Difference")],
            rows: result.differences.map { difference in
              [
                .text(Metric.title(difference.name)), .text(NumberText.score(difference.first)),
                .text(NumberText.score(difference.second)), .metric(difference.difference, .difference),
              ]
            }))
      }
    }
  }

  private static func finding(_ result: PairedComparison, _ other: String) -> Prose {
    let difference = result[.accuracy]
    let verdict: Prose
    if let low = difference.low, low > 0 {
      verdict = "This model is more accurate than ‘\(name: other)’"
    } else if let high = difference.high, high < 0 {
      verdict = "This model is less accurate than ‘\(name: other)’"
    } else {
      verdict = "No difference in accuracy from ‘\(name: other)’ is shown"
    }
    let test = result.mcnemar
    return
      """
      \(verdict): \(ValueText(difference, .points).joined). It alone is right on \
      \(NumberText.count(test.onlyFirst, "document")), the other alone on \(NumberText.count(test.onlySecond)) \
      (exact McNemar test, p \(pText(test.exactP))).
      """
  }

  private static func pText(_ p: Double) -> String { p < 0.001 ? "< 0.001" : "= " + NumberText.fixed(p, 3) }
}
