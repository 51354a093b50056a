/// The two passes over the n-grams of words: one that numbers what it meets, one that looks up what is known.
///
/// Both go through the text in blocks of tokens. Within a block all slots are computed first and then read in one plain
/// loop, so that the cache misses of independent look-ups overlap; only then are they compared.
struct WordGrams {
  /// Marks the code of an n-gram of two or more words while counting; the codes of words are below it.
  static let gramMark: UInt32 = 1 << 31
  static let absent = UInt32.max

  private var tokens = WordTokens()
  private var slots = [Int](repeating: 0, count: WordTokens.size)
  private var peeked = [UInt64](repeating: 0, count: WordTokens.size)
  private var peekedMeta = [UInt64](repeating: 0, count: WordTokens.size)
  private var pairs = [UInt64](repeating: 0, count: WordTokens.size)
  /// Numbers of the words of the block, the last one of the block before it at place 0.
  private var words = [UInt32](repeating: absent, count: WordTokens.size + 1)
  /// Numbers of the n-grams of the length before, likewise; `shorter[k]` ends with `words[k]`.
  private var shorter = [UInt32](repeating: absent, count: WordTokens.size + 1)
  private var longer = [UInt32](repeating: absent, count: WordTokens.size + 1)
  /// For each length from 2 on the number of the last n-gram one word shorter in the block before.
  private var carried: [UInt32] = []

  // MARK: - Counting what is new

