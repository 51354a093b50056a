internal import CPrefetch

/// Words met before, the numbers of their n-grams, and how often each word occurred since it was last asked.
///
/// An open-addressing table of which a search touches one cache line: all that is known of a word lies in its slot. It
/// holds so many words and no more: who finds it full takes what was counted out of it and lets it forget.
@safe
struct WordMemo {
  /// A word as it is looked for. The key (`TermKey`) of a word of up to sixteen bytes can be run backwards, so with the
  /// length and the bytes from the ninth on it is the word; longer ones are compared.
  @unsafe
  struct Wanted {
    let key: UInt64
    let tail: UInt64
    let length: Int
    let start: UnsafeRawPointer

    /// - Parameters:
    ///   - key: the word's `TermKey`.
    ///   - start: its first byte; seven bytes behind the word may be read.
    @inline(__always) @unsafe
    init(key: UInt64, length: Int, start: UnsafeRawPointer) {
      unsafe self.key = key
      unsafe self.length = length
      unsafe self.start = unsafe start
      // SAFETY: the ninth byte is read where there is one, the first where not, whose bits are then shifted out.
      let isLong = length > 8
      let second = unsafe start.loadUnaligned(fromByteOffset: isLong ? 8 : 0, as: UInt64.self)
      let kept = min(length &- 8, 8)
      unsafe tail = isLong ? second &<< UInt64(truncatingIfNeeded: 64 &- 8 &* kept) : 0
    }
  }

