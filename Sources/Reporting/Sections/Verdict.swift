internal import Evaluation

/// Whether a classifier beats simple rules, in words.
struct Verdict {
  let outcomes: [(baseline: BaselineReport, outcome: LeadOutcome)]
  private let report: EvaluationReport

  init(_ report: EvaluationReport) {
    self.report = report
    outcomes = report.baselines.flatMap { baseline in
      EvaluationReport.verdictMetrics.map { (baseline, report.outcome(against: baseline, in: $0)) }
    }
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

  private func names(of outcome: LeadOutcome) -> [String] {
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
