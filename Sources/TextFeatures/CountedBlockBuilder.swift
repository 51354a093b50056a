internal import LinearAlgebra

/// Brings what several counters met into one canonical order.
struct CountedBlockBuilder {
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
    let joined = CounterJoin(&parts, threads: threads)
    let frequencies = frequencies(joined)

    // Words in order of their bytes.
    let kept = (0..<joined.terms.count).filter { frequencies.terms[$0] >= least }
    let sortedTerms = TermOrder.sorted(kept, in: joined.terms)
    var termNumbers = [UInt32](repeating: .max, count: joined.terms.count)
    for (number, term) in sortedTerms.enumerated() { termNumbers[term] = UInt32(number) }

    let (pairs, gramNumbers) = numberGrams(
      joined.pairs, frequencies: frequencies, terms: termNumbers, first: sortedTerms.count)
    let terms = sortedTerms.map { joined.terms.term($0) }
    let final = CounterJoin.Numbers(terms: termNumbers, grams: gramNumbers)
    let lengths = parts.indices.map { translate($0, from: joined.numbers[$0], to: final) }
    let rows = CountedRowWriter(parts: parts, lengths: lengths, limit: terms.count + pairs.count)
      .write(order, threads: threads)
    return CountedCorpus.Block(
      block: parts[0].block, terms: terms, pairs: pairs, rowOffsets: rows.offsets, numbers: rows.numbers,
      counts: rows.counts)
  }

  // MARK: - Frequencies

  private struct Frequencies: Sendable {
    var terms: [Int32]
    var grams: [Int32]
  }

  /// How many documents have each term and n-gram: counted counter by counter, then added.
  private func frequencies(_ joined: CounterJoin) -> Frequencies {
    let parts = parts
    let counted = Parallel.map(parts.count, threads: threads) { index in
      let numbers = joined.numbers[index]
      var own = Frequencies(
        terms: [Int32](repeating: 0, count: numbers?.terms.count ?? joined.terms.count),
        grams: [Int32](repeating: 0, count: numbers?.grams.count ?? joined.pairs.count))
      for code in parts[index].codes {
        if code < WordGrams.gramMark {
          own.terms[Int(code)] += 1
        } else {
          own.grams[Int(code & ~WordGrams.gramMark)] += 1
        }
      }
      return own
    }
    var sum = counted[0]
    for (index, own) in counted.enumerated().dropFirst() {
      guard let numbers = joined.numbers[index] else { continue }
      for (term, frequency) in own.terms.enumerated() { sum.terms[Int(numbers.terms[term])] += frequency }
      for (gram, frequency) in own.grams.enumerated() {
        sum.grams[Int(numbers.grams[gram] & ~WordGrams.gramMark)] += frequency
      }
    }
    keepAncestors(&sum, pairs: joined.pairs)
    return sum
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

  // MARK: - Numbers

  /// Numbers the n-grams that are kept, length by length.
  private func numberGrams(
    _ pairs: [UInt64], frequencies: Frequencies, terms: [UInt32], first: Int
  ) -> (pairs: [(prefix: UInt32, word: UInt32)], numbers: [UInt32]) {
    var numbers = [UInt32](repeating: .max, count: pairs.count)
    var ordered: [(prefix: UInt32, word: UInt32)] = []
    let words = CounterJoin.wordCounts(pairs)
    for length in 2..<(words.max() ?? 1) + 1 {
      var grams: [UInt32] = []
      var found: [(prefix: UInt32, word: UInt32)] = []
      for (gram, pair) in pairs.enumerated() where words[gram] == length && frequencies.grams[gram] >= Int32(least) {
        let prefix = UInt32(truncatingIfNeeded: pair >> 32)
        let left = prefix < WordGrams.gramMark ? terms[Int(prefix)] : numbers[Int(prefix & ~WordGrams.gramMark)]
        grams.append(UInt32(gram))
        found.append((left, terms[Int(UInt32(truncatingIfNeeded: pair))]))
      }
      for place in order(of: found, limit: first + ordered.count) {
        numbers[Int(grams[place])] = UInt32(first + ordered.count)
        ordered.append(found[place])
      }
    }
    return (ordered, numbers)
  }

  /// The places of pairs in ascending order: sorted by their words, and then, where these keep their order, by prefixes.
  private func order(of pairs: [(prefix: UInt32, word: UInt32)], limit: Int) -> [Int] {
    var sorter = RowSort(limit: limit)
    var byWord = pairs.indices.map { UInt64(pairs[$0].word) << 32 | UInt64($0) }
    sorter.sort(&byWord)
    let places = byWord.map { Int(UInt32(truncatingIfNeeded: $0)) }
    var byPrefix = places.indices.map { UInt64(pairs[places[$0]].prefix) << 32 | UInt64($0) }
    sorter.sort(&byPrefix)
    return byPrefix.map { places[Int(UInt32(truncatingIfNeeded: $0))] }
  }

  /// Puts numbers in the vocabulary in the place of a counter's codes, `.max` for what is not in it, and answers how many
  /// of them each document has.
  private mutating func translate(
    _ index: Int, from numbers: CounterJoin.Numbers?, to final: CounterJoin.Numbers
  ) -> [Int] {
    var direct = final
    if let numbers {
      direct = CounterJoin.Numbers(
        terms: numbers.terms.map { final.terms[Int($0)] },
        grams: numbers.grams.map { final.grams[Int($0 & ~WordGrams.gramMark)] })
    }
    let map = direct
    let offsets = parts[index].offsets
    let slices = Partition(slices: offsets.count - 1, size: 256)
    // SAFETY: slices write to the codes of their own documents.
    return unsafe parts[index].codes.withUnsafeMutableBufferPointer { codes in
      nonisolated(unsafe) let codes = unsafe codes
      return Parallel.map(slices.count, threads: threads) { slice in
        slices[slice].map { document in
          var length = 0
          for place in offsets[document]..<offsets[document + 1] {
            let number = unsafe map[codes[place]]
            unsafe codes[place] = number
            length += number == .max ? 0 : 1
          }
          return length
        }
      }.flatMap(\.self)
    }
  }
}
