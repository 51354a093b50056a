import Evaluation
import TestSupport
import Testing

struct RiskCoverageTests {
  @Test func areaByHand() throws {
    // Sorted by confidence: right, wrong, right: risks 0, 1/2, 1/3.
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [0, 1, 0], predicted: [0, 0, 0], probabilities: [0.9, 0.1, 0.8, 0.2, 0.6, 0.4])
    let curve = try RiskCoverage(predictions)
    #expect(isClose(curve.area.value, (0 + 0.5 + 1.0 / 3) / 3))
    #expect(curve.points.map(\.threshold) == [0.9, 0.8, 0.6])
    #expect(curve.points.map(\.risk.value) == [0, 0.5, 1.0 / 3])
  }

  @Test func tiesAreTakenInRandomOrder() throws {
    // Four equally sure documents, one wrong: every coverage has risk 1/4.
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [0, 1, 0, 0], predicted: [0, 0, 0, 0],
      probabilities: [0.7, 0.3, 0.7, 0.3, 0.7, 0.3, 0.7, 0.3])
    let curve = try RiskCoverage(predictions)
    #expect(isClose(curve.area.value, 0.25))
    #expect(curve.points.count == 1 && curve.points[0].coverage == 1)
  }

  /// The area of documents one by one, those of equal confidence in random order, many times over.
  @Test func theClosedFormIsTheMeanOverOrders() throws {
    let predictions = try randomPredictions(40, classes: 2, seed: 3)
    // Confidences of one decimal, so that there are ties.
    let coarse = (0..<40).map { Double(Int(10 * max((predictions.probabilities ?? [])[2 * $0], 0.5))) / 10 }
    let tied = try Predictions(
      labels: predictions.labels, truth: predictions.truth, predicted: [Int](repeating: 0, count: 40),
      probabilities: coarse.flatMap { [$0, 1 - $0] })
    var random = SeededGenerator(seed: 8)
    var sum = 0.0
    for _ in 0..<20_000 {
      let order = (0..<40).shuffled(using: &random).sorted { coarse[$0] > coarse[$1] }
      var errors = 0.0
      for (place, document) in order.enumerated() {
        errors += tied.truth[document] == 0 ? 0 : 1
        sum += errors / Double(place + 1) / 40
      }
    }
    #expect(isClose(try RiskCoverage(tied).area.value, sum / 20_000, 0.002))
  }

  /// Above 4,096 documents neighbours are resampled as ties: value and interval stay within what could be seen.
  @Test func manyDocumentsAreTakenInRuns() throws {
    let predictions = try randomPredictions(40_000, classes: 2, seed: 5)
    var options = EvaluationOptions()
    options.resamples = 400
    options.threads = 2
    let area = try RiskCoverage(predictions, options: options).area
    let (low, value, high) = (area.low ?? .nan, area.value ?? .nan, area.high ?? .nan)
    #expect(low < value && value < high)
    #expect(isClose((low + high) / 2, value, 0.2 * (high - low)))
  }

  @Test(arguments: [nil, 30]) func theAreaHasAnInterval(groups: Int?) throws {
    let predictions = try randomPredictions(600, classes: 3, seed: 9, groups: groups)
    var options = EvaluationOptions()
    let curve = try RiskCoverage(predictions, points: 20, options: options)
    #expect((curve.area.low ?? 1) < (curve.area.value ?? 0) && (curve.area.value ?? 1) < (curve.area.high ?? 0))
    #expect(curve.points.count <= 21 && curve.points.last?.coverage == 1)
    #expect(isClose(curve.points.last?.risk.value, 1 - (ConfusionMatrix(predictions).accuracy.value ?? .nan)))
    options.threads = 3
    #expect(try RiskCoverage(predictions, points: 20, options: options) == curve)
  }

  @Test func withoutProbabilitiesTheReasonIsSaid() throws {
    let curve = try RiskCoverage(Predictions(labels: ["a"], truth: [0], predicted: [0]))
    #expect(curve.points.isEmpty && curve.area.reason == "The predictions carry no probabilities.")
  }
}
