import Evaluation
import Foundation
import TestSupport

/// The 200 documents of golden.json and the values that other packages found for them.
struct GoldenPredictions {
  let metrics: [String: Any]
  let predictions: Predictions

  init() throws {
    metrics = try Golden.load()["metrics"] as? [String: Any] ?? [:]
    let input = metrics["input"] as? [String: Any] ?? [:]
    let rows = Golden.table(input["proba"])
    predictions = try Predictions(
      labels: ["a", "b", "c", "d", "e"], truth: Golden.numbers(input["y"]).map { Int($0) },
      predicted: rows.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 }, probabilities: rows.flatMap { $0 })
  }

  func number(_ name: String) -> Double { (metrics[name] as? NSNumber)?.doubleValue ?? .nan }

  /// Label 4 against the rest: its probability and whether it is right.
  var binary: (scores: [Double], isPositive: [Bool]) {
    let p = predictions.probabilities ?? []
    return (predictions.truth.indices.map { p[$0 * 5 + 4] }, predictions.truth.map { $0 == 4 })
  }
}

func isClose(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-10) -> Bool {
  guard let found else { return false }
  return abs(found - expected) <= tolerance
}

/// Predictions drawn at random, with repeated probabilities so that there are ties.
func randomPredictions(_ n: Int, classes k: Int, seed: UInt64, groups: Int? = nil) throws -> Predictions {
  var random = SeededGenerator(seed: seed)
  var probabilities: [Double] = []
  var truth: [Int] = []
  var predicted: [Int] = []
  for _ in 0..<n {
    let weights = (0..<k).map { _ in Double(Int.random(in: 1...40, using: &random)) }
    let total = weights.reduce(0, +)
    probabilities += weights.map { $0 / total }
    let best = weights.firstIndex(of: weights.max() ?? 0) ?? 0
    predicted.append(best)
    truth.append(Int.random(in: 0..<10, using: &random) < 6 ? best : Int.random(in: 0..<k, using: &random))
  }
  let assigned = groups.map { g in (0..<n).map { _ in Int.random(in: 0..<g, using: &random) } }
  return try Predictions(
    labels: (0..<k).map { "label \($0)" }, truth: truth, predicted: predicted, probabilities: probabilities,
    groups: assigned)
}
