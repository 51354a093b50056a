/// What one system's metrics are computed from: confusion counts and sums over documents. They add up over documents,
/// which is why resampling can work on them instead of on rows.
struct MetricSums {
  var counts: CountSummary
  var logLoss = 0.0
  var brier = 0.0
  /// Σ (right − confidence) in each confidence bin.
  var gaps: [Double]
  let hasProbabilities: Bool

  init(classes: Int, bins: Int, hasProbabilities: Bool) {
    counts = CountSummary(classes: classes)
    gaps = [Double](repeating: 0, count: bins)
    self.hasProbabilities = hasProbabilities
  }

  mutating func clear() {
    counts.clear()
    logLoss = 0
    brier = 0
    for bin in gaps.indices { gaps[bin] = 0 }
  }

  @inline(__always)
  mutating func add(cell: Int, bin: Int, count: Double, sums: SIMD4<Double>) {
    counts.counts[cell] += count
    logLoss += sums[0]
    brier += sums[1]
    gaps[bin] += sums[2]
  }

  /// Number of values that ``write(into:)`` appends: the resampled metrics, then precision, recall, F1 of each label.
  static func width(classes: Int) -> Int { Metric.resampled.count + 3 * classes }

  /// Appends every value; NaN where undefined.
  mutating func write(into values: inout [Double]) {
    counts.tally()
    for metric in Metric.resampled {
      switch metric {
      case .logLoss: values.append(hasProbabilities ? logLoss / counts.total : .nan)
      case .brier: values.append(hasProbabilities ? brier / counts.total : .nan)
      case .ece:
        var sum = 0.0
        for gap in gaps { sum += abs(gap) }
        values.append(hasProbabilities ? sum / counts.total : .nan)
      default: values.append(counts.value(of: metric))
      }
    }
    for k in 0..<counts.classes {
      values.append(counts.precision(k))
      values.append(counts.recall(k))
      values.append(counts.f1(k))
    }
  }
}

/// One document of one system, ready to be added up.
struct MetricRow {
  var cell: Int
  var bin: Int
  /// Log loss, Brier score, right − confidence, 0.
  var sums: SIMD4<Double>

  static func rows(of predictions: Predictions, bins: ConfidenceBins) -> [MetricRow] {
    let k = predictions.labels.count
    return (0..<predictions.count).map { row in
      let cell = predictions.truth[row] * k + predictions.predicted[row]
      guard let probabilities = predictions.probabilities else { return MetricRow(cell: cell, bin: 0, sums: .zero) }
      let top = TopLabel(predictions, probabilities, row: row)
      return MetricRow(
        cell: cell, bin: bins.bin(top.confidence),
        sums: SIMD4(
          ProbabilityMetrics.logLoss(predictions, probabilities, row: row),
          ProbabilityMetrics.brier(predictions, probabilities, row: row),
          (top.isRight ? 1 : 0) - top.confidence, 0))
    }
  }
}
