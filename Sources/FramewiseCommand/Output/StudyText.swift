internal import Evaluation
internal import Files
internal import Framewise

/// The facets of an evaluation as lines for people.
enum StudyText {
  static func method(_ method: EvaluationStudy.Method) -> String {
    switch method {
    case .model: "the model on these data"
    case .crossValidation(let folds, let split): "\(folds)-fold cross-validation, \(split)"
    case .cut(let date): "trained before \(date), tested from it on"
    case .rollingOrigin(let steps): "\(steps) periods, each predicted from those before it"
    }
  }

  static func sections(_ study: EvaluationStudy) -> [[String]] {
    [
      optimism(study.optimism), comparison(study.comparison), repeats(study.repeats),
      reliability(study.reliability, documents: study.report.n),
      conformal(study), groups(study.groupScores), learningCurve(study.learningCurve), mistakes(study), labels(study),
      audit(study.audit),
      study.agreement.map { AgreementOutput.lines($0) } ?? [], study.notes.map { "note: \(TerminalText.escaped($0))" },
    ]
  }

  /// `random .91 → duplicate-grouped .84 → outlet-grouped .78`
  static func optimismLine(_ gap: OptimismGap) -> String {
    gap.steps.map { "\($0.name) \(short($0.value.value))" }.joined(separator: " → ")
  }

  private static func optimism(_ gap: OptimismGap?) -> [String] {
    guard let gap else { return [] }
    var lines = ["optimism gap (\(gap.metric.rawValue)): \(optimismLine(gap))"]
    for step in gap.steps.dropFirst() {
      lines.append("  \(Tables.padded(step.name, 30)) drop \(interval(step.drop))")
    }
    return lines
  }

  private static func comparison(_ comparison: StudyComparison?) -> [String] {
    guard let comparison else { return [] }
    var lines = [
      "compared with \(TerminalText.escaped(comparison.name)) on "
        + Wording.counted(comparison.rows.count, "document")
    ]
    lines.append(
      Tables.padded("", 20) + ["this", "other"].map { Tables.padded($0, 9, right: true) }.joined() + "   difference")
    for difference in comparison.paired.differences where difference.difference.value != nil {
      lines.append(
        Tables.padded("  " + difference.name, 20)
          + [difference.first, difference.second].map { Tables.padded(Tables.number($0), 9, right: true) }.joined()
          + "   " + interval(difference.difference))
    }
    let mcnemar = comparison.paired.mcnemar
    lines.append(
      "  only this is right on \(mcnemar.onlyFirst), only the other on \(mcnemar.onlySecond); "
        + "exact McNemar p \(Numbers.fixed(mcnemar.exactP, 4))")
    return lines
  }

  private static func repeats(_ repeats: RepeatedScores?) -> [String] {
    guard let repeats else { return [] }
    return ["over \(repeats.repeats) repeats with other folds"]
      + repeats.scores.filter { [.accuracy, .macroF1, .logLoss].contains($0.metric) }.map { score in
        "  \(Tables.padded(score.metric.rawValue, 18)) mean \(Numbers.fixed(score.mean, 4)), standard deviation "
          + Numbers.fixed(score.standardDeviation, 4)
      }
  }

  private static func reliability(_ reliability: Reliability?, documents: Int) -> [String] {
    guard let reliability else { return [] }
    var lines: [String] = []
    if let brier = reliability.brier {
      lines.append(
        "reliability: adaptive ECE \(interval(reliability.adaptiveECE)); Brier \(Numbers.fixed(brier.brier, 4)) = "
          + "miscalibration \(Numbers.fixed(brier.miscalibration, 4)) − discrimination "
          + "\(Numbers.fixed(brier.discrimination, 4)) + uncertainty \(Numbers.fixed(brier.uncertainty, 4))")
    }
    let points = [0.5, 0.8, 0.9].compactMap { share -> String? in
      // So many documents, and no fewer.
      let least = (share * Double(documents)).rounded(.up) / Double(documents)
      guard let point = reliability.riskCoverage.points.last(where: { $0.coverage <= least + 1e-9 }),
        let risk = point.risk.value
      else { return nil }
      return "\(Numbers.fixed(100 * risk, 1)) % at \(Numbers.fixed(100 * point.coverage, 0)) %"
    }
    if !points.isEmpty { lines.append("errors among the surest documents: " + points.joined(separator: ", ")) }
    return lines
  }

  private static func conformal(_ study: EvaluationStudy) -> [String] {
    guard let conformal = study.conformal else { return [] }
    var lines = ["conformal sets that miss a label in \(Numbers.fixed(100 * conformal.classifier.alpha, 1)) % at most"]
    lines.append(
      "  decided (one label) \(interval(conformal.decided)), right among them \(interval(conformal.accuracyOfDecided))")
    for (label, coverage) in zip(study.labels, conformal.coverageByLabel) {
      lines.append("  \(Tables.padded(TerminalText.escaped(label), 18)) covered \(interval(coverage))")
    }
    return lines + conformal.refusals.map { "  " + TerminalText.escaped($0) }
  }

  /// Groups that are shown.
  private static let groupLimit = 20

