/// Terms (words, or n-grams of characters) numbered in the order in which they came: an open-addressing table from
/// their bytes to their numbers.
///
/// A slot is two words: the term's key, then `length << 32 | number`; length 0 marks an empty slot, whose key is 0. Terms
/// of up to eight bytes are found with one look at one cache line. After `rebuild` keys descend along a run of slots, as
/// in `NGramTable`, and `find` relies on it.
public struct TermTable: Sendable, Equatable {
  /// Two words a slot.
  public internal(set) var slots: [UInt64]
  public internal(set) var capacity: Int
  /// The terms' bytes, back to back, with zeros behind them (`padding`).
  public internal(set) var bytes: [UInt8]
  /// `count + 1` positions in `bytes`.
  public internal(set) var offsets: [UInt32]

  public var count: Int { offsets.count - 1 }
  static let absent = UInt32.max
  /// Zeros behind the bytes, so that eight may be read at the start of any term.
  static let padding = 8

  init(capacity: Int = 1024) {
    self.capacity = max(capacity, 4)
    slots = [UInt64](repeating: 0, count: 2 * self.capacity)
    bytes = [UInt8](repeating: 0, count: Self.padding)
    offsets = [0]
  }

  public init(slots: [UInt64], bytes: [UInt8], offsets: [UInt32]) {
    self.slots = slots
    capacity = slots.count / 2
    self.bytes = bytes
    self.offsets = offsets
  }

  /// The bytes of a term.
  public func term(_ number: Int) -> ArraySlice<UInt8> { bytes[Int(offsets[number])..<Int(offsets[number + 1])] }

  /// The number of a term, or `absent`.
  @inline(__always) @unsafe
  static func find(
    key: UInt64, length: Int, at start: Int, in text: UnsafeRawPointer, slots: UnsafePointer<UInt64>, capacity: Int,
    bytes: UnsafeRawPointer, offsets: UnsafePointer<UInt32>
  ) -> UInt32 {
    // SAFETY: `slots` has 2 · capacity words, at least one pair of them empty; numbers in slots are below `count`.
    var slot = TermKey.slot(key, capacity: capacity)
    while true {
      let found = unsafe slots[2 &* slot]
      if found < key { return absent }
      if found == key {
        let meta = unsafe slots[2 &* slot &+ 1]
        if meta == 0 { return absent }
        if Int(truncatingIfNeeded: meta >> 32) == length {
          let number = UInt32(truncatingIfNeeded: meta)
          if length <= 8 { return number }
          if unsafe equal(text + start, bytes + Int(offsets[Int(number)]), length) { return number }
        }
      }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
  }

  /// Whether `length` bytes (more than 8) are the same at both places.
  @inline(__always) @unsafe
  private static func equal(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ length: Int) -> Bool {
    // SAFETY: both terms have `length` > 8 bytes; the last load ends with the last of them.
    var index = 0
    while index &+ 8 <= length {
      if unsafe a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index &+= 8
    }
    return unsafe a.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
      == b.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
  }

  /// What the slot where the search begins holds: read ahead of the search, so that the misses overlap.
  @inline(__always)
  func peek(_ key: UInt64) -> UInt64 { slots[2 &* TermKey.slot(key, capacity: capacity)] }

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
        let same = unsafe bytes.withUnsafeBytes { unsafe Self.equal(text + start, $0.baseAddress! + place, length) }
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

  /// The number of a term given as bytes; nil where it has none.
  func number(of term: [UInt8]) -> UInt32? {
    let padded = term + [UInt8](repeating: 0, count: Self.padding)
    // SAFETY: `padded` holds the term and padding behind it; the table's arrays are as `find` wants them.
    let number = unsafe padded.withUnsafeBytes { text in
      unsafe slots.withUnsafeBufferPointer { slots in
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe offsets.withUnsafeBufferPointer { offsets in
            let key = unsafe TermKey.of(text.baseAddress!, at: 0, length: term.count)
            return unsafe Self.find(
              key: key, length: term.count, at: 0, in: text.baseAddress!, slots: slots.baseAddress!,
              capacity: capacity, bytes: bytes.baseAddress!, offsets: offsets.baseAddress!)
          }
        }
      }
    }
    return number == Self.absent ? nil : number
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
  mutating func rebuild(capacity newCapacity: Int) {
    var fresh = [UInt64](repeating: 0, count: 2 * newCapacity)
    var keys = [UInt64](repeating: 0, count: count)
    for slot in 0..<capacity where slots[2 * slot + 1] != 0 {
      keys[Int(UInt32(truncatingIfNeeded: slots[2 * slot + 1]))] = slots[2 * slot]
    }
    // Put in from the largest key to the smallest, each run of slots descends; equal keys in order of their numbers.
    for number in (0..<count).sorted(by: { (keys[$1], $0) < (keys[$0], $1) }) {
      var slot = TermKey.slot(keys[number], capacity: newCapacity)
      while fresh[2 * slot + 1] != 0 {
        slot += 1
        if slot == newCapacity { slot = 0 }
      }
      fresh[2 * slot] = keys[number]
      fresh[2 * slot + 1] = UInt64(offsets[number + 1] - offsets[number]) << 32 | UInt64(number)
    }
    slots = fresh
    capacity = newCapacity
  }
}
