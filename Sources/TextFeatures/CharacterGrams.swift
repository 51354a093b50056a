/// N-grams of characters within words (scikit-learn's `char_wb`): a word is what stands between white space, with a
/// space put before it and behind it.
///
/// Words recur, so each is cut once: the numbers of its n-grams are remembered (`WordMemo`). The words of a document are
/// counted first, and the n-grams of each different word are then counted as often as it occurs. What is remembered is a
/// pure function of the word, so forgetting it changes nothing.
struct CharacterGrams {
  private var tokens = WordTokens()
  private var memo = WordMemo()
  private var cutter = WordCutter()
  /// The word cut before, whose n-grams are not yet looked up: their cache lines come while the next one is cut.
  private var pending = WordCutter()
  private var counter = ColumnCounter()

  /// Counts the n-grams of a text, numbering those not met before.
  mutating func intern(_ text: borrowing Normalizer, lengths: ClosedRange<Int>, terms: inout TermTable) {
    unsafe collect(text, lengths: lengths) { cutter in
      cutter.ask(terms)
    } number: { cutter, numbers in
      unsafe (cutter.intern(in: &terms, into: numbers), terms.count)
    }
  }

  /// Counts the n-grams of a text that are in a vocabulary.
  mutating func count(_ text: borrowing Normalizer, lengths: ClosedRange<Int>, terms: TermIndex) {
    unsafe collect(text, lengths: lengths) { cutter in
      cutter.ask(terms)
    } number: { cutter, numbers in
      unsafe (cutter.find(in: terms, into: numbers), terms.count)
    }
  }

  /// Gives the numbers of the n-grams counted, each plus `base`, in order of first occurrence and how often each occurs,
  /// then forgets them.
  @inline(__always)
  mutating func finish<Result>(
    base: UInt32 = 0, _ body: (_ numbers: Span<UInt32>, _ counts: Span<UInt32>) -> Result
  ) -> Result {
    counter.finish(base: base, body)
  }

  /// Counts the n-grams of a text: its words in the memo, those that are new to it cut, and from these the n-grams.
  ///
  /// - Parameters:
  ///   - ask: asks for the cache lines of the n-grams cut.
  ///   - number: writes their numbers; answers how many, and what they are all below.
  @inline(__always)
  private mutating func collect(
    _ text: borrowing Normalizer, lengths: ClosedRange<Int>, ask: (_ cutter: WordCutter) -> Void,
    number: (_ cutter: WordCutter, _ numbers: UnsafeMutablePointer<UInt32>) -> (count: Int, limit: Int)
  ) {
    tokens.begin()
    let end = text.characterCount
    // SAFETY: the view for characters has `end` bytes with padding behind them.
    unsafe text.characters.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      while unsafe tokens.fillBetweenSpaces(from: base, end: end) {
        let keys = unsafe tokens.keys
        for index in 0..<tokens.count { unsafe memo.prepare(keys[index]) }
        for index in 0..<tokens.count {
          let length = unsafe tokens.lengths[index]
          if length == 0 { continue }
          let word = unsafe WordMemo.Wanted(key: keys[index], length: length, start: base + tokens.starts[index])
          if unsafe memo.count(word) { continue }
          unsafe cutter.cut(word.start, length: length, lengths: lengths)
          ask(cutter)
          unsafe settle(number)
          if memo.isFull {
            spread()
            memo.makeRoom()
            precondition(!memo.isFull, "a word is put where there is no room")
          }
          unsafe memo.insert(word)
          swap(&cutter, &pending)
        }
      }
    }
    unsafe settle(number)
    spread()
  }

  /// Gives the memo the numbers of the pending word's n-grams, where there is one.
  @inline(__always)
  private mutating func settle(
    _ number: (_ cutter: WordCutter, _ numbers: UnsafeMutablePointer<UInt32>) -> (count: Int, limit: Int)
  ) {
    unsafe memo.settle {
      let numbered = unsafe number(pending, $0)
      counter.reserve(numbered.limit)
      return numbered.count
    }
  }

  /// From counts of words to counts of n-grams.
  private mutating func spread() {
    unsafe memo.finish { numbers, count, times in unsafe counter.add(numbers, count: count, times: times) }
  }
}