  private static func groups(_ scores: GroupScores?) -> [String] {
    guard let scores else { return [] }
    var lines = ["accuracy by \(scores.column): documents, accuracy"]
    for group in scores.groups.prefix(groupLimit) {
      lines.append(
        Tables.padded("  " + (group.name.isEmpty ? "(none)" : TerminalText.escaped(group.name, limit: 40)), 34)
          + Tables.padded(Wording.grouped(group.documents), 8, right: true) + "   " + interval(group.accuracy))
    }
    let rest = scores.groups.count + scores.omitted - groupLimit
    return rest > 0 ? lines + ["  and \(Wording.grouped(rest)) smaller ones"] : lines
  }

  private static func learningCurve(_ found: StudyLearningCurve?) -> [String] {
    guard let found else { return [] }
    var lines = ["learning curve: training documents, \(found.metric.rawValue), fitted"]
    for point in found.curve.points {
      let mean = point.errors.reduce(0, +) / Double(point.errors.count)
      lines.append(
        Tables.padded(Wording.grouped(point.size), 10, right: true)
          + Tables.padded(Numbers.fixed(1 - mean, 4), 10, right: true)
          + Tables.padded(
            found.curve.error(at: point.size).value.map { Numbers.fixed(1 - $0, 4) } ?? "", 10, right: true))
    }
    let fit = found.curve.fit
    lines.append(
      "  error = \(Numbers.fixed(fit.floor, 4)) + \(Numbers.fixed(fit.scale, 4)) · n^−\(Numbers.fixed(fit.rate, 3)); "
        + "500 more labels would gain \(interval(found.gainOf500))")
    return lines
  }

  private static func mistakes(_ study: EvaluationStudy) -> [String] {
    if study.mistakes.isEmpty { return [] }
    var lines = ["the surest mistakes"]
    for mistake in study.mistakes {
      let document = study.documents[mistake.document]
      lines.append(
        "  \(TerminalText.escaped(document.id, limit: 60)): \(label(study, document.truth)), predicted "
          + "\(label(study, document.predicted)), by \(Numbers.fixed(mistake.margin, 3))")
      for (name, terms) in [("for it", mistake.misleading), ("against", mistake.opposing)] where !terms.isEmpty {
        lines.append(
          "    \(Tables.padded(name, 8)) "
            + terms.map { "\(TerminalText.escaped($0.term, limit: 40)) \(signed($0.contribution, 2))" }.joined(
              separator: ", "))
      }
    }
    return lines
  }

  /// Contradicted labels that are shown.
  static let issueLimit = 10

  private static func labels(_ study: EvaluationStudy) -> [String] {
    var lines: [String] = []
    if let issues = study.labelIssues, !issues.issues.isEmpty {
      lines.append(
        LabelIssues.sentence(issues.issues.count, accuracy: study.report[.accuracy]) + " Those to read again first:")
      for issue in issues.issues.prefix(issueLimit) {
        lines.append(
          "  \(TerminalText.escaped(study.documents[issue.row].id, limit: 60)): \(label(study, issue.given)), the model "
            + "says \(label(study, issue.suggested)), by \(Numbers.fixed(issue.margin, 3))")
      }
    }
    if let duplicates = study.duplicates, duplicates.documents > 0 {
      lines.append(
        "near-duplicates: \(Wording.counted(duplicates.documents, "document")) in "
          + Wording.counted(duplicates.clusters, "cluster"))
      for conflict in duplicates.conflicts.prefix(10) {
        lines.append(
          "  \(TerminalText.escaped(conflict.first, limit: 60)) (\(label(study, conflict.firstLabel))) and "
            + "\(TerminalText.escaped(conflict.second, limit: 60)) (\(label(study, conflict.secondLabel))) are alike: "
            + "Jaccard \(Numbers.fixed(conflict.jaccard, 2)), containment \(Numbers.fixed(conflict.containment, 2))")
      }
    }
    return lines
  }

  private static func audit(_ audit: RobustnessAudit?) -> [String] {
    guard let audit else { return [] }
    var lines = ["robustness: change, documents altered, labels that flip, change of accuracy"]
    for finding in audit.findings {
      lines.append(
        Tables.padded("  " + finding.perturbation.rawValue, 20)
          + Tables.padded(Wording.grouped(finding.altered), 8, right: true)
          + "   " + Tables.padded(interval(finding.flips), 26) + interval(finding.accuracyChange))
    }
    for restricted in audit.restricted {
      lines.append(
        "  \(restricted.name): accuracy \(interval(restricted.accuracy)), macro-F1 \(interval(restricted.macroF1)) "
          + "(always the most frequent label: macro-F1 \(Tables.number(restricted.majorityMacroF1.value)))")
    }
    return lines + audit.notes.map { "  " + TerminalText.escaped($0) }
  }

  // MARK: - Numbers

  private static func label(_ study: EvaluationStudy, _ label: Int) -> String {
    TerminalText.escaped(study.labels[label])
  }

  /// `0.8123 (0.790 – 0.834)`
  static func interval(_ metric: MetricValue) -> String {
    guard let value = metric.value else { return "undefined" }
    guard let low = metric.low, let high = metric.high else { return Numbers.fixed(value, 4) }
    return "\(Numbers.fixed(value, 4)) (\(Numbers.fixed(low, 3)) – \(Numbers.fixed(high, 3)))"
  }

  /// Two decimals without the zero before them.
  private static func short(_ value: Double?) -> String {
    guard let value else { return "undefined" }
    let text = Numbers.fixed(value, 2)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  private static func signed(_ value: Double, _ decimals: Int) -> String {
    (value > 0 ? "+" : "") + Numbers.fixed(value, decimals)
  }
}
