/// What a classifier said about n documents, beside the truth.
///
/// Labels are numbered from 0 in the order of ``labels``. Everything is checked once, here; the metrics trust it.
public struct Predictions: Sendable {
  /// More labels than this are taken for a mistaken column.
  public static let labelLimit = 4_096
  /// How far the probabilities of one document may be from summing to 1: files round them to two decimals or so.
  public static let sumTolerance = 0.02

  /// K names.
  public let labels: [String]
  /// n true labels.
  public let truth: [Int]
  /// n predicted labels.
  public let predicted: [Int]
  /// n × K probabilities, row-major; `nil` where the classifier gives none.
  public let probabilities: [Double]?
  /// n numbers of the groups (outlets, duplicate clusters …) that documents belong to; any integers.
  public let groups: [Int]?

  /// - Throws: ``EvaluationError`` where counts differ, a label has no name, or a probability is NaN, infinite,
  ///   outside 0…1, or in a row that does not sum to 1 within ``sumTolerance``.
  public init(
    labels: [String], truth: [Int], predicted: [Int], probabilities: [Double]? = nil, groups: [Int]? = nil
  ) throws(EvaluationError) {
    let n = truth.count
    let k = labels.count
    guard k > 0 else { throw .noLabels }
    guard k <= Self.labelLimit else { throw .tooManyLabels(count: k, limit: Self.labelLimit) }
    try Self.check(truth, "true", labels: k)
    guard predicted.count == n else {
      throw .countsDiffer(what: "predicted labels", expected: n, found: predicted.count)
    }
    try Self.check(predicted, "predicted", labels: k)
    if let groups, groups.count != n {
      throw .countsDiffer(what: "groups", expected: n, found: groups.count)
    }
    if let probabilities { try Self.check(probabilities, rows: n, labels: k) }
    self.labels = labels
    self.truth = truth
    self.predicted = predicted
    self.probabilities = probabilities
    self.groups = groups
  }

  /// n, the number of documents.
  public var count: Int { truth.count }

  static func check(_ values: [Int], _ what: String, labels: Int) throws(EvaluationError) {
    for (row, value) in values.enumerated() where value < 0 || value >= labels {
      throw .labelOutOfRange(what: what, row: row, value: value, labels: labels)
    }
  }

  static func check(_ probabilities: [Double], rows: Int, labels: Int) throws(EvaluationError) {
    guard probabilities.count == rows * labels else {
      throw .countsDiffer(what: "probabilities", expected: rows * labels, found: probabilities.count)
    }
    for row in 0..<rows {
      var sum = 0.0
      for label in 0..<labels {
        let p = probabilities[row * labels + label]
        guard p.isFinite else { throw .probabilityNotFinite(row: row, label: label) }
        guard p >= 0, p <= 1 else { throw .probabilityOutOfRange(row: row, label: label, value: p) }
        sum += p
      }
      guard abs(sum - 1) <= sumTolerance else { throw .probabilitiesDoNotSumToOne(row: row, sum: sum) }
    }
  }
}

extension Predictions {
  /// The given documents alone, in the given order.
  public func rows(_ rows: [Int]) throws(EvaluationError) -> Predictions {
    let k = labels.count
    return try Predictions(
      labels: labels, truth: rows.map { truth[$0] }, predicted: rows.map { predicted[$0] },
      probabilities: probabilities.map { p in rows.flatMap { p[($0 * k)..<(($0 + 1) * k)] } },
      groups: groups.map { groups in rows.map { groups[$0] } })
  }
}
