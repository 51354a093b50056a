/// A document whose given label the classifier contradicts.
public struct LabelIssue: Sendable, Equatable {
  public var row: Int
  public var given: Int
  public var suggested: Int
  /// p(suggested) − p(given): how sure the suggestion is.
  public var margin: Double
}

/// Labels that the classifier contradicts with confidence (confident learning: Northcutt, Jiang and Chuang 2021).
public struct LabelIssues: Sendable, Equatable {
  /// A label is claimed with confidence where its probability is at least the mean of that probability over the
  /// documents that were given the label; `nil` for labels that no document has.
  public let thresholds: [Double?]
  /// K × K: documents with the given label (row) that are confidently of a label (column).
  public let confidentJoint: [[Int]]
  /// The share of the joint that lies off its diagonal, each row scaled to the number of documents given the label. The
  /// paper takes it for the share of wrong labels, for a classifier whose probabilities are nearly right; the classifier's
  /// own confident errors are in it too, so that it says more of the labels than is known, and the more so the oftener the
  /// classifier errs.
  public let contradictedShare: MetricValue
  /// The surest first.
  public let issues: [LabelIssue]

  /// - Parameter predictions: the labels to be checked as truth, and probabilities from models that had not seen the
  ///   document (as in cross-validation); a model agrees with labels that it learned.
  public init(_ predictions: Predictions) throws(EvaluationError) {
    guard let probabilities = predictions.probabilities else { throw .notComparable(what: Metric.noProbabilities) }
    let k = predictions.labels.count
    var sums = [Double](repeating: 0, count: k)
    var support = [Int](repeating: 0, count: k)
    for (row, label) in predictions.truth.enumerated() {
      sums[label] += probabilities[row * k + label]
      support[label] += 1
    }
    let thresholds = (0..<k).map { support[$0] > 0 ? sums[$0] / Double(support[$0]) : nil }
    var joint = [[Int]](repeating: [Int](repeating: 0, count: k), count: k)
    var found: [LabelIssue] = []
    for (row, given) in predictions.truth.enumerated() {
      let p = { (label: Int) in probabilities[row * k + label] }
      let claimed = (0..<k).filter { label in thresholds[label].map { p(label) >= $0 } ?? false }
      // Of several, the most probable; of equals, the given label, then the first.
      guard
        let best = claimed.max(by: { p($0) != p($1) ? p($0) < p($1) : $0 == given ? false : $1 == given || $0 > $1 })
      else { continue }
      joint[given][best] += 1
      if best != given {
        found.append(LabelIssue(row: row, given: given, suggested: best, margin: p(best) - p(given)))
      }
    }
    self.thresholds = thresholds
    confidentJoint = joint
    issues = found.sorted { $0.margin != $1.margin ? $0.margin > $1.margin : $0.row < $1.row }
    // Each row of the joint is scaled to the number of documents that were given the label.
    var wrong = 0.0
    for given in 0..<k {
      let total = joint[given].reduce(0, +)
      if total > 0 { wrong += Double(support[given]) * Double(total - joint[given][given]) / Double(total) }
    }
    contradictedShare = MetricValue(
      wrong / Double(predictions.count), otherwise: Metric.accuracy.undefinedReason)
  }

  /// Where a classifier errs on more documents than this, most of its errors are its own: of labels that people gave with
  /// care one in ten is wrong at most, or is for others to see differently.
  static let mostErrors = 0.2

  /// What so many contradicted labels amount to, in a sentence.
  ///
  /// - Parameter accuracy: the classifier's, on the same documents.
  public static func sentence(_ count: Int, accuracy: MetricValue) -> String {
    guard count > 0 else { return "The model contradicts no label with confidence." }
    let labels = count == 1 ? "1 label" : "\(count) labels"
    let start = "The model contradicts \(labels) with confidence"
    guard let accuracy = accuracy.value else { return start + "." }
    let percent = "\(Int((accuracy * 100).rounded())) %"
    if 1 - accuracy <= mostErrors {
      return start + "; its accuracy is \(percent), so that each may be a wrong label or an error of its own."
    }
    return start
      + (count == 1
        ? "; where its accuracy is \(percent), that is likely an error of its own."
        : "; where its accuracy is \(percent), most of these are its own errors.")
  }
}
