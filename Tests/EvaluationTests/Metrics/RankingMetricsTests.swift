import Evaluation
import Foundation
import TestSupport
import Testing

struct RankingMetricsTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func equalsScikitLearn() throws {
    let golden = try GoldenPredictions()
    let (scores, isPositive) = golden.binary
    #expect(
      isClose(
        RankingMetrics.rocAUC(scores: scores, isPositive: isPositive).value, golden.number("roc_auc_binary")))
    #expect(
      isClose(
        RankingMetrics.averagePrecision(scores: scores, isPositive: isPositive).value,
        golden.number("average_precision_binary")))
    #expect(isClose(RankingMetrics(golden.predictions).rocAUC.value, golden.number("roc_auc_ovr_macro")))
    #expect(
      isClose(RankingMetrics.rocAUCOneVersusOne(golden.predictions).value, golden.number("roc_auc_ovo_macro")))
  }

  @Test(arguments: 1...5) func areaIsTheShareOfOrderedPairs(seed: UInt64) {
    let (scores, isPositive) = Self.tied(seed: seed)
    var pairs = 0.0
    var ordered = 0.0
    for i in scores.indices where isPositive[i] {
      for j in scores.indices where !isPositive[j] {
        pairs += 1
        ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    #expect(isClose(RankingMetrics.rocAUC(scores: scores, isPositive: isPositive).value, ordered / pairs))
  }

  @Test(arguments: 1...5) func influenceOnAveragePrecisionIsLeavingOut(seed: UInt64) throws {
    // The interval's width follows from leaving each document out; do that the slow way.
    let (scores, isPositive) = Self.tied(seed: seed)
    let n = scores.count
    func macro(_ rows: [Int]) -> Double? {
      let one = RankingMetrics.averagePrecision(
        scores: rows.map { scores[$0] }, isPositive: rows.map { isPositive[$0] })
      let other = RankingMetrics.averagePrecision(
        scores: rows.map { 1 - scores[$0] }, isPositive: rows.map { !isPositive[$0] })
      guard let a = one.value, let b = other.value else { return nil }
      return (a + b) / 2
    }
    let predictions = try Predictions(
      labels: ["no", "yes"], truth: isPositive.map { $0 ? 1 : 0 }, predicted: isPositive.map { $0 ? 1 : 0 },
      probabilities: scores.flatMap { [1 - $0, $0] })
    let found = RankingMetrics(predictions).averagePrecision
    let value = try #require(macro(Array(0..<n)))
    #expect(isClose(found.value, value))
    let rest = (0..<n).compactMap { left in macro((0..<n).filter { $0 != left }) }
    let mean = rest.reduce(0, +) / Double(n)
    let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (Double(n - 1) / Double(n) * squares).squareRoot()
    let half = 1.959963984540054 * error / (value * (1 - value))
    let low = 1 / (1 + exp(half - log(value / (1 - value))))
    #expect(isClose(found.low, low, 1e-9))
  }

  @Test func oneClassHasNoArea() throws {
    let none = RankingMetrics.rocAUC(scores: [0.1, 0.2], isPositive: [true, true])
    #expect(none.value == nil)
    #expect(none.reason != nil)
  }

  private static func tied(seed: UInt64) -> (scores: [Double], isPositive: [Bool]) {
    var random = SeededGenerator(seed: seed)
    let scores = (0..<60).map { _ in Double(Int.random(in: 0...15, using: &random)) / 16 }
    return (scores, scores.map { Double.random(in: 0..<1.2, using: &random) < $0 + 0.1 })
  }
}
