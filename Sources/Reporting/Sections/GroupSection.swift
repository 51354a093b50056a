internal import Evaluation

extension Section {
  private static let plotLimit = 39

  static func groups(_ part: Part<GroupResults>, _ report: EvaluationReport) -> Section {
    Section("groups", "Results by group", part) { results, page in
      let overall = report[results.metric]
      page.finding(finding(results, overall))
      let plotted = results.groups.prefix(plotLimit).map { group in
        ForestPlot.Row(
          name: DisplayNames.cut(group.name, to: 26), note: "n " + NumberText.count(group.count), value: group.value)
      }
      let rows =
        [ForestPlot.Row(name: "All documents", note: "n " + NumberText.count(report.n), value: overall, isMain: true)]
        + plotted
      let axis = ForestPlot.axis(rows, results.metric.title)
      // Side by side where there are many, on the same axis.
      let half = rows.count > 8 ? (rows.count + 1) / 2 : rows.count
      page.columns { page in
        for (number, own) in [rows.prefix(half), rows.dropFirst(half)].enumerated() where !own.isEmpty {
          let plot = ForestPlot(rows: Array(own), axis: axis, reference: overall.value.map { ($0, "all") })
          page.figure(
            Drawing(
              width: ForestPlot.width, height: plot.height,
              title: "\(results.metric.title) by \(DisplayNames.cut(results.column, to: 40))",
              description: plot.description),
            caption: number == 0 ? caption(results, page) : "Continued, on the same axis."
          ) { plot.write(to: &$0) }
        }
      }
      page.details("The same as a table") { $0.table(table(results)) }
      if results.groups.count > plotLimit {
        page.note("The plot shows the first \(plotLimit) groups; the table has all \(results.groups.count).")
      }
    }
  }

  private static func caption(_ results: GroupResults, _ page: Page) -> Prose {
    """
    By ‘\(name: DisplayNames.cut(results.column, to: 40))’: each group with its \(page.interval) and number of documents \
    (n); the dashed line is the value of all documents. Wide ranges mean few documents, not bad ones.
    """
  }

  private static func table(_ results: GroupResults) -> Table {
    Table(
      caption: "\(results.metric.title) by ‘\(name: DisplayNames.cut(results.column, to: 40))’.",
      columns: [.words("Group"), .number("Documents"), .number(results.metric.title)],
      rows: results.groups.map { group in
        [
          .name(DisplayNames.cut(group.name, to: 60)), .text(NumberText.count(group.count)),
          .metric(group.value, .score),
        ]
      })
  }

  private static func finding(_ results: GroupResults, _ overall: MetricValue) -> Prose {
    let sign = results.metric.higherIsBetter ? 1.0 : -1.0
    let valued = results.groups.filter { $0.value.value != nil }
    guard let all = overall.value,
      let weakest = valued.min(by: { sign * ($0.value.value ?? 0) < sign * ($1.value.value ?? 0) })
    else {
      return "No group has a value."
    }
    let worse = valued.filter { group in
      let end = results.metric.higherIsBetter ? group.value.high : group.value.low
      return end.map { ($0 - all) * sign < 0 } ?? false
    }
    if worse.isEmpty {
      return
        """
        No group is shown to do worse than all documents together. The weakest is \
        ‘\(name: DisplayNames.cut(weakest.name, to: 48))’, with \(ValueText(weakest.value).joined).
        """
    }
    let names = Prose.list(worse.prefix(4).map { DisplayNames.cut($0.name, to: 48) })
    let rest = worse.count > 4 ? " and \(worse.count - 4) more" : ""
    return
      """
      Worse than all documents together, beyond chance in each alone: \(names)\(rest), \(worse.count) of \
      \(NumberText.count(valued.count, "group")). With many groups some will look so by chance.
      """
  }
}
