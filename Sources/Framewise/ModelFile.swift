internal import Corpus
public import Files
internal import Learning
public import LinearAlgebra
internal import Preparation
internal import TextFeatures

/// The model file: a safetensors container whose metadata say what it is, with a SHA-256 over every byte of it.
///
/// Its tensors: for each feature block `n` the vocabulary (`blocks.n.terms.bytes`, `.offsets`, `.slots`, `.pilots`,
/// `.seed`), n-grams of words (`blocks.n.grams.slots`, `.pilots`, `.seed`) and `blocks.n.document_frequencies`; then
/// `weights` (terms × labels − 1, log-odds against the first label), `intercepts` and `calibration` (scales, offsets);
/// where a model has them also `actors`, `repeated_lines`, `decision`, `novelty.centroids` and `training.texts`.
public enum ModelFile {
  /// `major.minor`: a later minor is read with a warning.
  static let formatVersion = (major: 4, minor: 1)
  /// Other majors are refused. What 3 has, 4 has too.
  static let majors = 3...4
  /// A larger file is no model of this program.
  static let sizeLimit = 8 << 30
  static let zeroDigest = String(repeating: "0", count: 64)

  // MARK: - Writing

  /// The bytes of a model's file: a function of the model alone.
  public static func encode(_ model: Model) -> [UInt8] {
    let preparation = model.vectorizer.settings.preparation
    var container = SafeTensors()
    container.metadata = [
      ("format", "framewise"),
      // What has nothing of the later minor number is a file of the earlier.
      ("format_version", "\(formatVersion.major).\(model.training.texts.isEmpty ? 0 : formatVersion.minor)"),
      ("sha256", zeroDigest),
      ("labels", ModelMetadata.encode(labels: model.labels)),
      ("features", ModelMetadata.encode(model.vectorizer)),
      ("calibration", model.calibration.kind.rawValue),
      ("training", ModelMetadata.encode(model.training)),
    ]
    for (index, block) in model.vectorizer.blocks.enumerated() {
      let prefix = "blocks.\(index)"
      add(&container, "\(prefix).terms.slots", .u64, [block.terms.hash.capacity, 2], block.terms.slots)
      add(&container, "\(prefix).terms", block.terms.hash)
      add(&container, "\(prefix).terms.offsets", .u32, [block.terms.offsets.count], block.terms.offsets)
      add(&container, "\(prefix).terms.bytes", .u8, [block.terms.bytes.count], block.terms.bytes)
      if let grams = block.grams {
        add(&container, "\(prefix).grams.slots", .u64, [grams.slots.count], grams.slots)
        add(&container, "\(prefix).grams", grams.hash)
      }
      addFrequencies(&container, "\(prefix).document_frequencies", block.documentFrequencies)
    }
    if let leftovers = preparation.leftovers, !leftovers.repeated.isEmpty {
      add(&container, "repeated_lines", .u64, [leftovers.repeated.count], leftovers.repeated)
    }
    if let names = preparation.actors?.encoded { add(&container, "actors", .u8, [names.count], names) }
    let shape = [model.vectorizer.columnCount, model.rows]
    switch model.weightPrecision {
    case .full: add(&container, "weights", .f32, shape, model.weights)
    case .half: add(&container, "weights", .f16, shape, model.weights.map(HalfPrecision.bits))
    }
    add(&container, "intercepts", .f64, [model.rows], model.intercepts)
    add(
      &container, "calibration", .f64, [2, model.labels.count], model.calibration.scales + model.calibration.offsets)
    if let novelty = model.novelty {
      container.metadata.append(("novelty", ModelMetadata.encode(novelty)))
      add(
        &container, "novelty.centroids", .f32, [novelty.centroids.count / model.labels.count, model.labels.count],
        novelty.centroids)
    }
    if !model.calibration.decision.isEmpty {
      add(&container, "decision", .f64, [model.labels.count], model.calibration.decision)
    }
    if !model.training.texts.isEmpty {
      add(&container, "training.texts", .u64, [model.training.texts.count], model.training.texts)
    }
    var file = container.encoded()
    // The digest is over the whole file with zeros in its own place, as they are now.
    let sum = Digest.hex(file)
    if let place = SummedFile.place(in: file) { file.replaceSubrange(place, with: sum.utf8) }
    return file
  }

  /// Writes a model file: old or new whatever happens, never a part.
  public static func write(_ bytes: [UInt8], to path: FilePath) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  private static func add<Element: BitwiseCopyable & Sendable>(
    _ container: inout SafeTensors, _ name: String, _ type: SafeTensors.ElementType, _ shape: [Int],
    _ elements: [Element]
  ) {
    add(&container, name, type, shape, Stored(elements))
  }

