internal import Evaluation

extension Section {
  static func classes(_ report: EvaluationReport) -> Section {
    Section("classes", "Scores by label") { page in
      page.finding(finding(report, page))
      page.table(
        Table(
          caption:
            """
            Scores of each label with \(page.interval)s. Precision: of what was given the label, how much has it. \
            Recall: of what has it, how much was found.
            """,
          columns: [.words("Label")]
            + ["Precision", "Recall", "F1", "ROC AUC", "Average precision", "Documents", "Predicted"].map {
              .number($0)
            },
          rows: report.perClass.enumerated().map { number, label in
            [.name(page.labels.short[number])]
              + [label.precision, label.recall, label.f1, label.rocAUC, label.averagePrecision].map {
                .metric($0, .score)
              }
              + [.text(NumberText.count(label.support)), .text(NumberText.count(label.predicted))]
          }))
    }
  }

  private static func finding(_ report: EvaluationReport, _ page: Page) -> Prose {
    let scored = report.perClass.indices.filter { report.perClass[$0].f1.value != nil }
    func f1(_ label: Int) -> Double { report.perClass[label].f1.value ?? 0 }
    guard let worst = scored.min(by: { f1($0) < f1($1) }), let best = scored.max(by: { f1($0) < f1($1) }), worst != best
    else { return "Scores of each label." }
    let weak = report.perClass[worst]
    var prose: Prose =
      """
      Weakest on ‘\(name: page.labels.short[worst])’ (F1 \(ValueText(weak.f1).joined)), strongest on \
      ‘\(name: page.labels.short[best])’ (F1 \(ValueText(report.perClass[best].f1).joined)).
      """
    if weak.support > 0, Double(weak.predicted) > 1.2 * Double(weak.support) {
      prose +=
        """
         The weakest label is given too often: \(NumberText.count(weak.predicted)) times for \
        \(NumberText.count(weak.support, "document")).
        """
    } else if weak.support > 0, Double(weak.predicted) < 0.8 * Double(weak.support) {
      prose +=
        """
         The weakest label is given too seldom: \(NumberText.count(weak.predicted)) times for \
        \(NumberText.count(weak.support, "document")).
        """
    }
    return prose
  }
}
