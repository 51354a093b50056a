import Evaluation
import TestSupport
import Testing

struct ConformalClassifierTests {
  @Test func theThresholdIsTheRankedProbability() throws {
    // Nineteen documents of label a with p = .05, .10 … .95: ⌈20 · .9⌉ = 18 of them must be in, so p ≥ .10.
    let p = (1...19).map { Double($0) / 20 }
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [Int](repeating: 0, count: 19), predicted: [Int](repeating: 0, count: 19),
      probabilities: p.flatMap { [$0, 1 - $0] })
    let classifier = try ConformalClassifier(calibration: predictions, alpha: 0.1)
    #expect(classifier.thresholds[0] == 0.1)
    #expect(classifier.neededSupport == 9)
    #expect(classifier.isGuaranteed(0) && !classifier.isGuaranteed(1))
    #expect(classifier.set([0.3, 0.7]) == [0, 1])
    #expect(classifier.set([0.05, 0.95]) == [1])
  }

  @Test func theGuaranteeIsRefusedBelowTheNeededSupport() throws {
    for count in [8, 9] {
      let predictions = try Predictions(
        labels: ["a", "b"], truth: [Int](repeating: 0, count: count), predicted: [Int](repeating: 0, count: count),
        probabilities: (0..<count).flatMap { _ in [0.8, 0.2] })
      let classifier = try ConformalClassifier(calibration: predictions)
      #expect(classifier.isGuaranteed(0) == (count == 9))
      #expect(classifier.thresholds[0] == (count == 9 ? 0.8 : 0))
      let report = try ConformalReport(classifier, test: predictions)
      #expect(report.refusals.count == (count == 9 ? 1 : 2))
    }
  }

  @Test func setsCoverEveryLabelAsOftenAsPromised() throws {
    // 300 draws of calibration and test documents: coverage within two points of 90 % for every label.
    var covered = [0.0, 0.0, 0.0]
    var seen = covered
    for seed in UInt64(0)..<300 {
      let calibration = try randomPredictions(300, classes: 3, seed: 2 * seed)
      let test = try randomPredictions(200, classes: 3, seed: 2 * seed + 1)
      let report = try ConformalReport(ConformalClassifier(calibration: calibration, alpha: 0.1), test: test)
      for label in 0..<3 {
        covered[label] += report.coverageByLabel[label].value ?? 0
        seen[label] += 1
      }
      #expect(report.refusals.isEmpty)
    }
    for label in 0..<3 { #expect(abs(covered[label] / seen[label] - 0.9) < 0.02) }
  }

  @Test func splittingKeepsGroupsTogetherAndIsRepeatable() throws {
    let predictions = try randomPredictions(400, classes: 3, seed: 1, groups: 60)
    let report = try ConformalReport(splitting: predictions, seed: 4)
    #expect(try ConformalReport(splitting: predictions, seed: 4) == report)
    #expect(try ConformalReport(splitting: predictions, seed: 5) != report)
    let shares = [report.coverage, report.decided, report.accuracyOfDecided, report.empty]
    #expect(shares.allSatisfy { ($0.value ?? 2) >= 0 && ($0.value ?? 2) <= 1 })
  }

  @Test func promisesNothingWhereAlphaIsNextToNothing() throws {
    let calibration = try randomPredictions(50, classes: 2, seed: 1)
    for alpha in [1e-7, 1e-19, 1e-300, Double.leastNonzeroMagnitude] {
      let report = try ConformalReport(
        ConformalClassifier(calibration: calibration, alpha: alpha), test: calibration)
      #expect(report.refusals.count == 2)
      #expect(report.coverage.value == 1)
    }
  }

  @Test func refusesWhatCannotCalibrate() throws {
    let bare = try Predictions(labels: ["a"], truth: [0], predicted: [0])
    #expect(throws: EvaluationError.self) { try ConformalClassifier(calibration: bare) }
    #expect(throws: EvaluationError.self) { try ConformalClassifier(calibration: bare, alpha: 1) }
  }
}
