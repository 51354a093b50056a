extension TermTable {
  /// What is wrong with a table read from a file, or nil: each term is found at its number, and nothing else is there.
  public func flaw() -> String? {
    guard slots.count == 2 * capacity, capacity > count, slots.count < 1 << 33 else {
      return "the vocabulary's slots are too few"
    }
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
      if meta == 0 {
        guard slots[2 * slot] == 0 else { return "slot \(slot) of the vocabulary is empty but has a key" }
        continue
      }
      occupied += 1
      let number = Int(UInt32(truncatingIfNeeded: meta))
      guard number < count, meta >> 32 == UInt64(offsets[number + 1] - offsets[number]) else {
        return "slot \(slot) of the vocabulary names no term"
      }
    }
    guard occupied == count else { return "the vocabulary's slots and terms differ in number" }
    return isSearchable() ? nil : "a term of the vocabulary cannot be found in it, or occurs twice"
  }

  /// Whether a search for each term ends at its number.
  private func isSearchable() -> Bool {
    // SAFETY: `bytes` ends with padding behind the last term, and all offsets and numbers have been checked.
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe slots.withUnsafeBufferPointer { slots in
        unsafe offsets.withUnsafeBufferPointer { offsets in
          guard let bytes = bytes.baseAddress, let slots = slots.baseAddress,
            let offsets = offsets.baseAddress
          else { return false }
          for number in 0..<count {
            let start = unsafe Int(offsets[number])
            let length = unsafe Int(offsets[number + 1]) - start
            let key = unsafe TermKey.of(bytes, at: start, length: length)
            let found = unsafe Self.find(
              key: key, length: length, at: start, in: bytes, slots: slots, capacity: capacity, bytes: bytes,
              offsets: offsets)
            if found != UInt32(number) { return false }
          }
          return true
        }
      }
    }
  }
}
