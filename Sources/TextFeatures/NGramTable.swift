/// N-grams of words as pairs: the number of the n-gram without its last word, and the number of that word.
///
/// A pair is stored whole, so a look-up is exact. The numbers of n-grams follow those of the words: `wordCount` is the
/// first. A slot is one word of 64 bits, `pair + 1 | number` from the top, where the pair is `prefix | word`, each as wide
/// as its count asks; 0 is an empty slot.
///
/// Pairs along a run of slots descend (an ordered hash table: Amble and Knuth, The Computer Journal 17, 1974), so that
/// the search for what is not there ends as early as the search for what is.
public struct NGramTable: Sendable, Equatable {
  public internal(set) var slots: [UInt64]
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
    wordBits = Self.bits(wordCount)
    numberBits = Self.bits(wordCount + pairs.count)
    let capacity = max(4, pairs.count + pairs.count / 3 + 1)
    slots = [UInt64](repeating: 0, count: capacity)
    let entries = pairs.enumerated().map { index, pair in
      ((UInt64(pair.prefix) << UInt64(wordBits) | UInt64(pair.word)) + 1) << UInt64(numberBits)
        | UInt64(wordCount + index)
    }
    // Put in from the largest to the smallest, each run of slots descends.
    for entry in entries.sorted(by: >) {
      var slot = TermKey.slot(entry >> UInt64(numberBits), capacity: capacity)
      while slots[slot] != 0 { slot = slot + 1 == capacity ? 0 : slot + 1 }
      slots[slot] = entry
    }
  }

  public init(slots: [UInt64], wordCount: Int, count: Int) {
    self.slots = slots
    self.wordCount = wordCount
    self.count = count
    wordBits = Self.bits(wordCount)
    numberBits = Self.bits(wordCount + count)
  }

  /// Bits that hold `count` numbers and one more, so that all ones is none of them.
  static func bits(_ count: Int) -> Int { Int.bitWidth - max(count, 1).leadingZeroBitCount }

  /// The parts of a slot that is not empty.
  private func parts(_ slot: UInt64) -> (key: UInt64, prefix: Int, word: Int, number: Int) {
    let key = slot >> UInt64(numberBits)
    return (
      key, Int((key - 1) >> UInt64(wordBits)), Int((key - 1) & (1 << UInt64(wordBits) - 1)),
      Int(slot & (1 << UInt64(numberBits) - 1))
    )
  }

  /// Prefix and last word of each n-gram, in order of their numbers.
  public func pairs() -> [(prefix: UInt32, word: UInt32)] {
    var pairs = [(prefix: UInt32, word: UInt32)](repeating: (0, 0), count: count)
    for slot in slots where slot != 0 {
      let (_, prefix, word, number) = parts(slot)
      pairs[number - wordCount] = (UInt32(prefix), UInt32(word))
    }
    return pairs
  }

  /// What is wrong with a table read from a file, or nil: each n-gram is found by its pair, and nothing else is there.
  public func flaw() -> String? {
    guard wordCount + count <= Self.limit, slots.count > count, slots.contains(0) else {
      return "the n-grams' slots are too few"
    }
    var seen = [Bool](repeating: false, count: count)
    var occupied = 0
    for place in slots.indices where slots[place] != 0 {
      occupied += 1
      guard slots[place] >> UInt64(numberBits) != 0 else { return "slot \(place) of the n-grams names no pair" }
      let (key, prefix, word, number) = parts(slots[place])
      guard number >= wordCount, number < wordCount + count, !seen[number - wordCount], prefix < number,
        word < wordCount
      else { return "slot \(place) of the n-grams names what is not in the vocabulary" }
      seen[number - wordCount] = true
      // Larger pairs only between the slot where the search begins and this one: it is found, and it is there once.
      var slot = TermKey.slot(key, capacity: slots.count)
      while slot != place {
        guard slots[slot] >> UInt64(numberBits) > key else {
          return "an n-gram of the vocabulary cannot be found in it"
        }
        slot = slot + 1 == slots.count ? 0 : slot + 1
      }
    }
    return occupied == count ? nil : "the n-grams' slots and counts differ"
  }
}

/// Pairs numbered in the order in which they came: what `NGramTable` is made from.
struct PairInterner {
  private var keys: [UInt64]
  private var numbers: [UInt32]
  /// `prefix << 32 | word` of each pair, in order of numbers.
  private(set) var pairs: [UInt64] = []
  private var capacity: Int

  init(capacity: Int = 4096) {
    self.capacity = capacity
    keys = [UInt64](repeating: .max, count: capacity)
    numbers = [UInt32](repeating: 0, count: capacity)
  }

  /// The slot where the search for a pair begins.
  @inline(__always)
  func slot(_ pair: UInt64) -> Int { TermKey.slot(pair, capacity: capacity) }

  /// What the slot where the search begins holds: read ahead of the search, so that the misses overlap.
  @inline(__always)
  func peek(_ pair: UInt64) -> UInt64 { keys[slot(pair)] }

  @inline(__always)
  mutating func intern(_ pair: UInt64) -> UInt32 {
    var slot = slot(pair)
    while keys[slot] != .max {
      if keys[slot] == pair { return numbers[slot] }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
    let number = UInt32(pairs.count)
    keys[slot] = pair
    numbers[slot] = number
    pairs.append(pair)
    if pairs.count > capacity / 2 { grow() }
    return number
  }

  private mutating func grow() {
    capacity *= 4
    keys = [UInt64](repeating: .max, count: capacity)
    numbers = [UInt32](repeating: 0, count: capacity)
    for (number, pair) in pairs.enumerated() {
      var slot = slot(pair)
      while keys[slot] != .max { slot = slot + 1 == capacity ? 0 : slot + 1 }
      keys[slot] = pair
      numbers[slot] = UInt32(number)
    }
  }
}
