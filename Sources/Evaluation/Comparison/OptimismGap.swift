/// How a score falls as the test documents are kept further from the training documents: random splits first, then
/// splits that keep near-duplicates, outlets or periods together.
public struct OptimismGap: Sendable, Equatable {
  public struct Step: Sendable, Equatable {
    public var name: String
    public var value: MetricValue
    /// The first step's score minus this one's, positive where the first one flatters. Its interval is paired where
    /// both predict the same documents; else the two are taken as independent.
    public var drop: MetricValue
  }

  public let metric: Metric
  public let steps: [Step]

  /// - Parameter steps: the predictions of each way of splitting, the most lenient first. Groups of the step that
  ///   has the fewest are used for all intervals of steps that predict the same documents.
  public init(
    _ steps: [(name: String, predictions: Predictions)], metric: Metric = .accuracy,
    options: EvaluationOptions = .init()
  ) throws(EvaluationError) {
    self.metric = metric
    guard let first = steps.first else {
      self.steps = []
      return
    }
    var options = options
    options.baselines = []
    options.trainingCounts = nil
    let sign = metric.higherIsBetter ? 1.0 : -1.0
    let reference = try EvaluationReport(first.predictions, options)[metric]
    var found: [Step] = []
    for (name, predictions) in steps {
      let value = try EvaluationReport(predictions, options)[metric]
      var drop: MetricValue
      if found.isEmpty {
        drop = MetricValue(value: value.value.map { _ in 0 }, reason: "The other steps are compared with this one.")
      } else if predictions.truth == first.predictions.truth && predictions.labels == first.predictions.labels {
        let groups = [first.predictions.groups, predictions.groups].compactMap { $0 }
          .min { Set($0).count < Set($1).count }
        drop = try PairedComparison(
          first.predictions.grouped(by: groups), predictions.grouped(by: groups), options)[metric]
      } else {
        drop = Self.independent(reference, value)
      }
      if sign < 0 {
        drop = MetricValue(
          value: drop.value.map { -$0 }, low: drop.high.map { -$0 }, high: drop.low.map { -$0 }, reason: drop.reason)
      }
      found.append(Step(name: name, value: value, drop: drop))
    }
    self.steps = found
  }

  /// Newcombe's combination of two intervals (1998, method 10): it keeps their asymmetry.
  static func independent(_ first: MetricValue, _ second: MetricValue) -> MetricValue {
    guard let a = first.value, let b = second.value else {
      return .undefined(first.reason ?? second.reason ?? "One of the two scores is undefined.")
    }
    guard let aLow = first.low, let aHigh = first.high, let bLow = second.low, let bHigh = second.high else {
      return MetricValue(value: a - b, reason: first.reason ?? second.reason)
    }
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    return MetricValue(
      value: a - b, low: a - b - length(a - aLow, bHigh - b), high: a - b + length(aHigh - a, b - bLow))
  }
}

extension Predictions {
  /// The same documents in other groups, or in none.
  public func grouped(by groups: [Int]?) throws(EvaluationError) -> Predictions {
    try Predictions(
      labels: labels, truth: truth, predicted: predicted, probabilities: probabilities, groups: groups)
  }
}