  private struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    var tail: UInt64 = 0
    /// Bytes; 0 marks an empty slot.
    var length: UInt16 = 0
    /// N-grams.
    var count: UInt16 = 0
    /// Occurrences counted.
    var times: UInt32 = 0
    /// Where the numbers of its n-grams begin, and its bytes where it has more than sixteen.
    var numbers: UInt32 = 0
    var bytes: UInt32 = 0
  }

  /// Bytes that are kept of words longer than sixteen, and numbers of n-grams, at most.
  private static let byteLimit = 1 << 19
  private static let numberLimit = 1 << 20
  /// Of which five eighths are taken at most.
  private static let slotLimit = 1 << 16

  private var slots = Scratch<Slot>(1 << 10, filledWith: Slot())
  private var shift = UInt64(64 - 10)
  private var wordCount = 0
  private let numbers = Scratch<UInt32>(uninitialised: numberLimit)
  private var numberCount = 0
  /// Of the words of more than sixteen bytes.
  private let bytes = Scratch<UInt8>(uninitialised: byteLimit)
  private var byteCount = 0
  /// The words that have occurred, in order of first occurrence: where the numbers of their n-grams begin, and their slots.
  private let occurred = Scratch<UInt64>(uninitialised: slotLimit)
  private var occurredCount = 0
  /// The slot of the word added last, and its place among those that occurred, until it has its numbers.
  private var unsettled: (place: Int, occurrence: Int)?

  /// Asks for the slot where the search for a key begins, so that cache misses overlap.
  @inline(__always)
  func prepare(_ key: UInt64) {
    // SAFETY: asking for a line is no access.
    unsafe prefetch_line(slots.base + Int(truncatingIfNeeded: TermKey.spread(key) &>> shift))
  }

  /// Counts one occurrence of a word; false where it is not known.
  @inline(__always) @unsafe
  mutating func count(_ word: Wanted) -> Bool {
    let mask = slots.count &- 1
    var place = unsafe Int(truncatingIfNeeded: TermKey.spread(word.key) &>> shift)
    let length = unsafe UInt16(truncatingIfNeeded: word.length)
    // SAFETY: places are below the number of slots, some of which are empty; a word's bytes lie where its slot says. There
    // is room in `occurred` for all words and one more.
    while true {
      let slot = unsafe slots.base + place
      if unsafe slot.pointee.key == word.key, unsafe slot.pointee.tail == word.tail,
        unsafe slot.pointee.length == length,
        unsafe length <= 16 || TermKey.equal(word.start, bytes.base + Int(slot.pointee.bytes), word.length)
      {
        let before = unsafe slot.pointee.times
        unsafe slot.pointee.times = before &+ 1
        unsafe occurred.base[occurredCount] =
          UInt64(slot.pointee.numbers) &<< 32 | UInt64(truncatingIfNeeded: place)
        occurredCount &+= Int(truncatingIfNeeded: (UInt64(before) &- 1) &>> 63)
        return true
      }
      if unsafe slot.pointee.length == 0 { return false }
      place = (place &+ 1) & mask
    }
  }

  /// Whether there may be no room for another word: then what was counted must be taken out, and `makeRoom` be called.
  @inline(__always)
  var isFull: Bool { wordCount == slots.count / 8 * 5 || isExhausted }

  /// Whether numbers or bytes of another word might not fit, which more slots do not help.
  @inline(__always)
  private var isExhausted: Bool {
    numberCount + WordCutter.limit > Self.numberLimit || byteCount + TermKey.longest > Self.byteLimit
  }

  /// Lays the slots out anew, or forgets all words where they are too many. Nothing may be counted.
  mutating func makeRoom() {
    precondition(occurredCount == 0, "what was counted would be lost")
    guard !isExhausted, slots.count < Self.slotLimit else { return forget() }
    let before = slots
    slots = Scratch(4 * before.count, filledWith: Slot())
    shift -= 2
    for place in 0..<before.count {
      // SAFETY: places are below the number of slots.
      if unsafe before.base[place].length != 0 { unsafe _ = put(before.base[place]) }
    }
  }

  /// Adds a word that is not known, and counts it once. The memo must not be full, and the numbers of the word added
  /// before be there.
  @inline(__always) @unsafe
  mutating func insert(_ word: Wanted) {
    // SAFETY: there is room where the memo is not full.
    let place = unsafe put(
      Slot(key: word.key, tail: word.tail, length: UInt16(word.length), times: 1, bytes: UInt32(byteCount)))
    unsettled = (place, occurredCount)
    wordCount += 1
    occurredCount += 1
    if unsafe word.length > 16 { unsafe keep(word) }
  }

  /// Gives the word added last the numbers of its n-grams, where it has none yet.
  ///
  /// - Parameter fill: writes up to `WordCutter.limit` of them, and answers how many there are.
  @inline(__always) @unsafe
  mutating func settle(_ fill: (UnsafeMutablePointer<UInt32>) -> Int) {
    guard let (place, occurrence) = unsettled else { return }
    // SAFETY: there was room when the word was added, and the place is its own.
    let filled = unsafe fill(numbers.base + numberCount)
    unsafe slots.base[place].numbers = UInt32(numberCount)
    unsafe slots.base[place].count = UInt16(filled)
    unsafe occurred.base[occurrence] = UInt64(numberCount) << 32 | UInt64(place)
    numberCount += filled
    unsettled = nil
  }

  @unsafe
  private mutating func keep(_ word: Wanted) {
    // SAFETY: there is room where the memo is not full.
    unsafe UnsafeMutableRawPointer(bytes.base + byteCount).copyMemory(from: word.start, byteCount: word.length)
    unsafe byteCount += word.length
  }

  /// Takes a slot for a word that is not there; answers which.
  @unsafe
  private func put(_ word: Slot) -> Int {
    var place = Int(truncatingIfNeeded: TermKey.spread(word.key) &>> shift)
    // SAFETY: places are below the number of slots, and some are empty.
    while unsafe slots.base[place].length != 0 { place = (place &+ 1) & (slots.count &- 1) }
    unsafe slots.base[place] = word
    return place
  }

  /// Gives the numbers of the n-grams of each word that occurred, and how often it did, in order of first occurrence;
  /// then counts anew.
  @inline(__always) @unsafe
  mutating func finish(_ body: (_ numbers: UnsafePointer<UInt32>, _ count: Int, _ times: UInt32) -> Void) {
    let slots = unsafe slots.base
    let occurred = unsafe occurred.base
    let numbers = unsafe numbers.base
    // SAFETY: places are those of words, and the numbers of a word lie where it says.
    for index in 0..<occurredCount {
      let next = unsafe occurred[min(index &+ 8, occurredCount &- 1)]
      unsafe prefetch_line(slots + Int(UInt32(truncatingIfNeeded: next)))
      unsafe prefetch_line(numbers + Int(next &>> 32))
      unsafe prefetch_line(numbers + Int(next &>> 32) + 16)
      let slot = unsafe slots + Int(UInt32(truncatingIfNeeded: occurred[index]))
      let times = unsafe slot.pointee.times
      unsafe slot.pointee.times = 0
      unsafe body(numbers + Int(slot.pointee.numbers), Int(slot.pointee.count), times)
    }
    occurredCount = 0
  }

  /// Forgets all words.
  mutating func forget() {
    // SAFETY: so many slots there are.
    for place in 0..<slots.count { unsafe slots.base[place] = Slot() }
    wordCount = 0
    numberCount = 0
    byteCount = 0
    occurredCount = 0
  }
}
