/// Whether a classifier is shown to be better than a baseline in a metric.
public enum LeadOutcome: Sendable, Equatable {
  case beats, unclear, loses
}

extension EvaluationReport {
  /// What verdicts are about: a baseline is beaten where it is beaten in each of these.
  public static let verdictMetrics: [Metric] = [.accuracy, .macroF1]

  /// By the interval of the lead; for a baseline without one, by whether the two intervals are apart.
  public func outcome(against baseline: BaselineReport, in metric: Metric) -> LeadOutcome {
    if let lead = baseline.lead.first(where: { $0.name == metric.rawValue })?.value {
      guard let low = lead.low, let high = lead.high else { return .unclear }
      return low > 0 ? .beats : high < 0 ? .loses : .unclear
    }
    let (own, other) = (self[metric], baseline[metric])
    guard let low = own.low ?? own.value, let high = own.high ?? own.value, let otherHigh = other.high ?? other.value,
      let otherLow = other.low ?? other.value
    else { return .unclear }
    return low > otherHigh ? .beats : high < otherLow ? .loses : .unclear
  }
}
