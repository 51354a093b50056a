internal import LinearAlgebra

/// Gives the n-grams of words that are kept their numbers in the vocabulary: the shorter before the longer, those of one
/// length in order of (prefix, word).
///
/// N-grams are first dealt out to ranges of prefixes, and the ranges are sorted side by side: the order is one of
/// different pairs, so that it does not depend on how the work is cut.
struct GramNumbering {
  /// Of each n-gram in the vocabulary, in order of the numbers.
  private(set) var pairs: [(prefix: UInt32, word: UInt32)] = []
  /// Which of the joined n-grams it is.
  private(set) var origins: [UInt32] = []
  /// Of each joined n-gram; `.max` where it is not kept.
  private(set) var numbers: [UInt32] = []

  private static let rangeCount = 64

  /// - Parameters:
  ///   - joined: as `CounterJoin.pairs`; a prefix stands before what is built on it.
  ///   - isKept: whether a joined n-gram gets a number; its prefix and word have one then.
  ///   - terms: numbers of the joined words in the vocabulary.
  ///   - first: the number of the first n-gram, above those of all words.
  ///   - longest: words of the longest n-grams.
  init(
    _ joined: [UInt64], terms: [UInt32], first: Int, longest: Int, threads: Int, isKept: (Int) -> Bool
  ) {
    let words = CounterJoin.wordCounts(joined, longest: longest)
    numbers = unsafe [UInt32](count: joined.count) { numbers in
      for length in 2..<max(longest, 2) + 1 {
        unsafe number(
          joined, of: UInt8(truncatingIfNeeded: length), words: words, terms: terms, first: first, threads: threads,
          isKept: isKept, into: numbers)
      }
    }
  }

  /// Numbers the n-grams of one length behind those that have numbers.
  @unsafe
  private mutating func number(
    _ joined: [UInt64], of length: UInt8, words: [UInt8], terms: [UInt32], first: Int, threads: Int,
    isKept: (Int) -> Bool, into numbers: UnsafeMutablePointer<UInt32>
  ) {
    let base = first + pairs.count
    let slices = Partition(slices: joined.count, size: 1 << 15)
    // SAFETY: slices write to the places of their own n-grams, and read those of shorter ones.
    nonisolated(unsafe) let numbers = unsafe numbers
    let found = Parallel.map(slices.count, threads: threads) { slice in
      var kept = KeptGrams()
      for gram in slices[slice] where words[gram] == length {
        guard isKept(gram) else {
          unsafe numbers[gram] = .max
          continue
        }
        let prefix = UInt32(truncatingIfNeeded: joined[gram] >> 32)
        let left = unsafe prefix < WordGrams.gramMark ? terms[Int(prefix)] : numbers[Int(prefix & ~WordGrams.gramMark)]
        let right = terms[Int(UInt32(truncatingIfNeeded: joined[gram]))]
        kept.append(UInt32(gram), UInt64(left) << 32 | UInt64(right), range: Self.range(of: left, below: base))
      }
      return kept
    }
    let (starts, cuts) = Self.places(of: found)
    let count = cuts[Self.rangeCount]
    guard count > 0 else { return }
    let dealt = Scratch<UInt64>(uninitialised: count)
    let grams = Scratch<UInt32>(uninitialised: count)
    // SAFETY: each slice writes behind the slices before it in each range, as many as it counted.
    Parallel.forEach(found.count, threads: threads) { slice in
      var next = starts[slice]
      for (gram, pair) in zip(found[slice].grams, found[slice].pairs) {
        let range = Self.range(of: UInt32(truncatingIfNeeded: pair >> 32), below: base)
        unsafe dealt.base[next[range]] = pair
        unsafe grams.base[next[range]] = gram
        next[range] += 1
      }
    }
    let ordered = Scratch<(prefix: UInt32, word: UInt32)>(uninitialised: count)
    let sources = Scratch<UInt32>(uninitialised: count)
    // SAFETY: ranges lie side by side, and each n-gram is in one of them.
    Parallel.forEach(Self.rangeCount, threads: threads) { range in
      let own = cuts[range]..<cuts[range + 1]
      let pairs = unsafe UnsafeBufferPointer(start: dealt.base + own.lowerBound, count: own.count)
      for (offset, place) in unsafe Self.order(of: pairs, limit: base).enumerated() {
        let number = own.lowerBound + offset
        let pair = unsafe pairs[place]
        let gram = unsafe grams.base[own.lowerBound + place]
        unsafe ordered.base[number] = (UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair))
        unsafe sources.base[number] = gram
        unsafe numbers[Int(gram)] = UInt32(base + number)
      }
    }
    unsafe self.pairs.append(contentsOf: UnsafeBufferPointer(start: ordered.base, count: count))
    unsafe origins.append(contentsOf: UnsafeBufferPointer(start: sources.base, count: count))
  }

  /// What a slice keeps, in the order of the joined n-grams.
  private struct KeptGrams {
    var grams: [UInt32] = []
    /// Prefix and word by their numbers in the vocabulary.
    var pairs: [UInt64] = []
    /// How many are in each range of prefixes.
    var counts = [Int](repeating: 0, count: GramNumbering.rangeCount)

    mutating func append(_ gram: UInt32, _ pair: UInt64, range: Int) {
      grams.append(gram)
      pairs.append(pair)
      counts[range] += 1
    }
  }

  /// The range that a prefix belongs to; they ascend with the prefixes.
  private static func range(of prefix: UInt32, below limit: Int) -> Int { Int(prefix) * rangeCount / limit }

  /// Where each slice begins in each range, and where the ranges begin; one more of these at the end.
  private static func places(of slices: [KeptGrams]) -> (starts: [[Int]], cuts: [Int]) {
    var starts = slices.map(\.counts)
    var cuts: [Int] = []
    var end = 0
    for range in 0..<rangeCount {
      cuts.append(end)
      for slice in slices.indices {
        starts[slice][range] = end
        end += slices[slice].counts[range]
      }
    }
    return (starts, cuts + [end])
  }

  /// The places of pairs in ascending order: sorted by their words, and then, where these keep their order, by prefixes.
  private static func order(of pairs: UnsafeBufferPointer<UInt64>, limit: Int) -> [Int] {
    var sorter = RowSort(limit: limit)
    var byWord = pairs.indices.map { unsafe pairs[$0] << 32 | UInt64($0) }
    sorter.sort(&byWord)
    let places = byWord.map { Int(UInt32(truncatingIfNeeded: $0)) }
    var byPrefix = places.indices.map { unsafe pairs[places[$0]] & ~0xFFFF_FFFF | UInt64($0) }
    sorter.sort(&byPrefix)
    return byPrefix.map { places[Int(UInt32(truncatingIfNeeded: $0))] }
  }
}
