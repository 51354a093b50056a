/// The Brier score taken apart without bins: score = miscalibration − discrimination + uncertainty
/// (CORP: Dimitriadis, Gneiting and Jordan 2021). The three always add up.
public struct BrierDecomposition: Sendable, Equatable {
  public let brier: Double
  /// What the best monotone recalibration of each label's probability would gain; 0 is best.
  public let miscalibration: Double
  /// What the recalibrated probabilities gain over always giving the labels' shares; more is better.
  public let discrimination: Double
  /// The score of always giving the labels' shares.
  public let uncertainty: Double

  /// `nil` without probabilities or documents. Scaled as ``ProbabilityMetrics/brier(_:)``.
  public init?(_ predictions: Predictions) {
    guard let probabilities = predictions.probabilities, predictions.count > 0 else { return nil }
    let k = predictions.labels.count
    let n = Double(predictions.count)
    var sums = (score: 0.0, recalibrated: 0.0, shares: 0.0)
    // With two labels the score is that of one of them.
    for label in (k == 2 ? 1 : 0)..<k {
      let scores = (0..<predictions.count).map { probabilities[$0 * k + label] }
      let truth = predictions.truth.map { $0 == label ? 1.0 : 0.0 }
      let fitted = Isotonic.fit(scores, truth)
      let share = truth.reduce(0, +) / n
      for row in truth.indices {
        sums.score += (scores[row] - truth[row]) * (scores[row] - truth[row])
        sums.recalibrated += (fitted[row] - truth[row]) * (fitted[row] - truth[row])
        sums.shares += (share - truth[row]) * (share - truth[row])
      }
    }
    brier = sums.score / n
    miscalibration = (sums.score - sums.recalibrated) / n
    discrimination = (sums.shares - sums.recalibrated) / n
    uncertainty = sums.shares / n
  }
}

/// Isotonic regression by pooling adjacent violators: the non-decreasing function of the score nearest to the targets.
enum Isotonic {
  /// The fitted value of each observation; observations with equal scores get one value.
  static func fit(_ scores: [Double], _ targets: [Double]) -> [Double] {
    let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 < $1 }
    var blocks: [(sum: Double, count: Int)] = []
    var last: Double?
    for row in order {
      if let previous = last, previous == scores[row], let block = blocks.popLast() {
        blocks.append((block.sum + targets[row], block.count + 1))
        continue
      }
      // The run of ties before this score is complete: pool it backwards.
      pool(&blocks)
      blocks.append((targets[row], 1))
      last = scores[row]
    }
    pool(&blocks)
    var fitted = [Double](repeating: 0, count: scores.count)
    var at = 0
    for block in blocks {
      for row in order[at..<(at + block.count)] { fitted[row] = block.sum / Double(block.count) }
      at += block.count
    }
    return fitted
  }

  private static func pool(_ blocks: inout [(sum: Double, count: Int)]) {
    while blocks.count > 1 {
      let (upper, lower) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
      guard lower.sum * Double(upper.count) >= upper.sum * Double(lower.count) else { return }
      blocks.removeLast(2)
      blocks.append((lower.sum + upper.sum, lower.count + upper.count))
    }
  }
}
