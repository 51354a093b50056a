import Evaluation
import Foundation
import TestSupport
import Testing

struct ConfusionMatrixTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func equalsScikitLearn() throws {
    let golden = try GoldenPredictions()
    let confusion = ConfusionMatrix(golden.predictions)
    #expect(confusion.rows.map { $0.map(Double.init) } == Golden.table(golden.metrics["confusion"]))
    let found: [(String, MetricValue)] = [
      ("accuracy", confusion.accuracy), ("balanced_accuracy", confusion.balancedAccuracy),
      ("macro_f1", confusion.macroF1), ("micro_f1", confusion.microF1), ("weighted_f1", confusion.weightedF1),
      ("mcc", confusion.mcc), ("kappa", confusion.kappa), ("kappa_linear", confusion.linearKappa),
      ("kappa_quadratic", confusion.quadraticKappa), ("jaccard_macro", confusion.macroJaccard),
      ("hamming", confusion.hammingLoss),
    ]
    for (name, value) in found {
      #expect(isClose(value.value, golden.number(name)), "\(name) is \(String(describing: value.value))")
    }
    let perClass = Golden.table(golden.metrics["per_class"])
    for label in 0..<5 {
      let (precision, recall, f1) = confusion.classScores(label)
      #expect(isClose(precision.value, perClass[0][label]))
      #expect(isClose(recall.value, perClass[1][label]))
      #expect(isClose(f1.value, perClass[2][label]))
      #expect(Double(confusion.support(label)) == perClass[3][label])
    }
  }

  @Test func handWritten() {
    let confusion = ConfusionMatrix(rows: [[3, 1], [2, 4]])
    #expect(confusion.accuracy.value == 0.7)
    #expect(isClose(confusion.kappa.value, (0.7 - 0.5) / 0.5))
    #expect(isClose(confusion.mcc.value, Double(3 * 4 - 1 * 2) / Double(4 * 6 * 5 * 5).squareRoot()))
    #expect(confusion.predictedCount(0) == 5)
  }

  @Test func aSingleClassHasNoChanceCorrectedMetrics() {
    let confusion = ConfusionMatrix(rows: [[5, 0], [0, 0]])
    #expect(confusion.accuracy.value == 1)
    #expect(confusion.macroF1.value == 1)
    for undefined in [confusion.mcc, confusion.kappa, confusion.linearKappa, confusion.classScores(1).f1] {
      #expect(undefined.value == nil)
      #expect(undefined.reason?.isEmpty == false)
    }
  }

  @Test func nothingIsEvaluatedOnNothing() {
    let confusion = ConfusionMatrix(rows: [[0, 0], [0, 0]])
    for value in [confusion.accuracy, confusion.macroF1, confusion.hammingLoss, confusion.macroJaccard] {
      #expect(value.value == nil)
      #expect(value.reason == "Undefined: there are no documents to evaluate.")
    }
  }

  @Test func allWrong() {
    let confusion = ConfusionMatrix(rows: [[0, 3], [3, 0]])
    #expect(confusion.accuracy.value == 0)
    #expect(confusion.macroF1.value == 0)
    #expect(confusion.mcc.value == -1)
    #expect(confusion.kappa.value == -1)
  }
}
