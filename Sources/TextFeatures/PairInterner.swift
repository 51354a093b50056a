internal import CPrefetch

/// Pairs numbered in the order in which they came: what `NGramTable` is made from.
///
/// An open-addressing table of two words a slot, the pair and its number plus one, so that a search touches one cache
/// line.
struct PairInterner {
  private var slots: [UInt64]
  private var capacity: Int
  static let absent = UInt32.max
  /// `prefix << 32 | word` of each pair, in order of numbers.
  private(set) var pairs: [UInt64] = []

  init(capacity: Int = 4096) {
    self.capacity = capacity
    slots = [UInt64](repeating: 0, count: 2 * capacity)
  }

  /// So many pairs at most: small tables are at most half full, large ones two thirds, which fit less memory than they
  /// could use.
  @inline(__always)
  private var limit: Int { capacity < 1 << 20 ? capacity / 2 : capacity / 3 * 2 }

  /// Asks for the slot where the search for a pair begins, so that cache misses overlap.
  @inline(__always)
  func prepare(_ pair: UInt64) {
    // SAFETY: asking for a line is no access.
    unsafe slots.withUnsafeBufferPointer {
      unsafe prefetch_line($0.baseAddress! + 2 &* TermKey.slot(pair, capacity: capacity))
    }
  }

  @inline(__always)
  mutating func intern(_ pair: UInt64) -> UInt32 {
    var slot = TermKey.slot(pair, capacity: capacity)
    while true {
      let number = slots[2 &* slot &+ 1]
      if number == 0 { break }
      if slots[2 &* slot] == pair { return UInt32(truncatingIfNeeded: number &- 1) }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
    pairs.append(pair)
    slots[2 * slot] = pair
    slots[2 * slot + 1] = UInt64(pairs.count)
    if pairs.count > limit { grow() }
    return UInt32(pairs.count - 1)
  }

  /// The number of a pair, or `absent`.
  @inline(__always)
  func find(_ pair: UInt64) -> UInt32 {
    var slot = TermKey.slot(pair, capacity: capacity)
    while true {
      let number = slots[2 &* slot &+ 1]
      if number == 0 { return Self.absent }
      if slots[2 &* slot] == pair { return UInt32(truncatingIfNeeded: number &- 1) }
      slot &+= 1
      if slot == capacity { slot = 0 }
    }
  }

  /// Numbers `count` pairs that are not there, all different, in the order in which `fill` lays them down.
  ///
  /// - Parameter areFound: whether they will be looked for.
  mutating func append(_ count: Int, areFound: Bool, fill: (UnsafeMutablePointer<UInt64>) -> Void) {
    let first = pairs.count
    let known = pairs
    pairs = unsafe [UInt64](count: first + count) { all in
      // SAFETY: there is room for what is known and `count` more.
      unsafe known.withUnsafeBufferPointer { known in
        if let base = known.baseAddress { unsafe all.initialize(from: base, count: first) }
      }
      unsafe fill(all + first)
    }
    guard areFound else { return }
    if pairs.count > limit {
      while pairs.count > limit { capacity *= 2 }
      layOut()
    } else {
      place(first..<pairs.count)
    }
  }

  /// The pairs, without the table that finds them; nothing is left behind.
  mutating func takePairs() -> [UInt64] {
    var taken: [UInt64] = []
    swap(&taken, &pairs)
    self = PairInterner(capacity: 1)
    return taken
  }

  private mutating func grow() {
    // Small tables grow fast; large ones would be half empty.
    capacity *= capacity < 1 << 20 ? 4 : 2
    layOut()
  }

  /// Lays the slots out anew. The old ones go first: the pairs are all that is needed.
  private mutating func layOut() {
    slots = []
    slots = [UInt64](repeating: 0, count: 2 * capacity)
    place(pairs.indices)
  }

  /// Puts pairs into slots, which has none of them yet.
  private mutating func place(_ numbers: Range<Int>) {
    for number in numbers {
      if number + 16 < numbers.upperBound { prepare(pairs[number + 16]) }
      var slot = TermKey.slot(pairs[number], capacity: capacity)
      while slots[2 * slot + 1] != 0 { slot = slot + 1 == capacity ? 0 : slot + 1 }
      slots[2 * slot] = pairs[number]
      slots[2 * slot + 1] = UInt64(number + 1)
    }
  }
}
