internal import Corpus
internal import Learning
internal import LinearAlgebra
internal import Preparation
internal import TextFeatures

/// Puts a model together from a container's tensors, checking each against the others.
struct ModelAssembly {
  private let tensors: [String: SafeTensors.Tensor]
  private let metadata: [String: String]
  private let second: SecondThread

  /// - Parameter second: shares the work.
  init(_ container: SafeTensors, _ metadata: [String: String], beside second: SecondThread) {
    var tensors: [String: SafeTensors.Tensor] = [:]
    for tensor in container.tensors { tensors[tensor.name] = tensor }
    self.tensors = tensors
    self.metadata = metadata
    self.second = second
  }

  func model() throws(ModelFileError) -> Model {
    let labels = try ModelMetadata.labels(metadata["labels"] ?? "")
    var (settings, documents, vectorDocuments) = try ModelMetadata.features(metadata["features"] ?? "")
    try complete(&settings.preparation)
    let blocks = try settings.blocks.enumerated().map { index, block throws(ModelFileError) in
      try self.block(index, block, documents: block.analyzer == .vectors ? vectorDocuments : documents)
    }
    let rows = labels.count - 1
    let (weights, precision) = try weights([blocks.reduce(0) { $0 + $1.frequencies.count }, rows])
    let intercepts = try elements("intercepts", .f64, [rows], as: Double.self)
    guard intercepts.allSatisfy(Self.isBounded) else { throw .unsound(field: "intercepts", why: Self.unbounded) }
    let numbers = try elements("calibration", .f64, [2, labels.count], as: Double.self)
    guard numbers.allSatisfy(Self.isBounded) else { throw .unsound(field: "calibration", why: Self.unbounded) }
    guard let kind = metadata["calibration"].flatMap(Calibration.Kind.init) else {
      throw .unsound(field: "calibration", why: "its kind is unknown")
    }
    var calibration = Calibration(
      kind: kind, scales: Array(numbers[..<labels.count]), offsets: Array(numbers[labels.count...]))
    if tensors["decision"] != nil {
      calibration.decision = Array(try elements("decision", .f64, [labels.count], as: Double.self))
      guard calibration.decision.allSatisfy(Self.isBounded) else {
        throw .unsound(field: "decision", why: Self.unbounded)
      }
    }
    var training = try ModelMetadata.training(metadata["training"] ?? "")
    training.texts = try texts()
    guard training.support.count == labels.count else {
      throw .unsound(field: "training", why: "it counts \(training.support.count) labels of \(labels.count)")
    }
    let (vectorizer, table) = try tables(blocks, settings, documents: documents, weights: weights, rows: rows)
    return Model(
      labels: labels, vectorizer: vectorizer, weights: weights, intercepts: Array(intercepts), calibration: calibration,
      training: training, novelty: try novelty(vectorizer, labels: labels.count), weightPrecision: precision,
      table: table)
  }

  /// A feature block before its tables are checked.
  private struct Block {
    var settings: FeatureSettings.Block
    var frequencies: Stored<UInt32>
    /// How many terms its offsets name.
    var wordCount: Int
    /// The documents that frequencies are counted over.
    var documents: Int

    var hasGrams: Bool { settings.analyzer == .word && settings.longest > 1 }
  }

  private enum Task {
    case terms(block: Int)
    case grams(block: Int)
    case weights
  }

  /// What a task makes.
  private enum Table {
    case terms(TermIndex)
    case grams(NGramTable)
    case weights(ScoringTable)
  }

