import Corpus
import Evaluation
import Files
import Foundation
import Framewise
import Learning
import Synchronization
import TestSupport
import Testing
import TextFeatures

@Suite("Search for features")
struct FeatureSearchTests {
  private func train(threads: Int, scheme: Scheme? = nil) throws -> (result: Trainer.Result, shares: [Double]) {
    var options = try Training.options()
    options.searchesFeatures = true
    options.scheme = scheme
    options.penalty = .automatic
    options.criterion = .macroF1
    options.calibrates = true
    options.folds = 3
    options.threads = threads
    let shares = Shares()
    options.progress = { shares.add($0.share) }
    let folder = try TemporaryFolder()
    let reader = try Training.reader(LabelledTexts.make(90, words: 12, seed: 4), in: folder, chunkSize: 700)
    return (try Trainer(options).train(reader), shares.all)
  }

  @Test func `takes the setting with the smallest log loss and keeps the others' scores`() throws {
    let (result, shares) = try train(threads: 2)
    let training = result.model.training
    #expect((10...14).contains(training.trials.count))
    #expect(Set(training.trials.map(\.name)).count == training.trials.count)
    let best = try #require(training.trials.min { $0.logLoss < $1.logLoss })
    let settings = result.model.vectorizer.settings
    #expect(best.name.hasPrefix("\(settings.blocksDescription) \(training.scheme) "))
    #expect(training.trials.allSatisfy { $0.logLoss.isFinite && (0...1).contains($0.macroF1) })
    #expect(shares.allSatisfy { (0...1).contains($0) })
    let read = try ModelFile.decode(ModelFile.encode(result.model)).model
    #expect(read.training == training)
    #expect(read.calibration == result.model.calibration)
  }

  @Test func `threads change nothing`() throws {
    let models = try [1, 2, 5].map { ModelFile.encode(try train(threads: $0).result.model) }
    #expect(models[1] == models[0] && models[2] == models[0])
  }

  @Test func `a scheme that was asked for is kept`() throws {
    let training = try train(threads: 2, scheme: .oneVsRest(ratio: 1)).result.model.training
    #expect(training.scheme == "naive-bayes:1.0")
    #expect(training.trials.allSatisfy { $0.name.contains("naive-bayes:1.0") })
  }

  /// Vectors that know the label of words that few documents have, and vectors that know nothing.
  @Test(arguments: [true, false]) func `word vectors are kept where they help`(areTelling: Bool) throws {
    let folder = try TemporaryFolder()
    // Each document has words of its own, which only the vectors of their first letter join.
    let words = (0..<400).map { "\(["x", "y"][$0 % 2])\(1000 + $0)" }
    let samples = (0..<200).map { number in
      LabelledTexts.Sample(
        id: "\(number)", text: "the \(words[number]) and \(words[number]) of \(words[(number + 2) % 200])",
        label: ["x", "y"][number % 2])
    }
    let sorted = words.sorted()
    func number(_ word: String) -> Float {
      if areTelling { return word.hasPrefix("x") ? 31.75 : -31.75 }
      return Float(word.utf8.reduce(0) { ($0 * 31 + Int($1)) % 16 } - 8) / 4
    }
    let file = VectorFileTests.bytes(sorted, sorted.map { [number($0), 0] })
    var options = try Training.options(leastDocuments: 1)
    options.searchesFeatures = true
    options.penalty = .automatic
    options.calibrates = true
    options.folds = 3
    try options.addVectors(from: FilePath(try folder.write(file, to: "vectors.safetensors")))
    let training = try Trainer(options).train(Training.reader(samples, in: folder)).model.training
    let names = training.trials.map(\.name)
    #expect(names.contains { $0.contains("vectors:1") } && names.contains { !$0.contains("vectors:1") })
    let best = try #require(training.trials.min { $0.logLoss < $1.logLoss })
    let isKept = best.name.contains("vectors:1")
    #expect(training.sources.map(\.name).contains("vectors.safetensors") == isKept)
    #expect(isKept == areTelling)
  }

  /// The label is the largest of ln p + offset, and the probabilities are those of the same fit without offsets.
  @Test func `offsets of the decision decide, and leave probabilities alone`() throws {
    // Few documents of the first label, so that macro-F1 asks for offsets.
    let all = LabelledTexts.make(240, words: 8, seed: 9)
    let samples = all.enumerated().filter { $0.element.label != LabelledTexts.labels[0] || $0.offset % 12 == 0 }
      .map(\.element)
    var options = try Training.options()
    options.calibrates = true
    options.folds = 4
    let plain = try Training.model(samples, options)
    options.criterion = .macroF1
    let shifted = try Training.model(samples, options)
    let offsets = shifted.calibration.decision
    #expect(plain.calibration.decision.isEmpty && offsets.count == 3)
    var scorer = Scorer(try ModelFile.decode(ModelFile.encode(shifted)).model)
    var other = Scorer(plain)
    var changed = 0
    for sample in all {
      let label = scorer.score(sample.text.utf8.span)
      #expect(scorer.probabilities == other.probabilities(of: sample.text))
      let values = zip(scorer.probabilities, offsets).map { log($0) + $1 }
      #expect(values[label] == values.max())
      if label != other.score(sample.text.utf8.span) { changed += 1 }
    }
    #expect(changed > 0)
  }
}

/// What was told from several threads.
private final class Shares: Sendable {
  private let found = Mutex<[Double]>([])
  var all: [Double] { found.withLock { $0 } }
  func add(_ share: Double) { found.withLock { $0.append(share) } }
}
