import Evaluation
import TestSupport
import Testing

struct CalibrationCurveTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence), arguments: CalibrationCurve.Binning.allCases)
  func equalsScikitLearn(binning: CalibrationCurve.Binning) throws {
    let golden = try GoldenPredictions()
    let name = binning == .equalWidth ? "calibration_curve_uniform10" : "calibration_curve_quantile10"
    let expected = Golden.table(golden.metrics[name])
    let curve = CalibrationCurve(golden.predictions, label: 4, bins: 10, binning: binning)
    #expect(curve.bins.count == expected[0].count)
    for (number, bin) in curve.bins.enumerated() {
      #expect(isClose(bin.observed.value, expected[0][number]))
      #expect(isClose(bin.meanPredicted, expected[1][number]))
      #expect(bin.low <= bin.meanPredicted && bin.meanPredicted <= bin.high)
      let hits = Int(((bin.observed.value ?? 0) * Double(bin.count)).rounded())
      let wilson = ProportionInterval.wilson.interval(hits, of: bin.count)
      #expect(isClose(bin.observed.low, wilson?.low ?? .nan) && isClose(bin.observed.high, wilson?.high ?? .nan))
    }
    #expect(curve.bins.reduce(0) { $0 + $1.count } == 200)
  }

  @Test func topLabelGapsAddUpToTheCalibrationError() throws {
    let predictions = try randomPredictions(500, classes: 3, seed: 3)
    let curve = CalibrationCurve(predictions, bins: 15)
    let error = curve.bins.reduce(0) {
      $0 + Double($1.count) / 500 * abs(($1.observed.value ?? 0) - $1.meanPredicted)
    }
    #expect(isClose(error, ProbabilityMetrics.ece(predictions).value ?? .nan))
  }

  @Test func groupsWidenIntervalsAsIfTheyWereDocuments() throws {
    // Twenty groups of ten that all agree within: as much as twenty documents.
    let right = (0..<200).map { $0 / 10 % 2 == 0 }
    let predictions = try Predictions(
      labels: ["a", "b"], truth: right.map { $0 ? 0 : 1 }, predicted: [Int](repeating: 0, count: 200),
      probabilities: (0..<200).flatMap { _ in [0.75, 0.25] }, groups: (0..<200).map { $0 / 10 })
    let grouped = CalibrationCurve(predictions, label: 0, bins: 2).bins[0].observed
    let twenty = try #require(ProportionInterval.wilson.interval(10, of: 20))
    #expect(grouped.value == 0.5)
    #expect(isClose(grouped.low, twenty.low, 0.01) && isClose(grouped.high, twenty.high, 0.01))
  }

  @Test func withoutProbabilitiesThereIsNoCurve() throws {
    #expect(try CalibrationCurve(Predictions(labels: ["a"], truth: [0], predicted: [0])).bins.isEmpty)
  }
}
