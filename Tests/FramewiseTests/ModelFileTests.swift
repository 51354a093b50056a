import Files
import Foundation
import Framewise
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Model files")
struct ModelFileTests {
  @Test(arguments: ["word:1", "word:1-3", "word:2-3", "char:2-4", "word:1-2,char:3"])
  func `a model read back scores the same and writes the same bytes`(blocks: String) throws {
    let model = try Training.model(LabelledTexts.make(60), Training.options(blocks))
    let bytes = ModelFile.encode(model)
    #expect(bytes == ModelFile.encode(model))
    let (read, warning) = try ModelFile.decode(bytes)
    #expect(warning == nil)
    #expect(ModelFile.encode(read) == bytes)
    #expect(read.labels == model.labels)
    #expect(read.training == model.training)
    #expect(read.weights == model.weights)
    #expect(read.vectorizer.termNames().map { Array($0.utf8) } == model.vectorizer.termNames().map { Array($0.utf8) })
    var one = Scorer(model)
    var other = Scorer(read)
    for sample in LabelledTexts.make(40, seed: 9) {
      #expect(one.probabilities(of: sample.text) == other.probabilities(of: sample.text))
    }
  }

  @Test func `a file on the disk is the bytes of the model`() throws {
    let folder = try TemporaryFolder()
    let model = try Training.tinyModel()
    let path = FilePath(folder.path("a.framewise"))
    try ModelFile.write(ModelFile.encode(model), to: path)
    let loaded = try ModelFile.load(path)
    #expect(Array(loaded.bytes) == ModelFile.encode(model))
    #expect(try Digest.ofFile(path) == Digest.hex(loaded.bytes))
    #expect(try folder.names() == ["a.framewise"])
  }

  // MARK: - Damage

  @Test func `every truncation is refused`() throws {
    let bytes = ModelFile.encode(try Training.tinyModel())
    for length in bytes.indices {
      #expect(throws: ModelFileError.self) { try ModelFile.decode(Array(bytes[..<length])) }
    }
    #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes + [0]) }
  }

  @Test func `every flipped bit is refused`() throws {
    let bytes = ModelFile.encode(try Training.tinyModel())
    var random = SeededGenerator(seed: 44)
    var places = (0..<64).map { $0 }  // The length of the header, all of it.
    places += (0..<4000).map { _ in Int.random(in: 0..<bytes.count * 8, using: &random) }
    for place in places {
      var flipped = bytes
      flipped[place / 8] ^= 1 << UInt8(place % 8)
      #expect(throws: ModelFileError.self, "bit \(place)") { try ModelFile.decode(flipped) }
    }
  }

  @Test func `a file that is read in several pieces is summed as a whole`() throws {
    let folder = try TemporaryFolder()
    let bytes = Array(try Data(contentsOf: SharedData.checkout.appending(path: "models/framing-ir.framewise")))
    try #require(bytes.count > 2 << 20)
    func load(_ bytes: [UInt8]) throws -> Model {
      try ModelFile.load(FilePath(try folder.write(bytes, to: "large.framewise"))).model
    }
    #expect(ModelFile.encode(try load(bytes)) == bytes)
    var random = SeededGenerator(seed: 46)
    let piece = 1 << 20
    for place in [piece - 1, piece, 2 * piece - 1, 2 * piece, bytes.count - 1]
      + (0..<20).map({ _ in Int.random(in: 5000..<bytes.count, using: &random) })
    {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(throws: ModelFile.LoadError.self, "byte \(place)") { try load(flipped) }
    }
    for length in [0, 1, 4095, 4096, piece, piece + 1, bytes.count - 1] {
      #expect(throws: ModelFile.LoadError.self, "\(length) bytes") { try load(Array(bytes[..<length])) }
    }
  }

