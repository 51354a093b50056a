public import LinearAlgebra

/// N-grams of words as pairs: the number of the n-gram without its last word, and the number of that word.
///
/// A pair is stored whole, so a look-up is exact. The numbers of n-grams follow those of the words: `wordCount` is the
/// first. A slot is one word of 64 bits, `pair + 1 | number` from the top, where the pair is `prefix | word`, each as wide
/// as its count asks; 0 is an empty slot.
///
/// Each pair has a slot of its own (`PerfectHash`). Most pairs of a new text are in no vocabulary, so a filter of some
/// ten bits a pair stands before the slots (Bloom, Communications of the ACM 13, 1970; two bits of one word each): of
/// twenty searches for what is not there one reads a slot. The filter fits the second-level cache where slots do not.
public struct NGramTable: Sendable, Equatable {
  public let slots: Stored<UInt64>
  public let hash: PerfectHash
  let filter: Stored<UInt64>
  /// Words, the numbers below which prefixes of two-word n-grams lie.
  public let wordCount: Int
  public let count: Int
  public let wordBits: Int
  public let numberBits: Int

  static let absent = UInt32.max

  /// How many words and n-grams together one table can number.
  public static let limit = 1 << 21 - 1

  /// Lays out a table; nil where words and n-grams are more than `limit`.
  ///
  /// - Parameter pairs: prefix and last word of n-gram `wordCount + i` at place `i`.
  init?(pairs: [(prefix: UInt32, word: UInt32)], wordCount: Int) {
    guard wordCount + pairs.count <= Self.limit else { return nil }
    self.wordCount = wordCount
    count = pairs.count
    let wordShift = UInt64(Self.bits(wordCount))
    let shift = UInt64(Self.bits(wordCount + pairs.count))
    wordBits = Int(wordShift)
    numberBits = Int(shift)
    let entries = pairs.enumerated().map { index, pair in
      ((UInt64(pair.prefix) << wordShift | UInt64(pair.word)) + 1) << shift | UInt64(wordCount + index)
    }
    let hash = PerfectHash(entries.map { $0 >> shift }) ?? .empty
    var slots = [UInt64](repeating: 0, count: hash.capacity)
    for entry in entries { slots[hash.slot(entry >> shift)] = entry }
    self.hash = hash
    self.slots = Stored(slots)
    filter = unsafe Stored(count: Self.filterSize(hash.capacity)) { filter in
      unsafe filter.initialize(repeating: 0)
      for entry in entries {
        let spread = PerfectHash.spread(entry >> shift, seed: hash.seed)
        unsafe filter[Self.filterPlace(spread, size: filter.count)] |= Self.filterBits(spread)
      }
    }
  }

  // MARK: - The filter

  private static func filterSize(_ capacity: Int) -> Int { capacity / 8 + 1 }

  /// The word of the filter that a spread key belongs to.
  @inline(__always)
  static func filterPlace(_ spread: UInt64, size: Int) -> Int {
    Int(truncatingIfNeeded: ((spread & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: size)) &>> 32)
  }

  /// 1 where both bits of a spread key are set in its word, else 0.
  @inline(__always)
  static func mayHold(_ word: UInt64, _ spread: UInt64) -> UInt64 {
    (word &>> (spread &>> 58)) & (word &>> (spread &>> 52 & 63)) & 1
  }

  @inline(__always)
  private static func filterBits(_ spread: UInt64) -> UInt64 { 1 &<< (spread &>> 58) | 1 &<< (spread &>> 52 & 63) }

  /// Bits that hold `count` numbers and one more, so that all ones is none of them.
  static func bits(_ count: Int) -> Int { Int.bitWidth - max(count, 1).leadingZeroBitCount }

