internal import CPrefetch
internal import LinearAlgebra

/// The two passes over the n-grams of words: one that numbers what it meets, one that looks up what is known.
///
/// Both go through the text in blocks of tokens, one step for all tokens of a block after the other. The loops of the
/// second pass have no branch that depends on what is found: what goes on is packed side by side. So neither a cache
/// miss nor a wrong guess holds up the look-ups behind it.
@safe
struct WordGrams {
  /// Marks the code of an n-gram of two or more words while counting; the codes of words are below it.
  static let gramMark: UInt32 = 1 << 31
  static let absent = UInt32.max

  private var tokens = WordTokens()
  private let slots = Scratch<UInt32>(WordTokens.size, filledWith: 0)
  private let peeked = Scratch<UInt64>(WordTokens.size, filledWith: 0)
  /// Places in the block of what is at work.
  private let places = Scratch<UInt32>(WordTokens.size, filledWith: 0)
  private let spreads = Scratch<UInt64>(WordTokens.size, filledWith: 0)
  /// Numbers found, the absent left out.
  private let hits = Scratch<UInt32>(WordTokens.size, filledWith: 0)
  /// Numbers of the words of the block, the last one of the block before it at place 0.
  private let words = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  /// Numbers of the n-grams of the length before, likewise; `shorter[k]` ends with `words[k]`.
  private var shorter = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  private var longer = Scratch<UInt32>(WordTokens.size + 1, filledWith: absent)
  /// For each length from 2 on the number of the last n-gram one word shorter in the block before.
  private var carried: [UInt32] = []
  /// Words of the text that was looked up last, known or not.
  private(set) var wordCount = 0

