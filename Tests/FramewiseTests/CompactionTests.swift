import Corpus
import Files
import Foundation
import Framewise
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Smaller models")
struct CompactionTests {
  private static let samples = LabelledTexts.make(60)

  private func options(_ blocks: String, half: Bool = false, prune: Double? = nil) throws -> TrainingOptions {
    var options = try Training.options(blocks)
    options.weightPrecision = half ? .half : .full
    options.pruningBound = prune
    return options
  }

  // MARK: - Half precision

  @Test func `numbers are rounded to half precision as the processor rounds them`() {
    var random = SeededGenerator(seed: 3)
    var numbers: [Float] = [
      0, -0.0, 1, 65504, 65519.99, 65520, 1e9, .infinity, 0x1p-14, 0x1p-24, 0x1p-25, 0x1.8p-25, 1e-30,
    ]
    for _ in 0..<100_000 {
      let number = Float(bitPattern: UInt32.random(in: .min ... .max, using: &random))
      if number.isFinite { numbers.append(number) }
      numbers.append(Float.random(in: -8...8, using: &random))
      numbers.append(Float.random(in: -1e-4...1e-4, using: &random))
    }
    for number in numbers {
      #expect(HalfPrecision.bits(number) == Float16(number).bitPattern, "\(number)")
      #expect(HalfPrecision.bits(-number) == Float16(-number).bitPattern, "-\(number)")
    }
    for bits in UInt16.min ... .max where Float16(bitPattern: bits).isFinite {
      #expect(HalfPrecision.value(bits).bitPattern == Float(Float16(bitPattern: bits)).bitPattern)
    }
  }

  @Test(arguments: ["word:1", "word:1-3", "word:1-2,char:3"])
  func `half precision changes the weights and nothing else`(blocks: String) throws {
    let full = try Training.model(Self.samples, options(blocks))
    let half = try Training.model(Self.samples, options(blocks, half: true))
    #expect(Array(half.weights) == full.weights.map { Float(Float16($0)) })
    #expect(half.intercepts == full.intercepts)
    let bytes = ModelFile.encode(half)
    // Two bytes a weight less; the header differs by some hundred.
    #expect(bytes.count < ModelFile.encode(full).count - 2 * full.weights.count + 256)
    let (read, warning) = try ModelFile.decode(bytes)
    #expect(warning == nil && read.weights == half.weights && read.weightPrecision == .half)
    #expect(ModelFile.encode(read) == bytes)
    let (largest, labels) = change(full, half)
    let said = try #require(half.training.rounding)
    #expect(abs(said.largest - largest) < 1e-12 && said.largest > 0 && said.labels == labels)
    #expect(read.training == half.training)
  }

