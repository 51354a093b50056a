/// Rules that a classifier has to beat.
enum Baselines {
  /// Draws of the stratified random baseline.
  static let draws = 1_000

  static func all(
    for predictions: Predictions, _ options: EvaluationOptions
  ) throws(EvaluationError) -> [BaselineReport] {
    guard predictions.count > 0 else { return [] }
    let own = LabelShares(predictions.truth, labels: predictions.labels.count, of: "the evaluated data")
    let known = LabelShares(counts: options.trainingCounts ?? [], of: "the training data") ?? own
    var reports = [
      try majority("majority", predictions, known, options),
      stratified(predictions, known, options),
    ]
    // A rule that knows the evaluated data's labels is harder to beat, where their commonest is another.
    if known.commonest != own.commonest {
      reports.insert(try majority("majority_here", predictions, own, options), at: 1)
    }
    for (name, predicted) in options.baselines {
      let own = try Predictions(
        labels: predictions.labels, truth: predictions.truth, predicted: predicted, groups: predictions.groups)
      reports.append(try report(name, own, predictions, options))
    }
    return reports
  }

  private static func report(
    _ name: String, _ baseline: Predictions, _ predictions: Predictions, _ options: EvaluationOptions
  ) throws(EvaluationError) -> BaselineReport {
    let comparison = try PairedComparison(predictions.labelsOnly, baseline.labelsOnly, options)
    let lead = Metric.allCases.filter { !$0.needsProbabilities }.map {
      NamedMetric(name: $0.rawValue, value: comparison[$0])
    }
    return BaselineReport(name: name, metrics: Measurement(baseline, options).metrics, lead: lead)
  }

  /// Always the most frequent label; its probabilities are the labels' shares.
  private static func majority(
    _ name: String, _ predictions: Predictions, _ shares: LabelShares, _ options: EvaluationOptions
  ) throws(EvaluationError) -> BaselineReport {
    let own = try Predictions(
      labels: predictions.labels, truth: predictions.truth,
      predicted: [Int](repeating: shares.commonest, count: predictions.count),
      probabilities: (0..<predictions.count).flatMap { _ in shares.shares }, groups: predictions.groups)
    var found = try report(name, own, predictions, options)
    found.rule = "always '\(predictions.labels[shares.commonest])', the most frequent label of \(shares.source)"
    return found
  }

  /// Labels drawn at random by their shares: the mean over ``draws`` draws, and the range that holds the middle of
  /// them at the level of confidence. The accuracy's mean is exact: Σ share of the label among documents · its share.
  private static func stratified(
    _ predictions: Predictions, _ known: LabelShares, _ options: EvaluationOptions
  ) -> BaselineReport {
    let shares = known.shares
    let k = predictions.labels.count
    var support = [Int](repeating: 0, count: k)
    for label in predictions.truth { support[label] += 1 }
    var values: [Double] = []
    var sums = MetricSums(classes: k, bins: 1, hasProbabilities: false)
    for draw in 0..<draws {
      var source = RandomSource(seed: options.seed, stream: UInt64(draw))
      sums.clear()
      for truth in 0..<k {
        var left = support[truth]
        var shareLeft = 1.0
        for label in 0..<k {
          let count = label == k - 1 ? left : source.binomial(left, min(1, shares[label] / max(shareLeft, 1e-300)))
          sums.counts.counts[truth * k + label] = Double(count)
          left -= count
          shareLeft -= shares[label]
        }
      }
      sums.write(into: &values)
    }
    let drawn = ResampledValues(width: MetricSums.width(classes: k), values: values)
    let metrics = Metric.allCases.map { metric in
      guard let column = Metric.resampled.firstIndex(of: metric), !metric.needsProbabilities else {
        return NamedMetric(name: metric.rawValue, value: .undefined(Metric.noProbabilities))
      }
      let sorted = drawn.sorted(column)
      guard !sorted.isEmpty else {
        return NamedMetric(name: metric.rawValue, value: .undefined(metric.undefinedReason))
      }
      var mean = sorted.reduce(0, +) / Double(sorted.count)
      if metric.isProportion {
        mean = (0..<k).reduce(0) { $0 + Double(support[$1]) * shares[$1] } / Double(predictions.count)
      }
      let range = Bootstrap.percentile(sorted, confidence: options.confidence)
      return NamedMetric(
        name: metric.rawValue, value: MetricValue(value: mean, low: range?.low, high: range?.high))
    }
    return BaselineReport(
      name: "stratified_random", rule: "labels drawn by their shares in \(known.source)", metrics: metrics, lead: [])
  }
}

/// How frequent labels are, and where.
private struct LabelShares {
  let shares: [Double]
  /// The most frequent label, the first of equals.
  let commonest: Int
  /// What was counted, in words.
  let source: String

  /// Nil where nothing was counted.
  init?(counts: [Int], of source: String) {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    shares = counts.map { Double($0) / Double(total) }
    commonest = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    self.source = source
  }

  /// - Parameter truth: at least one label.
  init(_ truth: [Int], labels: Int, of source: String) {
    var counts = [Int](repeating: 0, count: labels)
    for label in truth { counts[label] += 1 }
    shares = counts.map { Double($0) / Double(truth.count) }
    commonest = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    self.source = source
  }
}

extension Predictions {
  /// The same without probabilities, which are costly to resample.
  fileprivate var labelsOnly: Predictions {
    get throws(EvaluationError) {
      try Predictions(labels: labels, truth: truth, predicted: predicted, groups: groups)
    }
  }
}
