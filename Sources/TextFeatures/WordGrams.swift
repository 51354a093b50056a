/// The two passes over the n-grams of words: one that numbers what it meets, one that looks up what is known.
///
/// Both go through the text in blocks of tokens. Within a block all slots are computed first and then read in one plain
/// loop, so that the cache misses of independent look-ups overlap; only then are they compared.
@safe
struct WordGrams {
  /// Marks the code of an n-gram of two or more words while counting; the codes of words are below it.
  static let gramMark: UInt32 = 1 << 31
  static let absent = UInt32.max

  private var tokens = WordTokens()
  private let slots = Scratch<Int>(WordTokens.size, filledWith: 0)
  private let peeked = Scratch<UInt64>(WordTokens.size, filledWith: 0)
  private let peekedMeta = Scratch<UInt64>(WordTokens.size, filledWith: 0)
  private let pairs = Scratch<UInt64>(WordTokens.size, filledWith: 0)
  /// Numbers found, the absent left out.
  private let hits = Scratch<UInt32>(WordTokens.size, filledWith: 0)
  /// Numbers of the words of the block, the last one of the block before it at place 0.
  private let words = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  /// Numbers of the n-grams of the length before, likewise; `shorter[k]` ends with `words[k]`.
  private var shorter = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  private var longer = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  /// For each length from 2 on the number of the last n-gram one word shorter in the block before.
  private var carried: [UInt32] = []

  private mutating func begin(longest: Int) {
    tokens.begin()
    unsafe words.base[0] = Self.absent
    carried = [UInt32](repeating: Self.absent, count: max(longest - 1, 0))
  }

  // MARK: - Counting what is new

