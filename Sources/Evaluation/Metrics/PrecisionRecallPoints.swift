/// Precision against recall of one label as the threshold on its probability falls.
public struct PrecisionRecallPoints: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public var recall: Double
    public var precision: Double
    /// The least probability of the label that is taken.
    public var threshold: Double
  }

  /// By ascending recall: one for every distinct probability, or so many of them that no gap in recall or precision is
  /// wider than a `limit`th where that is possible.
  public let points: [Point]
  /// Share of documents that have the label: the precision of guessing.
  public let share: Double

  /// - Parameter limit: how finely recall and precision are told apart; there are at most about twice so many points.
  /// - Returns: nil without probabilities, or where no document has the label.
  public init?(_ predictions: Predictions, label: Int, limit: Int = 200) {
    guard let probabilities = predictions.probabilities else { return nil }
    let k = predictions.labels.count
    let scores = (0..<predictions.count).map { probabilities[$0 * k + label] }
    let ranking = Ranking(scores: scores, isPositive: predictions.truth.map { $0 == label })
    guard ranking.positives > 0 else { return nil }
    share = ranking.positives / Double(predictions.count)
    var kept: [Point] = []
    var hits = 0.0
    for (number, tie) in ranking.ties.enumerated() {
      hits += tie.positives
      let point = Point(
        recall: hits / ranking.positives, precision: hits / Double(tie.range.upperBound),
        threshold: scores[ranking.order[tie.range.lowerBound]])
      let isEdge = number == ranking.ties.count - 1
      if let last = kept.last, !isEdge,
        abs(point.recall - last.recall) + abs(point.precision - last.precision)
          < 1 / Double(limit)
      {
        continue
      }
      kept.append(point)
      // Behind full recall precision only falls to the share.
      if hits == ranking.positives { break }
    }
    points = kept
  }
}
