#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Metrics of predicted probabilities: each a mean over documents, except for the calibration error.
public enum ProbabilityMetrics {
  /// Probabilities are clipped to [ε, 1 − ε] before the logarithm, with ε = 2⁻⁵² (as sklearn.metrics.log_loss does),
  /// so that a document that was given probability 0 costs 36.04 instead of infinity.
  public static let clip = Double.ulpOfOne

  /// Mean of −ln p(true label), p clipped by ``clip``.
  public static func logLoss(_ predictions: Predictions) -> MetricValue {
    mean(predictions) { logLoss(predictions, $0, row: $1) }
  }

  /// Mean squared distance to the truth. With two labels (p − y)² of one of them, from 0 to 1; with more the sum over
  /// all labels, from 0 to 2 (as sklearn.metrics.brier_score_loss does by default).
  public static func brier(_ predictions: Predictions) -> MetricValue {
    mean(predictions) { brier(predictions, $0, row: $1) }
  }

  /// Expected calibration error of the top label: Σ over bins of |right − confidence| summed in the bin, over n
  /// (Guo et al. 2017). Bins of equal width, (a, b].
  public static func ece(_ predictions: Predictions, bins: Int = 15) -> MetricValue {
    calibrationError(predictions) { _ in ConfidenceBins(equalWidth: bins) }
  }

  /// The same over bins of equal numbers of documents (Nguyen and O'Connor 2015), which empty bins cannot flatter.
  public static func adaptiveECE(_ predictions: Predictions, bins: Int = 15) -> MetricValue {
    calibrationError(predictions) { ConfidenceBins(equalMass: bins, of: $0) }
  }

  /// ``adaptiveECE(_:bins:)`` with an interval from resampling documents or groups over the same bins.
  public static func adaptiveECE(
    _ predictions: Predictions, bins: Int = 15, options: EvaluationOptions
  ) throws(EvaluationError) -> MetricValue {
    try options.validated()
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    guard predictions.count > 0 else { return .undefined(Metric.ece.undefinedReason) }
    let tops = (0..<predictions.count).map { TopLabel(predictions, probabilities, row: $0).confidence }
    let sample = MetricSample([predictions], options, bins: ConfidenceBins(equalMass: bins, of: tops))
    let column = Metric.resampled.firstIndex(of: .ece) ?? 0
    return sample.value(column, .ece, otherwise: Metric.ece.undefinedReason)
  }

  /// Share of documents whose true label is among the k most probable; among equals the later label counts first,
  /// as in sklearn.metrics.top_k_accuracy_score.
  public static func topK(_ predictions: Predictions, k: Int) -> MetricValue {
    let labels = predictions.labels.count
    return mean(predictions) { probabilities, row in
      let truth = predictions.truth[row]
      let own = probabilities[row * labels + truth]
      var ahead = 0
      for label in 0..<labels {
        let p = probabilities[row * labels + label]
        if p > own || (p == own && label > truth) { ahead += 1 }
      }
      return ahead < k ? 1 : 0
    }
  }

  // MARK: One document

  static func logLoss(_ predictions: Predictions, _ probabilities: [Double], row: Int) -> Double {
    let p = probabilities[row * predictions.labels.count + predictions.truth[row]]
    return -log(min(max(p, clip), 1 - clip))
  }

  static func brier(_ predictions: Predictions, _ probabilities: [Double], row: Int) -> Double {
    let k = predictions.labels.count
    let truth = predictions.truth[row]
    if k == 2 {
      let difference = probabilities[row * 2 + 1] - (truth == 1 ? 1 : 0)
      return difference * difference
    }
    var sum = 0.0
    for label in 0..<k {
      let difference = probabilities[row * k + label] - (label == truth ? 1 : 0)
      sum += difference * difference
    }
    return sum
  }

  // MARK: Sums

  private static func mean(_ predictions: Predictions, _ one: ([Double], Int) -> Double) -> MetricValue {
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    guard predictions.count > 0 else { return .undefined(Metric.logLoss.undefinedReason) }
    var sum = 0.0
    for row in 0..<predictions.count { sum += one(probabilities, row) }
    return MetricValue(value: sum / Double(predictions.count))
  }

  private static func calibrationError(
    _ predictions: Predictions, _ makeBins: ([Double]) -> ConfidenceBins
  ) -> MetricValue {
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    guard predictions.count > 0 else { return .undefined(Metric.ece.undefinedReason) }
    let tops = (0..<predictions.count).map { TopLabel(predictions, probabilities, row: $0) }
    let bins = makeBins(tops.map(\.confidence))
    var gaps = [Double](repeating: 0, count: bins.count)
    for top in tops { gaps[bins.bin(top.confidence)] += (top.isRight ? 1 : 0) - top.confidence }
    return MetricValue(value: gaps.reduce(0) { $0 + abs($1) } / Double(predictions.count))
  }
}