  /// Prefix and last word of each n-gram, in order of their numbers.
  public func pairs() -> [(prefix: UInt32, word: UInt32)] {
    var pairs = [(prefix: UInt32, word: UInt32)](repeating: (0, 0), count: count)
    for slot in slots where slot != 0 {
      let pair = slot >> UInt64(numberBits) - 1
      let number = Int(slot & (1 << UInt64(numberBits) - 1))
      pairs[number - wordCount] = (UInt32(pair >> UInt64(wordBits)), UInt32(pair & (1 << UInt64(wordBits) - 1)))
    }
    return pairs
  }

  /// A table read from a file; throws what is wrong with it: each n-gram must be found by its pair, and nothing else be
  /// there.
  public init(slots: Stored<UInt64>, hash: PerfectHash, wordCount: Int, count: Int) throws(TermIndexFlaw) {
    guard wordCount >= 0, count >= 0, wordCount + count <= Self.limit, slots.count == hash.capacity,
      slots.count < PerfectHash.limit, slots.count > count, !hash.pilots.isEmpty, hash.pilots.count < PerfectHash.limit
    else { throw TermIndexFlaw("the n-grams' slots are too few") }
    self.wordCount = wordCount
    self.count = count
    self.slots = slots
    self.hash = hash
    wordBits = Self.bits(wordCount)
    numberBits = Self.bits(wordCount + count)
    var flaw: String?
    filter = unsafe Stored(count: Self.filterSize(hash.capacity)) { filter in
      unsafe filter.initialize(repeating: 0)
      flaw = unsafe Self.flaw(slots, hash, wordCount: wordCount, count: count, noting: filter)
    }
    if let flaw { throw TermIndexFlaw(flaw) }
  }

  /// What is wrong with slots that were read; fills the filter on the way.
  @unsafe
  private static func flaw(
    _ slots: Stored<UInt64>, _ hash: PerfectHash, wordCount: Int, count: Int,
    noting filter: UnsafeMutableBufferPointer<UInt64>
  ) -> String? {
    let shift = UInt64(bits(wordCount + count))
    let wordShift = UInt64(bits(wordCount))
    let numberMask: UInt64 = 1 << shift - 1
    let wordMask: UInt64 = 1 << wordShift - 1
    let capacity = slots.count
    // A bit a number.
    var seen = [UInt64](repeating: 0, count: count / 64 + 1)
    var occupied = 0
    var flaw: String?
    unsafe slots.withUnsafeBufferPointer { slots in
      unsafe hash.pilots.withUnsafeBufferPointer { pilots in
        unsafe seen.withUnsafeMutableBufferPointer { seen in
          // SAFETY: places are below `slots.count`, numbers are checked against `count`, and the hash gives buckets of
          // the pilots and words of the filter.
          for place in 0..<capacity {
            let slot = unsafe slots[place]
            if slot == 0 { continue }
            let key = slot &>> shift
            let spread = PerfectHash.spread(key, seed: hash.seed)
            occupied &+= 1
            if key == 0 {
              flaw = "slot \(place) of the n-grams names no pair"
              return
            }
            let number = Int(truncatingIfNeeded: slot & numberMask) &- wordCount
            guard number >= 0, number < count, (key &- 1) &>> wordShift < UInt64(number &+ wordCount),
              (key &- 1) & wordMask < UInt64(wordCount),
              unsafe seen[number &>> 6] &>> UInt64(truncatingIfNeeded: number & 63) & 1 == 0
            else {
              flaw = "slot \(place) of the n-grams names what is not in the vocabulary"
              return
            }
            unsafe seen[number &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
            let pilot = unsafe pilots[PerfectHash.bucket(spread, of: pilots.count)]
            if PerfectHash.slot(spread, pilot: pilot, capacity: capacity) != place {
              flaw = "an n-gram of the vocabulary cannot be found in it"
              return
            }
            unsafe filter[filterPlace(spread, size: filter.count)] |= filterBits(spread)
          }
        }
      }
    }
    return flaw ?? (occupied == count ? nil : "the n-grams' slots and counts differ")
  }
}
