import Evaluation
import Testing

struct PrecisionRecallPointsTests {
  /// Precision and recall of taking every document at or above a threshold, counted from scratch.
  private func naive(_ p: Predictions, _ label: Int, at threshold: Double) -> (recall: Double, precision: Double) {
    let k = p.labels.count
    let taken = p.truth.indices.filter { (p.probabilities ?? [])[$0 * k + label] >= threshold }
    let hits = Double(taken.count { p.truth[$0] == label })
    return (hits / Double(p.truth.count { $0 == label }), hits / Double(taken.count))
  }

  @Test(arguments: 1...4) func pointsAreThoseOfTheirThresholds(seed: UInt64) throws {
    let predictions = try randomPredictions(150, classes: 3, seed: seed)
    for label in 0..<3 {
      let curve = try #require(PrecisionRecallPoints(predictions, label: label, limit: 100_000))
      for point in curve.points {
        let (recall, precision) = naive(predictions, label, at: point.threshold)
        #expect(isClose(point.recall, recall) && isClose(point.precision, precision))
      }
      // The steps' area is the average precision.
      var area = 0.0
      var before = 0.0
      for point in curve.points {
        area += (point.recall - before) * point.precision
        before = point.recall
      }
      let report = try EvaluationReport(predictions)
      #expect(isClose(area, report.perClass[label].averagePrecision.value ?? .nan))
      #expect(curve.points.last?.recall == 1)
      #expect(isClose(curve.share, Double(predictions.truth.count { $0 == label }) / 150))
    }
  }

  @Test func manyDocumentsGiveFewPoints() throws {
    let predictions = try randomPredictions(20_000, classes: 2, seed: 9)
    let curve = try #require(PrecisionRecallPoints(predictions, label: 1, limit: 50))
    #expect(curve.points.count < 300)
    #expect(curve.points.last?.recall == 1)
    for (a, b) in zip(curve.points, curve.points.dropFirst()) {
      #expect(a.recall <= b.recall && a.threshold > b.threshold)
    }
  }

  @Test func nothingToDraw() throws {
    let bare = try Predictions(labels: ["a", "b"], truth: [0, 1], predicted: [0, 1])
    #expect(PrecisionRecallPoints(bare, label: 0) == nil)
    let one = try Predictions(labels: ["a", "b"], truth: [0], predicted: [0], probabilities: [0.6, 0.4])
    #expect(PrecisionRecallPoints(one, label: 1) == nil)
    #expect(PrecisionRecallPoints(one, label: 0)?.points.map(\.precision) == [1])
  }
}
