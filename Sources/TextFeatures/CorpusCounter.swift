internal import Preparation

/// One worker's share of a corpus, counted: the terms it met, numbered as they came, and a row of counts a document.
///
/// Several counters, each fed by its own thread, are joined by `CountedCorpus.init(_:order:)`. Nothing of the result
/// depends on which counter met which document. Copies share scratch memory: one thread at a time.
public struct CorpusCounter {
  struct Block: Sendable {
    let block: FeatureSettings.Block
    /// Words, or n-grams of characters.
    var terms = TermTable()
    var grams = PairInterner()
    /// Codes of all documents back to back, in order of first occurrence: a term's number, or a mark and a pair's.
    var codes: [UInt32] = []
    var counts: [UInt32] = []
    var offsets: [Int] = [0]

    init(_ block: FeatureSettings.Block) { self.block = block }

    /// What was met, by its bytes and pairs; nothing of it is left behind.
    mutating func takeTables() -> (terms: TermTable, grams: PairInterner) {
      var tables = (terms: TermTable(), grams: PairInterner())
      swap(&tables.terms, &terms)
      swap(&tables.grams, &grams)
      return tables
    }

    /// Counts one document.
    mutating func add(
      _ text: borrowing Normalizer, words: inout WordGrams, characters: inout CharacterGrams?,
      counter: inout DocumentCounter
    ) {
      let lengths = block.shortest...block.longest
      switch block.analyzer {
      case .word, .vectors:
        words.intern(text, lengths: lengths, words: &terms, grams: &grams, into: &counter)
        counter.finish { append($0, $1) }
      case .char:
        characters?.intern(text, lengths: lengths, terms: &terms)
        characters?.finish { append($0, $1) }
      }
      offsets.append(codes.count)
    }

    private mutating func append(_ found: Span<UInt32>, _ times: Span<UInt32>) {
      for place in found.indices {
        codes.append(found[place])
        counts.append(times[place])
      }
    }
  }

  public let settings: FeatureSettings
  var blocks: [Block]
  private var preparer: TextPreparer
  private var normalizer: Normalizer
  private var words = WordGrams()
  /// Nil for blocks of other terms: they take memory.
  private var characters: [CharacterGrams?]
  private var counter = DocumentCounter()

  public init(settings: FeatureSettings) {
    self.settings = settings
    blocks = settings.blocks.map { Block($0) }
    preparer = TextPreparer(settings.preparation)
    normalizer = Normalizer(settings)
    characters = settings.blocks.map { $0.analyzer == .char ? CharacterGrams() : nil }
  }

  /// What one block has counted; nothing of it is left behind.
  mutating func take(_ index: Int) -> Block {
    var taken = Block(blocks[index].block)
    swap(&taken, &blocks[index])
    return taken
  }

  public var documentCount: Int { blocks[0].offsets.count - 1 }

  /// True when the document counted last has no term at all.
  public var lastIsEmpty: Bool {
    blocks.allSatisfy { $0.offsets.count > 1 && $0.offsets[$0.offsets.count - 1] == $0.offsets[$0.offsets.count - 2] }
  }

  /// How many words the document counted last has, where single words are features; else 0.
  public var lastWordCount: Int {
    guard let block = blocks.first(where: { $0.block.analyzer == .word && $0.block.shortest == 1 }),
      block.offsets.count > 1
    else { return 0 }
    return (block.offsets[block.offsets.count - 2]..<block.offsets[block.offsets.count - 1]).reduce(0) { sum, place in
      block.codes[place] < WordGrams.gramMark ? sum + Int(block.counts[place]) : sum
    }
  }

  /// Counts one document, given as UTF-8.
  public mutating func add(_ text: Span<UInt8>) {
    if preparer.prepare(text) {
      let prepared = preparer.bytes
      normalizer.prepare(prepared.span)
    } else {
      normalizer.prepare(text)
    }
    for index in blocks.indices {
      blocks[index].add(normalizer, words: &words, characters: &characters[index], counter: &counter)
    }
  }

  /// Counts one document.
  public mutating func add(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    add(text.utf8.span)
  }
}

extension Normalizer {
  init(_ settings: FeatureSettings) {
    self.init(stripsAccents: settings.stripsAccents, wantsCharacters: settings.blocks.contains { $0.analyzer == .char })
  }
}
