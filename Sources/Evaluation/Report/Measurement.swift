/// All metrics of one set of predictions with their intervals.
struct Measurement {
  var metrics: [NamedMetric]
  var classes: [ClassReport]

  static let tooUniform =
    "No interval: every resample gives the same value; there are too few documents, or they are too much alike."
  static let tooFewDefined = "No interval: the metric is undefined in more than half of the resamples."

  init(_ predictions: Predictions, _ options: EvaluationOptions) {
    let k = predictions.labels.count
    let sample = Sample(predictions, options)
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

/// The sample's own values and those of its resamples.
private struct Sample {
  let point: [Double]
  let resampled: ResampledValues?
  /// Values without each document or group in turn, one after another; only for BCa.
  let leftOut: [Double]
  let options: EvaluationOptions

  init(_ predictions: Predictions, _ options: EvaluationOptions) {
    self.options = options
    let k = predictions.labels.count
    let width = MetricSums.width(classes: k)
    let hasProbabilities = predictions.probabilities != nil
    let rows = MetricRow.rows(of: predictions, bins: ConfidenceBins(equalWidth: options.eceBins))
    let empty = MetricSums(classes: k, bins: options.eceBins, hasProbabilities: hasProbabilities)
    var whole = empty
    for row in rows { whole.add(cell: row.cell, bin: row.bin, count: 1, sums: row.sums) }
    var point: [Double] = []
    whole.write(into: &point)
    self.point = point
    guard options.resamples > 0, !rows.isEmpty else {
      resampled = nil
      leftOut = []
      return
    }
    let write: @Sendable (inout [MetricSums], inout [Double]) -> Void = { $0[0].write(into: &$1) }
    func run(_ resampler: some Resampler) -> ResampledValues {
      Bootstrap.run(
        resampler, like: [empty], width: width, resamples: options.resamples, seed: options.seed,
        threads: options.threads, write: write)
    }
    var values: [Double] = []
    if let groups = predictions.groups {
      let resampler = GroupResampler(rows: [rows], groups: Strata.numbered(groups))
      resampled = run(resampler)
      if options.interval == .bca {
        resampler.leavingOut([whole]) { $0[0].write(into: &values) }
      }
    } else {
      resampled = run(DocumentResampler(rows: [rows], hasProbabilities: hasProbabilities))
      if options.interval == .bca {
        for row in rows {
          whole.add(cell: row.cell, bin: row.bin, count: -1, sums: row.sums * -1)
          whole.write(into: &values)
          whole.add(cell: row.cell, bin: row.bin, count: 1, sums: row.sums)
        }
      }
    }
    leftOut = values
  }

  func value(_ column: Int, _ metric: Metric?, otherwise reason: String) -> MetricValue {
    var result = MetricValue(point[column], otherwise: reason)
    guard let value = result.value, let resampled else { return result }
    let sorted = resampled.sorted(column)
    guard 2 * sorted.count >= options.resamples, let first = sorted.first, let last = sorted.last else {
      result.reason = Measurement.tooFewDefined
      return result
    }
    // Values that are equal but for the order of summation count as equal.
    guard last - first > 1e-12 * max(1, abs(last)) else {
      result.reason = Measurement.tooUniform
      return result
    }
    var interval: (low: Double, high: Double)?
    if metric == .ece {
      // Resampling makes the calibration error larger, for it adds noise to every bin: the reverse interval takes
      // that off. It ends at 0 and is widened to hold the value itself.
      interval = Bootstrap.basic(sorted, value: value, confidence: options.confidence)
        .map { (max(0, min($0.low, value)), max($0.high, value)) }
    } else if options.interval == .bca {
      let width = resampled.width
      let rest = stride(from: column, to: leftOut.count, by: width).map { leftOut[$0] }
      interval = Bootstrap.bca(sorted, value: value, leftOut: rest, confidence: options.confidence)
    } else {
      interval = Bootstrap.percentile(sorted, confidence: options.confidence)
    }
    result.low = interval?.low
    result.high = interval?.high
    return result
  }
}
