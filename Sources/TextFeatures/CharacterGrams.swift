/// N-grams of characters within words (scikit-learn's `char_wb`): a word is what stands between white space, with a
/// space put before it and behind it.
///
/// The n-grams of a word seen before are not cut again: the numbers of its n-grams are remembered, so that a text costs
/// one look-up a word. What is remembered is a pure function of the word, so forgetting it changes nothing.
struct CharacterGrams {
  /// Numbers remembered at most, between documents; beyond it all is forgotten.
  private static let memoLimit = 1 << 20

  private var memo = TermTable(capacity: 4096)
  private var memoOffsets: [Int] = [0]
  private var memoNumbers: [UInt32] = []
  private var wordCounter = DocumentCounter()
  private var padded: [UInt8] = []
  private var starts: [Int] = []
  /// Words, or n-grams of a word, whose slots have been asked for.
  private var asked: [Asked] = []
  private var askedGrams: [Asked] = []

  private struct Asked {
    var key: UInt64
    var start: Int
    var length: Int
  }

  /// Words whose cache lines are under way together.
  private static let blockSize = 64

  /// Counts the n-grams of a text, numbering those not met before.
  mutating func intern(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, terms: inout TermTable, into counter: inout DocumentCounter
  ) {
    unsafe collect(
      text, lengths: lengths, prepare: { terms.prepare($0) },
      number: { unsafe terms.intern(key: $0, length: $1, at: $2, in: $3) })
    spread(base: 0, into: &counter)
  }

  /// Counts the n-grams of a text that are in a vocabulary; codes are its numbers plus `base`.
  mutating func count(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, terms: TermIndex, base code: UInt32,
    into counter: inout DocumentCounter
  ) {
    unsafe collect(
      text, lengths: lengths, prepare: { terms.prepare($0) },
      number: { unsafe terms.find(key: $0, length: $1, at: $2, in: $3) })
    spread(base: code, into: &counter)
  }

  /// Forgets all words: for another vocabulary.
  mutating func forget() {
    memo = TermTable(capacity: 4096)
    memoOffsets = [0]
    memoNumbers = []
  }

  // MARK: - Words

  /// Counts the words of a text in `wordCounter`, and cuts those that are new to the memo.
  @inline(__always)
  private mutating func collect(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, prepare: (_ key: UInt64) -> Void,
    number: (_ key: UInt64, _ length: Int, _ start: Int, _ bytes: UnsafeRawPointer) -> UInt32
  ) {
    if memoNumbers.count > Self.memoLimit || memo.count > Self.memoLimit / 4 { forget() }
    wordCounter.removeAll()
    let end = text.characterCount
    // SAFETY: the view for characters has `end` bytes with padding behind them.
    unsafe text.characters.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var index = 0
      while index < end {
        asked.removeAll(keepingCapacity: true)
        while asked.count < Self.blockSize {
          while index < end, unsafe Self.isSpace(base.load(fromByteOffset: index, as: UInt8.self)) { index &+= 1 }
          if index >= end { break }
          let start = index
          while index < end, unsafe !Self.isSpace(base.load(fromByteOffset: index, as: UInt8.self)) { index &+= 1 }
          let length = index &- start
          if length > TermKey.longest { continue }
          let key = unsafe TermKey.of(base, at: start, length: length)
          memo.prepare(key)
          asked.append(Asked(key: key, start: start, length: length))
        }
        for place in asked.indices {
          let one = asked[place]
          let word = unsafe memo.intern(key: one.key, length: one.length, at: one.start, in: base)
          if Int(word) == memoOffsets.count - 1 {
            unsafe cut(
              UnsafeRawBufferPointer(start: base + one.start, count: one.length), lengths: lengths, prepare: prepare,
              number: number)
            memoOffsets.append(memoNumbers.count)
          }
          wordCounter.add(word)
        }
      }
    }
  }

  /// White space of ASCII as Python has it, and NUL, which separates.
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || byte &- 9 < 5 || byte >= 0x1C || byte == 0)
  }

  /// Appends the numbers of a word's n-grams to the memo, those that are in no vocabulary left out.
  @inline(__always)
  private mutating func cut(
    _ word: UnsafeRawBufferPointer, lengths: ClosedRange<Int>, prepare: (_ key: UInt64) -> Void,
    number: (_ key: UInt64, _ length: Int, _ start: Int, _ bytes: UnsafeRawPointer) -> UInt32
  ) {
    padded.removeAll(keepingCapacity: true)
    padded.append(UInt8(ascii: " "))
    unsafe padded.append(contentsOf: word)
    padded.append(UInt8(ascii: " "))
    let end = padded.count
    starts.removeAll(keepingCapacity: true)
    for index in 0..<end where padded[index] & 0xC0 != 0x80 { starts.append(index) }
    starts.append(end)
    padded.append(contentsOf: repeatElement(0, count: Normalizer.padding))
    let characters = starts.count - 1
    // SAFETY: starts ascend to `end`, and padding lies behind it.
    unsafe padded.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      askedGrams.removeAll(keepingCapacity: true)
      for size in lengths {
        let last = max(characters - size, 0)
        for first in 0...last {
          let start = starts[first]
          let length = starts[min(first + size, characters)] - start
          let key = unsafe TermKey.of(base, at: start, length: length)
          prepare(key)
          askedGrams.append(Asked(key: key, start: start, length: length))
        }
        // A word shorter than the n-gram is counted once, whole.
        if last == 0 { break }
      }
      for gram in askedGrams {
        let found = unsafe number(gram.key, gram.length, gram.start, base)
        if found != TermTable.absent { memoNumbers.append(found) }
      }
    }
  }

  private mutating func spread(base code: UInt32, into counter: inout DocumentCounter) {
    wordCounter.finish { words, times in
      for place in words.indices {
        let word = Int(words[place])
        let start = memoOffsets[word]
        let count = memoOffsets[word + 1] - start
        // SAFETY: the numbers of a word lie between its offsets.
        unsafe memoNumbers.withUnsafeBufferPointer { numbers in
          guard let base = numbers.baseAddress else { return }
          unsafe counter.add(base + start, count: count, base: code, times: times[place])
        }
      }
    }
  }
}
