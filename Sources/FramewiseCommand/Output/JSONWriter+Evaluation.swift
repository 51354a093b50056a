internal import Corpus
internal import Evaluation

/// How numbers with intervals look in JSON.
extension JSONWriter {
  /// `value`, `low` and `high`, and why one of them is null.
  mutating func member(_ name: String, _ metric: MetricValue) {
    object(name) {
      $0.member("value", metric.value)
      $0.member("low", metric.low)
      $0.member("high", metric.high)
      if let reason = metric.reason { $0.member("reason", reason) }
    }
  }

  mutating func metrics(_ name: String, _ metrics: [NamedMetric]) {
    object(name) { writer in for metric in metrics { writer.member(metric.name, metric.value) } }
  }
}
