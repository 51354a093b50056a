internal import CPrefetch

/// Terms (words, or n-grams of characters) numbered in the order in which they came: an open-addressing table from
/// their bytes to their numbers.
///
/// A slot is two words: the term's key, then `length << 32 | number`; length 0 marks an empty slot, whose key is 0. Terms
/// of up to eight bytes are found without comparing bytes. What is fitted becomes a `TermIndex`.
struct TermTable: Sendable {
  /// Two words a slot.
  private var slots: [UInt64]
  private var capacity: Int
  /// The terms' bytes, back to back, with zeros behind them (`padding`).
  private(set) var bytes: [UInt8]
  /// `count + 1` positions in `bytes`.
  private(set) var offsets: [UInt32]

  var count: Int { offsets.count - 1 }
  static let absent = UInt32.max
  /// Zeros behind the bytes, so that eight may be read at the start of any term.
  static let padding = 8

  init(capacity: Int = 1024) {
    self.capacity = max(capacity, 4)
    slots = [UInt64](repeating: 0, count: 2 * self.capacity)
    bytes = [UInt8](repeating: 0, count: Self.padding)
    offsets = [0]
  }

  /// The bytes of a term.
  func term(_ number: Int) -> ArraySlice<UInt8> { bytes[Int(offsets[number])..<Int(offsets[number + 1])] }

  /// Asks for the slot where the search for a key begins, so that cache misses overlap.
  @inline(__always)
  func prepare(_ key: UInt64) {
    // SAFETY: asking for a line is no access.
    unsafe slots.withUnsafeBufferPointer {
      unsafe prefetch_line($0.baseAddress! + 2 &* TermKey.slot(key, capacity: capacity))
    }
  }

  /// The number of a term, given it a new one where it has none.
  @inline(__always) @unsafe
  mutating func intern(key: UInt64, length: Int, at start: Int, in text: UnsafeRawPointer) -> UInt32 {
    var slot = TermKey.slot(key, capacity: capacity)
    while true {
      let meta = slots[2 &* slot &+ 1]
      if meta == 0 { break }
      if slots[2 &* slot] == key, Int(truncatingIfNeeded: meta >> 32) == length {
        let number = UInt32(truncatingIfNeeded: meta)
        if length <= 8 { return number }
        let place = Int(offsets[Int(number)])
        // SAFETY: the term's bytes lie at `place` in `bytes`.
        let same = unsafe bytes.withUnsafeBytes { unsafe TermKey.equal(text + start, $0.baseAddress! + place, length) }
        if same { return number }
      }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
    let number = UInt32(count)
    slots[2 * slot] = key
    slots[2 * slot + 1] = UInt64(length) << 32 | UInt64(number)
    bytes.removeLast(Self.padding)
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: text + start, count: length))
    bytes.append(contentsOf: repeatElement(0, count: Self.padding))
    offsets.append(UInt32(bytes.count - Self.padding))
    if count > capacity / 2 { rebuild(capacity: capacity * 4) }
    return number
  }

  /// Adds a term given as bytes.
  @discardableResult
  mutating func intern(_ term: [UInt8]) -> UInt32 {
    let padded = term + [UInt8](repeating: 0, count: Self.padding)
    // SAFETY: `padded` holds the term and padding behind it.
    return unsafe padded.withUnsafeBytes { text in
      let key = unsafe TermKey.of(text.baseAddress!, at: 0, length: term.count)
      return unsafe intern(key: key, length: term.count, at: 0, in: text.baseAddress!)
    }
  }

  /// Lays the slots out anew.
  private mutating func rebuild(capacity newCapacity: Int) {
    var fresh = [UInt64](repeating: 0, count: 2 * newCapacity)
    for old in 0..<capacity where slots[2 * old + 1] != 0 {
      var slot = TermKey.slot(slots[2 * old], capacity: newCapacity)
      while fresh[2 * slot + 1] != 0 {
        slot += 1
        if slot == newCapacity { slot = 0 }
      }
      fresh[2 * slot] = slots[2 * old]
      fresh[2 * slot + 1] = slots[2 * old + 1]
    }
    slots = fresh
    capacity = newCapacity
  }
}
