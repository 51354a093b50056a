import Evaluation
import Foundation
import TestSupport
import Testing

struct ProbabilityMetricsTests {
  @Test(arguments: [nil, 30]) func theAdaptiveErrorHasAnInterval(groups: Int?) throws {
    let predictions = try randomPredictions(400, classes: 3, seed: 4, groups: groups)
    let found = try ProbabilityMetrics.adaptiveECE(predictions, options: .init())
    #expect(isClose(found.value, ProbabilityMetrics.adaptiveECE(predictions).value ?? .nan))
    let (low, value, high) = (found.low ?? .nan, found.value ?? .nan, found.high ?? .nan)
    #expect(low <= value && value <= high && low < high)
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func equalsScikitLearnAndNetcal() throws {
    let golden = try GoldenPredictions()
    let predictions = golden.predictions
    #expect(isClose(ProbabilityMetrics.logLoss(predictions).value, golden.number("log_loss")))
    #expect(isClose(ProbabilityMetrics.topK(predictions, k: 2).value, golden.number("top2")))
    for bins in [10, 15] {
      let ece = ProbabilityMetrics.ece(predictions, bins: bins).value
      #expect(isClose(ece, golden.number("ece\(bins)_equal_width_handmade")))
      #expect(isClose(ece, golden.number("ece\(bins)_netcal")))
    }
    let (scores, isPositive) = golden.binary
    let binary = try Predictions(
      labels: ["rest", "e"], truth: isPositive.map { $0 ? 1 : 0 }, predicted: scores.map { $0 > 0.5 ? 1 : 0 },
      probabilities: scores.flatMap { [1 - $0, $0] })
    #expect(isClose(ProbabilityMetrics.brier(binary).value, golden.number("brier_binary")))
  }

  @Test func multiclassBrierSumsOverLabels() throws {
    let predictions = try Predictions(
      labels: ["a", "b", "c"], truth: [0, 2], predicted: [0, 0], probabilities: [0.5, 0.3, 0.2, 0.6, 0.4, 0])
    let expected = (0.25 + 0.09 + 0.04 + 0.36 + 0.16 + 1) / 2
    #expect(isClose(ProbabilityMetrics.brier(predictions).value, expected))
  }

  @Test func certaintyCostsAFiniteLogLoss() throws {
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [0, 0], predicted: [0, 1], probabilities: [1, 0, 0, 1])
    let expected = (-log(1 - Double.ulpOfOne) - log(Double.ulpOfOne)) / 2
    #expect(isClose(ProbabilityMetrics.logLoss(predictions).value, expected))
    #expect(ProbabilityMetrics.ece(predictions).value == 0.5)
  }

  @Test func adaptiveBinsHoldEqualNumbers() throws {
    // Four documents in two bins of two: gaps |1 − .55 + 0 − .65| and |1 − .8 + 1 − .9|, over four.
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [0, 1, 0, 0], predicted: [0, 0, 0, 0],
      probabilities: [0.55, 0.45, 0.65, 0.35, 0.8, 0.2, 0.9, 0.1])
    #expect(isClose(ProbabilityMetrics.adaptiveECE(predictions, bins: 2).value, (0.2 + 0.3) / 4))
  }

  @Test func withoutProbabilitiesTheReasonIsSaid() throws {
    let predictions = try Predictions(labels: ["a"], truth: [0], predicted: [0])
    #expect(ProbabilityMetrics.logLoss(predictions) == .undefined("The predictions carry no probabilities."))
  }
}