  @Test func `weights beyond half precision are refused`() throws {
    // One word of twenty thousand tells the labels apart, and under the l1 norm it hardly counts: its weight must be large.
    let common = (0..<20_000).map { "w\($0)" }.joined(separator: " ")
    let texts = [("alpha", "x"), ("alpha", "x"), ("beta", "y"), ("beta", "y")].map { word, label in
      LabelledTexts.Sample(id: "", text: "\(word) \(common)", label: label)
    }
    var options = try options("word:1", half: true)
    options.penalty = .fixed(1e15)
    options.features.norm = .l1
    #expect {
      try Training.model(texts, options)
    } throws: { error in
      guard case TrainingError.weightsTooLarge(let weight) = error else { return false }
      return abs(weight) > 65_504
    }
    options.weightPrecision = .full
    #expect(throws: Never.self) { try Training.model(texts, options) }
  }

  @Test func `a file with weights that are not finite is refused`() throws {
    var file = try ModelBytes(Training.model(Self.samples, options("word:1", half: true)))
    for bits: UInt16 in [0x7C00, 0xFC00, 0x7E01] {
      file.write(bits, in: "weights")
      #expect(throws: ModelFileError.unsound(field: "weights", why: "one is not finite")) {
        try ModelFile.decode(file.sealed())
      }
    }
  }

  // MARK: - Pruning

  @Test(arguments: ["word:1", "word:1-2", "word:2-3", "word:1-2,char:3"], [1e-4, 0.003, 0.05])
  func `no probability moves by more than the bound, no label changes, and weights stay`(
    blocks: String, bound: Double
  ) throws {
    let full = try Training.model(Self.samples, options(blocks))
    let pruned = try Training.model(Self.samples, options(blocks, prune: bound))
    let (largest, labels) = change(full, pruned)
    #expect(largest <= bound && labels == 0)
    let said = try #require(pruned.training.pruning)
    #expect(abs(said.change.largest - largest) < 1e-12 && said.change.labels == 0 && said.bound == bound)
    #expect(said.terms == full.vectorizer.featureCount && said.bytes == ModelFile.encode(full).count)
    let bytes = ModelFile.encode(pruned)
    #expect(ModelFile.encode(try ModelFile.decode(bytes).model) == bytes)
    let before = weights(full)
    for (term, weights) in weights(pruned) { #expect(before[term] == weights, "\(term)") }
    if bound > 0.01 { #expect(pruned.vectorizer.featureCount < full.vectorizer.featureCount) }
  }

  @Test(arguments: ["word:1", "word:1-2", "word:1-3", "char:3", "word:1-2,char:2"], [0.003, 0.05])
  func `the terms that go are those a plain search finds`(blocks: String, bound: Double) throws {
    let samples = Array(Self.samples.prefix(30))
    let full = try Training.model(samples, options(blocks))
    let pruned = try Training.model(samples, options(blocks, prune: bound))
    var plain = NaivePruning(full, texts: samples.map(\.text), bound: bound)
    #expect(Set(weights(pruned).keys) == plain.run())
  }

  @Test func `the norm of a whole row, sums of absolute values and no norm at all`() throws {
    for (norm, scope) in [(FeatureSettings.Norm.l2, FeatureSettings.NormScope.row), (.l1, .block), (.none, .block)] {
      var options = try options("word:1-2,char:3")
      options.features.norm = norm
      options.features.normScope = scope
      let full = try Training.model(Self.samples, options)
      options.pruningBound = 0.02
      let pruned = try Training.model(Self.samples, options)
      let (largest, labels) = change(full, pruned)
      #expect(largest <= 0.02 && labels == 0 && pruned.training.pruning != nil, "\(norm) \(scope)")
      #expect(pruned.vectorizer.featureCount < full.vectorizer.featureCount, "\(norm) \(scope)")
    }
  }

  @Test func `words with vectors stay, and a text keeps a term`() throws {
    let folder = try TemporaryFolder()
    let file = VectorFileTests.bytes(
      ["accord", "attack", "raid", "treaty"], [[32, 0], [-32, 0.5], [-31.5, 0], [30.5, -0.25]])
    var options = try options("word:1-2", prune: 0.9)
    try options.addVectors(from: FilePath(try folder.write(file, to: "vectors.safetensors")))
    let pruned = try Training.model(Self.samples, options)
    #expect(pruned.vectorizer.blocks[1].terms.count == 4)
    #expect(pruned.vectorizer.blocks[1].documentFrequencies.map(Int.init) == [2, 2, 2, 2])
    options.pruningBound = nil
    let full = try Training.model(Self.samples, options)
    let (largest, labels) = change(full, pruned)
    #expect(largest <= 0.9 && labels == 0)
    var scorer = Scorer(pruned)
    for sample in Self.samples {
      scorer.score(sample.text.utf8.span)
      #expect(!scorer.isEmpty)
    }
  }

  @Test func `the same bytes at any number of threads`() throws {
    var options = try options("word:1-2,char:3", half: true, prune: 0.01)
    let one = ModelFile.encode(try Training.model(Self.samples, options))
    options.threads = 3
    #expect(ModelFile.encode(try Training.model(Self.samples, options)) == one)
  }

  // MARK: - Older files

  @Test func `a model of format 3 scores as it did`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "models/compat")
    let loaded = try ModelFile.load(FilePath(folder.appending(path: "3.0.framewise").path))
    #expect(loaded.warning == nil)
    var scorer = Scorer(loaded.model)
    let texts = try String(contentsOf: folder.appending(path: "texts.jsonl"), encoding: .utf8).split(separator: "\n")
    let rows = try String(contentsOf: folder.appending(path: "3.0.csv"), encoding: .utf8).split(separator: "\n")
    #expect(texts.count == 3 && rows.count == texts.count + 1)
    for (text, row) in zip(texts, rows.dropFirst()) {
      let record = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String] ?? [:]
      let probabilities = scorer.probabilities(of: record["text"] ?? "")
      let written = row.split(separator: ",")[2...4].map(String.init)
      #expect(probabilities.map { String(format: "%.8f", $0) } == written)
    }
  }

  // MARK: - Helpers

  private func change(_ one: Model, _ other: Model) -> (largest: Double, labels: Int) {
    var first = Scorer(one)
    var second = Scorer(other)
    var largest = 0.0
    var labels = 0
    for sample in Self.samples {
      if first.score(sample.text.utf8.span) != second.score(sample.text.utf8.span) { labels += 1 }
      for (a, b) in zip(first.probabilities, second.probabilities) { largest = max(largest, abs(a - b)) }
    }
    return (largest, labels)
  }

  private func weights(_ model: Model) -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for (column, name) in model.vectorizer.termNames().enumerated() where model.vectorizer.isFeature(column) {
      let block = model.vectorizer.blocks.firstIndex { $0.columns.contains(column) } ?? 0
      found["\(block) \(name)"] = model.coefficients(of: column)
    }
    return found
  }
}

