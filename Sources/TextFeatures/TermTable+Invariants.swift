extension TermTable {
  /// What is wrong with a table read from a file, or nil: each term is found at its number, and nothing else is there.
  public func flaw() -> String? {
    guard slots.count == 2 * capacity, capacity > count else { return "the vocabulary's slots are too few" }
    guard offsets.first == 0, Int(offsets.last ?? 0) + Self.padding == bytes.count else {
      return "the vocabulary's offsets do not span its bytes"
    }
    for number in 0..<count {
      guard offsets[number] < offsets[number + 1], offsets[number + 1] - offsets[number] <= TermKey.longest else {
        return "term \(number) of the vocabulary is empty or too long"
      }
    }
    var occupied = 0
    for slot in 0..<capacity {
      let meta = slots[2 * slot + 1]
      if meta == 0 { continue }
      occupied += 1
      let number = Int(UInt32(truncatingIfNeeded: meta))
      guard number < count, meta >> 32 == UInt64(offsets[number + 1] - offsets[number]) else {
        return "slot \(slot) of the vocabulary names no term"
      }
    }
    guard occupied == count else { return "the vocabulary's slots and terms differ in number" }
    // SAFETY: `bytes` ends with padding behind the last term, and all offsets were checked above.
    return unsafe bytes.withUnsafeBytes { bytes in
      for number in 0..<count {
        let start = Int(offsets[number])
        let length = Int(offsets[number + 1]) - start
        let key = unsafe TermKey.of(bytes.baseAddress!, at: start, length: length)
        var slot = TermKey.slot(key, capacity: capacity)
        while slots[2 * slot + 1] != 0, UInt32(truncatingIfNeeded: slots[2 * slot + 1]) != UInt32(number) {
          // An equal key with an equal length before it would hide the term.
          if slots[2 * slot] == key, length <= 8, slots[2 * slot + 1] >> 32 == UInt64(length) {
            return "term \(number) of the vocabulary occurs twice"
          }
          slot = slot + 1 == capacity ? 0 : slot + 1
        }
        guard slots[2 * slot + 1] != 0, slots[2 * slot] == key else {
          return "term \(number) of the vocabulary cannot be found in it"
        }
      }
      return nil
    }
  }
}
