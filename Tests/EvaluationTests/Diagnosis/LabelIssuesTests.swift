import Evaluation
import TestSupport
import Testing

struct LabelIssuesTests {
  @Test func byHand() throws {
    // Thresholds: a (.9 + .8 + .1) / 3 = .6; b (.9 + .7) / 2 = .8. Document 2, given a, has p(b) = .9.
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [0, 0, 0, 1, 1], predicted: [0, 0, 1, 1, 1],
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9, 0.3, 0.7])
    let found = try LabelIssues(predictions)
    #expect(isClose(found.thresholds[0], 0.6) && isClose(found.thresholds[1], 0.8))
    #expect(found.confidentJoint == [[2, 1], [0, 1]])
    #expect(found.issues.map(\.row) == [2])
    #expect(found.issues[0].suggested == 1 && isClose(found.issues[0].margin, 0.8))
    #expect(isClose(found.contradictedShare.value, 3 * (1.0 / 3) / 5))
  }

  @Test func findsPlantedErrors() throws {
    var random = SeededGenerator(seed: 5)
    var truth: [Int] = []
    var probabilities: [Double] = []
    var planted: Set<Int> = []
    for row in 0..<1_000 {
      let label = Int.random(in: 0..<3, using: &random)
      let own = Double.random(in: 0.55...0.98, using: &random)
      probabilities += (0..<3).map { $0 == label ? own : (1 - own) / 2 }
      if row % 20 == 0 { planted.insert(row) }
      truth.append(row % 20 == 0 ? (label + 1) % 3 : label)
    }
    let found = try LabelIssues(
      Predictions(labels: ["a", "b", "c"], truth: truth, predicted: truth, probabilities: probabilities))
    let rows = Set(found.issues.map(\.row))
    #expect(rows.isSubset(of: planted))
    #expect(rows.count >= 25)
    #expect(isClose(found.contradictedShare.value, 0.05, 0.02))
  }

  /// A model that is often wrong has found its own errors, not those of people.
  @Test(
    arguments: [
      (0, 0.9, "The model contradicts no label with confidence."),
      (
        1, 0.64,
        "The model contradicts 1 label with confidence; where its accuracy is 64 %, that is likely an error of its own."
      ),
      (
        524, 0.64,
        "The model contradicts 524 labels with confidence; where its accuracy is 64 %, most of these are its own errors."
      ),
      (
        7, 0.96,
        "The model contradicts 7 labels with confidence; its accuracy is 96 %, so that each may be a wrong label or an error of its own."
      ),
    ] as [(Int, Double, String)])
  func whatContradictionsAmountToHangsOnTheAccuracy(count: Int, accuracy: Double, sentence: String) {
    #expect(LabelIssues.sentence(count, accuracy: MetricValue(value: accuracy)) == sentence)
  }

  @Test func asksForProbabilities() throws {
    let bare = try Predictions(labels: ["a"], truth: [0], predicted: [0])
    #expect(throws: EvaluationError.self) { try LabelIssues(bare) }
  }
}