  /// Checks the vocabularies and lays out the weights, side by side.
  private func tables(
    _ blocks: [Block], _ settings: FeatureSettings, documents: Int, weights: Stored<Float>, rows: Int
  ) throws(ModelFileError) -> (Vectorizer, ScoringTable) {
    // The longest first.
    let tasks =
      blocks.indices.filter { blocks[$0].hasGrams }.map(Task.grams) + [.weights] + blocks.indices.map(Task.terms)
    let formulas = blocks.map { InverseDocumentFrequencies(settings.idf, documents: $0.documents) }
    func table(_ task: Task) throws(ModelFileError) -> Table {
      switch task {
      case .terms(let index): return .terms(try self.terms("blocks.\(index)"))
      case .grams(let index):
        let block = blocks[index]
        return .grams(
          try self.grams(
            "blocks.\(index)", wordCount: block.wordCount, count: block.frequencies.count - block.wordCount))
      case .weights:
        let frequencies = blocks.map(\.frequencies)
        return .weights(
          ScoringTable(
            settings: settings, blocks: Array(zip(frequencies, formulas)), weights: weights, rows: rows))
      }
    }
    let results = second.map(tasks.count) { number -> Result<Table, ModelFileError> in
      do throws(ModelFileError) { return .success(try table(tasks[number])) } catch { return .failure(error) }
    }
    var terms: [TermIndex] = []
    var grams = [NGramTable?](repeating: nil, count: blocks.count)
    var scoring: ScoringTable?
    for (task, result) in zip(tasks, results) {
      switch try result.get() {
      case .terms(let table): terms.append(table)
      case .grams(let table): if case .grams(let block) = task { grams[block] = table }
      case .weights(let table): scoring = table
      }
    }
    guard let scoring else { preconditionFailure("the weights are one of the tasks") }
    var columns = 0
    let fitted = blocks.enumerated().map { index, block in
      defer { columns += block.frequencies.count }
      return Vectorizer.Block(
        block: block.settings, terms: terms[index], grams: grams[index], documentFrequencies: block.frequencies,
        firstColumn: columns, documentCount: block.settings.analyzer == .vectors ? block.documents : nil)
    }
    return (Vectorizer(settings: settings, documentCount: documents, blocks: fitted), scoring)
  }

  private func weights(_ shape: [Int]) throws(ModelFileError) -> (Stored<Float>, WeightPrecision) {
    guard tensors["weights"]?.type == .f16 else {
      let weights = try elements("weights", .f32, shape, as: Float.self)
      guard Self.areBounded(weights) else { throw .unsound(field: "weights", why: Self.unbounded) }
      return (weights, .full)
    }
    let bits = try elements("weights", .f16, shape, as: UInt16.self)
    guard bits.allSatisfy(HalfPrecision.isFinite) else { throw .unsound(field: "weights", why: "one is not finite") }
    return (HalfPrecision.values(bits), .half)
  }

  private func frequencies(_ name: String) throws(ModelFileError) -> Stored<UInt32> {
    guard tensors[name]?.type == .u16 else { return try elements(name, .u32, [nil], as: UInt32.self) }
    let narrow = try elements(name, .u16, [nil], as: UInt16.self)
    return unsafe Stored(count: narrow.count) { wide in
      unsafe narrow.withUnsafeBufferPointer { narrow in
        // SAFETY: both have as many.
        for place in 0..<narrow.count { unsafe wide[place] = UInt32(narrow[place]) }
      }
    }
  }

  private func novelty(_ vectorizer: Vectorizer, labels: Int) throws(ModelFileError) -> NoveltyProfile? {
    guard let text = metadata["novelty"] else { return nil }
    var profile = try ModelMetadata.novelty(text)
    guard vectorizer.blocks.indices.contains(profile.block) else {
      throw .unsound(field: "novelty", why: "it is of a feature block that is not there")
    }
    profile.centroids = try elements(
      "novelty.centroids", .f32, [vectorizer.blocks[profile.block].terms.count, labels], as: Float.self)
    guard Self.areBounded(profile.centroids) else {
      throw .unsound(field: "novelty.centroids", why: Self.unbounded)
    }
    return profile
  }

  /// Fingerprints of the training texts, ascending; none where the file has none.
  private func texts() throws(ModelFileError) -> [UInt64] {
    guard tensors["training.texts"] != nil else { return [] }
    let texts = Array(try elements("training.texts", .u64, [nil], as: UInt64.self))
    guard zip(texts, texts.dropFirst()).allSatisfy(<) else {
      throw .unsound(field: "training.texts", why: "they do not ascend")
    }
    return texts
  }

  /// What is done to texts beforehand: the names and lines it needs are tensors of their own.
  private func complete(_ preparation: inout TextPreparation) throws(ModelFileError) {
    if tensors["actors"] != nil {
      guard let names = ActorNames(encoded: Array(try elements("actors", .u8, [nil], as: UInt8.self))) else {
        throw .unsound(field: "actors", why: "they are no list of names")
      }
      preparation.actors = names
    }
    if tensors["repeated_lines"] != nil {
      preparation.leftovers = LeftoverLines(
        repeated: Array(try elements("repeated_lines", .u64, [nil], as: UInt64.self)))
    }
  }

