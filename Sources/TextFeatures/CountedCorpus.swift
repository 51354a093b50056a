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

/// Brings what several counters met into one canonical order.
private struct CountedBlockBuilder: Sendable {
  private var parts: [CorpusCounter.Block]
  private let least: Int
  private let threads: Int

  init(_ parts: consuming [CorpusCounter.Block], settings: FeatureSettings, threads: Int) {
    self.threads = threads
    // What is rarer than a bound given as a count can be in no subset of the documents either.
    // Words with vectors are features however rare they are.
    least =
      if case .count(let count) = settings.minimumDocumentFrequency, parts[0].block.analyzer != .vectors { count } else
      {
        1
      }
    self.parts = parts
  }

  mutating func build(order: [CountedCorpus.Piece]) -> CountedCorpus.Block {
    let merged = merge()
    var frequencies = Frequencies(terms: merged.terms.count, grams: merged.pairs.count)
    for (part, map) in zip(parts, merged.maps) {
      for code in part.codes { frequencies.add(map[code]) }
    }
    keepAncestors(&frequencies, pairs: merged.pairs)

    // Words in order of their bytes.
    let kept = (0..<merged.terms.count).filter { frequencies.terms[$0] >= least }
    let sortedTerms = TermOrder.sorted(kept, in: merged.terms)
    var termNumbers = [UInt32](repeating: .max, count: merged.terms.count)
    for (number, term) in sortedTerms.enumerated() { termNumbers[term] = UInt32(number) }

    let (pairs, gramNumbers) = numberGrams(
      merged.pairs, frequencies: frequencies, terms: termNumbers, first: sortedTerms.count)
    let terms = sortedTerms.map { merged.terms.term($0) }

    // Rows in the documents' order, numbers ascending. Shares are cut by the data alone. Lengths come first, so that
    // each share is written where it stays.
    let shares = self.shares(of: order)
    let map = NumberMap(counters: merged.maps, terms: termNumbers, grams: gramNumbers)
    let builder = self
    let lengths = Parallel.map(shares.count, threads: threads) { builder.lengths(of: shares[$0], map: map) }
    var rowOffsets = [0]
    for length in lengths.joined() { rowOffsets.append(rowOffsets[rowOffsets.count - 1] + length) }
    var starts = [0]
    for share in lengths { starts.append(starts[starts.count - 1] + share.count) }
    var numbers = [UInt32](repeating: 0, count: rowOffsets[rowOffsets.count - 1])
    var counts = numbers
    let limit = terms.count + pairs.count
    // SAFETY: shares write the rows of their own documents, as long as was just counted.
    unsafe numbers.withUnsafeMutableBufferPointer { numbers in
      nonisolated(unsafe) let numbers = unsafe numbers
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        nonisolated(unsafe) let counts = unsafe counts
        Parallel.forEach(shares.count, threads: threads) { share in
          var place = rowOffsets[starts[share]]
          builder.forEachRow(of: shares[share], map: map, limit: limit) { row in
            for entry in row {
              unsafe numbers[place] = UInt32(truncatingIfNeeded: entry &>> 32)
              unsafe counts[place] = UInt32(truncatingIfNeeded: entry)
              place += 1
            }
          }
        }
      }
    }
    return CountedCorpus.Block(
      block: parts[0].block, terms: terms, pairs: pairs, rowOffsets: rowOffsets, numbers: numbers, counts: counts)
  }

  // MARK: - Rows

  /// From counters' codes to numbers in the vocabulary; `.max` for what is not in it.
  private struct NumberMap: Sendable {
    let counters: [CodeMap]
    let terms: [UInt32]
    let grams: [UInt32]

    func number(_ code: UInt32, in counter: CodeMap) -> UInt32 {
      let code = counter[code]
      return code < WordGrams.gramMark ? terms[Int(code)] : grams[Int(code & ~WordGrams.gramMark)]
    }
  }

  /// The pieces of the order, put together to some thousand documents each.
  private func shares(of order: [CountedCorpus.Piece]) -> [[CountedCorpus.Piece]] {
    var shares: [[CountedCorpus.Piece]] = []
    var documents = Int.max
    for piece in order {
      for first in stride(from: piece.documents.lowerBound, to: piece.documents.upperBound, by: 1024) {
        let part = first..<min(first + 1024, piece.documents.upperBound)
        if documents >= 1024 {
          shares.append([])
          documents = 0
        }
        shares[shares.count - 1].append(CountedCorpus.Piece(counter: piece.counter, documents: part))
        documents += part.count
      }
    }
    return shares
  }

  /// How many terms of the vocabulary each document has.
  private func lengths(of pieces: [CountedCorpus.Piece], map: NumberMap) -> [Int] {
    pieces.flatMap { piece in
      let part = parts[piece.counter]
      let counter = map.counters[piece.counter]
      return piece.documents.map { document in
        var length = 0
        for place in part.offsets[document]..<part.offsets[document + 1]
        where map.number(part.codes[place], in: counter) != .max { length += 1 }
        return length
      }
    }
  }

  /// Calls `body` with the entries of each document, `number << 32 | count`, ascending.
  private func forEachRow(
    of pieces: [CountedCorpus.Piece], map: NumberMap, limit: Int, _ body: ([UInt64]) -> Void
  ) {
    var sorter = RowSort(limit: limit)
    var row: [UInt64] = []
    for piece in pieces {
      let part = parts[piece.counter]
      let counter = map.counters[piece.counter]
      for document in piece.documents {
        row.removeAll(keepingCapacity: true)
        for place in part.offsets[document]..<part.offsets[document + 1] {
          let number = map.number(part.codes[place], in: counter)
          if number != .max { row.append(UInt64(number) << 32 | UInt64(part.counts[place])) }
        }
        sorter.sort(&row)
        body(row)
      }
    }
  }

  // MARK: - Merging

  /// From a counter's codes to those of all counters together.
  private struct CodeMap: Sendable {
    /// nil: the same codes.
    var terms: [UInt32]?
    var grams: [UInt32] = []

    subscript(code: UInt32) -> UInt32 {
      guard let terms else { return code }
      return code < WordGrams.gramMark
        ? terms[Int(code)] : grams[Int(code & ~WordGrams.gramMark)] | WordGrams.gramMark
    }
  }

  /// Takes the tables out of the parts and joins them.
  private mutating func merge() -> (terms: TermTable, pairs: [UInt64], maps: [CodeMap]) {
    var (terms, grams) = parts[0].takeTables()
    var maps = [CodeMap(terms: nil)]
    for index in parts.indices.dropFirst() {
      var part = parts[index].takeTables()
      let pairs = part.grams.takePairs()
      var map = CodeMap(terms: [])
      for number in 0..<part.terms.count {
        let start = Int(part.terms.offsets[number])
        let length = Int(part.terms.offsets[number + 1]) - start
        // SAFETY: the term lies at `start` in `bytes`, which end with padding.
        let merged = unsafe part.terms.bytes.withUnsafeBytes { bytes in
          let key = unsafe TermKey.of(bytes.baseAddress!, at: start, length: length)
          return unsafe terms.intern(key: key, length: length, at: start, in: bytes.baseAddress!)
        }
        map.terms?.append(merged)
      }
      for pair in pairs {
        let prefix = map[UInt32(truncatingIfNeeded: pair >> 32)]
        let word = map[UInt32(truncatingIfNeeded: pair)]
        map.grams.append(grams.intern(UInt64(prefix) << 32 | UInt64(word)))
      }
      maps.append(map)
    }
    return (terms, grams.takePairs(), maps)
  }

  // MARK: - Pruning and numbering

  private struct Frequencies {
    var terms: [Int32]
    var grams: [Int32]

    init(terms: Int, grams: Int) {
      self.terms = [Int32](repeating: 0, count: terms)
      self.grams = [Int32](repeating: 0, count: grams)
    }

    mutating func add(_ code: UInt32) {
      if code < WordGrams.gramMark { terms[Int(code)] += 1 } else { grams[Int(code & ~WordGrams.gramMark)] += 1 }
    }
  }

  /// An n-gram that is kept keeps its words and its prefix. Where those are features themselves they are as frequent;
  /// where the block has no n-grams so short they were not counted.
  private func keepAncestors(_ frequencies: inout Frequencies, pairs: [UInt64]) {
    guard parts[0].block.shortest > 1 else { return }
    for (gram, pair) in pairs.enumerated().reversed() where frequencies.grams[gram] >= Int32(least) {
      for half in [UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair)] {
        if half < WordGrams.gramMark {
          frequencies.terms[Int(half)] = .max / 2
        } else if frequencies.grams[Int(half & ~WordGrams.gramMark)] < Int32(least) {
          frequencies.grams[Int(half & ~WordGrams.gramMark)] = .max / 2
        }
      }
    }
  }

  /// Numbers the n-grams that are kept, length by length.
  private func numberGrams(
    _ pairs: [UInt64], frequencies: Frequencies, terms: [UInt32], first: Int
  ) -> (pairs: [(prefix: UInt32, word: UInt32)], numbers: [UInt32]) {
    var numbers = [UInt32](repeating: .max, count: pairs.count)
    var ordered: [(prefix: UInt32, word: UInt32)] = []
    // A prefix was met before what is built on it, so one pass finds all lengths.
    var lengths = [UInt8](repeating: 2, count: pairs.count)
    var longest: UInt8 = pairs.isEmpty ? 1 : 2
    for (gram, pair) in pairs.enumerated() {
      let prefix = UInt32(truncatingIfNeeded: pair >> 32)
      if prefix >= WordGrams.gramMark { lengths[gram] = lengths[Int(prefix & ~WordGrams.gramMark)] + 1 }
      longest = max(longest, lengths[gram])
    }
    guard longest > 1 else { return ([], numbers) }
    for length in 2...longest {
      var keyed: [(key: UInt64, gram: UInt32)] = []
      for (gram, pair) in pairs.enumerated() where lengths[gram] == length && frequencies.grams[gram] >= Int32(least) {
        let prefix = UInt32(truncatingIfNeeded: pair >> 32)
        let left = prefix < WordGrams.gramMark ? terms[Int(prefix)] : numbers[Int(prefix & ~WordGrams.gramMark)]
        keyed.append((UInt64(left) << 32 | UInt64(terms[Int(UInt32(truncatingIfNeeded: pair))]), UInt32(gram)))
      }
      keyed.sort { $0.key < $1.key }
      for entry in keyed {
        numbers[Int(entry.gram)] = UInt32(first + ordered.count)
        ordered.append((UInt32(entry.key >> 32), UInt32(truncatingIfNeeded: entry.key)))
      }
    }
    return (ordered, numbers)
  }
}

/// Terms in order of their bytes.
enum TermOrder {
  static func sorted(_ numbers: [Int], in table: TermTable) -> [Int] {
    // The first eight bytes, big-endian, decide nearly always.
    var keyed = numbers.map { number -> (head: UInt64, number: Int) in
      var head: UInt64 = 0
      let term = table.term(number)
      for (place, byte) in term.prefix(8).enumerated() { head |= UInt64(byte) << UInt64(56 - 8 * place) }
      return (head, number)
    }
    keyed.sort { left, right in
      if left.head != right.head { return left.head < right.head }
      return table.term(left.number).lexicographicallyPrecedes(table.term(right.number))
    }
    return keyed.map(\.number)
  }
}
