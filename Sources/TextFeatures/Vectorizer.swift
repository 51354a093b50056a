public import LinearAlgebra
public import Preparation

/// A fitted TF-IDF transformation: a vocabulary with its document frequencies, and how rows are weighed.
///
/// Column `block.firstColumn + number` belongs to a term; the numbers are as in `CountedCorpus`. A term that is there
/// only because an n-gram needs it has document frequency 0 and an empty column.
public struct Vectorizer: Sendable {
  public struct Block: Sendable {
    public let block: FeatureSettings.Block
    public let terms: TermIndex
    public let grams: NGramTable?
    /// How many documents each term occurs in; 0 for one that is no feature.
    public let documentFrequencies: Stored<UInt32>
    public let firstColumn: Int
    /// The documents that the frequencies are counted over, where those are not the training documents.
    public let documentCount: Int?

    public init(
      block: FeatureSettings.Block, terms: TermIndex, grams: NGramTable?, documentFrequencies: Stored<UInt32>,
      firstColumn: Int, documentCount: Int? = nil
    ) {
      self.block = block
      self.terms = terms
      self.grams = grams
      self.documentFrequencies = documentFrequencies
      self.firstColumn = firstColumn
      self.documentCount = documentCount
    }

    public var columns: Range<Int> { firstColumn..<firstColumn + documentFrequencies.count }
  }

  public let settings: FeatureSettings
  /// Documents it was fitted on.
  public let documentCount: Int
  public let blocks: [Block]
  /// Of each block, whose frequencies may be counted over documents of its own.
  public let inverseDocumentFrequencies: [InverseDocumentFrequencies]

  public var columnCount: Int { blocks.last?.columns.upperBound ?? 0 }
  public var featureCount: Int { blocks.reduce(0) { $0 + $1.documentFrequencies.count { $0 > 0 } } }

  public init(settings: FeatureSettings, documentCount: Int, blocks: [Block]) {
    self.settings = settings
    self.documentCount = documentCount
    self.blocks = blocks
    inverseDocumentFrequencies = blocks.map {
      InverseDocumentFrequencies(settings.idf, documents: $0.documentCount ?? documentCount)
    }
  }

  /// Of each column, made anew.
  public var idf: [Double] {
    zip(blocks, inverseDocumentFrequencies).flatMap { $1.of($0.documentFrequencies) }
  }

  /// Whether a column is a feature, not only a part of an n-gram that is one.
  public func isFeature(_ column: Int) -> Bool {
    blocks.contains { $0.columns.contains(column) && $0.documentFrequencies[column - $0.firstColumn] > 0 }
  }

  /// The term of each column as people read it: the words of an n-gram with spaces between.
  public func termNames() -> [String] {
    var names: [String] = []
    for block in blocks {
      let first = names.count
      for number in 0..<block.terms.count { names.append(String(decoding: block.terms.term(number), as: UTF8.self)) }
      for pair in block.grams?.pairs() ?? [] {
        names.append(names[first + Int(pair.prefix)] + " " + names[first + Int(pair.word)])
      }
    }
    return names
  }

  /// The row of one document: columns ascending, and their weights.
  public func transform(_ documents: [String]) -> SparseMatrix {
    var counter = RowCounter(self)
    var matrix = SparseMatrix(columnCount: columnCount)
    let weigher = RowWeigher(settings: settings, idf: idf)
    for document in documents {
      var document = document
      document.makeContiguousUTF8()
      counter.appendRow(of: document.utf8.span, vectorizer: self, weigher: weigher, to: &matrix)
    }
    return matrix
  }
}

/// idf by document frequency, as scikit-learn has it: ln((1 + n) / (1 + df)) + 1, or ln(n / df) + 1 unsmoothed.
public struct InverseDocumentFrequencies: Sendable {
  private let kind: FeatureSettings.InverseDocumentFrequency
  private let documents: Double
  /// Most terms share a few low frequencies, whose logarithms are taken once.
  private var known: [Double] = []

  public init(_ kind: FeatureSettings.InverseDocumentFrequency, documents: Int) {
    self.kind = kind
    self.documents = Double(documents)
    known = (0..<1024).map { value($0) }
  }

