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
  }

  private(set) var terms: TermTable
  /// `prefix << 32 | word` of each n-gram of words.
  private(set) var pairs: [UInt64] = []
  /// A value a counter.
  private(set) var numbers: [Numbers?] = [nil]

  /// Takes the tables out of the counters and joins them.
  init(_ parts: inout [CorpusCounter.Block], threads: Int) {
    let longest = parts[0].block.longest
    var (terms, grams) = parts[0].takeTables()
    for index in parts.indices.dropFirst() {
      var part = parts[index].takeTables()
      let own = Self.join(part.terms, to: &terms)
      let pairs = part.grams.takePairs()
      numbers.append(
        Numbers(
          terms: own,
          grams: Self.join(
            pairs, longest: longest, terms: own, to: &grams, isLast: index == parts.count - 1, threads: threads)))
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

  /// Looks for all pairs slice by slice, and then numbers those that are not there, in their order. A counter has no pair
  /// twice, so what the last one adds need not be found again.
  private static func join(
    _ pairs: [UInt64], longest: Int, terms: [UInt32], to grams: inout PairInterner, isLast: Bool, threads: Int
  ) -> [UInt32] {
    let words = wordCounts(pairs, longest: longest)
    let slices = Partition(slices: pairs.count, size: 1 << 14)
    return unsafe [UInt32](count: pairs.count) { numbers in
      // An n-gram is looked for when its prefix has been numbered, so the shorter go first.
      for length in 2..<UInt8(truncatingIfNeeded: max(longest, 2)) + 1 {
        let search = unsafe Search(pairs: pairs, words: words, length: length, terms: terms, numbers: numbers)
        var starts: [Int] = []
        var missing = 0
        for count in Parallel.map(slices.count, threads: threads, { search.find(slices[$0], in: grams) }) {
          starts.append(missing)
          missing += count
        }
        let first = grams.pairs.count
        unsafe grams.append(missing, areFound: !isLast) { added in
          // SAFETY: a slice writes behind the slices before it, as many as it missed.
          nonisolated(unsafe) let added = unsafe added
          let starts = starts
          Parallel.forEach(slices.count, threads: threads) { slice in
            unsafe search.number(slices[slice], from: first + starts[slice], into: added + starts[slice])
          }
        }
      }
    }
  }

  /// The n-grams of one length of a counter, on their way to common numbers.
  ///
  /// SAFETY: slices write to the places of their own n-grams in `numbers`, and read those of shorter ones.
  @safe
  private struct Search: @unchecked Sendable {
    let pairs: [UInt64]
    let words: [UInt8]
    let length: UInt8
    let terms: [UInt32]
    /// Common numbers of the counter's n-grams, with `WordGrams.gramMark`; `absent` where there is none yet.
    let numbers: UnsafeMutablePointer<UInt32>

    /// A pair of the counter's numbers as one of common numbers.
    @inline(__always)
    private func common(_ gram: Int) -> UInt64 {
      let prefix = UInt32(truncatingIfNeeded: pairs[gram] >> 32)
      let left = unsafe prefix < WordGrams.gramMark ? terms[Int(prefix)] : numbers[Int(prefix & ~WordGrams.gramMark)]
      return UInt64(left) << 32 | UInt64(terms[Int(UInt32(truncatingIfNeeded: pairs[gram]))])
    }

    /// Writes the numbers of those that are there, and answers how many are not.
    func find(_ slice: Range<Int>, in grams: PairInterner) -> Int {
      let wanted = slice.map { words[$0] == length ? common($0) : 0 }
      var missing = 0
      for place in wanted.indices {
        if place + 16 < wanted.count { grams.prepare(wanted[place + 16]) }
        let gram = slice.lowerBound + place
        guard words[gram] == length else { continue }
        let number = grams.find(wanted[place])
        unsafe numbers[gram] = number == PairInterner.absent ? number : number | WordGrams.gramMark
        missing += number == PairInterner.absent ? 1 : 0
      }
      return missing
    }

    /// Numbers those that are not there from `first` on.
    func number(_ slice: Range<Int>, from first: Int, into added: UnsafeMutablePointer<UInt64>) {
      var next = 0
      for gram in slice where words[gram] == length {
        guard unsafe numbers[gram] == PairInterner.absent else { continue }
        unsafe added[next] = common(gram)
        unsafe numbers[gram] = UInt32(first + next) | WordGrams.gramMark
        next += 1
      }
    }
  }

  /// How many words each n-gram has. A prefix was met before what is built on it, so one pass finds all.
  static func wordCounts(_ pairs: [UInt64], longest: Int) -> [UInt8] {
    var counts = [UInt8](repeating: 2, count: pairs.count)
    guard longest > 2 else { return counts }
    for (gram, pair) in pairs.enumerated() {
      let prefix = UInt32(truncatingIfNeeded: pair >> 32)
      if prefix >= WordGrams.gramMark { counts[gram] = counts[Int(prefix & ~WordGrams.gramMark)] + 1 }
    }
    return counts
  }
}
