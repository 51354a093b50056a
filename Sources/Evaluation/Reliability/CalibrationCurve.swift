/// How often documents in a range of predicted probability have the label.
public struct CalibrationBin: Sendable, Equatable {
  /// The range is (low, high]; the first one holds its low end as well.
  public var low: Double
  public var high: Double
  public var count: Int
  public var meanPredicted: Double
  /// Share of documents that have the label, with its interval.
  public var observed: MetricValue
}

/// Predicted against observed probability (a reliability diagram's points), as sklearn.calibration.calibration_curve.
public struct CalibrationCurve: Sendable, Equatable {
  public enum Binning: String, Sendable, CaseIterable {
    case equalWidth, equalMass
  }

  /// Bins that hold documents, in ascending order.
  public let bins: [CalibrationBin]

  /// Of one label's probability against having it; or, without a label, of the top label's probability against being
  /// right. Empty where there are no probabilities or no documents.
  ///
  /// Intervals are Wilson's; with groups, of the effective number of documents (Rao and Scott 1992).
  public init(
    _ predictions: Predictions, label: Int? = nil, bins count: Int = 10, binning: Binning = .equalWidth,
    confidence: Double = 0.95
  ) {
    guard let probabilities = predictions.probabilities, predictions.count > 0 else {
      bins = []
      return
    }
    let k = predictions.labels.count
    var scores: [Double] = []
    var hits: [Bool] = []
    for row in 0..<predictions.count {
      if let label {
        scores.append(probabilities[row * k + label])
        hits.append(predictions.truth[row] == label)
      } else {
        let top = TopLabel(predictions, probabilities, row: row)
        scores.append(top.confidence)
        hits.append(top.isRight)
      }
    }
    let cut =
      binning == .equalWidth ? ConfidenceBins(equalWidth: count) : ConfidenceBins(equalMass: count, of: scores)
    var members = [[Int]](repeating: [], count: cut.count)
    for (row, score) in scores.enumerated() { members[cut.bin(score)].append(row) }
    let ends = binning == .equalWidth ? (0.0, 1.0) : (scores.min() ?? 0, scores.max() ?? 1)
    bins = members.enumerated().filter { !$1.isEmpty }.map { number, rows in
      CalibrationBin(
        low: number == 0 ? ends.0 : cut.edges[number - 1],
        high: number == cut.edges.count ? ends.1 : cut.edges[number], count: rows.count,
        meanPredicted: rows.reduce(0) { $0 + scores[$1] } / Double(rows.count),
        observed: GroupedProportion.value(
          rows.map { hits[$0] }, groups: predictions.groups.map { groups in rows.map { groups[$0] } },
          confidence: confidence))
    }
  }
}

/// A proportion among documents that may come in groups.
enum GroupedProportion {
  /// Wilson's interval for the effective number of documents: their number over the design effect, which is the
  /// variance between groups over that of independent documents, at least 1 (Rao and Scott 1992). Where all documents
  /// agree, the design effect cannot be seen, and every group counts as one document.
  static func value(_ hits: [Bool], groups: [Int]?, confidence: Double) -> MetricValue {
    let n = Double(hits.count)
    guard n > 0 else { return .undefined(Metric.accuracy.undefinedReason) }
    let p = Double(hits.count { $0 }) / n
    var effective = n
    if let groups {
      let numbers = Strata.numbered(groups)
      var surplus = [Double](repeating: 0, count: (numbers.max() ?? 0) + 1)
      for (hit, group) in zip(hits, numbers) { surplus[group] += (hit ? 1 : 0) - p }
      let m = Double(surplus.count)
      let independent = p * (1 - p) / n
      if independent > 0, m > 1 {
        let between = m / (m - 1) * surplus.reduce(0) { $0 + $1 * $1 } / (n * n)
        effective = n / max(1, between / independent)
      } else {
        effective = m
      }
    }
    let (low, high) = ProportionInterval.wilson(p, effective, confidence: confidence)
    return MetricValue(value: p, low: low, high: high)
  }
}