  /// Counts the n-grams of a text, numbering those not met before.
  mutating func intern(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words table: inout TermTable, grams: inout PairInterner,
    into counter: inout DocumentCounter
  ) {
    begin(longest: lengths.upperBound)
    let end = text.wordCount
    // SAFETY: the view for words has `end` bytes with padding behind them; block indexes are below `WordTokens.size`.
    unsafe text.words.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let words = unsafe words.base
      let peeked = unsafe peeked.base
      while unsafe tokens.fill(from: base, end: end) {
        let count = tokens.count
        let keys = unsafe tokens.keys
        for index in 0..<count { unsafe peeked[index] = table.peek(keys[index]) }
        for index in 0..<count {
          let length = unsafe tokens.lengths[index]
          let number =
            length == 0
            ? Self.absent
            : unsafe table.intern(key: keys[index], length: length, at: tokens.starts[index], in: base)
          unsafe words[index &+ 1] = number
          if lengths.lowerBound == 1, number != Self.absent { counter.add(number) }
        }
        if lengths.upperBound > 1 { internGrams(&grams, lengths: lengths, into: &counter) }
        unsafe words[0] = words[count]
      }
    }
  }

  private mutating func internGrams(
    _ grams: inout PairInterner, lengths: ClosedRange<Int>, into counter: inout DocumentCounter
  ) {
    let count = tokens.count
    let words = unsafe words.base
    let pairs = unsafe pairs.base
    let peeked = unsafe peeked.base
    // SAFETY: block indexes are below `WordTokens.size`, and one more where the block before is carried.
    for index in 0...count { unsafe shorter.base[index] = words[index] }
    for length in 2...lengths.upperBound {
      let shorter = unsafe shorter.base
      let longer = unsafe longer.base
      if length > 2 { unsafe shorter[0] = carried[length &- 2] }
      carried[length &- 2] = unsafe shorter[count]
      for index in 0..<count {
        unsafe pairs[index] = UInt64(shorter[index]) &<< 32 | UInt64(words[index &+ 1])
        unsafe peeked[index] = grams.peek(pairs[index])
      }
      unsafe longer[0] = Self.absent
      for index in 0..<count {
        var number = Self.absent
        if unsafe shorter[index] != Self.absent, unsafe words[index &+ 1] != Self.absent {
          number = unsafe grams.intern(pairs[index]) | Self.gramMark
          if length >= lengths.lowerBound { counter.add(number) }
        }
        unsafe longer[index &+ 1] = number
      }
      swap(&self.shorter, &self.longer)
    }
  }

  // MARK: - Counting what is known

  /// Counts the n-grams of a text that are in a vocabulary; codes are its numbers plus `code`.
  mutating func count(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words table: TermTable, grams: NGramTable?,
    base code: UInt32, into counter: inout DocumentCounter
  ) {
    begin(longest: lengths.upperBound)
    let end = text.wordCount
    // SAFETY: the view for words has `end` bytes with padding behind them; the table's arrays are as `find` wants them.
    unsafe text.words.withUnsafeBytes { bytes in
      unsafe table.slots.withUnsafeBufferPointer { slotWords in
        unsafe table.bytes.withUnsafeBytes { termBytes in
          unsafe table.offsets.withUnsafeBufferPointer { offsets in
            guard let base = bytes.baseAddress, let wordSlots = slotWords.baseAddress,
              let terms = termBytes.baseAddress, let places = offsets.baseAddress
            else { return }
            while unsafe tokens.fill(from: base, end: end) {
              let found = unsafe findWords(
                in: base, slots: wordSlots, capacity: table.capacity, terms: terms, places: places)
              if lengths.lowerBound == 1 { add(found, base: code, into: &counter) }
              if let grams, lengths.upperBound > 1 {
                findGrams(in: grams, lengths: lengths, base: code, into: &counter)
              }
              unsafe words.base[0] = words.base[tokens.count]
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func add(_ found: Int, base code: UInt32, into counter: inout DocumentCounter) {
    // SAFETY: `found` hits were written.
    for index in 0..<found { unsafe counter.add(hits.base[index] &+ code) }
  }

  /// Numbers the words of the block, and lists those that are known; answers how many.
  @unsafe
  private mutating func findWords(
    in text: UnsafeRawPointer, slots table: UnsafePointer<UInt64>, capacity: Int, terms: UnsafeRawPointer,
    places: UnsafePointer<UInt32>
  ) -> Int {
    let count = tokens.count
    let keys = unsafe tokens.keys
    let lengths = unsafe tokens.lengths
    let slots = unsafe slots.base
    let peeked = unsafe peeked.base
    let peekedMeta = unsafe peekedMeta.base
    let words = unsafe words.base
    let hits = unsafe hits.base
    // SAFETY: slots computed by `TermKey.slot` are below `capacity`; block indexes are below `WordTokens.size`.
    for index in 0..<count { unsafe slots[index] = 2 &* TermKey.slot(keys[index], capacity: capacity) }
    for index in 0..<count {
      unsafe peeked[index] = table[slots[index]]
      unsafe peekedMeta[index] = table[slots[index] &+ 1]
    }
    var found = 0
    for index in 0..<count {
      let length = unsafe lengths[index]
      let meta = unsafe peekedMeta[index]
      var number = UInt32(truncatingIfNeeded: meta)
      if unsafe peeked[index] != keys[index] || Int(truncatingIfNeeded: meta &>> 32) != length || length > 8
        || length == 0
      {
        number =
          length == 0 || meta == 0
          ? Self.absent
          : unsafe TermTable.find(
            key: keys[index], length: length, at: tokens.starts[index], in: text, slots: table, capacity: capacity,
            bytes: terms, offsets: places)
      }
      unsafe words[index &+ 1] = number
      unsafe hits[found] = number
      found &+= number == Self.absent ? 0 : 1
    }
    return found
  }

  private mutating func findGrams(
    in grams: NGramTable, lengths: ClosedRange<Int>, base code: UInt32, into counter: inout DocumentCounter
  ) {
    for index in 0...tokens.count { unsafe shorter.base[index] = words.base[index] }
    for length in 2...lengths.upperBound {
      if length > 2 { unsafe shorter.base[0] = carried[length &- 2] }
      carried[length &- 2] = unsafe shorter.base[tokens.count]
      let found = findLonger(in: grams)
      if length >= lengths.lowerBound { add(found, base: code, into: &counter) }
      swap(&shorter, &longer)
    }
  }

  /// From the n-grams of one length those one word longer, in `longer`; lists those that are known and answers how many.
  private mutating func findLonger(in grams: NGramTable) -> Int {
    let count = tokens.count
    let capacity = grams.slots.count
    let wordBits = UInt64(grams.wordBits)
    let numberBits = UInt64(grams.numberBits)
    let numberMask: UInt64 = (1 &<< numberBits) &- 1
    let words = unsafe words.base
    let shorter = unsafe shorter.base
    let longer = unsafe longer.base
    let slots = unsafe slots.base
    let peeked = unsafe peeked.base
    let pairs = unsafe pairs.base
    let hits = unsafe hits.base
    // SAFETY: slots computed by `TermKey.slot` are below `capacity`; block indexes are below `WordTokens.size`, and one
    // more where the block before is carried.
    return unsafe grams.slots.withUnsafeBufferPointer { table in
      for index in 0..<count {
        // A pair with an absent half gets a key above all that slots hold, and looks at slot 0: one look ends its search.
        let isWhole = unsafe shorter[index] != Self.absent && words[index &+ 1] != Self.absent
        let pair = unsafe (UInt64(shorter[index]) &<< wordBits | UInt64(words[index &+ 1])) &+ 1
        unsafe pairs[index] = isWhole ? pair : .max
        unsafe slots[index] = isWhole ? TermKey.slot(pair, capacity: capacity) : 0
      }
      for index in 0..<count { unsafe peeked[index] = table[slots[index]] }
      unsafe longer[0] = Self.absent
      var found = 0
      for index in 0..<count {
        let pair = unsafe pairs[index]
        var content = unsafe peeked[index]
        if content &>> numberBits > pair {
          var slot = unsafe slots[index]
          repeat {
            slot &+= 1
            if slot == capacity { slot = 0 }
            content = unsafe table[slot]
          } while content &>> numberBits > pair
        }
        let number =
          content &>> numberBits == pair ? UInt32(truncatingIfNeeded: content & numberMask) : Self.absent
        unsafe longer[index &+ 1] = number
        unsafe hits[found] = number
        found &+= number == Self.absent ? 0 : 1
      }
      return found
    }
  }
}
