internal import LinearAlgebra

/// A corpus counted once: its vocabulary in a canonical order, and a row of term counts a document.
///
/// From it rows are weighed for any subset of the documents, as cross-validation asks, without reading text again.
/// Words (or n-grams of characters) are numbered in order of their bytes; n-grams of words follow, the shorter before
/// the longer, each in order of their words. The order is the same however the work was divided.
public struct CountedCorpus: Sendable {
  struct Block: Sendable {
    let block: FeatureSettings.Block
    let terms: [ArraySlice<UInt8>]
    /// N-gram `terms.count + i` is what `pairs[i].prefix` numbers, with the word behind it.
    let pairs: [(prefix: UInt32, word: UInt32)]
    /// `rowOffsets[d]..<rowOffsets[d + 1]` are the places of document d; numbers ascend.
    let rowOffsets: [Int]
    let numbers: [UInt32]
    let counts: [UInt32]
    /// How many of all documents have each, where joining told.
    var frequencies: [UInt32]?

    var nodeCount: Int { terms.count + pairs.count }
  }

  /// Documents that follow one another in a counter.
  public struct Piece: Sendable {
    public var counter: Int
    public var documents: Range<Int>

    public init(counter: Int, documents: Range<Int>) {
      self.counter = counter
      self.documents = documents
    }
  }

  public let settings: FeatureSettings
  public let documentCount: Int
  let blocks: [Block]

  /// Joins counters.
  ///
  /// - Parameters:
  ///   - counters: each with the same settings.
  ///   - order: the documents of the corpus in their order; all of them when nil and there is one counter.
  ///   - threads: how many work on it; the result is the same for any number.
  public init(_ counters: consuming [CorpusCounter], order: [Piece]? = nil, threads: Int = 1) {
    let order = order ?? counters.indices.map { Piece(counter: $0, documents: 0..<counters[$0].documentCount) }
    settings = counters[0].settings
    documentCount = order.reduce(0) { $0 + $1.documents.count }
    var blocks: [Block] = []
    for index in settings.blocks.indices {
      // What was counted goes as soon as it is not needed, since it is larger than what is made of it.
      var parts: [CorpusCounter.Block] = []
      for counter in counters.indices { parts.append(counters[counter].take(index)) }
      var builder = CountedBlockBuilder(consume parts, settings: settings, threads: threads)
      blocks.append(builder.build(order: order))
    }
    self.blocks = blocks
  }

  /// The documents of one counter.
  public init(_ counter: consuming CorpusCounter) { self.init([counter]) }
}
