import Corpus
import Files
import Foundation
import Framewise
import TestSupport
import Testing
import TextFeatures

/// Everything that a run knows of a record, bit by bit.
private struct Everything: ScoreFormat {
  func header(labels: [String]) -> [UInt8] { Array("\(labels)\n".utf8) }

  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8]
  ) {
    for index in id.indices { output.append(id[index]) }
    let bits = record.label == nil ? [] : probabilities.map(\.bitPattern)
    output += Array(" \(record.status) \(record.label ?? -1) \(bits) \(record.message)\n".utf8)
  }
}

/// What a run wrote; the pipeline calls from one thread at a time, but not always the same.
private final class Written: @unchecked Sendable {
  var bytes: [UInt8] = []
  var calls = 0
}

@Suite("Scoring runs")
struct ScoringRunTests {
  private let folder: TemporaryFolder
  private let model: Model

  init() throws {
    folder = try TemporaryFolder()
    model = try Training.model(LabelledTexts.make(60), Training.options("word:1-2,char:3"))
  }

  private func line(_ scorer: inout Scorer, _ sample: LabelledTexts.Sample) -> String {
    let probabilities = scorer.probabilities(of: sample.text)
    let best = probabilities.indices.max { (probabilities[$0], $1) < (probabilities[$1], $0) } ?? 0
    return "\(sample.id) \(scorer.isEmpty ? "empty" : "ok") \(best) \(probabilities.map(\.bitPattern)) \n"
  }

  @Test(arguments: [1, 2, 5], [1, 700, 1 << 20])
  func `a run says of each record what a scorer says of it alone`(threads: Int, chunkSize: Int) throws {
    var samples = LabelledTexts.make(300, seed: 8)
    samples[7].text = ""
    samples[8].text = "qqqqq"
    let written = Written()
    let summary = try ScoringRun(model, threads: threads)
      .run(Training.reader(samples, in: folder, chunkSize: chunkSize), format: Everything()) {
        written.bytes += $0
      }
    var expected = "\(model.labels)\n"
    for sample in samples {
      // A scorer of its own, so that nothing is left over from another text.
      var scorer = Scorer(model)
      expected += line(&scorer, sample)
    }
    #expect(String(decoding: written.bytes, as: UTF8.self) == expected)
    #expect(summary.tally.read == 300)
    #expect(summary.tally.used + summary.tally.empty == 300)
    #expect(summary.labelCounts.reduce(0, +) == 300)
  }

  @Test func `a text of words that are there only for an n-gram's sake is empty`() throws {
    let pairs = try Training.model(LabelledTexts.make(60), Training.options("word:2"))
    let name = try #require(pairs.vectorizer.termNames().first { !$0.contains(" ") })
    var scorer = Scorer(pairs)
    let priors = scorer.probabilities(of: "")
    #expect(scorer.isEmpty)
    #expect(scorer.probabilities(of: name) == priors)
    #expect(scorer.isEmpty)
    let gram = try #require(pairs.vectorizer.termNames().first { $0.contains(" ") })
    _ = scorer.probabilities(of: gram)
    #expect(!scorer.isEmpty)
  }

  // MARK: - The pipeline under failures

  private struct Full: Error, Equatable { var call: Int }

  @Test(arguments: [1, 2, 8], [0, 1, 2, 7, 40])
  func `a consumer that fails ends the run with its error, and is not called again`(threads: Int, call: Int) throws {
    let written = Written()
    let samples = LabelledTexts.make(400, seed: 8)
    let reader = try Training.reader(samples, in: folder, chunkSize: 300)
    #expect(throws: Full(call: call)) {
      try ScoringRun(model, threads: threads).run(reader, format: Everything()) { bytes in
        if written.calls == call {
          written.calls += 1
          throw Full(call: call)
        }
        written.calls += 1
        written.bytes += bytes
      }
    }
    #expect(written.calls == call + 1)
    // What came before is whole, and in order.
    let lines = written.bytes.split(separator: 0x0A).dropFirst()
    for (line, sample) in zip(lines, samples) {
      #expect(String(decoding: line, as: UTF8.self).hasPrefix(sample.id + " "))
    }
  }

  @Test(arguments: [1, 2, 8])
  func `a reader that fails ends the run behind all records before the fault`(threads: Int) throws {
    let samples = LabelledTexts.make(200, seed: 8)
    let good = try folder.write(LabelledTexts.jsonLines(samples), to: "good.jsonl")
    var options = ReadingOptions()
    options.chunkSize = 500
    options.readSize = 500
    for bad in ["nothing.jsonl", "array.jsonl"] {
      try folder.write("[{}]\n", to: "array.jsonl")
      let reader = try RecordReader(
        [.path(FilePath(good)), .path(FilePath(folder.path(bad))), .path(FilePath(good))], options: options)
      let written = Written()
      #expect(throws: CorpusError.self) {
        try ScoringRun(model, threads: threads).run(reader, format: Everything()) { written.bytes += $0 }
      }
      let lines = written.bytes.split(separator: 0x0A).dropFirst()
      #expect(lines.map { String(decoding: $0.prefix { $0 != 0x20 }, as: UTF8.self) } == samples.map(\.id))
    }
  }

  @Test(arguments: [1, 2, 8])
  func `strict ends behind the first rejected record, whatever the threads`(threads: Int) throws {
    var lines = LabelledTexts.jsonLines(LabelledTexts.make(200)).split(separator: "\n").map(String.init)
    lines[123] = #"{"id":"bad","text":7}"#
    lines[150] = #"{"id":"worse"}"#
    let path = try folder.write(lines.joined(separator: "\n"), to: "bad.jsonl")
    var options = ReadingOptions()
    options.chunkSize = 700
    let reader = try RecordReader([.path(FilePath(path))], options: options)
    let written = Written()
    let run = ScoringRun(model, threads: threads, isStrict: true)
    let error = #expect(throws: TrainingError.self) {
      try run.run(reader, format: Everything()) { written.bytes += $0 }
    }
    #expect(error?.description.hasSuffix("bad.jsonl:124: the field 'text' is a number, not a string") == true)
    let last = try #require(written.bytes.split(separator: 0x0A).last)
    #expect(String(decoding: last, as: UTF8.self).hasPrefix("bad rejected"))
    #expect(written.bytes.count { $0 == 0x0A } == 125)
  }

  @Test func `an input without records has a header and nothing else`() throws {
    let path = try folder.write("", to: "empty.jsonl")
    let written = Written()
    let summary = try ScoringRun(model, threads: 4)
      .run(RecordReader([.path(FilePath(path))]), format: Everything()) { written.bytes += $0 }
    #expect(summary.tally == Tally())
    #expect(String(decoding: written.bytes, as: UTF8.self) == "\(model.labels)\n")
  }
}
