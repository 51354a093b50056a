/// Counts how often each code (a term's number) occurs in one document, in the order in which they first occur.
///
/// A small open-addressing table that stays in the first-level cache. It grows with the document and is emptied along
/// the list of what was touched. `finish` ends a document.
@safe
struct DocumentCounter {
  /// `(code + 1) << 32 | count` a slot, 0 where it is empty.
  private var table: Scratch<UInt64>
  /// Slots in order of first use.
  private var touched: Scratch<UInt32>
  private var codes: Scratch<UInt32>
  private var counts: Scratch<UInt32>
  private var shift: UInt32
  /// Different codes so far.
  private(set) var count = 0

  init(slotBits: UInt32 = 12) {
    let slots = 1 << Int(slotBits)
    table = Scratch(slots, filledWith: 0)
    touched = Scratch(slots / 2, filledWith: 0)
    codes = Scratch(slots / 2, filledWith: 0)
    counts = Scratch(slots / 2, filledWith: 0)
    shift = 32 - slotBits
  }

  @inline(__always)
  mutating func add(_ code: UInt32, times: UInt32 = 1) {
    // SAFETY: a slot is below the table's size, of which at most half is in use; `count` is below half of it.
    let slots = unsafe table.base
    let mask = UInt32(truncatingIfNeeded: table.count &- 1)
    let key = UInt64(code &+ 1)
    var slot = (code &* 0x9E37_79B1) &>> shift
    while true {
      let content = unsafe slots[Int(slot)]
      if content &>> 32 == key {
        unsafe slots[Int(slot)] = content &+ UInt64(times)
        return
      }
      if content == 0 { break }
      slot = (slot &+ 1) & mask
    }
    unsafe slots[Int(slot)] = key &<< 32 | UInt64(times)
    unsafe touched.base[count] = slot
    count &+= 1
    if count == touched.count { grow() }
  }

  /// Gives the codes in order of first occurrence and how often each occurs, then forgets them.
  @inline(__always)
  mutating func finish<Result>(_ body: (_ codes: Span<UInt32>, _ counts: Span<UInt32>) -> Result) -> Result {
    let slots = unsafe table.base
    // SAFETY: `count` slots were touched, and the three lists have room for them.
    for place in 0..<count {
      let slot = unsafe Int(touched.base[place])
      let content = unsafe slots[slot]
      unsafe codes.base[place] = UInt32(truncatingIfNeeded: content &>> 32) &- 1
      unsafe counts.base[place] = UInt32(truncatingIfNeeded: content)
      unsafe slots[slot] = 0
    }
    let found = count
    count = 0
    return body(
      unsafe UnsafeBufferPointer(start: codes.base, count: found).span,
      unsafe UnsafeBufferPointer(start: counts.base, count: found).span)
  }

  /// Forgets what was counted.
  mutating func removeAll() { finish { _, _ in } }

  private mutating func grow() {
    var larger = DocumentCounter(slotBits: 32 - shift + 2)
    finish { codes, counts in
      for place in codes.indices { larger.add(codes[place], times: counts[place]) }
    }
    self = larger
  }
}
