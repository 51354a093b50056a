import Evaluation
import Foundation
import Testing

struct BaselinesTests {
  @Test func theMajorityOfTheDataThemselvesIsABaselineToo() throws {
    let predictions = try Predictions(labels: ["a", "b"], truth: [1, 1, 1, 0], predicted: [1, 1, 0, 0])
    var options = EvaluationOptions()
    options.trainingCounts = [7, 3]
    let report = try EvaluationReport(predictions, options)
    #expect(report.baselines.map(\.name) == ["majority", "majority_here", "stratified_random"])
    #expect(report.baselines.map { $0[.accuracy].value ?? -1 }.prefix(2) == [0.25, 0.75])
    #expect(report.baselines[0].rule == "always 'a', the most frequent label of the training data")
    #expect(report.baselines[1].rule == "always 'b', the most frequent label of the evaluated data")
    options.trainingCounts = [3, 7]
    #expect(try EvaluationReport(predictions, options).baselines.map(\.name) == ["majority", "stratified_random"])
  }

  private let predictions: Predictions

  init() throws {
    predictions = try Predictions(
      labels: ["a", "b", "c"],
      truth: [Int](repeating: 0, count: 60) + [Int](repeating: 1, count: 30) + [Int](repeating: 2, count: 10),
      predicted: [Int](repeating: 0, count: 100))
  }

  @Test func majorityAnswersTheMostFrequentLabel() throws {
    let report = try EvaluationReport(predictions)
    let majority = try #require(report.baselines.first { $0.name == "majority" })
    #expect(majority[.accuracy].value == 0.6)
    #expect(isClose(majority[.macroF1].value, 0.75 / 3))
    #expect(majority[.cohenKappa].value == 0)
    #expect(majority[.mcc].value == nil)
    let entropy = -(0.6 * log(0.6) + 0.3 * log(0.3) + 0.1 * log(0.1))
    #expect(isClose(majority[.logLoss].value, entropy))
  }

  @Test func theMajorityIsThatOfTheTrainingData() throws {
    var options = EvaluationOptions()
    options.trainingCounts = [10, 80, 10]
    let report = try EvaluationReport(predictions, options)
    #expect(report.baselines[0][.accuracy].value == 0.3)
    #expect(report.baselines[1][.accuracy].value == 0.6)
    #expect(isClose(report.baselines[2][.accuracy].value, 0.6 * 0.1 + 0.3 * 0.8 + 0.1 * 0.1))
  }

  @Test func stratifiedRandomReachesItsExpectation() throws {
    let report = try EvaluationReport(predictions)
    let random = try #require(report.baselines.first { $0.name == "stratified_random" })
    #expect(isClose(random[.accuracy].value, 0.36 + 0.09 + 0.01))
    #expect(isClose(random[.cohenKappa].value, 0, 0.01))
    #expect(isClose(random[.macroF1].value, 1.0 / 3, 0.01))
    #expect((random[.accuracy].low ?? 1) < 0.46 && (random[.accuracy].high ?? 0) > 0.46)
  }

  @Test func furtherBaselinesAreMeasuredLikeTheRest() throws {
    var options = EvaluationOptions()
    options.baselines = [("keyword", predictions.truth)]
    let report = try EvaluationReport(predictions, options)
    #expect(report.baselines.map(\.name) == ["majority", "stratified_random", "keyword"])
    #expect(report.baselines[2][.accuracy].value == 1)
  }

  @Test func theLeadOverABaselineHasAnInterval() throws {
    var options = EvaluationOptions()
    options.baselines = [("keyword", predictions.truth)]
    let report = try EvaluationReport(predictions, options)
    // Always the majority label leads the majority baseline by nothing, and trails a perfect one.
    let even = try #require(report.baselines[0].lead.first { $0.name == "accuracy" }?.value)
    #expect(even.value == 0 && even.low == nil)
    let behind = try #require(report.baselines[2].lead.first { $0.name == "accuracy" }?.value)
    #expect(isClose(behind.value, -0.4))
    #expect((behind.high ?? 0) < -0.25 && (behind.low ?? 0) > -0.55)
    #expect(report.baselines[1].lead.isEmpty)
  }
}