  @Test func `random bytes are refused`() {
    var random = SeededGenerator(seed: 45)
    for size in 0..<600 {
      var bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes) }
      // A header that might be one.
      bytes = [UInt8(truncatingIfNeeded: size), UInt8(size >> 8), 0, 0, 0, 0, 0, 0, 0x7B] + bytes
      #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes) }
    }
  }

  @Test func `a header's length is compared with the file before anything is allocated`() throws {
    let file = try ModelBytes(Training.tinyModel())
    for length in [UInt64.max, 1 << 63, 1 << 62, 1 << 33, 9 << 20, 0, 1] {
      var bytes = file.sealed()
      for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: length >> UInt64(8 * place)) }
      #expect(throws: ModelFileError.notAModel("it does not begin like a safetensors file"), "\(length)") {
        try ModelFile.decode(bytes)
      }
    }
  }

  // MARK: - Containers that are not sound

  private func expectRefusal(
    _ words: String, _ file: ModelBytes, _ location: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try ModelFile.decode(file.sealed())
      Issue.record("accepted, though \(words)", sourceLocation: location)
    } catch {
      #expect(error.description.contains(words), "\(error)", sourceLocation: location)
    }
  }

  @Test func `a file with nothing changed but its checksum made anew is accepted`() throws {
    let model = try Training.tinyModel()
    #expect(try ModelBytes(model).sealed() == ModelFile.encode(model))
    #expect(throws: Never.self) { try ModelFile.decode(try ModelBytes(model).sealed()) }
  }

  @Test func `tensors that overlap, leave a gap, trail or lie outside`() throws {
    let model = try Training.tinyModel()
    let file = try ModelBytes(model)
    let weights = try #require(file.tensors["weights"])
    let range = "[\(weights.range.lowerBound),\(weights.range.upperBound)]"
    func replacing(_ other: String) -> ModelBytes {
      file.replacing("\"data_offsets\":\(range)", "\"data_offsets\":\(other)")
    }
    let (low, high) = (weights.range.lowerBound, weights.range.upperBound)
    for other in [
      "[\(low - 4),\(high - 4)]", "[\(low + 4),\(high + 4)]", "[\(low),\(high + 4)]", "[\(high),\(low)]",
      "[-4,\(high)]", "[\(low),9223372036854775807]", "[0,0]", "[]", "[\(low)]", "[\(low),1e400]", "\"x\"",
    ] {
      expectRefusal("damaged", replacing(other))
    }
    var trailing = file
    trailing.data += [0, 0, 0, 0]
    expectRefusal("its tensors end at byte", trailing)
  }

  @Test func `shapes that overflow, are negative or do not fit`() throws {
    let file = try ModelBytes(Training.tinyModel())
    let shape = try #require(file.tensors["weights"]?.shape)
    let written = "\"shape\":[\(shape.map(String.init).joined(separator: ","))],\"data_offsets\":"
    let columns = shape[0]
    for other in [
      "[4611686018427387904,4]", "[9223372036854775807]", "[-1,-\(columns)]", "[\(columns),2]", "[]", "[1.5]", "{}",
    ] {
      expectRefusal("damaged", file.replacing(written, "\"shape\":\(other),\"data_offsets\":", after: "\"weights\""))
    }
    // The size is right, but not the shape.
    expectRefusal(
      "weights", file.replacing(written, "\"shape\":[1,\(columns)],\"data_offsets\":", after: "\"weights\""))
    expectRefusal("weights", file.replacing(written, "\"shape\":[\(columns)],\"data_offsets\":", after: "\"weights\""))
    expectRefusal("weights", file.replacing("\"weights\":{\"dtype\":\"F32\"", "\"weights\":{\"dtype\":\"U32\""))
    expectRefusal("damaged", file.replacing("\"weights\":{\"dtype\":\"F32\"", "\"weights\":{\"dtype\":\"F16\""))
  }

  @Test func `names that are twice, missing or unknown`() throws {
    let file = try ModelBytes(Training.tinyModel())
    expectRefusal("it is missing", file.replacing("\"weights\":", "\"weight\":"))
    expectRefusal("header is not valid JSON", file.replacing("\"intercepts\":", "\"weights\":"))
    expectRefusal("something else", file.replacing("\"format\":\"framewise\"", "\"format\":\"pt\""))
    expectRefusal("format 2.0", file.replacing("\"format_version\":\"4.1\"", "\"format_version\":\"2.0\""))
    expectRefusal("format version", file.replacing("\"format_version\":\"4.1\"", "\"format_version\":\"x\""))
    let later = file.replacing("\"format_version\":\"4.1\"", "\"format_version\":\"4.9\"")
    #expect(try ModelFile.decode(later.sealed()).warning?.contains("later version (format 4.9)") == true)
  }

  // MARK: - Contents that cannot be, under a right checksum

  @Test(arguments: ["weights", "intercepts", "calibration"], [Double.nan, .infinity, -.infinity])
  func `numbers that are not finite`(name: String, value: Double) throws {
    var file = try ModelBytes(Training.tinyModel())
    if name == "weights" {
      file.write(Float(value).bitPattern, in: name)
    } else {
      file.write(value.bitPattern, in: name)
    }
    expectRefusal("finite", file)
  }

  /// Finite, and yet such that sums and products of them are not.
  @Test(arguments: ["weights", "intercepts", "calibration"], [1e16, -1e30])
  func `numbers beyond all measure`(name: String, value: Double) throws {
    var file = try ModelBytes(Training.tinyModel())
    if name == "weights" {
      file.write(Float(value).bitPattern, in: name)
    } else {
      file.write((1e278 * value).bitPattern, in: name)
      expectRefusal("beyond", file)
      file.write(value.bitPattern, in: name)
    }
    expectRefusal("beyond", file)
  }

  @Test func `counts and figures beyond all measure`() throws {
    let file = try ModelBytes(Training.tinyModel())
    for other in ["[9000000000000000000,3]", "[-2,3]", "[9007199254740992,4]"] {
      expectRefusal("a count is beyond", file.replacing(#"\"support\":[2,3]"#, #"\"support\":"# + other))
    }
    for other in ["-9223372036854775808", "9223372036854775807"] {
      for name in ["\\\"rejected\\\":0", "\\\"empty\\\":0"] {
        expectRefusal("a count is beyond", file.replacing(name, name.dropLast() + other))
      }
      expectRefusal(
        "features",
        file.replacing(
          #"\"strip_accents\":false,\"documents\":5"#, #"\"strip_accents\":false,\"documents\":"# + other))
    }
    expectRefusal("a number is not finite", file.replacing(#"\"c\":10.0"#, #"\"c\":1e400"#))
    expectRefusal("novelty", file.replacing(#"\"lengths\":["#, #"\"lengths\":[1e400,"#))
  }

  // MARK: - Fingerprints of the training texts

  @Test func `a model knows its training texts again, and nothing else of them`() throws {
    let model = try Training.tinyModel()
    #expect(model.training.texts.count == 5)
    #expect(model.training.texts == model.training.texts.sorted())
    let file = try ModelBytes(model)
    #expect(file.tensors["training.texts"]?.shape == [5])
    var swapped = file
    swapped.write(UInt64.max, in: "training.texts")
    expectRefusal("training.texts", swapped)
    // FNV-1a of "war", by its definition.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "war".utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    #expect(model.training.texts.contains(hash))
    let samples = try Samples(
      texts: ["unseen", " WAR\n", "Signed  a\ttreaty", "  "], labels: ["x", "y"], truth: [0, 1, 0, 1])
    let overlap = try #require(TrainingOverlap(samples, model.training))
    #expect(overlap.documents == 2 && overlap.of == 4 && overlap.flatters)
  }

  @Test func `a file without fingerprints is one of format 4.0`() throws {
    let old = try Data(contentsOf: SharedData.checkout.appending(path: "models/compat/3.0.framewise"))
    let (model, warning) = try ModelFile.decode(Array(old))
    #expect(warning == nil && model.training.texts.isEmpty)
    #expect(String(decoding: ModelFile.encode(model), as: UTF8.self).contains(#""format_version":"4.0""#))
    let samples = try Samples(texts: ["a", "b"], labels: ["x", "y"], truth: [0, 1])
    #expect(TrainingOverlap(samples, model.training) == nil)
  }

  @Test func `labels that are twice, too few or no strings`() throws {
    let file = try ModelBytes(Training.tinyModel())
    expectRefusal("one occurs twice", file.replacing(#"[\"x\",\"y\"]"#, #"[\"x\",\"x\"]"#))
    expectRefusal("labels", file.replacing(#"[\"x\",\"y\"]"#, #"[\"x\"]"#))
    expectRefusal("labels", file.replacing(#"[\"x\",\"y\"]"#, #"[\"x\",7]"#))
    expectRefusal("labels", file.replacing(#"[\"x\",\"y\"]"#, #"{}"#))
    expectRefusal("weights", file.replacing(#"[\"x\",\"y\"]"#, #"[\"x\",\"y\",\"z\"]"#))
  }

  @Test func `settings that make no sense`() throws {
    let file = try ModelBytes(Training.tinyModel())
    expectRefusal("features", file.replacing("word:1-2", "word:0-2"))
    expectRefusal("features", file.replacing("word:1-2", "wort:1-2"))
    expectRefusal("features", file.replacing(#"\"documents\":5"#, #"\"documents\":0"#))
    expectRefusal("features", file.replacing(#"\"norm\":\"l2\""#, #"\"norm\":\"l3\""#))
    expectRefusal(
      "document_frequencies",
      file.replacing(
        #"\"strip_accents\":false,\"documents\":5"#,
        #"\"strip_accents\":false,\"documents\":1"#))
    expectRefusal("training", file.replacing(#"\"support\":[2,3]"#, #"\"support\":[2,3,4]"#))
    expectRefusal("training", file.replacing(#"\"support\":[2,3]"#, #"\"support\":7"#))
    expectRefusal("calibration", file.replacing(#""calibration":"none""#, #""calibration":"magic""#))
  }

  @Test func `frequencies above the number of documents`() throws {
    var file = try ModelBytes(Training.tinyModel())
    file.write(UInt16(6), in: "blocks.0.document_frequencies")
    expectRefusal("above the number of documents", file)
  }

  @Test func `a vocabulary whose terms are twice, out of order, not UTF-8 or not where they should be`() throws {
    // Terms longer than eight bytes are found by a hash and compared, shorter ones by themselves.
    let long = ["agreements signed", "agreements signed", "embargoes lifted", "embargoes lifted"]
    let samples = long.enumerated().map { LabelledTexts.Sample(id: "", text: $1, label: $0 % 2 == 0 ? "x" : "y") }
    let model = try Training.model(samples, Training.options("word:1"))
    #expect(model.vectorizer.termNames() == ["agreements", "embargoes", "lifted", "signed"])
    let table = model.vectorizer.blocks[0].terms
    func file(_ terms: [String], bytes: [UInt8]? = nil) throws -> ModelBytes {
      var file = try ModelBytes(model)
      let other = Vocabulary.table(terms.map { Array($0.utf8) }, like: table)
      file.replace("blocks.0.terms.slots", with: other.slots.flatMap { Vocabulary.bytes($0) })
      file.replace("blocks.0.terms.pilots", with: other.pilots)
      file.replace("blocks.0.terms.offsets", with: other.offsets.flatMap { Vocabulary.bytes($0) })
      file.replace("blocks.0.terms.bytes", with: bytes ?? Array(other.bytes))
      return file
    }
    #expect(throws: Never.self) {
      try ModelFile.decode(try file(["agreements", "embargoes", "lifted", "signed"]).sealed())
    }
    expectRefusal("blocks.0.terms", try file(["agreements", "embargoes", "signed", "lifted"]))
    expectRefusal("blocks.0.terms", try file(["embargoes", "agreements", "lifted", "signed"]))
    expectRefusal("blocks.0.terms", try file(["agreements", "embargoes", "lifted", "lifted"]))
    expectRefusal("blocks.0.terms", try file(["agreements", "agreements", "lifted", "signed"]))
    expectRefusal("blocks.0.terms", try file(["agreements", "", "lifted", "signed"]))
    expectRefusal("blocks.0.terms", try file([String(repeating: "a", count: 257), "embargoes", "lifted", "signed"]))
    var wrong = Array(table.bytes)
    wrong[0] = 0x62
    expectRefusal("blocks.0.terms", try file(["agreements", "embargoes", "lifted", "signed"], bytes: wrong))

    // No offset at all: less than no word.
    for model in [model, try Training.tinyModel()] {
      var empty = try ModelBytes(model)
      empty.replace("blocks.0.terms.offsets", with: [])
      expectRefusal("blocks.0.terms", empty)
    }

    var malformed = try ModelBytes(model)
    let names: [[UInt8]] = [
      Array("agreements".utf8), Array("embargoes".utf8), Array("lifted".utf8), [0xFF, 0xFE, 0xFD],
    ]
    let other = Vocabulary.table(names, like: table)
    malformed.replace("blocks.0.terms.slots", with: other.slots.flatMap { Vocabulary.bytes($0) })
    malformed.replace("blocks.0.terms.pilots", with: other.pilots)
    malformed.replace("blocks.0.terms.offsets", with: other.offsets.flatMap { Vocabulary.bytes($0) })
    malformed.replace("blocks.0.terms.bytes", with: Array(other.bytes))
    expectRefusal("not UTF-8", malformed)
  }

  @Test func `slots of n-grams that name nothing, or something twice`() throws {
    let model = try Training.tinyModel()
    let grams = try #require(model.vectorizer.blocks[0].grams)
    let occupied = try #require(grams.slots.indices.first { grams.slots[$0] != 0 })
    let free = try #require(grams.slots.indices.first { grams.slots[$0] == 0 })
    for (place, value) in [
      (occupied, 0), (free, grams.slots[occupied]), (occupied, UInt64.max), (occupied, grams.slots[occupied] ^ 1 << 40),
    ] {
      var slots = Array(grams.slots)
      slots[place] = value
      var file = try ModelBytes(model)
      file.replace("blocks.0.grams.slots", with: slots.flatMap { Vocabulary.bytes($0) })
      expectRefusal("blocks.0.grams", file)
    }
    for (tensor, value) in [("terms", UInt8(1)), ("grams", 1)] {
      var file = try ModelBytes(model)
      let range = try #require(file.tensors["blocks.0.\(tensor).pilots"]?.range)
      for place in range { file.data[place] &+= value }
      expectRefusal("blocks.0.\(tensor)", file)
      file.replace("blocks.0.\(tensor).pilots", with: [])
      expectRefusal("blocks.0.\(tensor)", file)
    }
    var full = try ModelBytes(model)
    full.replace(
      "blocks.0.grams.slots", with: grams.slots.map { $0 == 0 ? 1 : $0 }.flatMap { Vocabulary.bytes($0) })
    expectRefusal("blocks.0.grams", full)
  }
}
