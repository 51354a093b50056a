/// Counts how often each code (a term's number) occurs in one document, in the order in which they first occur.
///
/// A small open-addressing table from codes to their places in that order. A quarter of its slots is used at most, so
/// that the first look decides nearly always, and what follows it is the same for codes that are new and codes that are
/// not: there is no branch to guess. It grows with the document and is emptied along the list of what was touched.
@safe
struct DocumentCounter {
  private static let usualBits: UInt32 = 12

  /// A code's place plus one, a slot; 0 where it is empty.
  private var table: Scratch<UInt32>
  /// The slot of each code.
  private var slots: Scratch<UInt32>
  private var codes: Scratch<UInt32>
  /// Zeros beyond `count`.
  private var counts: Scratch<UInt32>
  private var shift: UInt32
  /// Different codes so far.
  private(set) var count = 0

  init() { self.init(slotBits: Self.usualBits) }

  private init(slotBits: UInt32) {
    let size = 1 << Int(slotBits)
    table = Scratch(size, filledWith: 0)
    slots = Scratch(size / 4, filledWith: 0)
    codes = Scratch(size / 4, filledWith: 0)
    counts = Scratch(size / 4, filledWith: 0)
    shift = 32 - slotBits
  }

  @inline(__always)
  mutating func add(_ code: UInt32, times: UInt32 = 1) {
    count = unsafe Self.add(
      code, times: times, count: count, table: table.base, shift: shift, slots: slots.base, codes: codes.base,
      counts: counts.base)
    if count == codes.count { grow() }
  }

  /// Counts a code and answers how many different ones there are now.
  @inline(__always) @unsafe
  private static func add(
    _ code: UInt32, times: UInt32, count: Int, table: UnsafeMutablePointer<UInt32>, shift: UInt32,
    slots: UnsafeMutablePointer<UInt32>, codes: UnsafeMutablePointer<UInt32>, counts: UnsafeMutablePointer<UInt32>
  ) -> Int {
    // SAFETY: a slot is below the table's size; places are up to `count`, which is below that of the lists.
    var slot = (code &* 0x9E37_79B1) &>> shift
    var known = unsafe Int(table[Int(slot)])
    // The next free place, where the slot is empty: by arithmetic, since a branch would be guessed wrong every other time.
    unsafe codes[count] = code
    var isNew = (known &- 1) &>> 63
    var place = (known &- 1) ^ ((known &- 1 ^ count) & isNew)
    if unsafe codes[place] != code {
      let mask = UInt32(truncatingIfNeeded: (UInt64(1) &<< UInt64(32 &- shift)) &- 1)
      repeat {
        slot = (slot &+ 1) & mask
        known = unsafe Int(table[Int(slot)])
        isNew = known == 0 ? -1 : 0
        place = known == 0 ? count : known &- 1
      } while unsafe codes[place] != code
    }
    unsafe table[Int(slot)] = UInt32(truncatingIfNeeded: place &+ 1)
    unsafe slots[place] = slot
    unsafe counts[place] &+= times
    return count &- isNew
  }

  /// Gives the codes in order of first occurrence and how often each occurs, then forgets them.
  @inline(__always)
  mutating func finish<Result>(_ body: (_ codes: Span<UInt32>, _ counts: Span<UInt32>) -> Result) -> Result {
    defer { removeAll() }
    return body(
      unsafe UnsafeBufferPointer(start: codes.base, count: count).span,
      unsafe UnsafeBufferPointer(start: counts.base, count: count).span)
  }

  /// Forgets what was counted; after a very large document its memory too, since small ones use it slowly.
  mutating func removeAll() {
    if table.count > 1 << 16, count < table.count / 64 {
      self = DocumentCounter()
      return
    }
    // SAFETY: `count` places are in use.
    for place in 0..<count {
      unsafe table.base[Int(slots.base[place])] = 0
      unsafe counts.base[place] = 0
    }
    count = 0
  }

  private mutating func grow() {
    var larger = DocumentCounter(slotBits: 32 - shift + 2)
    // SAFETY: `count` places are in use.
    for place in 0..<count { unsafe larger.add(codes.base[place], times: counts.base[place]) }
    self = larger
  }
}
