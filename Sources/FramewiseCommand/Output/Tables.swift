internal import Evaluation
internal import Files
internal import Framewise

/// Results as tables for people.
enum Tables {
  /// One line a metric: value, interval, and the baselines' values.
  static func metrics(_ report: EvaluationReport, baselines: Bool) -> [String] {
    var head = padded("", 20) + padded("value", 9, right: true) + "   " + padded("95 % interval", 16)
    if baselines { for baseline in report.baselines { head += padded(title(baseline.name), 14, right: true) } }
    var lines = [head]
    for metric in report.metrics {
      var line = padded("  " + metric.name, 20) + padded(number(metric.value.value), 9, right: true) + "   "
      if let low = metric.value.low, let high = metric.value.high {
        line += padded("\(Numbers.fixed(low, 3)) – \(Numbers.fixed(high, 3))", 16)
      } else {
        line += padded(metric.value.value == nil ? "" : "no interval", 16)
      }
      if baselines {
        for baseline in report.baselines {
          let value = baseline.metrics.first { $0.name == metric.name }?.value.value
          line += padded(value == nil ? "" : number(value), 14, right: true)
        }
      }
      if metric.value.value == nil, let reason = metric.value.reason { line += "  " + reason }
      lines.append(line)
    }
    return lines
  }

  /// Characters of a label in the confusion matrix.
  private static let longestLabel = 24

  static func evaluation(_ study: EvaluationStudy) -> String {
    let report = study.report
    var lines = [
      "\(Wording.grouped(report.n)) document\(report.n == 1 ? "" : "s"), \(StudyText.method(study.method)), seed \(study.provenance.seed)"
    ]
    if let groups = report.groups { lines.append("intervals are over \(Wording.counted(groups, "group"))") }
    if let warning = report.warning { lines.append("warning: " + warning) }
    if let overlap = study.overlap, overlap.flatters, let sentence = overlap.sentence {
      lines.append("warning: " + sentence)
    }
    lines.append("")
    lines.append(contentsOf: metrics(report, baselines: true))
    if !study.uncalibrated.isEmpty {
      lines.append(
        "  before calibration: "
          + study.uncalibrated.map { "\($0.name) \(number($0.value.value))" }.joined(separator: ", "))
    }
    lines += [""] + rules(report) + study.verdicts + [""]
    lines.append(
      padded("  label", 24) + ["precision", "recall", "f1", "support"].map { padded($0, 11, right: true) }.joined())
    for label in report.perClass {
      lines.append(
        padded("  " + TerminalText.escaped(label.label, limit: 20), 24)
          + [label.precision, label.recall, label.f1].map { padded(number($0.value), 11, right: true) }.joined()
          + padded(Wording.grouped(label.support), 11, right: true))
    }
    lines.append("")
    lines.append("  confusion: rows are true labels, columns are predicted")
    let names = report.labels.map { TerminalText.escaped($0, limit: longestLabel) }
    let longest = names.map(\.count).max() ?? 0
    let (first, width) = (max(24, longest + 4), max(14, longest + 2))
    lines.append(padded("", first) + names.map { padded($0, width, right: true) }.joined())
    for (label, row) in report.confusion.rows.enumerated() {
      lines.append(
        padded("  " + names[label], first) + row.map { padded(Wording.grouped($0), width, right: true) }.joined())
    }
    for section in StudyText.sections(study) where !section.isEmpty { lines += [""] + section }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What baselines do whose name does not say all.
  static func rules(_ report: EvaluationReport) -> [String] {
    report.baselines.compactMap { baseline in
      baseline.rule.map { "  \(title(baseline.name)): \(TerminalText.escaped($0))" }
    }
  }

  static func title(_ name: String) -> String { name == "stratified_random" ? "random" : name }

  static func number(_ value: Double?) -> String { value.map { Numbers.fixed($0, 4) } ?? "undefined" }

  static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
    ScoresForPeople.padded(text, max(width, 1), alignsRight: right)
  }
}
