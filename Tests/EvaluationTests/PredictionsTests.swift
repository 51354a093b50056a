import Evaluation
import Testing

struct PredictionsTests {
  private func refusal(_ make: () throws -> Predictions) -> EvaluationError? {
    do {
      _ = try make()
      return nil
    } catch { return error as? EvaluationError }
  }

  @Test func refusesWhatIsNotANumberBetweenZeroAndOne() {
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(
        refusal { try Predictions(labels: ["a", "b"], truth: [0], predicted: [0], probabilities: [0.5, bad]) }
          == .probabilityNotFinite(row: 0, label: 1))
    }
    #expect(
      refusal { try Predictions(labels: ["a", "b"], truth: [0], predicted: [0], probabilities: [1.5, -0.5]) }
        == .probabilityOutOfRange(row: 0, label: 0, value: 1.5))
    #expect(
      refusal { try Predictions(labels: ["a", "b"], truth: [0], predicted: [0], probabilities: [0.5, 0.4]) }
        == .probabilitiesDoNotSumToOne(row: 0, sum: 0.9))
  }

  @Test func acceptsRoundedProbabilities() throws {
    let p = try Predictions(labels: ["a", "b", "c"], truth: [0], predicted: [0], probabilities: [0.33, 0.33, 0.33])
    #expect(p.count == 1)
  }

  @Test func refusesWrongCountsAndLabels() {
    #expect(refusal { try Predictions(labels: [], truth: [], predicted: []) } == .noLabels)
    #expect(
      refusal { try Predictions(labels: ["a"], truth: [0, 0], predicted: [0]) }
        == .countsDiffer(what: "predicted labels", expected: 2, found: 1))
    #expect(
      refusal { try Predictions(labels: ["a"], truth: [1], predicted: [0]) }
        == .labelOutOfRange(what: "true", row: 0, value: 1, labels: 1))
    #expect(
      refusal { try Predictions(labels: ["a"], truth: [0], predicted: [-1]) }
        == .labelOutOfRange(what: "predicted", row: 0, value: -1, labels: 1))
    #expect(
      refusal { try Predictions(labels: ["a"], truth: [0], predicted: [0], groups: []) }
        == .countsDiffer(what: "groups", expected: 1, found: 0))
    #expect(
      refusal { try Predictions(labels: ["a"], truth: [0], predicted: [0], probabilities: []) }
        == .countsDiffer(what: "probabilities", expected: 1, found: 0))
  }

  @Test func errorsAreSentencesThatCountFromOne() {
    let error = EvaluationError.probabilityNotFinite(row: 41, label: 0)
    #expect(
      error.description == "Document 42 has a probability of label 1 that is not a finite number; score it again.")
  }
}
