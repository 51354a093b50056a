internal import Evaluation

/// Whether a classifier beats simple rules, in words.
struct Verdict {
  enum Outcome { case beats, unclear, loses }

  let outcomes: [(baseline: BaselineReport, metric: Metric, outcome: Outcome)]
  private let report: EvaluationReport

  init(_ report: EvaluationReport) {
    self.report = report
    outcomes = report.baselines.flatMap { baseline in
      [Metric.accuracy, .macroF1].map { ($0, Self.outcome(report, baseline, $0)) }.map { (baseline, $0.0, $0.1) }
    }
  }

  /// By the interval of the lead; for a baseline without one, by whether the two intervals are apart.
  private static func outcome(_ report: EvaluationReport, _ baseline: BaselineReport, _ metric: Metric) -> Outcome {
    if let lead = baseline.lead(metric) {
      guard let low = lead.low, let high = lead.high else { return .unclear }
      return low > 0 ? .beats : high < 0 ? .loses : .unclear
    }
    let (own, other) = (report[metric], baseline[metric])
    guard let low = own.low ?? own.value, let high = own.high ?? own.value, let otherHigh = other.high ?? other.value,
      let otherLow = other.low ?? other.value
    else { return .unclear }
    return low > otherHigh ? .beats : high < otherLow ? .loses : .unclear
  }

  /// The one sentence that everything else supports.
  var sentence: Prose {
    if report.n == 0 { return "There were no documents to evaluate." }
    if report.baselines.isEmpty { return "Nothing to compare with: no baseline was measured." }
    let lost = names(of: .loses)
    if !lost.isEmpty { return "It does worse than \(count(lost)): \(Prose.list(lost))." }
    let unclear = names(of: .unclear)
    if !unclear.isEmpty { return "It is not shown to beat \(count(unclear)): \(Prose.list(unclear))." }
    let count = report.baselines.count
    return Prose(
      count == 1
        ? "It beats the one simple rule it was compared with."
        : "It beats all \(count) simple rules it was compared with.")
  }

  private func count(_ names: [String]) -> String {
    names.count == 1 ? "a simple rule" : "\(names.count) of \(report.baselines.count) simple rules"
  }

  private func names(of outcome: Outcome) -> [String] {
    report.baselines.filter { baseline in
      outcomes.contains { $0.baseline.name == baseline.name && $0.outcome == outcome }
    }.map(\.title)
  }

  /// The baseline with the best accuracy.
  var strongest: BaselineReport? {
    report.baselines.filter { $0[.accuracy].value != nil }
      .max { ($0[.accuracy].value ?? 0) < ($1[.accuracy].value ?? 0) }
  }
}
