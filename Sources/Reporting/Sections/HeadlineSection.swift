internal import Evaluation

extension Section {
  static func headline(_ report: EvaluationReport, _ notes: [String], noVerdict: String?) -> Section {
    Section("verdict", "Verdict") { page in
      let verdict = Verdict(report)
      page.markup.element("p", [.style("verdict")]) { paragraph in
        if let noVerdict { paragraph.name(noVerdict) } else { paragraph.prose(verdict.sentence) }
      }
      page.finding(score(report, page))
      if noVerdict == nil, let rule = verdict.strongest { page.paragraph(comparison(rule, page)) }
      for warning in [report.warning].compactMap({ $0 }) + notes {
        page.markup.element("p", [.style("caution")]) { $0.name(warning) }
      }
      page.columns { page in
        for metric in [Metric.accuracy, .macroF1] { figure(metric, report, &page) }
      }
      page.table(systems(report, page))
      page.details("All metrics of this model") { $0.table(metrics(report, $0)) }
    }
  }

  private static func score(_ report: EvaluationReport, _ page: Page) -> Prose {
    let units =
      report.groups.map { " Intervals were drawn over \(NumberText.count($0)) groups, not over single documents." }
      ?? ""
    let accuracy = ValueText(report[.accuracy], .percent)
    return
      """
      Of \(NumberText.count(report.n, "document")), \(accuracy.value) were labelled rightly (\(page.interval) \
      \(accuracy.range)). Macro-F1, in which every label counts the same, is \
      \(ValueText(report[.macroF1]).joined).\(units)
      """
  }

  private static func comparison(_ rule: BaselineReport, _ page: Page) -> Prose {
    let own = ValueText(rule[.accuracy], .percent)
    let start: Prose = "The strongest of the rules in accuracy, ‘\(name: rule.title)’, reaches \(own.joined)"
    guard let lead = rule.lead(.accuracy), lead.value != nil else { return start + "." }
    return start + "; the model leads it by \(ValueText(lead, .points).joined), measured on the same documents."
  }

  private static func figure(_ metric: Metric, _ report: EvaluationReport, _ page: inout Page) {
    let rows =
      [ForestPlot.Row(name: "This model", value: report[metric], isMain: true)]
      + report.baselines.map { ForestPlot.Row(name: $0.title, value: $0[metric]) }
    let plot = ForestPlot(
      rows: rows, axis: Axis(title: metric.title, domain: 0...1, unit: metric == .accuracy ? .percent : .number))
    page.figure(
      Drawing(
        width: ForestPlot.width, height: plot.height, title: "\(metric.title) of the model and of simple rules",
        description: plot.description),
      caption:
        "\(metric.title): \(metric.meaning). A line spans the \(page.interval)."
    ) { plot.write(to: &$0) }
  }

  private static func systems(_ report: EvaluationReport, _ page: Page) -> Table {
    let shown = [Metric.accuracy, .macroF1, .mcc]
    let own: [Table.Cell] =
      [.text("This model")] + shown.map { .metric(report[$0], .score) } + [
        .text(NumberText.none), .text(NumberText.none),
      ]
    let rules = report.baselines.map { rule -> [Table.Cell] in
      [.name(rule.title)] + shown.map { .metric(rule[$0], .score) }
        + [Metric.accuracy, .macroF1].map { metric in
          rule.lead(metric).map { .metric($0, .difference) } ?? .text(NumberText.none)
        }
    }
    return Table(
      caption:
        """
        The model beside rules that need no reading, with \(page.interval)s. A lead whose interval lies above 0 is a \
        lead that chance does not explain.\(explanations(report))
        """,
      columns: [.words("System")] + shown.map { .number($0.title) }
        + [.number("Model’s lead, accuracy"), .number("Model’s lead, macro‑F1")],
      rows: [own] + rules, main: 0)
  }

  /// What rules do whose name does not say all.
  private static func explanations(_ report: EvaluationReport) -> Prose {
    var prose: Prose = ""
    for rule in report.baselines {
      guard let text = rule.rule else { continue }
      prose += " \(rule.title): \(name: text)."
    }
    return prose
  }

  private static func metrics(_ report: EvaluationReport, _ page: Page) -> Table {
    Table(
      caption: "Every metric of the model, with its \(page.interval).",
      columns: [.words("Metric"), .number("Value"), .words("What it says")],
      rows: report.metrics.map { named in
        [
          .text(Metric.title(named.name)), .metric(named.value, .score),
          .text(Metric(rawValue: named.name)?.meaning ?? ""),
        ]
      })
  }
}
