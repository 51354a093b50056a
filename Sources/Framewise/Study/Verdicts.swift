internal import Evaluation

/// What the comparison with baselines amounts to, in words.
enum Verdicts {
  static func title(_ name: String) -> String {
    switch name {
    case "majority": "always naming the most frequent label"
    case "majority_here": "always naming the most frequent label of these data"
    case "stratified_random": "guessing at random"
    case "keyword": "counting words of a small lexicon"
    case "length": "the length of the text alone"
    case "outlet": "the outlet alone"
    default: name
    }
  }

  /// A sentence for each baseline that the model is not shown to beat, else one that says that it beats all.
  static func of(_ report: EvaluationReport) -> [String] {
    let sentences = report.baselines.compactMap { sentence(report, $0) }
    if sentences.isEmpty, !report.baselines.isEmpty {
      return ["The model beats every baseline in \(list(EvaluationReport.verdictMetrics.map(name))), beyond chance."]
    }
    return sentences
  }

  private static func sentence(_ report: EvaluationReport, _ baseline: BaselineReport) -> String? {
    func metrics(_ outcome: LeadOutcome) -> [Metric] {
      EvaluationReport.verdictMetrics.filter { metric in
        report[metric].value != nil && baseline[metric].value != nil
          && report.outcome(against: baseline, in: metric) == outcome
      }
    }
    func values(_ metric: Metric) -> (own: Double, theirs: Double) {
      (report[metric].value ?? 0, baseline[metric].value ?? 0)
    }
    let lost = metrics(.loses)
    if !lost.isEmpty {
      let numbers = lost.map { "\(round(values($0).own)) against \(round(values($0).theirs)) in \(name($0))" }
      return "The model does worse than \(title(baseline.name)): \(list(numbers))."
    }
    let unclear = metrics(.unclear)
    if unclear.isEmpty { return nil }
    let leads = unclear.map { "\(round(values($0).own - values($0).theirs)) in \(name($0))" }
    return "The model is not shown to beat \(title(baseline.name)): its lead is \(list(leads)), which may be chance."
  }

  private static func name(_ metric: Metric) -> String { metric == .macroF1 ? "macro-F1" : metric.rawValue }

  private static func list(_ parts: [String]) -> String { parts.joined(separator: " and ") }

  private static func round(_ value: Double) -> String {
    let scaled = Int((abs(value) * 1_000).rounded())
    let digits = String(scaled % 1_000)
    return "\(value < 0 && scaled != 0 ? "-" : "")\(scaled / 1_000)." + String(repeating: "0", count: 3 - digits.count)
      + digits
  }
}
