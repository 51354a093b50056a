internal import Evaluation

extension Section {
  static func optimismGap(_ part: Part<OptimismGap>) -> Section {
    Section("optimism", "Optimism gap", part) { gap, page in
      page.finding(finding(gap))
      let rows = gap.steps.enumerated().map { number, step in
        ForestPlot.Row(
          name: DisplayNames.cut(step.name, to: 34), value: step.value, isMain: number == gap.steps.count - 1)
      }
      let plot = ForestPlot(
        rows: rows, axis: ForestPlot.axis(rows, gap.metric.title),
        reference: gap.steps.first?.value.value.map { ($0, "most lenient split") })
      page.columns { page in
        page.figure(
          Drawing(
            width: ForestPlot.width, height: plot.height, title: "\(gap.metric.title) by how the test was kept apart",
            description: plot.description),
          caption:
            """
            Each row keeps test documents further from training documents than the row above. What falls away is what \
            the easier test gave for free.
            """
        ) { plot.write(to: &$0) }
        page.table(
          Table(
            caption: "\(gap.metric.title) by split; the fall is against the first row.",
            columns: [.words("Split"), .number(gap.metric.title), .number("Fall")],
            rows: gap.steps.enumerated().map { number, step in
              [
                .name(DisplayNames.cut(step.name, to: 60)), .metric(step.value, .score),
                number == 0 ? .text(NumberText.none) : .metric(step.drop, .difference),
              ]
            }))
      }
    }
  }

  private static func finding(_ gap: OptimismGap) -> Prose {
    guard let first = gap.steps.first, let last = gap.steps.last, gap.steps.count > 1, last.drop.value != nil else {
      return "One split alone cannot show how much an easy test flatters."
    }
    let values: Prose =
      """
      \(gap.metric.title) is \(NumberText.score(first.value.value)) on \
      ‘\(name: DisplayNames.cut(first.name, to: 60))’ and \(NumberText.score(last.value.value)) on \
      ‘\(name: DisplayNames.cut(last.name, to: 60))’.
      """
    if let low = last.drop.low, low > 0 {
      return values
        + " Expect the second of new material: the easier test flatters by \(ValueText(last.drop).joined)."
    }
    if last.drop.value == 0 { return values + " There is no difference." }
    guard last.drop.low != nil, let high = last.drop.high else {
      return values
        + " Whether the difference, \(ValueText(last.drop, .difference).joined), is chance cannot be told: it has no interval."
    }
    if high < 0 {
      return values
        + " The harder test is the better one, beyond chance (a fall of \(ValueText(last.drop, .difference).joined)): "
        + "its documents are others, or easier, so that the gap says nothing of what the first test gave for free."
    }
    return values + " The difference, \(ValueText(last.drop, .difference).joined), is within what chance explains."
  }
}