  /// Counts the n-grams of a text, numbering those not met before.
  mutating func intern(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words table: inout TermTable, grams: inout PairInterner,
    into counter: inout DocumentCounter
  ) {
    begin(longest: lengths.upperBound)
    let end = text.wordCount
    var position = 0
    // SAFETY: the view for words has `end` bytes with padding behind them.
    unsafe text.words.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      while position < end {
        position = unsafe tokens.fill(from: base, at: position, end: end)
        let count = tokens.count
        for index in 0..<count { peeked[index] = table.slots[2 &* TermKey.slot(tokens.keys[index], capacity: table.capacity)] }
        for index in 0..<count {
          let length = tokens.lengths[index]
          words[index &+ 1] =
            length == 0
            ? Self.absent
            : unsafe table.intern(key: tokens.keys[index], length: length, at: tokens.starts[index], in: base)
        }
        if lengths.lowerBound == 1 {
          for index in 1...max(count, 1) where index <= count && words[index] != Self.absent { counter.add(words[index]) }
        }
        guard lengths.upperBound > 1 else { continue }
        for index in 0...count { shorter[index] = words[index] }
        for length in 2...lengths.upperBound {
          if length > 2 { shorter[0] = carried[length &- 2] }
          let last = shorter[count]
          for index in 0..<count {
            pairs[index] = UInt64(shorter[index]) << 32 | UInt64(words[index &+ 1])
            peeked[index] = grams.peek(pairs[index])
          }
          longer[0] = Self.absent
          for index in 0..<count {
            var number = Self.absent
            if shorter[index] != Self.absent, words[index &+ 1] != Self.absent {
              number = grams.intern(pairs[index]) | Self.gramMark
              if length >= lengths.lowerBound { counter.add(number) }
            }
            longer[index &+ 1] = number
          }
          carried[length &- 2] = last
          swap(&shorter, &longer)
        }
        words[0] = words[count]
      }
    }
  }

  // MARK: - Counting what is known

  /// Counts the n-grams of a text that are in a vocabulary; codes are its numbers plus `base`.
  mutating func count(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words table: TermTable, grams: NGramTable?,
    base code: UInt32, into counter: inout DocumentCounter
  ) {
    begin(longest: lengths.upperBound)
    let end = text.wordCount
    var position = 0
    // SAFETY: the view for words has `end` bytes with padding behind them; the table's arrays are as `find` wants them.
    unsafe text.words.withUnsafeBytes { bytes in
      unsafe table.slots.withUnsafeBufferPointer { slotWords in
        unsafe table.bytes.withUnsafeBytes { termBytes in
          unsafe table.offsets.withUnsafeBufferPointer { offsets in
            guard let base = bytes.baseAddress, let wordSlots = slotWords.baseAddress,
              let terms = termBytes.baseAddress, let places = offsets.baseAddress
            else { return }
            while position < end {
              position = unsafe tokens.fill(from: base, at: position, end: end)
              unsafe findWords(in: base, slots: wordSlots, capacity: table.capacity, terms: terms, places: places)
              let count = tokens.count
              if lengths.lowerBound == 1 {
                for index in 0..<count where words[index &+ 1] != Self.absent { counter.add(words[index &+ 1] &+ code) }
              }
              if let grams, lengths.upperBound > 1 {
                findGrams(in: grams, lengths: lengths, base: code, into: &counter)
              }
              words[0] = words[count]
            }
          }
        }
      }
    }
  }

  @unsafe
  private mutating func findWords(
    in text: UnsafeRawPointer, slots table: UnsafePointer<UInt64>, capacity: Int, terms: UnsafeRawPointer,
    places: UnsafePointer<UInt32>
  ) {
    let count = tokens.count
    // SAFETY: slots computed by `TermKey.slot` are below `capacity`; block indexes are below `WordTokens.size`.
    for index in 0..<count { slots[index] = 2 &* TermKey.slot(tokens.keys[index], capacity: capacity) }
    for index in 0..<count {
      peeked[index] = unsafe table[slots[index]]
      peekedMeta[index] = unsafe table[slots[index] &+ 1]
    }
    for index in 0..<count {
      let length = tokens.lengths[index]
      let meta = peekedMeta[index]
      var number = Self.absent
      if length != 0, meta != 0 {
        if length <= 8, peeked[index] == tokens.keys[index], Int(truncatingIfNeeded: meta >> 32) == length {
          number = UInt32(truncatingIfNeeded: meta)
        } else {
          number = unsafe TermTable.find(
            key: tokens.keys[index], length: length, at: tokens.starts[index], in: text, slots: table,
            capacity: capacity, bytes: terms, offsets: places)
        }
      }
      words[index &+ 1] = number
    }
  }

  private mutating func findGrams(
    in grams: NGramTable, lengths: ClosedRange<Int>, base code: UInt32, into counter: inout DocumentCounter
  ) {
    let count = tokens.count
    let capacity = grams.slots.count
    let wordBits = UInt64(grams.wordBits)
    let numberBits = UInt64(grams.numberBits)
    let numberMask: UInt64 = (1 &<< numberBits) &- 1
    for index in 0...count { shorter[index] = words[index] }
    for length in 2...lengths.upperBound {
      if length > 2 { shorter[0] = carried[length &- 2] }
      let last = shorter[count]
      for index in 0..<count {
        // A pair with an absent half gets a key that no slot holds.
        let isWhole = shorter[index] != Self.absent && words[index &+ 1] != Self.absent
        pairs[index] = isWhole ? UInt64(shorter[index]) &<< wordBits | UInt64(words[index &+ 1]) : .max
        slots[index] = isWhole ? TermKey.slot(pairs[index], capacity: capacity) : 0
      }
      for index in 0..<count { peeked[index] = grams.slots[slots[index]] }
      longer[0] = Self.absent
      for index in 0..<count {
        var number = Self.absent
        if pairs[index] != .max {
          var content = peeked[index]
          var slot = slots[index]
          while content != .max {
            if content &>> numberBits == pairs[index] {
              number = UInt32(truncatingIfNeeded: content & numberMask)
              if length >= lengths.lowerBound { counter.add(number &+ code) }
              break
            }
            slot &+= 1
            if slot == capacity { slot = 0 }
            content = grams.slots[slot]
          }
        }
        longer[index &+ 1] = number
      }
      carried[length &- 2] = last
      swap(&shorter, &longer)
    }
  }

  private mutating func begin(longest: Int) {
    words[0] = Self.absent
    carried = [UInt32](repeating: Self.absent, count: max(longest - 1, 0))
  }
}