/// Greedy pruning as it is described, with every document summed anew at every trial.
private struct NaivePruning {
  let model: Model
  let bound: Double
  /// Of each document: column, and tf · idf.
  let documents: [[(column: Int, value: Double)]]
  let names: [String]
  var kept: Set<Int>
  var original: [[Double]] = []

  init(_ model: Model, texts: [String], bound: Double) {
    self.model = model
    self.bound = bound
    let fitted = model.vectorizer
    var settings = fitted.settings
    settings.norm = .none
    let rows = Vectorizer(settings: settings, documentCount: fitted.documentCount, blocks: fitted.blocks)
      .transform(texts)
    let idf = fitted.idf
    documents = texts.indices.map { document in
      (rows.rowOffsets[document]..<rows.rowOffsets[document + 1]).map { place in
        let column = Int(rows.columns[place])
        return (column, rows.values[place] / idf[column] * Double(Float(idf[column])))
      }
    }
    names = fitted.termNames()
    kept = Set(names.indices.filter { fitted.isFeature($0) })
    original = documents.map { probabilities($0, without: nil) }
  }

  func block(_ column: Int) -> Int { model.vectorizer.blocks.firstIndex { $0.columns.contains(column) } ?? 0 }

  func probabilities(_ document: [(column: Int, value: Double)], without column: Int?) -> [Double] {
    var logits = [0.0] + model.intercepts
    for index in model.vectorizer.blocks.indices {
      let own = document.filter { block($0.column) == index && kept.contains($0.column) && $0.column != column }
      let norm = own.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
      for entry in own {
        for row in 0..<model.rows {
          logits[row + 1] += entry.value / norm * Double(model.weights[entry.column * model.rows + row])
        }
      }
    }
    let sum = logits.reduce(0) { $0 + exp($1) }
    return logits.map { exp($0) / sum }
  }

  func change(without column: Int) -> Double {
    var largest = 0.0
    for (number, document) in documents.enumerated() where document.contains(where: { $0.column == column }) {
      guard document.contains(where: { $0.column != column && kept.contains($0.column) }) else { return .infinity }
      let found = probabilities(document, without: column)
      let before = original[number]
      if found.firstIndex(of: found.max()!) != before.firstIndex(of: before.max()!) { return .infinity }
      for (one, two) in zip(found, before) { largest = max(largest, abs(one - two)) }
    }
    return largest
  }

  func length(_ column: Int, isOfWords: Bool) -> Int { isOfWords ? names[column].split(separator: " ").count : 1 }

  /// Whether an n-gram that is left begins with a term, or ends with it where it is a word.
  func isPart(_ column: Int, of block: Vectorizer.Block) -> Bool {
    guard block.block.analyzer == .word else { return false }
    let own = length(column, isOfWords: true)
    return block.columns.contains { other in
      kept.contains(other) && length(other, isOfWords: true) > own
        && (names[other].hasPrefix(names[column] + " ") || own == 1 && names[other].hasSuffix(" " + names[column]))
    }
  }

  mutating func run() -> Set<String> {
    for block in model.vectorizer.blocks {
      var waiting = Set(block.columns.filter { kept.contains($0) })
      while true {
        let free = waiting.filter { !isPart($0, of: block) }.sorted()
        if free.isEmpty { break }
        waiting.subtract(free)
        // Terms of the same documents are alike but for the last digits of their sums.
        let ranked = free.map { ((change(without: $0) * 1e10).rounded(), $0) }.sorted { $0 < $1 }
        for (influence, column) in ranked where influence <= bound * 1e10 && change(without: column) <= bound {
          kept.remove(column)
        }
      }
    }
    return Set(kept.map { "\(block($0)) \(names[$0])" })
  }
}
