public import Files
internal import LinearAlgebra
internal import TextFeatures

extension TrainingOptions {
  /// Adds a block of word vectors to the features, read from a file.
  ///
  /// - Parameter weight: what the vectors are multiplied by. The penalty is the same for all columns, so that the fit
  ///   relies on vectors the more, the longer they are.
  /// - Throws: `ModelFile.LoadError`.
  public mutating func addVectors(from path: FilePath, weight: Float = 1) throws(ModelFile.LoadError) {
    let (vectors, digest) = try VectorFile.load(path, weight: weight)
    features.vectors = vectors
    features.blocks.append(FeatureSettings.Block(.vectors, 1...1))
    // A model says how it can be made again.
    let name = weight == 1 ? "\(path.lastComponent)" : "\(path.lastComponent) × \(weight)"
    vectorSource = TrainingRecord.Source(name: name, sha256: digest, records: 0)
  }
}

/// A file of word vectors: a safetensors container with `words.bytes` (U8), `words.offsets` (U32, one more than words),
/// `document_frequencies` (U32) and `values` (F16, words × dimensions).
///
/// Its metadata hold `format` (`framewise-vectors`) and `documents`, the number that frequencies are counted over.
enum VectorFile {
  static let sizeLimit = 1 << 30

  /// Reads the vectors of a file.
  ///
  /// - Returns: the vectors, and the SHA-256 of the file.
  /// - Throws: `ModelFile.LoadError`.
  static func load(
    _ path: FilePath, weight: Float = 1
  ) throws(ModelFile.LoadError) -> (vectors: WordVectors, sha256: String) {
    let bytes: Stored<UInt8>
    do { bytes = try Stored(contentsOf: path, limit: sizeLimit) } catch { throw .file(error) }
    do throws(ModelFileError) {
      return (try decode(bytes, weight: weight), Digest.hex(bytes))
    } catch {
      throw .model(path, ofVectors(error))
    }
  }

  /// The container is that of models, whose errors speak of a model.
  private static func ofVectors(_ error: ModelFileError) -> ModelFileError {
    switch error {
    case .notAModel(let why), .damaged(let why): .noVectors(why)
    case .unsound(let field, let why): .noVectors("\(field): \(why)")
    case .noVectors, .otherVersion: error
    }
  }

  static func decode(_ file: Stored<UInt8>, weight: Float) throws(ModelFileError) -> WordVectors {
    let container = try SafeTensors(file)
    func metadata(_ name: String) -> String { container.metadata.first { $0.name == name }?.value ?? "" }
    if metadata("format") == "framewise" { throw .noVectors("it is a model") }
    guard metadata("format") == "framewise-vectors", let documents = Int(metadata("documents")) else {
      throw .noVectors("it is a safetensors file of something else")
    }
    func elements<Element: BitwiseCopyable & Sendable>(
      _ name: String, _ type: SafeTensors.ElementType, as element: Element.Type
    ) throws(ModelFileError) -> Stored<Element> {
      guard let tensor = container.tensors.first(where: { $0.name == name }), tensor.type == type else {
        throw .unsound(field: name, why: "it is missing")
      }
      return tensor.bytes.numbers(element)
    }
    let bytes = try elements("words.bytes", .u8, as: UInt8.self)
    let offsets = try elements("words.offsets", .u32, as: UInt32.self).map(Int.init)
    let bits = try elements("values", .f16, as: UInt16.self)
    let shape = container.tensors.first { $0.name == "values" }?.shape ?? []
    let count = offsets.count - 1
    guard count > 0, shape.count == 2, shape[0] == count, offsets[0] == 0, offsets[count] == bytes.count,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      bits.allSatisfy(HalfPrecision.isFinite)
    else { throw .unsound(field: "words", why: "words and numbers do not fit") }
    let values = HalfPrecision.values(bits)
    let dimensions = values.count / count
    do {
      return try WordVectors(
        words: (0..<count).map { Array(bytes[offsets[$0]..<offsets[$0 + 1]]) },
        documentFrequencies: Array(try elements("document_frequencies", .u32, as: UInt32.self)),
        documentCount: documents,
        dimensions: dimensions,
        values: values.map { $0 * weight })
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .unsound(field: "words", why: "\(error)")
    }
  }
}
