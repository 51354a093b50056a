/// All metrics of one set of predictions with their intervals.
struct Measurement {
  var metrics: [NamedMetric]
  var classes: [ClassReport]

  static let tooUniform =
    "No interval: every resample gives the same value; there are too few documents, or they are too much alike."
  static let tooFewDefined = "No interval: the metric is undefined in more than half of the resamples."

  init(_ predictions: Predictions, _ options: EvaluationOptions) {
    let k = predictions.labels.count
    let sample = MetricSample([predictions], options)
    let confusion = ConfusionMatrix(predictions)
    let wilson = options.wilsonForProportions && predictions.groups == nil
    let ranking = RankingMetrics(predictions, confidence: options.confidence)

    metrics = Metric.allCases.map { metric in
      let value: MetricValue
      if metric.needsProbabilities && predictions.probabilities == nil {
        value = .undefined(Metric.noProbabilities)
      } else if predictions.count == 0 {
        value = .undefined(Metric.accuracy.undefinedReason)
      } else if metric == .rocAUC {
        value = ranking.rocAUC
      } else if metric == .averagePrecision {
        value = ranking.averagePrecision
      } else if metric.isProportion && wilson {
        let hits = (0..<k).reduce(0) { $0 + confusion[$1, $1] }
        value = Self.proportion(hits, predictions.count, options, otherwise: metric.undefinedReason)
      } else {
        value = sample.value(Metric.resampled.firstIndex(of: metric) ?? 0, metric, otherwise: metric.undefinedReason)
      }
      return NamedMetric(name: metric.rawValue, value: value)
    }

    classes = (0..<k).map { label in
      let (precision, recall, f1) = confusion.classScores(label)
      let column = Metric.resampled.count + 3 * label
      let hits = confusion[label, label]
      let support = confusion.support(label)
      let predicted = confusion.predictedCount(label)
      return ClassReport(
        label: predictions.labels[label],
        precision: wilson
          ? Self.proportion(hits, predicted, options, otherwise: precision.reason ?? "")
          : sample.value(column, nil, otherwise: precision.reason ?? ""),
        recall: wilson
          ? Self.proportion(hits, support, options, otherwise: recall.reason ?? "")
          : sample.value(column + 1, nil, otherwise: recall.reason ?? ""),
        f1: sample.value(column + 2, nil, otherwise: f1.reason ?? ""),
        rocAUC: ranking.perLabel.isEmpty ? .undefined(Metric.noProbabilities) : ranking.perLabel[label].rocAUC,
        averagePrecision: ranking.perLabel.isEmpty
          ? .undefined(Metric.noProbabilities) : ranking.perLabel[label].averagePrecision,
        support: support, predicted: predicted)
    }
  }

  private static func proportion(
    _ hits: Int, _ total: Int, _ options: EvaluationOptions, otherwise reason: String
  ) -> MetricValue {
    let interval = ProportionInterval.wilson.interval(hits, of: total, confidence: options.confidence)
    guard let interval else { return .undefined(reason) }
    return MetricValue(value: Double(hits) / Double(total), low: interval.low, high: interval.high)
  }
}
