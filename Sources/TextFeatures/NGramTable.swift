/// N-grams of words as pairs: the number of the n-gram without its last word, and the number of that word.
///
/// A pair is stored whole, so a look-up is exact. The numbers of n-grams follow those of the words: `wordCount` is the
/// first. A slot is one word of 64 bits, `prefix | word | number` from the top, each as wide as its count asks; all ones
/// mark an empty slot.
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
    slots = [UInt64](repeating: .max, count: capacity)
    for (index, pair) in pairs.enumerated() {
      let key = UInt64(pair.prefix) << UInt64(wordBits) | UInt64(pair.word)
      var slot = TermKey.slot(key, capacity: capacity)
      while slots[slot] != .max { slot = slot + 1 == capacity ? 0 : slot + 1 }
      slots[slot] = key << UInt64(numberBits) | UInt64(wordCount + index)
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

  /// Prefix and last word of each n-gram, in order of their numbers.
  public func pairs() -> [(prefix: UInt32, word: UInt32)] {
    var pairs = [(prefix: UInt32, word: UInt32)](repeating: (0, 0), count: count)
    for slot in slots where slot != .max {
      let number = Int(slot & (1 << UInt64(numberBits) - 1))
      let key = slot >> UInt64(numberBits)
      pairs[number - wordCount] = (
        UInt32(truncatingIfNeeded: key >> UInt64(wordBits)), UInt32(key & (1 << UInt64(wordBits) - 1))
      )
    }
    return pairs
  }

  /// What is wrong with a table read from a file, or nil.
  public func flaw() -> String? {
    guard wordCount + count <= Self.limit, slots.count > count else { return "the n-grams' slots are too few" }
    var seen = [Bool](repeating: false, count: count)
    var occupied = 0
    for slot in slots where slot != .max {
      occupied += 1
      let number = Int(slot & (1 << UInt64(numberBits) - 1))
      let key = slot >> UInt64(numberBits)
      let prefix = Int(key >> UInt64(wordBits))
      guard number >= wordCount, number < wordCount + count, !seen[number - wordCount], prefix < number,
        Int(key & (1 << UInt64(wordBits) - 1)) < wordCount
      else { return "the n-grams' slots name what is not in the vocabulary" }
      seen[number - wordCount] = true
    }
    guard occupied == count else { return "the n-grams' slots and counts differ" }
    var keys = slots.filter { $0 != .max }.map { $0 >> UInt64(numberBits) }
    keys.sort()
    for index in keys.indices.dropFirst() where keys[index] == keys[index - 1] {
      return "an n-gram of the vocabulary occurs twice"
    }
    for place in slots.indices where slots[place] != .max {
      let key = slots[place] >> UInt64(numberBits)
      var slot = TermKey.slot(key, capacity: slots.count)
      while slot != place {
        guard slots[slot] != .max else { return "an n-gram of the vocabulary cannot be found in it" }
        slot = slot + 1 == slots.count ? 0 : slot + 1
      }
    }
    return nil
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
