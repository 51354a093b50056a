import Files
import Foundation
import Framewise
import TestSupport
import Testing
import TextFeatures

@Suite("Files of word vectors")
struct VectorFileTests {
  /// A container written by hand: header, then tensors, widest first.
  static func bytes(
    _ words: [String], _ values: [[Float]], documents: Int = 9, shape: String? = nil
  ) -> [UInt8] {
    var data: [UInt8] = []
    var members: [String] = []
    func add(_ name: String, _ type: String, _ shape: String, _ bytes: [UInt8]) {
      members.append(
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(data.count),\(data.count + bytes.count)]}"
      )
      data += bytes
    }
    func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) } }
    var offsets: [UInt32] = [0]
    for word in words { offsets.append(offsets[offsets.count - 1] + UInt32(word.utf8.count)) }
    add("words.offsets", "U32", "\(offsets.count)", offsets.flatMap(little))
    add("document_frequencies", "U32", "\(words.count)", words.flatMap { _ in little(2) })
    add(
      "values", "F16", shape ?? "\(words.count),\(values.first?.count ?? 0)",
      values.flatMap { $0.flatMap { little(UInt32(HalfPrecision.bits($0)))[..<2] } })
    add("words.bytes", "U8", "\(words.joined().utf8.count)", Array(words.joined().utf8))
    var header = Array(
      "{\"__metadata__\":{\"format\":\"framewise-vectors\",\"documents\":\"\(documents)\"},\(members.joined(separator: ","))}"
        .utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    return little(UInt32(header.count)) + [0, 0, 0, 0] + header + data
  }

  @Test func `training with vectors weighs a word that no labelled text holds like its kin`() throws {
    let folder = try TemporaryFolder()
    // "attack" and "raid" point one way, "treaty" and "accord" the other; only one of each pair is in a text.
    let file = Self.bytes(
      ["accord", "attack", "raid", "treaty"], [[32, 0], [-32, 0.5], [-31.5, 0], [30.5, -0.25]])
    let path = FilePath(try folder.write(file, to: "vectors.safetensors"))
    var options = try Training.options("word:1", leastDocuments: 1)
    try options.addVectors(from: path)
    let samples = [("the treaty", "x"), ("a treaty", "x"), ("the attack", "y"), ("an attack", "y")]
    let model = try Training.model(
      samples.map { LabelledTexts.Sample(id: "", text: $0.0, label: $0.1) }, options)
    #expect(model.training.sources.map(\.name) == ["samples.jsonl", "vectors.safetensors"])
    #expect(model.training.sources[1].sha256 == Digest.hex(file))
    let (read, _) = try ModelFile.decode(ModelFile.encode(model))
    #expect(ModelFile.encode(read) == ModelFile.encode(model))
    var scorer = Scorer(read)
    let accord = scorer.probabilities(of: "accord")
    let raid = scorer.probabilities(of: "raid")
    #expect(accord[0] > 0.6 && raid[1] > 0.6, "\(accord) \(raid)")
    var plain = Scorer(
      try Training.model(
        samples.map { LabelledTexts.Sample(id: "", text: $0.0, label: $0.1) },
        Training.options("word:1", leastDocuments: 1)))
    #expect(plain.probabilities(of: "accord") == plain.probabilities(of: "unheard"))
  }

  @Test func `a weight multiplies vectors`() throws {
    let folder = try TemporaryFolder()
    let words = ["accord", "attack"]
    let samples = ["the accord", "an accord", "the attack", "an attack"].enumerated().map {
      LabelledTexts.Sample(id: "", text: $1, label: $0 < 2 ? "x" : "y")
    }
    func weighed(_ values: [[Float]], by weight: Float) throws -> Model {
      let path = FilePath(try folder.write(Self.bytes(words, values), to: "vectors.safetensors"))
      var options = try Training.options("word:1", leastDocuments: 1)
      try options.addVectors(from: path, weight: weight)
      return try Training.model(samples, options)
    }
    let half = try weighed([[1, 0.5], [-1, 0.25]], by: 0.5)
    #expect(half.weights == (try weighed([[0.5, 0.25], [-0.5, 0.125]], by: 1)).weights)
    #expect(half.training.sources.last?.name == "vectors.safetensors × 0.5")
    #expect(half.weights != (try weighed([[1, 0.5], [-1, 0.25]], by: 1)).weights)
  }

  @Test func `what is no file of vectors is refused`() throws {
    let folder = try TemporaryFolder()
    let sound = Self.bytes(["a", "b"], [[1, 2], [3, 4]])
    let broken: [[UInt8]] = [
      [], Array("word vectors".utf8), Array(sound.dropLast()), sound + [0], ModelFile.encode(try Training.tinyModel()),
      Self.bytes(["b", "a"], [[1], [2]]), Self.bytes([], []), Self.bytes(["a"], [[]]),
      Self.bytes(["a"], [[.infinity]]), Self.bytes(["a"], [[1]], documents: 1),
      Self.bytes(["a", "b"], [[1, 2], [3, 4]], shape: "4,1"), Self.bytes(["a", "b"], [[1, 2], [3, 4]], shape: "4"),
    ]
    for (number, bytes) in broken.enumerated() {
      let path = FilePath(try folder.write(bytes, to: "\(number).safetensors"))
      var options = TrainingOptions()
      #expect(throws: ModelFile.LoadError.self, "\(number)") { try options.addVectors(from: path) }
    }
    var options = TrainingOptions()
    let path = FilePath(try folder.write(sound, to: "sound.safetensors"))
    try options.addVectors(from: path)
    #expect(options.features.blocksDescription == "word:1-2,vectors:1")
    #expect(throws: ModelFile.LoadError.self) { try options.addVectors(from: FilePath(folder.path("none"))) }
  }
}
