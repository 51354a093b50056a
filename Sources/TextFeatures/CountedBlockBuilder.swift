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
    let needed = withAncestors(frequencies, pairs: joined.pairs)
    let least = Int32(clamping: least)

    // Words in order of their bytes.
    let kept = (0..<joined.terms.count).filter { needed.terms[$0] >= least }
    let sortedTerms = TermOrder.sorted(kept, in: joined.terms, threads: threads)
    var termNumbers = [UInt32](repeating: .max, count: joined.terms.count)
    for (number, term) in sortedTerms.enumerated() { termNumbers[term] = UInt32(number) }

    let grams = GramNumbering(
      joined.pairs, terms: termNumbers, first: sortedTerms.count, longest: parts[0].block.longest, threads: threads
    ) { needed.grams[$0] >= least }
    let final = CounterJoin.Numbers(terms: termNumbers, grams: grams.numbers)
    let lengths = parts.indices.map { translate($0, from: joined.numbers[$0], to: final) }
    let writer = CountedRowWriter(parts: parts, lengths: lengths, limit: sortedTerms.count + grams.pairs.count)
    let rows = writer.write(order, threads: threads)
    // Where no document is left out, what was counted need not be counted again.
    let isWhole = order.reduce(0) { $0 + $1.documents.count } == parts.reduce(0) { $0 + $1.offsets.count - 1 }
    return CountedCorpus.Block(
      block: parts[0].block, terms: sortedTerms.map { joined.terms.term($0) }, pairs: grams.pairs,
      rowOffsets: rows.offsets, numbers: rows.numbers, counts: rows.counts,
      frequencies: isWhole ? frequencies.ordered(terms: sortedTerms, grams: grams.origins) : nil)
  }

  // MARK: - Frequencies

  private struct Frequencies: Sendable {
    var terms: [Int32]
    var grams: [Int32]

    /// Those of the vocabulary, by its numbers.
    func ordered(terms order: [Int], grams origins: [UInt32]) -> [UInt32] {
      order.map { UInt32(terms[$0]) } + origins.map { UInt32(grams[Int($0)]) }
    }
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
      add(own.terms, at: numbers.terms, to: &sum.terms)
      add(own.grams, at: numbers.grams, to: &sum.grams)
    }
    return sum
  }

  /// Adds what a counter has of each term or n-gram at its common number.
  private func add(_ own: [Int32], at numbers: [UInt32], to sum: inout [Int32]) {
    let slices = Partition(slices: own.count, size: 1 << 16)
    unsafe sum.withUnsafeMutableBufferPointer { sum in
      // SAFETY: different terms of one counter have different numbers.
      nonisolated(unsafe) let sum = unsafe sum
      Parallel.forEach(slices.count, threads: threads) { slice in
        for place in slices[slice] { unsafe sum[Int(numbers[place] & ~WordGrams.gramMark)] += own[place] }
      }
    }
  }

  /// An n-gram that is kept keeps its words and its prefix. Where those are features themselves they are as frequent;
  /// where the block has no n-grams so short they were not counted.
  private func withAncestors(_ counted: Frequencies, pairs: [UInt64]) -> Frequencies {
    guard parts[0].block.shortest > 1 else { return counted }
    var frequencies = counted
    for (gram, pair) in pairs.enumerated().reversed() where frequencies.grams[gram] >= Int32(clamping: least) {
      for half in [UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair)] {
        if half < WordGrams.gramMark {
          frequencies.terms[Int(half)] = .max
        } else if frequencies.grams[Int(half & ~WordGrams.gramMark)] < Int32(clamping: least) {
          frequencies.grams[Int(half & ~WordGrams.gramMark)] = .max
        }
      }
    }
    return frequencies
  }

  // MARK: - Numbers

  /// Puts numbers in the vocabulary in the place of a counter's codes, `.max` for what is not in it, and answers how many
  /// of them each document has.
  private mutating func translate(
    _ index: Int, from numbers: CounterJoin.Numbers?, to final: CounterJoin.Numbers
  ) -> [Int] {
    var direct = final
    if let numbers {
      direct = CounterJoin.Numbers(
        terms: translated(numbers.terms, to: final.terms), grams: translated(numbers.grams, to: final.grams))
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

  /// Common numbers, with or without a mark, as numbers in the vocabulary.
  private func translated(_ numbers: [UInt32], to final: [UInt32]) -> [UInt32] {
    let slices = Partition(slices: numbers.count, size: 1 << 16)
    return unsafe [UInt32](count: numbers.count) { target in
      // SAFETY: slices write to places of their own.
      nonisolated(unsafe) let target = unsafe target
      Parallel.forEach(slices.count, threads: threads) { slice in
        for place in slices[slice] { unsafe target[place] = final[Int(numbers[place] & ~WordGrams.gramMark)] }
      }
    }
  }
}
