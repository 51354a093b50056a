/// Counts how often each number occurs in one document, in the order in which they first occur: a counter a number, and
/// a list of those that are not zero.
///
/// For the numbers of a fitted vocabulary: a list of them is counted with one load and one store each that do not wait for
/// one another. (Against the small table of `DocumentCounter`: all of scoring with 198,000 terms takes 9 % less.) Counters have sixteen bits, so that those of a vocabulary stay near the processor;
/// what is beyond 65,535 is kept apart, where there is any.
@safe
struct ColumnCounter {
  /// One a number: zero where it has not occurred, else from 1 to 65,535.
  private var counters = Scratch<UInt16>(1, filledWith: 0)
  /// What the counters cannot hold; nothing until some document needs it.
  private var beyond = Scratch<UInt32>(0, filledWith: 0)
  private var isBeyond = false
  /// The numbers that have occurred, in order of first occurrence.
  private var touched = Scratch<UInt32>(1024, filledWith: 0)
  private var counts = Scratch<UInt32>(1024, filledWith: 0)
  private(set) var count = 0

  /// Makes numbers below `limit` countable.
  @inline(__always)
  mutating func reserve(_ limit: Int) {
    if counters.count < limit { grow(limit) }
  }

  private mutating func grow(_ limit: Int) {
    // Exactly so many at first, since most vocabularies do not grow.
    let size = counters.count == 1 ? limit : max(limit, 2 * counters.count)
    counters = Scratch(counters, used: counters.count, count: size, filledWith: 0)
  }

  /// Counts each of the numbers so many times; they must be below what was reserved.
  @inline(__always) @unsafe
  mutating func add(_ numbers: UnsafePointer<UInt32>, count listed: Int, times: UInt32) {
    if count &+ listed >= touched.count { makeRoom(listed) }
    let counters = unsafe counters.base
    let touched = unsafe touched.base
    var count = count
    // SAFETY: the caller's numbers; there is room for one more number than can be new.
    for place in 0..<listed {
      let number = unsafe numbers[place]
      let before = unsafe UInt64(counters[Int(number)])
      var after = before &+ UInt64(times)
      if after > 0xFFFF { after = carry(after, of: Int(number)) }
      unsafe counters[Int(number)] = UInt16(truncatingIfNeeded: after)
      unsafe touched[count] = number
      // 1 where it was zero: by arithmetic, since a branch would be guessed wrong every other time.
      count &+= Int(truncatingIfNeeded: (before &- 1) &>> 63)
    }
    self.count = count
  }

  /// Keeps what a counter cannot hold apart; answers what is left for it, from 1 to 65,535.
  @inline(never)
  private mutating func carry(_ sum: UInt64, of number: Int) -> UInt64 {
    if beyond.count < counters.count {
      beyond = Scratch(beyond, used: beyond.count, count: counters.count, filledWith: 0)
    }
    isBeyond = true
    let left = (sum &- 1) % 0xFFFF &+ 1
    // SAFETY: there are as many as counters.
    unsafe beyond.base[number] &+= UInt32(truncatingIfNeeded: sum &- left)
    return left
  }

  private mutating func makeRoom(_ more: Int) {
    touched = Scratch(touched, used: count, count: 2 * (count + more), filledWith: 0)
    counts = Scratch(touched.count, filledWith: 0)
  }

  /// Gives the numbers, each plus `base`, in order of first occurrence and how often each occurs, then forgets them.
  @inline(__always)
  mutating func finish<Result>(
    base: UInt32 = 0, _ body: (_ numbers: Span<UInt32>, _ counts: Span<UInt32>) -> Result
  ) -> Result {
    let touched = unsafe touched.base
    let counts = unsafe counts.base
    let counters = unsafe counters.base
    // SAFETY: `count` numbers were touched.
    for place in 0..<count {
      let number = unsafe touched[place]
      unsafe counts[place] = UInt32(counters[Int(number)])
      unsafe counters[Int(number)] = 0
      unsafe touched[place] = number &+ base
    }
    if isBeyond { addBeyond(base) }
    defer { count = 0 }
    return body(
      unsafe UnsafeBufferPointer(start: touched, count: count).span,
      unsafe UnsafeBufferPointer(start: counts, count: count).span)
  }

  private mutating func addBeyond(_ base: UInt32) {
    for place in 0..<count {
      // SAFETY: `count` numbers were touched; those that were numbered after the last carry are beyond what is there.
      let number = unsafe Int(touched.base[place] &- base)
      guard number < beyond.count else { continue }
      unsafe counts.base[place] &+= beyond.base[number]
      unsafe beyond.base[number] = 0
    }
    isBeyond = false
  }
}
