import Evaluation
import Foundation
import TestSupport
import Testing

struct LearningCurveTests {
  @Test(arguments: [(0.1, 2.0, 0.5), (0.0, 1.0, 0.3), (0.2, 5.0, 0.9)])
  func findsThePowerLawThatMadeThePoints(floor: Double, scale: Double, rate: Double) throws {
    let points = [100, 200, 400, 800, 1_600, 3_200].map { size in
      LearningPoint(size: size, errors: [floor + scale * pow(Double(size), -rate)])
    }
    let curve = try LearningCurve(points)
    #expect(isClose(curve.fit.floor, floor, 1e-4))
    #expect(isClose(curve.fit.rate, rate, 1e-3))
    #expect(isClose(curve.error(at: 6_400).value, floor + scale * pow(6_400, -rate), 1e-5))
    #expect((curve.gain(of: 500).value ?? -1) > 0)
  }

  @Test func theBandHoldsTheTruthMoreOftenThanNot() throws {
    var random = SeededGenerator(seed: 12)
    var held = 0
    for _ in 0..<60 {
      let points = [100, 200, 400, 800, 1_600].map { size in
        LearningPoint(
          size: size,
          errors: (0..<10).map { _ in
            0.1 + 2 * pow(Double(size), -0.5) + Double.random(in: -0.02...0.02, using: &random)
          })
      }
      var options = EvaluationOptions()
      options.resamples = 200
      let band = try LearningCurve(points, options: options).error(at: 3_200)
      let truth = 0.1 + 2 * pow(3_200, -0.5)
      if (band.low ?? 1) <= truth && truth <= (band.high ?? 0) { held += 1 }
    }
    #expect(held >= 50, "the band held the truth \(held) times of 60")
  }

  @Test func moreLabelsNeverHurtTheFittedCurve() throws {
    let rising = [100, 200, 400].map { LearningPoint(size: $0, errors: [Double($0) / 1_000]) }
    let curve = try LearningCurve(rising)
    #expect(curve.fit.scale == 0)
    #expect(curve.gain(of: 1_000).value == 0)
  }

  @Test func refusesTooFewSizes() {
    let two = [LearningPoint(size: 10, errors: [0.5]), LearningPoint(size: 20, errors: [0.4])]
    #expect(throws: EvaluationError.countsDiffer(what: "different training sizes", expected: 3, found: 2)) {
      try LearningCurve(two)
    }
    #expect(throws: EvaluationError.self) {
      try LearningCurve(two + [LearningPoint(size: 30, errors: [.nan])])
    }
  }
}
