import Corpus
import Evaluation
import Files
import Foundation
import Framewise
import Learning
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

/// Cross-validation weighs counted documents anew; the plain way is to read the texts of each fold again.
@Suite("Cross-validation")
struct CrossValidationTests {
  @Test(arguments: ["word:1-2", "word:2", "char:2-3", "word:1,char:3"], [2, 5])
  func `predictions are those of models fitted on the other folds' texts`(blocks: String, folds: Int) throws {
    let samples = LabelledTexts.make(61, words: 15, seed: 5)
    var options = try Training.options(blocks)
    options.folds = folds
    options.seed = 11
    let folder = try TemporaryFolder()
    let predictions = try #require(
      try Trainer(options).train(Training.reader(samples, in: folder)).outOfFoldPredictions)
    let labels = predictions.labels
    #expect(labels == LabelledTexts.labels)
    let truth = samples.map { labels.firstIndex(of: $0.label) ?? -1 }
    #expect(predictions.truth == truth)
    let probabilities = try #require(predictions.probabilities)

    let split = try Folds.stratified(labels: truth, labelCount: 3, folds: folds, seed: 11)
    for fold in 0..<folds {
      let training = split.trainingDocuments(of: fold)
      var counter = CorpusCounter(settings: options.features)
      for document in training { counter.add(samples[document].text) }
      let corpus = CountedCorpus(counter)
      let selection = try corpus.select()
      let fit = try LogisticRegression.fit(
        corpus.rows(under: selection), labels: training.map { truth[$0] }, labelCount: 3,
        options: LogisticRegression.Options(c: 10))
      let test = split.testDocuments(of: fold)
      let logits = try fit.model.logits(of: corpus.vectorizer(selection).transform(test.map { samples[$0].text }))
      for (place, document) in test.enumerated() {
        let row = logits[place * 3..<place * 3 + 3]
        let sum = row.map { exp($0) }.reduce(0, +)
        let worst = row.enumerated().map { abs(exp($1) / sum - probabilities[document * 3 + $0]) }.max() ?? 0
        #expect(worst < 1e-7, "document \(document)")
      }
    }
  }

  /// C comes from a sample; predictions, calibration and the model are those that this C has with all documents.
  @Test func `of many documents C is chosen on some`() throws {
    let samples = LabelledTexts.make(150, words: 15, seed: 9)
    var options = try Training.options()
    options.penalty = .automatic
    options.folds = 5
    options.sweptDocuments = 70
    let folder = try TemporaryFolder()
    let swept = try Trainer(options).train(Training.reader(samples, in: folder))
    #expect(swept.warnings.contains("C was chosen on a random sample of 70 of the 150 documents."))
    let points = swept.model.training.curve
    #expect(points.count > 1 && points.contains { $0.c == swept.model.training.c })
    options.sweptDocuments = 150
    let whole = try Trainer(options).train(Training.reader(samples, in: folder))
    #expect(!whole.warnings.contains { $0.contains("random sample") })
    #expect(points.map(\.logLoss) != whole.model.training.curve.map(\.logLoss))
    options.penalty = .fixed(swept.model.training.c)
    let given = try Trainer(options).train(Training.reader(samples, in: folder))
    let predictions = try #require(swept.outOfFoldPredictions)
    #expect(predictions.truth.count == 150)
    #expect(predictions.probabilities == given.outOfFoldPredictions?.probabilities)
    #expect(swept.model.weights == given.model.weights)
  }

  @Test func `threads change nothing`() throws {
    let samples = LabelledTexts.make(90, words: 15, seed: 6)
    var options = try Training.options()
    options.folds = 7
    var all: Set<[Double]> = []
    var models: Set<[UInt8]> = []
    for threads in [1, 2, 3, 8] {
      options.threads = threads
      let folder = try TemporaryFolder()
      let result = try Trainer(options).train(Training.reader(samples, in: folder, chunkSize: 300 * threads))
      all.insert(try #require(result.outOfFoldPredictions?.probabilities))
      models.insert(ModelFile.encode(result.model))
    }
    #expect(all.count == 1)
    #expect(models.count == 1)
  }

  @Test func `the receipt counts what came from each input`() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write(LabelledTexts.jsonLines(LabelledTexts.make(30)), to: "1.jsonl")
    let second = try folder.write(LabelledTexts.table(LabelledTexts.make(21, seed: 2)), to: "2.csv")
    for threads in [1, 3] {
      var options = try Training.options()
      options.threads = threads
      let reader = try RecordReader([.path(FilePath(first)), .path(FilePath(second))])
      let training = try Trainer(options).train(reader).model.training
      #expect(training.sources.map(\.records) == [30, 21])
      #expect(training.sources.map(\.name) == ["1.jsonl", "2.csv"])
      #expect(try training.sources.map(\.sha256) == [Digest.ofFile(FilePath(first)), Digest.ofFile(FilePath(second))])
      #expect(training.documents == 51)
      #expect(training.support == [17, 17, 17])
    }
  }
}
