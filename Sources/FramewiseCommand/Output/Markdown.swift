internal import Evaluation
internal import Framewise

/// An evaluation as tables to paste.
enum Markdown {
  static func evaluation(_ study: EvaluationStudy) -> String {
    let report = study.report
    var lines = [
      "\(Wording.grouped(report.n)) document\(report.n == 1 ? "" : "s"), \(StudyText.method(study.method)), seed \(study.provenance.seed).",
      "",
    ]
    if let overlap = study.overlap, overlap.flatters, let sentence = overlap.sentence {
      lines += ["**Warning:** " + sentence, ""]
    }
    let shown = report.baselines
    lines.append("| metric | value | 95 % interval |" + shown.map { " \(cell(Tables.title($0.name))) |" }.joined())
    lines.append("|---|---:|---|" + shown.map { _ in "---:|" }.joined())
    for metric in report.metrics where metric.value.value != nil {
      let values = shown.map { baseline in
        " \(baseline.metrics.first { $0.name == metric.name }?.value.value.map { Numbers.fixed($0, 3) } ?? "") |"
      }
      lines.append("| \(metric.name) | \(fixed(metric.value.value)) | \(range(metric.value)) |" + values.joined())
    }
    lines += ["", "| label | precision | recall | F1 | support |", "|---|---:|---:|---:|---:|"]
    for label in report.perClass {
      let numbers = [label.precision, label.recall, label.f1].map { metric in
        "\(fixed(metric.value)) (\(range(metric)))"
      }
      lines.append("| \(cell(label.label)) | \(numbers.joined(separator: " | ")) | \(label.support) |")
    }
    lines += ["", "| true \\ predicted |" + report.labels.map { " \(cell($0)) |" }.joined()]
    lines.append("|---|" + report.labels.map { _ in "---:|" }.joined())
    for (label, row) in zip(report.labels, report.confusion.rows) {
      lines.append("| \(cell(label)) |" + row.map { " \($0) |" }.joined())
    }
    lines += [""] + Tables.rules(report).map { "- " + cell(String($0.drop { $0 == " " })) } + [""] + study.verdicts
    if let warning = report.warning { lines.append(warning) }
    if let gap = study.optimism {
      lines += ["", "Optimism gap (\(gap.metric.rawValue)): \(StudyText.optimismLine(gap))."]
    }
    if let comparison = study.comparison { lines += [""] + table(comparison) }
    if let issues = study.labelIssues, !issues.issues.isEmpty { lines += [""] + table(issues, study) }
    if !study.notes.isEmpty { lines += [""] + study.notes.map { "- " + cell($0) } }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func table(_ comparison: StudyComparison) -> [String] {
    var lines = [
      "| metric | this | \(cell(comparison.name)) | difference | 95 % interval |", "|---|---:|---:|---:|---|",
    ]
    for difference in comparison.paired.differences where difference.difference.value != nil {
      lines.append(
        "| \(difference.name) | \(fixed(difference.first)) | \(fixed(difference.second)) "
          + "| \(fixed(difference.difference.value)) | \(range(difference.difference)) |")
    }
    return lines + ["", "Exact McNemar p = \(Numbers.fixed(comparison.paired.mcnemar.exactP, 4))."]
  }

  private static func table(_ issues: LabelIssues, _ study: EvaluationStudy) -> [String] {
    var lines = [
      LabelIssues.sentence(issues.issues.count, accuracy: study.report[.accuracy]) + " Those to read again first:", "",
      "| document | label | the model says | by |", "|---|---|---|---:|",
    ]
    for issue in issues.issues.prefix(StudyText.issueLimit) {
      lines.append(
        "| \(cell(study.documents[issue.row].id)) | \(cell(study.labels[issue.given])) "
          + "| \(cell(study.labels[issue.suggested])) | \(Numbers.fixed(issue.margin, 3)) |")
    }
    return lines
  }

  private static func fixed(_ value: Double?) -> String { value.map { Numbers.fixed($0, 3) } ?? "–" }

  private static func range(_ metric: MetricValue) -> String {
    guard let low = metric.low, let high = metric.high else { return "–" }
    return "\(Numbers.fixed(low, 3)) to \(Numbers.fixed(high, 3))"
  }

  /// A text that cannot end its cell, its line or begin markup.
  static func cell(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r": safe += " "
      case "|", "\\", "`", "*", "_", "[", "]", "<", ">", "#", "!", "~": safe += "\\" + String(scalar)
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