  private mutating func begin(longest: Int) {
    tokens.begin()
    wordCount = 0
    unsafe words.base[0] = Self.absent
    for place in carried.indices { carried[place] = Self.absent }
    while carried.count < longest { carried.append(Self.absent) }
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
      while unsafe tokens.fill(from: base, end: end) {
        let count = tokens.count
        let keys = unsafe tokens.keys
        for index in 0..<count { unsafe table.prepare(keys[index]) }
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
    let pairs = unsafe peeked.base
    // SAFETY: block indexes are below `WordTokens.size`, and one more where the block before is carried.
    for index in 0...count { unsafe shorter.base[index] = words[index] }
    for length in 2...lengths.upperBound {
      let shorter = unsafe shorter.base
      let longer = unsafe longer.base
      if length > 2 { unsafe shorter[0] = carried[length &- 2] }
      carried[length &- 2] = unsafe shorter[count]
      for index in 0..<count {
        unsafe pairs[index] = UInt64(shorter[index]) &<< 32 | UInt64(words[index &+ 1])
        unsafe grams.prepare(pairs[index])
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

  /// Counts the n-grams of a text that are in a vocabulary, by its numbers.
  mutating func count(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words index: TermIndex, grams: NGramTable?,
    into counter: inout ColumnCounter
  ) {
    counter.reserve(index.count + (grams?.count ?? 0))
    unsafe lookUp(text, lengths: lengths, words: index, grams: grams) { hits, found in
      // SAFETY: `found` hits were written; they are numbers of words and n-grams.
      unsafe counter.add(hits, count: found, times: 1)
    }
  }

  /// Gives the numbers of the n-grams of a text that are in a vocabulary, a block of words and a length at a time.
  @inline(__always) @unsafe
  mutating func lookUp(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, words index: TermIndex, grams: NGramTable?,
    body: (_ hits: UnsafePointer<UInt32>, _ found: Int) -> Void
  ) {
    begin(longest: lengths.upperBound)
    let end = text.wordCount
    // SAFETY: the view for words has `end` bytes with padding behind them.
    unsafe text.words.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      while unsafe tokens.fill(from: base, end: end) {
        wordCount &+= tokens.count
        let found = unsafe findWords(in: base, index: index)
        if lengths.lowerBound == 1 { unsafe body(hits.base, found) }
        if let grams, lengths.upperBound > 1 {
          for index in 0...tokens.count { unsafe shorter.base[index] = words.base[index] }
          for length in 2...lengths.upperBound {
            if length > 2 { unsafe shorter.base[0] = carried[length &- 2] }
            carried[length &- 2] = unsafe shorter.base[tokens.count]
            let found = unsafe findLonger(in: grams, isLast: length == lengths.upperBound)
            if length >= lengths.lowerBound { unsafe body(hits.base, found) }
            swap(&shorter, &longer)
          }
        }
        unsafe words.base[0] = words.base[tokens.count]
      }
    }
  }

  /// Numbers the words of the block, and lists those that are known; answers how many.
  @unsafe
  private mutating func findWords(in text: UnsafeRawPointer, index: TermIndex) -> Int {
    let count = tokens.count
    let keys = unsafe tokens.keys
    let lengths = unsafe tokens.lengths
    let slots = unsafe slots.base
    let words = unsafe words.base
    let hits = unsafe hits.base
    // SAFETY: block places are below `WordTokens.size`; the hash gives buckets of pilots and slots of the table.
    unsafe index.slots.withUnsafeBufferPointer { buffer in
      guard let table = buffer.baseAddress else { return }
      unsafe index.place(keys, count, into: slots)
      var doubts = 0
      for place in 0..<count {
        let slot = unsafe 2 &* Int(slots[place])
        let meta = unsafe table[slot &+ 1]
        let length = unsafe UInt64(truncatingIfNeeded: lengths[place])
        // A key of up to eight bytes is the word; a longer word's must be looked into. All ones and zeros by arithmetic.
        let isKey = unsafe Self.ones(table[slot] ^ keys[place]) & ~Self.ones(length)
        let isWord = isKey & Self.ones(length ^ meta &>> 32) & Self.ones((length &- 1) &>> 3)
        unsafe words[place &+ 1] = UInt32(truncatingIfNeeded: meta | ~isWord)
        unsafe hits[doubts] = UInt32(truncatingIfNeeded: place)
        doubts &+= Int(truncatingIfNeeded: (isKey & ~isWord) & 1)
      }
      unsafe settle(doubts, in: text, index: index, table: table)
    }
    var found = 0
    for place in 0..<count {
      let number = unsafe words[place &+ 1]
      unsafe hits[found] = number
      found &+= Int(truncatingIfNeeded: ~Self.ones(UInt64(~number)) & 1)
    }
    return found
  }

  /// All ones where a number is zero, else zeros.
  @inline(__always)
  private static func ones(_ number: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(bitPattern: ~number & (number &- 1)) &>> 63)
  }

  /// Compares the words whose key is not yet they themselves: `doubts` places in `hits`, and their slots.
  @unsafe
  private func settle(_ doubts: Int, in text: UnsafeRawPointer, index: TermIndex, table: UnsafePointer<UInt64>) {
    if doubts == 0 { return }
    let places = unsafe hits.base
    let starts = unsafe peeked.base
    // SAFETY: numbers in slots are those of terms; a slot that is empty has number 0, and there is a term.
    unsafe index.offsets.withUnsafeBufferPointer { offsets in
      unsafe index.bytes.withUnsafeBytes { bytes in
        guard let offsets = offsets.baseAddress, let bytes = bytes.baseAddress else { return }
        for doubt in 0..<doubts {
          let meta = unsafe table[2 &* Int(slots.base[Int(places[doubt])]) &+ 1]
          let start = unsafe offsets[Int(UInt32(truncatingIfNeeded: meta))]
          unsafe starts[doubt] = UInt64(start)
          unsafe prefetch_line(bytes + Int(start))
        }
        for doubt in 0..<doubts {
          let place = unsafe Int(places[doubt])
          let meta = unsafe table[2 &* Int(slots.base[place]) &+ 1]
          let length = unsafe tokens.lengths[place]
          let term = unsafe text + tokens.starts[place]
          if meta &>> 32 == UInt64(truncatingIfNeeded: length),
            unsafe TermKey.equal(term, bytes + Int(starts[doubt]), length)
          {
            unsafe words.base[place &+ 1] = UInt32(truncatingIfNeeded: meta)
          } else if !index.twins.isEmpty {
            unsafe words.base[place &+ 1] = index.twin(length: length, at: term)
          }
        }
      }
    }
  }

  /// From the n-grams of one length those one word longer, in `longer` unless they are the last; lists those that are
  /// known and answers how many.
  @unsafe
  private mutating func findLonger(in grams: NGramTable, isLast: Bool) -> Int {
    let count = tokens.count
    let wordBits = UInt64(grams.wordBits)
    let numberBits = UInt64(grams.numberBits)
    let numberMask: UInt64 = (1 &<< numberBits) &- 1
    let words = unsafe words.base
    let shorter = unsafe shorter.base
    let longer = unsafe longer.base
    let slots = unsafe slots.base
    let pairs = unsafe peeked.base
    let places = unsafe places.base
    let spreads = unsafe spreads.base
    let hits = unsafe hits.base
    // SAFETY: the hash gives buckets of pilots and slots of the table; block places are below `WordTokens.size`, and one
    // more where the block before is carried.
    var candidates = 0
    for place in 0..<count {
      // Pairs whose halves are both known, side by side.
      let before = unsafe shorter[place]
      let word = unsafe words[place &+ 1]
      unsafe pairs[candidates] = (UInt64(before) &<< wordBits | UInt64(word)) &+ 1
      unsafe places[candidates] = UInt32(truncatingIfNeeded: place)
      candidates &+= Int(truncatingIfNeeded: ~(Self.ones(UInt64(~before)) | Self.ones(UInt64(~word))) & 1)
    }
    if !isLast { for place in 0...count { unsafe longer[place] = Self.absent } }
    let hash = grams.hash
    let capacity = hash.capacity
    let seed = hash.seed
    return unsafe hash.pilots.withUnsafeBufferPointer { pilots in
      unsafe grams.filter.withUnsafeBufferPointer { filter in
        unsafe grams.slots.withUnsafeBufferPointer { table in
          guard let words = filter.baseAddress, let pilotBase = pilots.baseAddress, let table = table.baseAddress
          else { return 0 }
          let size = filter.count
          let buckets = pilots.count
          for candidate in 0..<candidates {
            let spread = unsafe PerfectHash.spread(pairs[candidate], seed: seed)
            unsafe spreads[candidate] = spread
            unsafe prefetch_line(words + NGramTable.filterPlace(spread, size: size))
          }
          // What the filter lets through, side by side.
          var kept = 0
          for candidate in 0..<candidates {
            let spread = unsafe spreads[candidate]
            let word = unsafe words[NGramTable.filterPlace(spread, size: size)]
            unsafe pairs[kept] = pairs[candidate]
            unsafe spreads[kept] = spread
            unsafe places[kept] = places[candidate]
            kept &+= Int(truncatingIfNeeded: NGramTable.mayHold(word, spread))
          }
          for candidate in 0..<kept {
            let spread = unsafe spreads[candidate]
            let pilot = unsafe pilotBase[PerfectHash.bucket(spread, of: buckets)]
            let slot = PerfectHash.slot(spread, pilot: pilot, capacity: capacity)
            unsafe prefetch_line(table + slot)
            unsafe slots[candidate] = UInt32(truncatingIfNeeded: slot)
          }
          var found = 0
          for candidate in 0..<kept {
            let content = unsafe table[Int(slots[candidate])]
            let number = UInt32(truncatingIfNeeded: content & numberMask)
            let isThere = unsafe Self.ones(content &>> numberBits ^ pairs[candidate])
            unsafe hits[found] = number
            found &+= Int(truncatingIfNeeded: isThere & 1)
            if !isLast {
              unsafe longer[Int(places[candidate]) &+ 1] = number | UInt32(truncatingIfNeeded: ~isThere)
            }
          }
          return found
        }
      }
    }
  }
}
