import Evaluation
import TestSupport
import Testing

struct BrierDecompositionTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func recalibrationIsIsotonicRegression() throws {
    // Golden holds the isotonic fit of label 4 against the rest; its squared errors give the parts.
    let golden = try GoldenPredictions()
    let isotonic = golden.metrics["isotonic"] as? [String: Any] ?? [:]
    let fitted = Golden.numbers(isotonic["fit"])
    let truth = Golden.numbers(isotonic["y"])
    let scores = Golden.numbers(isotonic["x"])
    let parts = try #require(
      BrierDecomposition(
        Predictions(
          labels: ["rest", "e"], truth: truth.map { Int($0) }, predicted: truth.map { Int($0) },
          probabilities: scores.flatMap { [1 - $0, $0] })))
    let recalibrated = zip(fitted, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 200
    let share = truth.reduce(0, +) / 200
    #expect(isClose(parts.brier, golden.number("brier_binary")))
    #expect(isClose(parts.miscalibration, golden.number("brier_binary") - recalibrated))
    #expect(isClose(parts.uncertainty, share * (1 - share)))
    #expect(isClose(parts.discrimination, share * (1 - share) - recalibrated))
  }

  @Test(arguments: [2, 3, 5]) func partsAddUp(classes: Int) throws {
    let predictions = try randomPredictions(300, classes: classes, seed: 6)
    let parts = try #require(BrierDecomposition(predictions))
    #expect(isClose(parts.brier, ProbabilityMetrics.brier(predictions).value ?? .nan))
    #expect(isClose(parts.brier, parts.miscalibration - parts.discrimination + parts.uncertainty))
    #expect(parts.miscalibration >= 0 && parts.discrimination >= 0)
  }

  @Test func constantProbabilitiesHaveUncertaintyAlone() throws {
    let parts = try #require(
      BrierDecomposition(
        Predictions(
          labels: ["a", "b"], truth: [0, 0, 0, 1], predicted: [0, 0, 0, 0],
          probabilities: [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25])))
    #expect(isClose(parts.miscalibration, 0) && isClose(parts.discrimination, 0))
    #expect(isClose(parts.uncertainty, 0.1875))
  }
}
