internal import LinearAlgebra

/// What several counters met, numbered together: the numbers of the first are kept, what the others have beside it follows.
struct CounterJoin: Sendable {
  /// From a counter's numbers to the common ones; nil where they are the same.
  struct Numbers: Sendable {
    var terms: [UInt32]
    /// With `WordGrams.gramMark`.
    var grams: [UInt32]

    @inline(__always)
    subscript(code: UInt32) -> UInt32 {
      code < WordGrams.gramMark ? terms[Int(code)] : grams[Int(code & ~WordGrams.gramMark)]
    }

    /// A pair of the counter's numbers as one of common numbers.
    @inline(__always)
    fileprivate func common(_ pair: UInt64) -> UInt64 {
      UInt64(self[UInt32(truncatingIfNeeded: pair >> 32)]) << 32 | UInt64(self[UInt32(truncatingIfNeeded: pair)])
    }
  }

  private(set) var terms: TermTable
  /// `prefix << 32 | word` of each n-gram of words.
  private(set) var pairs: [UInt64] = []
  /// A value a counter.
  private(set) var numbers: [Numbers?] = [nil]

  /// Takes the tables out of the counters and joins them.
  init(_ parts: inout [CorpusCounter.Block], threads: Int) {
    var (terms, grams) = parts[0].takeTables()
    for index in parts.indices.dropFirst() {
      var part = parts[index].takeTables()
      let own = Self.join(part.terms, to: &terms)
      let pairs = part.grams.takePairs()
      numbers.append(
        Numbers(
          terms: own,
          grams: Self.join(pairs, terms: own, to: &grams, isLast: index == parts.count - 1, threads: threads)))
    }
    self.terms = terms
    pairs = grams.takePairs()
  }

  private static func join(_ part: TermTable, to terms: inout TermTable) -> [UInt32] {
    // SAFETY: each term lies at its offset in `bytes`, which end with padding.
    unsafe part.bytes.withUnsafeBytes { bytes in
      var keys: [UInt64] = []
      keys.reserveCapacity(part.count)
      for number in 0..<part.count {
        let start = Int(part.offsets[number])
        unsafe keys.append(TermKey.of(bytes.baseAddress!, at: start, length: Int(part.offsets[number + 1]) - start))
      }
      return keys.indices.map { number in
        if number + 16 < keys.count { terms.prepare(keys[number + 16]) }
        let start = Int(part.offsets[number])
        return unsafe terms.intern(
          key: keys[number], length: Int(part.offsets[number + 1]) - start, at: start, in: bytes.baseAddress!)
      }
    }
  }

  /// Looks for all pairs on several threads, and then numbers those that are not there. A counter has no pair twice, so
  /// what the last one adds need not be found again.
  private static func join(
    _ pairs: [UInt64], terms: [UInt32], to grams: inout PairInterner, isLast: Bool, threads: Int
  ) -> [UInt32] {
    var numbers = Numbers(terms: terms, grams: [UInt32](repeating: PairInterner.absent, count: pairs.count))
    let words = wordCounts(pairs)
    // An n-gram is looked for when its prefix has been numbered, so the shorter go first.
    for length in 2..<(words.max() ?? 1) + 1 {
      let found = find(pairs, where: words, are: length, in: grams, numbers: numbers, threads: threads)
      var gram = 0
      for part in found {
        for number in part {
          if number != PairInterner.absent {
            numbers.grams[gram] = number | WordGrams.gramMark
          } else if words[gram] == length {
            let pair = numbers.common(pairs[gram])
            numbers.grams[gram] = (isLast ? grams.append(pair) : grams.intern(pair)) | WordGrams.gramMark
          }
          gram += 1
        }
      }
    }
    return numbers.grams
  }

  /// The numbers of the n-grams of one length, or `absent`, slice by slice.
  private static func find(
    _ pairs: [UInt64], where words: [UInt8], are length: UInt8, in grams: PairInterner, numbers: Numbers, threads: Int
  ) -> [[UInt32]] {
    let slices = Partition(slices: pairs.count, size: 1 << 14)
    return Parallel.map(slices.count, threads: threads) { slice in
      let own = slices[slice]
      let wanted = own.map { words[$0] == length ? numbers.common(pairs[$0]) : 0 }
      return wanted.indices.map { place in
        if place + 16 < wanted.count { grams.prepare(wanted[place + 16]) }
        return words[own.lowerBound + place] == length ? grams.find(wanted[place]) : PairInterner.absent
      }
    }
  }

  /// How many words each n-gram has. A prefix was met before what is built on it, so one pass finds all.
  static func wordCounts(_ pairs: [UInt64]) -> [UInt8] {
    var counts = [UInt8](repeating: 2, count: pairs.count)
    for (gram, pair) in pairs.enumerated() {
      let prefix = UInt32(truncatingIfNeeded: pair >> 32)
      if prefix >= WordGrams.gramMark { counts[gram] = counts[Int(prefix & ~WordGrams.gramMark)] + 1 }
    }
    return counts
  }
}
