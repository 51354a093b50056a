internal import Evaluation

extension Section {
  private static let rowLimit = 50

  static func doubts(_ part: Part<Doubts>, _ report: EvaluationReport) -> Section {
    Section("doubts", "Labels in doubt", part) { doubts, page in
      page.finding(finding(doubts, report))
      if let issues = doubts.issues, !issues.isEmpty {
        page.table(
          Table(
            caption:
              "Documents whose label the model, which did not learn from them, contradicts most: labels to read again.",
            columns: [
              .words("Document"), .words("Label"), .words("The model says"), .number("By"),
            ],
            rows: issues.prefix(rowLimit).map { issue in
              [
                .name(DisplayNames.cut(issue.id, to: 60)), .name(name(issue.given, page)),
                .name(name(issue.suggested, page)), .text(NumberText.score(issue.margin)),
              ]
            }))
        if issues.count > rowLimit { page.note("The first \(rowLimit) of \(NumberText.count(issues.count)).") }
      }
      if !doubts.conflicts.isEmpty {
        page.table(
          Table(
            caption: "Near-duplicates with different labels, and how much of the shorter text the other holds.",
            columns: [
              .words("First"), .words("Label"), .words("Second"), .words("Label"), .number("Held"),
            ],
            rows: doubts.conflicts.prefix(rowLimit).map { conflict in
              [
                .name(DisplayNames.cut(conflict.first, to: 60)), .name(name(conflict.firstLabel, page)),
                .name(DisplayNames.cut(conflict.second, to: 60)), .name(name(conflict.secondLabel, page)),
                .text(NumberText.percent(conflict.containment)),
              ]
            }))
        if doubts.conflicts.count > rowLimit {
          page.note("The first \(rowLimit) of \(NumberText.count(doubts.conflicts.count)).")
        }
      }
    }
  }

  private static func name(_ label: Int, _ page: Page) -> String {
    page.labels.short.indices.contains(label) ? page.labels.short[label] : "label \(label)"
  }

  private static func finding(_ doubts: Doubts, _ report: EvaluationReport) -> Prose {
    var sentences: [String] = []
    if let issues = doubts.issues {
      sentences.append(LabelIssues.sentence(issues.count, accuracy: report[.accuracy]))
    }
    if let duplicates = doubts.duplicates {
      sentences.append(
        duplicates == 0
          ? "No document has a near-duplicate."
          : "\(NumberText.count(duplicates, "document")) \(duplicates == 1 ? "has" : "have") near-duplicates; "
            + (doubts.conflicts.isEmpty
              ? "none of them differ in label."
              : "\(NumberText.count(doubts.conflicts.count, "pair")) \(doubts.conflicts.count == 1 ? "differs" : "differ") "
                + "in label, so one label of each is likely wrong.")
      )
    }
    return Prose(sentences.joined(separator: " "))
  }
}
