/// Counts how often each code (a term's number) occurs in one document, in the order in which they first occur.
///
/// A small open-addressing table that stays in the first-level cache; it grows with the document and is emptied along
/// the list of what was touched.
struct DocumentCounter {
  /// Codes in order of first occurrence.
  private(set) var codes: [UInt32] = []
  /// How often each of `codes` occurs, once `finish` was called.
  private(set) var occurrences: [UInt32] = []
  /// `code + 1` a slot, 0 where it is empty.
  private var keys: [UInt32]
  private var counts: [UInt32]
  private var touched: [UInt32] = []
  private var shift: UInt32

  init() {
    keys = [UInt32](repeating: 0, count: 4096)
    counts = keys
    shift = 32 - 12
  }

  var count: Int { codes.count }

  /// Gathers `occurrences`.
  mutating func finish() {
    occurrences.removeAll(keepingCapacity: true)
    for slot in touched { occurrences.append(counts[Int(slot)]) }
  }

  mutating func removeAll() {
    for slot in touched { keys[Int(slot)] = 0 }
    touched.removeAll(keepingCapacity: true)
    codes.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func add(_ code: UInt32, times: UInt32 = 1) {
    let mask = UInt32(truncatingIfNeeded: keys.count &- 1)
    var slot = (code &* 0x9E37_79B1) >> shift
    while true {
      let key = keys[Int(slot)]
      if key == code &+ 1 {
        counts[Int(slot)] &+= times
        return
      }
      if key == 0 { break }
      slot = (slot &+ 1) & mask
    }
    keys[Int(slot)] = code &+ 1
    counts[Int(slot)] = times
    touched.append(slot)
    codes.append(code)
    if codes.count &* 2 > keys.count { grow() }
  }

  private mutating func grow() {
    let oldCounts = touched.map { counts[Int($0)] }
    let size = keys.count * 4
    keys = [UInt32](repeating: 0, count: size)
    counts = keys
    shift -= 2
    let mask = UInt32(size - 1)
    for (place, code) in codes.enumerated() {
      var slot = (code &* 0x9E37_79B1) >> shift
      while keys[Int(slot)] != 0 { slot = (slot + 1) & mask }
      keys[Int(slot)] = code + 1
      counts[Int(slot)] = oldCounts[place]
      touched[place] = slot
    }
  }
}
