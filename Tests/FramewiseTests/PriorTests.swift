import Corpus
import Files
import Foundation
import Framewise
import Learning
import TestSupport
import Testing

/// `prior` moves the odds of two labels by the ratio of their shares, where the model is used by where it was fitted.
@Suite("Shares of the labels")
struct PriorTests {
  private let text = "officials signed a treaty and condemned the strike"

  /// Sixty documents of one label, thirty of another; those of the second weigh as much as is given.
  private func train(weight: Double = 1, _ change: (inout TrainingOptions) -> Void) throws -> Trainer.Result {
    let folder = try TemporaryFolder()
    let samples = LabelledTexts.make(90, seed: 3, labels: ["a", "b", "a"])
    let lines = samples.map { sample in
      #"{"text":"\#(sample.text)","label":"\#(sample.label)","weight":\#(sample.label == "b" ? weight : 1)}"# + "\n"
    }
    let path = try folder.write(lines.joined(), to: "weighed.jsonl")
    var options = try Training.options()
    change(&options)
    return try Trainer(options).train(RecordReader([.path(FilePath(path))]))
  }

  /// By how much a prior moves the logarithm of the odds of `a`.
  private func shift(weight: Double = 1, _ change: (inout TrainingOptions) -> Void) throws -> Double {
    func logOdds(_ prior: [String: Double]?) throws -> Double {
      let result = try train(weight: weight) {
        change(&$0)
        $0.prior = prior
      }
      var scorer = Scorer(result.model)
      let probabilities = scorer.probabilities(of: text)
      return log(probabilities[0] / probabilities[1])
    }
    return try logOdds(["a": 0.8, "b": 0.2]) - logOdds(nil)
  }

  @Test func `weights of documents are part of the shares that a fit saw`() throws {
    #expect(abs(try shift { _ in } - log(4.0 / 2)) < 1e-6)
    #expect(abs(try shift(weight: 6) { _ in } - log(4.0 / (60.0 / 180))) < 1e-6)
  }

  @Test func `balanced weights stand for equal shares until offsets take them back`() throws {
    #expect(abs(try shift(weight: 6) { $0.classWeight = .balanced } - log(4.0)) < 1e-6)
    // Calibrated by a temperature, which has no offsets, or by none; the shares are equal ones as before.
    let calibrated = { (options: inout TrainingOptions) in
      options.classWeight = .balanced
      options.calibrates = true
      options.folds = 5
      // Logits that are far too small.
      options.penalty = .fixed(0.1)
    }
    let kept = try train(calibrated).keptCalibration
    let expected = kept == .vector ? log(4.0 / 2) : log(4.0)
    #expect(abs(try shift(calibrated) - expected) < 1e-6)
    #expect(kept == .temperature, "the case that matters here")
  }

  @Test func `a model says which shares it was told, and how its decisions are made`() throws {
    let told = try train {
      $0.prior = ["a": 3, "b": 1]
      $0.folds = 5
      $0.calibrates = true
      $0.criterion = .macroF1
    }.model
    #expect(told.training.prior == [0.75, 0.25])
    let read = try ModelFile.decode(ModelFile.encode(told)).model
    #expect(read.training == told.training)
    // C was given: an evaluation by folds takes it, and shifts decisions as training does.
    let settings = FoldSettings(of: read)
    #expect(settings.grid == [10])
    #expect(settings.criterion == .macroF1)
    #expect(try train { _ in }.model.training.prior.isEmpty)
  }

  @Test func `what the shares alone can do is no success`() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<60).map {
      #"{"text":"the same words in every text","label":"\#($0 % 2 == 0 ? "a" : "b")"}"# + "\n"
    }
    let path = try folder.write(lines.joined(), to: "nothing.jsonl")
    var options = try Training.options()
    options.folds = 5
    let result = try Trainer(options).train(RecordReader([.path(FilePath(path))]))
    #expect(result.warnings.contains { $0.hasPrefix("Out of fold the probabilities are no better than the shares") })
    #expect(try train { $0.folds = 5 }.warnings.allSatisfy { !$0.hasPrefix("Out of fold") })
  }
}
