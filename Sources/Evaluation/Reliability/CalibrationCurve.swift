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
