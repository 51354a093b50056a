#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Metrics of the order in which probabilities put the documents: each label against the rest, then the mean over
/// labels. Intervals come from each document's influence, added up within groups where there are any, and are normal
/// on the log-odds scale, which keeps them within 0…1.
public struct RankingMetrics: Sendable {
  /// Mean over labels of the area under the ROC curve.
  public let rocAUC: MetricValue
  /// Mean over labels of average precision.
  public let averagePrecision: MetricValue
  /// One of each label; empty without probabilities.
  public let perLabel: [(rocAUC: MetricValue, averagePrecision: MetricValue)]
  private let areas: InfluenceMean
  private let precisions: InfluenceMean

  public init(_ predictions: Predictions, confidence: Double = 0.95) {
    guard let probabilities = predictions.probabilities else {
      rocAUC = .undefined(Metric.noProbabilities)
      averagePrecision = rocAUC
      perLabel = []
      areas = InfluenceMean(0)
      precisions = areas
      return
    }
    let k = predictions.labels.count
    let intervals = InfluenceInterval(predictions, confidence: confidence)
    var areas = InfluenceMean(predictions.count)
    var precisions = areas
    perLabel = (0..<k).map { label in
      let ranking = Ranking(
        scores: (0..<predictions.count).map { probabilities[$0 * k + label] },
        isPositive: predictions.truth.map { $0 == label })
      let (area, areaInfluence) = ranking.areaWithInfluence()
      let (precision, precisionInfluence) = ranking.averagePrecisionWithInfluence()
      areas.add(area, areaInfluence)
      precisions.add(precision, precisionInfluence)
      return (
        intervals.around(area, areaInfluence, .rocAUC),
        intervals.around(precision, precisionInfluence, .averagePrecision)
      )
    }
    rocAUC = intervals.around(areas.value, areas.influence, .rocAUC)
    averagePrecision = intervals.around(precisions.value, precisions.influence, .averagePrecision)
    self.areas = areas
    self.precisions = precisions
  }

  func influence(on metric: Metric) -> InfluenceMean { metric == .rocAUC ? areas : precisions }

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
}

/// A mean over labels with the documents' influence on it; undefined (NaN) as soon as one label is.
struct InfluenceMean {
  private var sum = 0.0
  private var labels = 0.0
  private var sums: [Double]

  init(_ documents: Int) { sums = [Double](repeating: 0, count: documents) }

  mutating func add(_ value: Double, _ influence: [Double]) {
    sum += value
    labels += 1
    for document in influence.indices { sums[document] += influence[document] }
  }

  var value: Double { sum / labels }
  var influence: [Double] { sums.map { $0 / labels } }
}

/// Intervals from the influence of documents or groups.
struct InfluenceInterval {
  private let groups: [Int]?
  private let z: Double

  init(_ predictions: Predictions, confidence: Double) {
    groups = predictions.groups.map(Strata.numbered)
    z = -Special.normalQuantile((1 - confidence) / 2)
  }

  func around(_ value: Double, _ influence: [Double], _ metric: Metric) -> MetricValue {
    guard value.isFinite else { return .undefined(metric.undefinedReason) }
    let error = standardError(influence)
    guard error > 1e-12, value > 0, value < 1 else { return MetricValue(value: value, reason: Measurement.tooUniform) }
    let centre = log(value / (1 - value))
    let half = z * error / (value * (1 - value))
    return MetricValue(value: value, low: 1 / (1 + exp(half - centre)), high: 1 / (1 + exp(-half - centre)))
  }

  /// First minus second with a normal interval.
  func difference(_ first: InfluenceMean, _ second: InfluenceMean, _ metric: Metric) -> MetricValue {
    let value = first.value - second.value
    guard value.isFinite else { return .undefined(metric.undefinedReason) }
    let error = standardError(zip(first.influence, second.influence).map { $0 - $1 })
    guard error > 1e-12 else { return MetricValue(value: value, reason: Measurement.tooUniform) }
    return MetricValue(value: value, low: value - z * error, high: value + z * error)
  }

  /// 0 where there is but one unit.
  private func standardError(_ influence: [Double]) -> Double {
    var units = influence
    if let groups {
      units = [Double](repeating: 0, count: (groups.max() ?? -1) + 1)
      for (document, group) in groups.enumerated() { units[group] += influence[document] }
    }
    let m = Double(units.count)
    guard m > 1 else { return 0 }
    let mean = units.reduce(0, +) / m
    let squares = units.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (m / (m - 1) * squares).squareRoot() / Double(influence.count)
  }
}
