import Evaluation
import Foundation
import TestSupport
import Testing

struct PairedComparisonTests {
  /// The second classifier is the first with every fifth answer moved on by one label.
  private func pair(_ n: Int, groups: Int? = nil) throws -> (Predictions, Predictions) {
    let first = try randomPredictions(n, classes: 3, seed: 21, groups: groups)
    let other = try randomPredictions(n, classes: 3, seed: 22)
    let predicted = first.predicted.enumerated().map { $0 % 5 == 0 ? ($1 + 1) % 3 : $1 }
    let second = try Predictions(
      labels: first.labels, truth: first.truth, predicted: predicted, probabilities: other.probabilities)
    return (first, second)
  }

  @Test(arguments: [nil, 30])
  func differencesAreThoseOfResampledRows(groups: Int?) throws {
    let (first, second) = try pair(250, groups: groups)
    var options = EvaluationOptions()
    options.resamples = 8_000
    let comparison = try PairedComparison(first, second, options)
    var random = SeededGenerator(seed: 77)
    var accuracies: [Double] = []
    var losses: [Double] = []
    for _ in 0..<4_000 {
      var rows: [Int] = []
      if let labels = first.groups, let groups {
        for _ in 0..<Set(labels).count {
          let group = Int.random(in: 0..<groups, using: &random)
          rows += labels.indices.filter { labels[$0] == group }
        }
      } else {
        rows = (0..<250).map { _ in Int.random(in: 0..<250, using: &random) }
      }
      func right(_ p: Predictions) -> Double { Double(rows.count { p.predicted[$0] == p.truth[$0] }) }
      func loss(_ p: Predictions) -> Double {
        rows.reduce(0) { $0 - log((p.probabilities ?? [])[$1 * 3 + p.truth[$1]]) }
      }
      accuracies.append((right(first) - right(second)) / Double(rows.count))
      losses.append((loss(first) - loss(second)) / Double(rows.count))
    }
    for (metric, values) in [(Metric.accuracy, accuracies.sorted()), (.logLoss, losses.sorted())] {
      let (low, high) = (values[100], values[3_899])
      let found = comparison[metric]
      #expect(isClose(found.low, low, 0.08 * (high - low)), "\(metric) \(found) \(low)")
      #expect(isClose(found.high, high, 0.08 * (high - low)), "\(metric) \(found) \(high)")
    }
  }

  @Test func countsWhoWasRight() throws {
    let first = try Predictions(labels: ["a", "b"], truth: [0, 0, 1, 1], predicted: [0, 0, 1, 0])
    let second = try Predictions(labels: ["a", "b"], truth: [0, 0, 1, 1], predicted: [0, 1, 0, 0])
    let comparison = try PairedComparison(first, second)
    #expect(comparison.outcomes == [.both, .onlyFirst, .onlyFirst, .neither])
    #expect(comparison.mcnemar == McNemar(onlyFirst: 2, onlySecond: 0))
    #expect(comparison[.accuracy].value == 0.5)
    #expect(comparison[.logLoss] == .undefined("The predictions carry no probabilities."))
  }

  @Test func aClassifierDoesNotDifferFromItself() throws {
    let predictions = try randomPredictions(100, classes: 3, seed: 4)
    let comparison = try PairedComparison(predictions, predictions)
    for difference in comparison.differences {
      #expect(difference.difference.value == 0)
      #expect(difference.difference.low == nil)
      #expect(difference.difference.reason != nil)
    }
    #expect(comparison.mcnemar.exactP == 1)
  }

  @Test func refusesDifferentDocuments() throws {
    let one = try Predictions(labels: ["a", "b"], truth: [0, 1], predicted: [0, 0])
    let other = try Predictions(labels: ["a", "b"], truth: [0, 0], predicted: [0, 0])
    #expect(throws: EvaluationError.notComparable(what: "the true labels of document 2 differ")) {
      try PairedComparison(one, other)
    }
  }

  @Test func rankingDifferencesHaveIntervals() throws {
    let (first, second) = try pair(400)
    let comparison = try PairedComparison(first, second)
    for metric in [Metric.rocAUC, .averagePrecision] {
      let found = comparison[metric]
      #expect((found.low ?? 1) < (found.value ?? 0) && (found.value ?? 1) < (found.high ?? 0))
    }
  }
}
