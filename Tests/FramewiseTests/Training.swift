import Corpus
import Files
import Foundation
import Framewise
import TestSupport
import TextFeatures

/// Models trained in memory from the samples, for the tests of this room.
enum Training {
  static func options(_ blocks: String = "word:1-2", leastDocuments: Int = 2) throws -> TrainingOptions {
    var options = TrainingOptions()
    options.features.blocks = try FeatureSettings.blocks(blocks)
    options.features.minimumDocumentFrequency = .count(leastDocuments)
    options.features.sublinear = true
    options.penalty = .fixed(10)
    options.calibrates = false
    options.folds = 0
    return options
  }

  static func reader(
    _ samples: [LabelledTexts.Sample], in folder: TemporaryFolder, chunkSize: Int = 1 << 20
  ) throws -> RecordReader {
    var options = ReadingOptions()
    options.chunkSize = chunkSize
    options.readSize = min(chunkSize, 1 << 20)
    let path = try folder.write(LabelledTexts.jsonLines(samples), to: "samples.jsonl")
    return try RecordReader([.path(FilePath(path))], options: options)
  }

  static func model(
    _ samples: [LabelledTexts.Sample] = LabelledTexts.make(60), _ options: TrainingOptions? = nil
  ) throws -> Model {
    let folder = try TemporaryFolder()
    return try Trainer(options ?? Self.options()).train(reader(samples, in: folder)).model
  }

  /// As small as can be, so that every byte of it can be tried.
  static func tinyModel() throws -> Model {
    let samples = [
      ("signed a treaty", "x"), ("a treaty signed", "x"), ("went to war", "y"), ("to war again", "y"), ("war", "y"),
    ]
    return try model(samples.map { LabelledTexts.Sample(id: "", text: $0.0, label: $0.1) })
  }
}
