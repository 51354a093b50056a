/// How often each true label (row) was predicted as each label (column).
public struct ConfusionMatrix: Sendable, Equatable {
  /// K, the number of labels.
  public let classes: Int
  /// K × K counts, row-major.
  public let counts: [Int]

  public init(_ predictions: Predictions) {
    classes = predictions.labels.count
    var counts = [Int](repeating: 0, count: classes * classes)
    for (t, p) in zip(predictions.truth, predictions.predicted) { counts[t * classes + p] += 1 }
    self.counts = counts
  }

  /// - Precondition: `rows` is square and holds no negative count.
  public init(rows: [[Int]]) {
    precondition(rows.allSatisfy { $0.count == rows.count }, "A confusion matrix has as many columns as rows.")
    precondition(rows.joined().allSatisfy { $0 >= 0 }, "A confusion matrix holds counts.")
    classes = rows.count
    counts = rows.flatMap { $0 }
  }

  public subscript(truth: Int, predicted: Int) -> Int { counts[truth * classes + predicted] }

  public var rows: [[Int]] { (0..<classes).map { Array(counts[($0 * classes)..<(($0 + 1) * classes)]) } }

  public var total: Int { counts.reduce(0, +) }

  /// Number of documents with this true label.
  public func support(_ label: Int) -> Int { (0..<classes).reduce(0) { $0 + self[label, $1] } }

  /// Number of documents with this predicted label.
  public func predictedCount(_ label: Int) -> Int { (0..<classes).reduce(0) { $0 + self[$1, label] } }

  var summary: CountSummary {
    var summary = CountSummary(classes: classes)
    for index in counts.indices { summary.counts[index] = Double(counts[index]) }
    summary.tally()
    return summary
  }
}

// MARK: - Metrics, as in sklearn.metrics

extension ConfusionMatrix {
  /// Share of documents whose label is right.
  public var accuracy: MetricValue { value(.accuracy) }
  /// Mean recall of the labels that occur in the truth.
  public var balancedAccuracy: MetricValue { value(.balancedAccuracy) }
  /// Mean F1 of the labels that occur in the truth or in the predictions.
  public var macroF1: MetricValue { value(.macroF1) }
  /// F1 of all decisions pooled; with one label a document it equals the accuracy.
  public var microF1: MetricValue { value(.microF1) }
  /// Mean F1 weighted by support.
  public var weightedF1: MetricValue { value(.weightedF1) }
  /// Matthews correlation coefficient, multi-class (Gorodkin 2004).
  public var mcc: MetricValue { value(.mcc) }
  /// Cohen's kappa.
  public var kappa: MetricValue { value(.cohenKappa) }
  /// Cohen's kappa with weights |i − j|; labels must be in a meaningful order.
  public var linearKappa: MetricValue { weightedKappa { Double(abs($0 - $1)) } }
  /// Cohen's kappa with weights (i − j)²; labels must be in a meaningful order.
  public var quadraticKappa: MetricValue { weightedKappa { Double(($0 - $1) * ($0 - $1)) } }

  /// Share of documents whose label is wrong.
  public var hammingLoss: MetricValue {
    MetricValue(1 - summary.value(of: .accuracy), otherwise: Metric.accuracy.undefinedReason)
  }

  /// Mean over the labels that occur of TP / (TP + FP + FN).
  public var macroJaccard: MetricValue {
    let s = summary
    var sum = 0.0
    var present = 0.0
    for k in 0..<classes where s.rows[k] + s.columns[k] > 0 {
      let hit = s.counts[k * classes + k]
      sum += hit / (s.rows[k] + s.columns[k] - hit)
      present += 1
    }
    return MetricValue(sum / present, otherwise: Metric.accuracy.undefinedReason)
  }

  /// Precision, recall and F1 of one label; undefined where the denominator is zero.
  public func classScores(_ label: Int) -> (precision: MetricValue, recall: MetricValue, f1: MetricValue) {
    let s = summary
    return (
      MetricValue(s.precision(label), otherwise: "Undefined: no document was predicted to have this label."),
      MetricValue(s.recall(label), otherwise: "Undefined: no document has this true label."),
      MetricValue(s.f1(label), otherwise: "Undefined: the label is in neither the truth nor the predictions.")
    )
  }

  func value(_ metric: Metric) -> MetricValue {
    let reason = total == 0 ? Metric.accuracy.undefinedReason : metric.undefinedReason
    return MetricValue(summary.value(of: metric), otherwise: reason)
  }

  private func weightedKappa(_ weight: (Int, Int) -> Double) -> MetricValue {
    let s = summary
    var observed = 0.0
    var expected = 0.0
    for i in 0..<classes {
      for j in 0..<classes {
        observed += weight(i, j) * s.counts[i * classes + j]
        expected += weight(i, j) * s.rows[i] * s.columns[j] / s.total
      }
    }
    guard expected > 0 else {
      return .undefined(total == 0 ? Metric.accuracy.undefinedReason : Metric.cohenKappa.undefinedReason)
    }
    return MetricValue(value: 1 - observed / expected)
  }
}
