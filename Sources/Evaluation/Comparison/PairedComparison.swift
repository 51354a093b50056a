/// One metric of two classifiers and the difference, first minus second.
public struct MetricDifference: Sendable, Equatable {
  public var name: String
  public var first: Double?
  public var second: Double?
  /// First minus second; its interval comes from resampling both classifiers on the same documents.
  public var difference: MetricValue
}

/// Who had a document right.
public enum PairedOutcome: Int, Sendable, CaseIterable {
  case both, onlyFirst, onlySecond, neither
}

/// Two classifiers on the same documents.
public struct PairedComparison: Sendable, Equatable {
  /// One of each ``Metric``, in its order.
  public let differences: [MetricDifference]
  public let mcnemar: McNemar
  /// One of each document.
  public let outcomes: [PairedOutcome]

  /// - Throws: ``EvaluationError/notComparable(what:)`` where labels or truth differ; errors of the options.
  public init(
    _ first: Predictions, _ second: Predictions, _ options: EvaluationOptions = .init()
  ) throws(EvaluationError) {
    try options.validated(labels: first.labels.count, documents: first.count)
    guard first.labels == second.labels else { throw .notComparable(what: "their labels differ") }
    guard first.count == second.count else {
      throw .notComparable(what: "one has \(first.count) documents and the other \(second.count)")
    }
    if let row = first.truth.indices.first(where: { first.truth[$0] != second.truth[$0] }) {
      throw .notComparable(what: "the true labels of document \(row + 1) differ")
    }
    outcomes = first.truth.indices.map { row in
      switch (first.predicted[row] == first.truth[row], second.predicted[row] == first.truth[row]) {
      case (true, true): .both
      case (true, false): .onlyFirst
      case (false, true): .onlySecond
      case (false, false): .neither
      }
    }
    mcnemar = McNemar(
      onlyFirst: outcomes.count { $0 == .onlyFirst }, onlySecond: outcomes.count { $0 == .onlySecond })

    let sample = MetricSample([first, second], options)
    let rankings = [first, second].map { RankingMetrics($0, confidence: options.confidence) }
    let intervals = InfluenceInterval(first, confidence: options.confidence)
    differences = Metric.allCases.map { metric in
      let bothHaveProbabilities = first.probabilities != nil && second.probabilities != nil
      if first.count == 0 {
        return .init(name: metric.rawValue, difference: .undefined(Metric.accuracy.undefinedReason))
      }
      if metric == .rocAUC || metric == .averagePrecision {
        let path = metric == .rocAUC ? \RankingMetrics.rocAUC : \RankingMetrics.averagePrecision
        var difference = MetricValue.undefined(Metric.noProbabilities)
        if bothHaveProbabilities {
          difference = intervals.difference(
            rankings[0].influence(on: metric), rankings[1].influence(on: metric), metric)
        }
        return MetricDifference(
          name: metric.rawValue, first: rankings[0][keyPath: path].value, second: rankings[1][keyPath: path].value,
          difference: difference)
      }
      let column = Metric.resampled.firstIndex(of: metric) ?? 0
      let reason =
        metric.needsProbabilities && !bothHaveProbabilities ? Metric.noProbabilities : metric.undefinedReason
      let values = [sample.point[column], sample.point[sample.width + column]].map { $0.isFinite ? $0 : nil }
      return MetricDifference(
        name: metric.rawValue, first: values[0], second: values[1],
        difference: sample.difference(column, metric, otherwise: reason))
    }
  }

  public subscript(metric: Metric) -> MetricValue {
    differences.first { $0.name == metric.rawValue }?.difference ?? .undefined("The metric was not measured.")
  }
}

extension MetricDifference {
  fileprivate init(name: String, difference: MetricValue) {
    self.init(name: name, first: nil, second: nil, difference: difference)
  }
}
