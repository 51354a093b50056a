#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Metrics of the order in which scores put the documents.
public enum RankingMetrics {
  /// Area under the ROC curve of one score: the chance that a positive document scores above a negative one.
  public static func rocAUC(scores: [Double], isPositive: [Bool]) -> MetricValue {
    MetricValue(
      Ranking(scores: scores, isPositive: isPositive).areaWithInfluence().value,
      otherwise: Metric.rocAUC.undefinedReason)
  }

  /// Average precision of one score, as sklearn.metrics.average_precision_score.
  public static func averagePrecision(scores: [Double], isPositive: [Bool]) -> MetricValue {
    MetricValue(
      Ranking(scores: scores, isPositive: isPositive).averagePrecisionWithInfluence().value,
      otherwise: Metric.averagePrecision.undefinedReason)
  }

  /// Mean over labels of the area of each label against the rest.
  public static func rocAUC(_ predictions: Predictions, confidence: Double = 0.95) -> MetricValue {
    macro(predictions, confidence) { $0.areaWithInfluence() }
  }

  /// Mean over labels of the average precision of each label against the rest.
  public static func averagePrecision(_ predictions: Predictions, confidence: Double = 0.95) -> MetricValue {
    macro(predictions, confidence) { $0.averagePrecisionWithInfluence() }
  }

  /// Area of one label against the rest.
  public static func rocAUC(_ predictions: Predictions, label: Int, confidence: Double = 0.95) -> MetricValue {
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    let (value, influence) = ranking(predictions, probabilities, label).areaWithInfluence()
    guard value.isFinite else { return .undefined(Metric.rocAUC.undefinedReason) }
    return interval(value, influence, predictions, confidence)
  }

  /// Mean over ordered pairs of labels of the area of one against the other (Hand and Till 2001).
  public static func rocAUCOneVersusOne(_ predictions: Predictions) -> MetricValue {
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    let k = predictions.labels.count
    var sum = 0.0
    for a in 0..<k {
      for b in 0..<k where b != a {
        let rows = predictions.truth.indices.filter { predictions.truth[$0] == a || predictions.truth[$0] == b }
        let pair = Ranking(
          scores: rows.map { probabilities[$0 * k + a] }, isPositive: rows.map { predictions.truth[$0] == a })
        sum += pair.areaWithInfluence().value
      }
    }
    return MetricValue(sum / Double(k * (k - 1)), otherwise: Metric.rocAUC.undefinedReason)
  }

  // MARK: Intervals

  private static func ranking(_ predictions: Predictions, _ probabilities: [Double], _ label: Int) -> Ranking {
    let k = predictions.labels.count
    return Ranking(
      scores: (0..<predictions.count).map { probabilities[$0 * k + label] },
      isPositive: predictions.truth.map { $0 == label })
  }

  private static func macro(
    _ predictions: Predictions, _ confidence: Double, _ one: (Ranking) -> (value: Double, influence: [Double])
  ) -> MetricValue {
    guard let probabilities = predictions.probabilities else { return .undefined(Metric.noProbabilities) }
    let k = Double(predictions.labels.count)
    var value = 0.0
    var influence = [Double](repeating: 0, count: predictions.count)
    for label in predictions.labels.indices {
      let (share, parts) = one(ranking(predictions, probabilities, label))
      guard share.isFinite else { return .undefined(Metric.rocAUC.undefinedReason) }
      value += share / k
      for document in influence.indices { influence[document] += parts[document] / k }
    }
    return interval(value, influence, predictions, confidence)
  }

  /// A normal interval on the log-odds scale, which keeps it within 0…1. The variance comes from the documents'
  /// influences, added up within groups where there are any.
  private static func interval(
    _ value: Double, _ influence: [Double], _ predictions: Predictions, _ confidence: Double
  ) -> MetricValue {
    var units = influence
    if let groups = predictions.groups {
      let numbers = GroupResampler.numbered(groups)
      units = [Double](repeating: 0, count: (numbers.max() ?? -1) + 1)
      for (document, group) in numbers.enumerated() { units[group] += influence[document] }
    }
    let m = Double(units.count)
    let n = Double(influence.count)
    guard m > 1 else { return MetricValue(value: value, reason: Measurement.tooUniform) }
    let mean = units.reduce(0, +) / m
    let squares = units.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (m / (m - 1) * squares).squareRoot() / n
    guard error > 0, value > 0, value < 1 else { return MetricValue(value: value, reason: Measurement.tooUniform) }
    let centre = log(value / (1 - value))
    let half = -Special.normalQuantile((1 - confidence) / 2) * error / (value * (1 - value))
    return MetricValue(value: value, low: 1 / (1 + exp(half - centre)), high: 1 / (1 + exp(-half - centre)))
  }
}
