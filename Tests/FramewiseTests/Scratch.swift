import Corpus
import Files
import Foundation
import Framewise
import Learning
import TextFeatures

/// Files and models for one test; the folder goes with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "framewise-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String, _ text: String) throws -> FilePath {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return FilePath(url.path)
  }

  /// A model trained on samples, of single words.
  func model(_ samples: Samples) throws -> Model {
    var writer = JSONWriter()
    for document in 0..<samples.count {
      writer.beginObject()
      writer.key("text")
      writer.value(samples.text(document))
      writer.key("label")
      writer.value(samples.labels[samples.truth[document]])
      writer.endObject()
      writer.endLine()
    }
    let path = try file("train.jsonl", String(decoding: writer.bytes, as: UTF8.self))
    var options = TrainingOptions()
    options.features.blocks = [.init(.word, 1...1)]
    options.folds = 0
    options.penalty = .fixed(10)
    return try Trainer(options).train(RecordReader([.path(path)])).model
  }
}