  private static func add<Element: BitwiseCopyable & Sendable>(
    _ container: inout SafeTensors, _ name: String, _ type: SafeTensors.ElementType, _ shape: [Int],
    _ elements: Stored<Element>
  ) {
    container.tensors.append(SafeTensors.Tensor(name: name, type: type, shape: shape, bytes: elements.bytes))
  }

  /// Document frequencies, in two bytes each where the largest of them fits.
  private static func addFrequencies(_ container: inout SafeTensors, _ name: String, _ frequencies: Stored<UInt32>) {
    if frequencies.allSatisfy({ $0 <= UInt32(UInt16.max) }) {
      add(&container, name, .u16, [frequencies.count], frequencies.map { UInt16(truncatingIfNeeded: $0) })
    } else {
      add(&container, name, .u32, [frequencies.count], frequencies)
    }
  }

  private static func add(_ container: inout SafeTensors, _ prefix: String, _ hash: PerfectHash) {
    add(&container, "\(prefix).seed", .u64, [1], [hash.seed])
    add(&container, "\(prefix).pilots", .u8, [hash.pilots.count], hash.pilots)
  }

  // MARK: - Reading

  /// Loads a model. One file is opened and read whole; nothing in it is executed.
  ///
  /// - Returns: the model, the bytes of its file, and a warning where a later version wrote it.
  public static func load(_ path: FilePath) throws(LoadError) -> (
    model: Model, bytes: Stored<UInt8>, warning: String?
  ) {
    let file: SummedFile
    do {
      file = try SummedFile(contentsOf: path, limit: sizeLimit)
    } catch {
      throw .file(error)
    }
    do {
      let (model, warning) = try decode(file)
      return (model, file.bytes, warning)
    } catch {
      throw .model(path, error)
    }
  }

  /// Reads a model from the bytes of its file.
  public static func decode(_ file: [UInt8]) throws(ModelFileError) -> (model: Model, warning: String?) {
    try decode(SummedFile(Stored(file)))
  }

  /// Reads a model from its file, whose tables stay where they are.
  private static func decode(_ file: SummedFile) throws(ModelFileError) -> (model: Model, warning: String?) {
    let container = try SafeTensors(file.bytes)
    var metadata: [String: String] = [:]
    for entry in container.metadata { metadata[entry.name] = entry.value }
    guard metadata["format"] == "framewise" else { throw .notAModel("it is a safetensors file of something else") }
    guard let version = metadata["format_version"]?.split(separator: ".").map({ Int($0) }), version.count == 2,
      let major = version[0], let minor = version[1]
    else { throw .damaged("its format version is missing") }
    guard majors.contains(major) else {
      throw .otherVersion(found: "\(major).\(minor)", known: "\(formatVersion.major).\(formatVersion.minor)")
    }
    guard let place = file.place, let digest = metadata["sha256"],
      String(decoding: file.bytes[place], as: UTF8.self) == digest
    else { throw .damaged("its checksum is missing") }
    // Tables are checked while the sum is made; where both are wrong, the file is damaged.
    let model: Result<Model, ModelFileError>
    do throws(ModelFileError) {
      model = .success(try ModelAssembly(container, metadata, beside: file.second).model())
    } catch {
      model = .failure(error)
    }
    guard file.sum == digest else { throw .damaged("its checksum does not fit its content") }
    let warning =
      (major, minor) > formatVersion
      ? "The model was written by a later version (format \(major).\(minor)); what is new in it is ignored." : nil
    return (try model.get(), warning)
  }

  /// Why a model cannot be loaded from a path.
  public enum LoadError: Error, CustomStringConvertible {
    case file(FileError)
    case model(FilePath, ModelFileError)

    public var description: String {
      switch self {
      case .file(let error): error.description
      case .model(let path, let error): "\(path): \(error)"
      }
    }
  }
}

/// What is wrong with the content of a model file.
public enum ModelFileError: Error, Equatable, CustomStringConvertible {
  case notAModel(String)
  case noVectors(String)
  case damaged(String)
  case otherVersion(found: String, known: String)
  /// The checksum is right, but a part of the content cannot be.
  case unsound(field: String, why: String)

  public var description: String {
    switch self {
    case .notAModel(let why): "this is not a model file of framewise: \(why)"
    case .noVectors(let why):
      "this is no file of word vectors: \(why) — give one like data/word-vectors.safetensors"
    case .damaged(let why): "this model file is damaged: \(why) — copy or train it again"
    case .otherVersion(let found, let known):
      "this model has format \(found), and this program reads format \(known) — update framewise or train again"
    case .unsound(let field, let why): "this model file is not sound: \(field): \(why) — train it again"
    }
  }
}