  private func block(
    _ index: Int, _ block: FeatureSettings.Block, documents: Int
  ) throws(ModelFileError) -> Block {
    let prefix = "blocks.\(index)"
    let wordCount = try elements("\(prefix).terms.offsets", .u32, [nil], as: UInt32.self).count - 1
    let fitted = Block(
      settings: block, frequencies: try frequencies("\(prefix).document_frequencies"), wordCount: wordCount,
      documents: documents)
    guard wordCount >= 0 else { throw .unsound(field: "\(prefix).terms", why: "they have no offsets") }
    let field = "\(prefix).document_frequencies"
    guard Self.largest(fitted.frequencies) <= documents else {
      throw .unsound(field: field, why: "one is above the number of documents")
    }
    guard fitted.frequencies.count >= wordCount else { throw .unsound(field: field, why: "they are too few") }
    guard fitted.hasGrams || fitted.frequencies.count == wordCount else {
      throw .unsound(field: field, why: "there are \(fitted.frequencies.count) for \(wordCount) terms")
    }
    return fitted
  }

  private func terms(_ prefix: String) throws(ModelFileError) -> TermIndex {
    let bytes = try elements("\(prefix).terms.bytes", .u8, [nil], as: UInt8.self)
    let offsets = try elements("\(prefix).terms.offsets", .u32, [nil], as: UInt32.self)
    let slots = try elements("\(prefix).terms.slots", .u64, [nil, 2], as: UInt64.self)
    let hash = try hash("\(prefix).terms", capacity: slots.count / 2)
    let terms: TermIndex
    do {
      terms = try TermIndex(bytes: bytes, offsets: offsets, slots: slots, hash: hash)
    } catch {
      throw .unsound(field: "\(prefix).terms", why: error.description)
    }
    if let flaw = Self.flaw(inNamesOf: terms) { throw .unsound(field: "\(prefix).terms", why: flaw) }
    return terms
  }

  private func grams(_ prefix: String, wordCount: Int, count: Int) throws(ModelFileError) -> NGramTable {
    let slots = try elements("\(prefix).grams.slots", .u64, [nil], as: UInt64.self)
    let hash = try hash("\(prefix).grams", capacity: slots.count)
    do {
      return try NGramTable(slots: slots, hash: hash, wordCount: wordCount, count: count)
    } catch {
      throw .unsound(field: "\(prefix).grams", why: error.description)
    }
  }

  private func hash(_ prefix: String, capacity: Int) throws(ModelFileError) -> PerfectHash {
    PerfectHash(
      seed: try elements("\(prefix).seed", .u64, [1], as: UInt64.self)[0],
      pilots: Array(try elements("\(prefix).pilots", .u8, [nil], as: UInt8.self)), capacity: capacity)
  }

  /// Terms are valid UTF-8 and ascend by their bytes, so that none is there twice.
  private static func flaw(inNamesOf terms: TermIndex) -> String? {
    let end = Int(terms.offsets[terms.count])
    let isText = unsafe terms.bytes.withUnsafeBufferPointer { bytes in
      // SAFETY: the span is used within this call.
      (try? UTF8Span(validating: unsafe Span(_unsafeElements: UnsafeBufferPointer(rebasing: bytes[..<end])))) != nil
    }
    guard isText else { return "the vocabulary is not UTF-8" }
    return terms.flawInOrder()
  }

  /// No number of a model that was trained is larger: sums and products of smaller ones stay finite.
  private static let bound = 1e15
  private static let unbounded = "a number is not finite, or beyond \(bound)"

  private static func isBounded(_ number: Double) -> Bool { abs(number) <= bound }

  private static func areBounded(_ numbers: Stored<Float>) -> Bool {
    let room = 0x7FFF_FFFF - Float(bound).bitPattern
    return unsafe numbers.withUnsafeBufferPointer { numbers in
      var beyond: UInt32 = 0
      // Without their signs, numbers are ordered as their bits; the top bit is set where one is above the bound.
      for place in numbers.indices { beyond |= unsafe (numbers[place].bitPattern & 0x7FFF_FFFF) &+ room }
      return beyond & 0x8000_0000 == 0
    }
  }

  private static func largest(_ numbers: Stored<UInt32>) -> Int {
    unsafe numbers.withUnsafeBufferPointer { numbers in
      var largest: UInt32 = 0
      for place in numbers.indices { largest = unsafe max(largest, numbers[place]) }
      return Int(largest)
    }
  }

  /// The elements of a tensor of this type and shape; nil stands for any side.
  private func elements<Element: BitwiseCopyable & Sendable>(
    _ name: String, _ type: SafeTensors.ElementType, _ shape: [Int?], as element: Element.Type
  ) throws(ModelFileError) -> Stored<Element> {
    guard let tensor = tensors[name] else { throw .unsound(field: name, why: "it is missing") }
    guard tensor.type == type, tensor.shape.count == shape.count,
      zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 })
    else { throw .unsound(field: name, why: "it has type \(tensor.type.rawValue) and shape \(tensor.shape)") }
    return tensor.bytes.numbers(element)
  }
}