  /// The idf of a term that so many documents have; 0 for one that is no feature.
  public subscript(frequency: UInt32) -> Double { frequency < 1024 ? known[Int(frequency)] : value(frequency) }

  func of(_ frequencies: some Sequence<UInt32>) -> [Double] { frequencies.map { self[$0] } }

  private func value(_ frequency: UInt32) -> Double {
    if frequency == 0 { return 0 }
    return switch kind {
    case .smooth: Logarithm.natural((1 + documents) / (1 + Double(frequency))) + 1
    case .plain: Logarithm.natural(documents / Double(frequency)) + 1
    case .none: 1
    }
  }
}

/// Counts the terms of one document after another; its scratch memory is used again. One a thread.
public struct RowCounter {
  /// Holds what was changed in the text counted last.
  public private(set) var preparer: TextPreparer
  private var normalizer: Normalizer
  private var words = WordGrams()
  /// Nil for blocks of other terms: they take memory.
  private var characters: [CharacterGrams?]
  private var counter = ColumnCounter()
  private var row: [UInt64] = []

  public init(_ vectorizer: Vectorizer) {
    preparer = TextPreparer(vectorizer.settings.preparation)
    normalizer = Normalizer(vectorizer.settings)
    characters = vectorizer.blocks.map { $0.block.analyzer == .char ? CharacterGrams() : nil }
  }

  /// Columns of the terms of one block in order of first occurrence, and how often each occurs.
  public mutating func count(
    _ text: Span<UInt8>, vectorizer: Vectorizer, body: (_ block: Int, Span<UInt32>, Span<UInt32>) -> Void
  ) {
    if preparer.prepare(text) {
      let prepared = preparer.bytes
      normalizer.prepare(prepared.span)
    } else {
      normalizer.prepare(text)
    }
    for (index, block) in vectorizer.blocks.enumerated() {
      let lengths = block.block.shortest...block.block.longest
      let base = UInt32(block.firstColumn)
      switch block.block.analyzer {
      case .word, .vectors:
        words.count(normalizer, lengths: lengths, words: block.terms, grams: block.grams, into: &counter)
        counter.finish(base: base) { columns, counts in body(index, columns, counts) }
      case .char:
        characters[index]?.count(normalizer, lengths: lengths, terms: block.terms)
        characters[index]?.finish(base: base) { columns, counts in body(index, columns, counts) }
      }
    }
  }

  /// Words of the text counted last, known or not; 0 where no block is of words.
  public var wordCount: Int { words.wordCount }

  /// Appends the weighed row of one document.
  mutating func appendRow(
    of text: Span<UInt8>, vectorizer: Vectorizer, weigher: RowWeigher, to matrix: inout SparseMatrix
  ) {
    var row: [UInt64] = []
    swap(&row, &self.row)
    let start = matrix.values.count
    count(text, vectorizer: vectorizer) { index, columns, counts in
      let block = vectorizer.blocks[index]
      row.removeAll(keepingCapacity: true)
      for place in columns.indices where block.documentFrequencies[Int(columns[place]) - block.firstColumn] > 0 {
        row.append(UInt64(columns[place]) << 32 | UInt64(counts[place]))
      }
      row.sort()
      let first = matrix.values.count
      matrix.columns.append(contentsOf: repeatElement(0, count: row.count))
      matrix.values.append(contentsOf: repeatElement(0, count: row.count))
      unsafe matrix.withRow(from: first) { columns, values in
        unsafe row.withUnsafeBufferPointer { unsafe weigher.write($0, columns: columns, values: values) }
      }
    }
    swap(&row, &self.row)
    let count = matrix.values.count - start
    unsafe matrix.withRow(from: start) { _, values in unsafe weigher.finishRow(values, count: count) }
    matrix.rowOffsets.append(matrix.values.count)
  }
}

extension SparseMatrix {
  /// The entries from one on, as pointers.
  @unsafe
  fileprivate mutating func withRow(
    from start: Int, _ body: (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<Double>) -> Void
  ) {
    unsafe columns.withUnsafeMutableBufferPointer { columns in
      unsafe values.withUnsafeMutableBufferPointer { values in
        if let columns = columns.baseAddress, let values = values.baseAddress {
          unsafe body(columns + start, values + start)
        }
      }
    }
  }
}
