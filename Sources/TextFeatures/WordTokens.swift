/// Cuts normalised text into words, a block of tokens at a time: as many as fit the first-level cache with what is
/// looked up for them.
///
/// Sixty-four bytes are classified at once into a mask, eight lanes a word; where the mask changes a word begins or ends.
/// So there is a branch a word's edge, and none a byte.
@safe
struct WordTokens {
  /// Tokens a block holds at most.
  static let size = 256

  private let keyMemory = Scratch<UInt64>(size, filledWith: 0)
  private let startMemory = Scratch<Int>(size, filledWith: 0)
  private let lengthMemory = Scratch<Int>(size, filledWith: 0)
  private(set) var count = 0

  /// Where the next 64 bytes begin.
  private var position = 0
  /// 1 where the byte before `position` belongs to a word.
  private var carried: UInt64 = 0
  /// Where the word that is not yet closed begins.
  private var openStart = 0

  /// Keys as in `TermKey`; 0 for a word longer than `TermKey.longest`.
  var keys: UnsafeMutablePointer<UInt64> { unsafe keyMemory.base }
  var starts: UnsafeMutablePointer<Int> { unsafe startMemory.base }
  /// Bytes; 0 for a word longer than `TermKey.longest`, of which nothing is kept but its place in the order.
  var lengths: UnsafeMutablePointer<Int> { unsafe lengthMemory.base }

  mutating func begin() {
    position = 0
    carried = 0
  }

  /// Fills a block with words of two or more word characters (scikit-learn's `\b\w\w+\b`); false when there are no more.
  ///
  /// - Parameter text: the normalised view for words: `end` bytes, then `Normalizer.padding` zeros.
  @unsafe
  mutating func fill(from text: UnsafeRawPointer, end: Int) -> Bool {
    var filled = 0
    var open = openStart
    var before = carried
    var block = position
    let starts = unsafe starts
    let lengths = unsafe lengths
    // SAFETY: a block begins at or before `end`, and 96 zeros follow, so 64 bytes can be read; at most 32 words end in
    // a block, and one begins only while there is room for so many.
    while block <= end, filled <= Self.size &- 33 {
      let mask = unsafe Self.wordMask(text + block)
      var edges = mask ^ (mask &<< 1 | before)
      if before == 1, edges != 0 {
        let stop = block &+ edges.trailingZeroBitCount
        edges &= edges &- 1
        unsafe starts[filled] = open
        unsafe lengths[filled] = stop &- open
        filled &+= stop &- open >= 2 ? 1 : 0
      }
      while edges != 0 {
        let start = block &+ edges.trailingZeroBitCount
        edges &= edges &- 1
        if edges == 0 {
          open = start
          break
        }
        let length = block &+ edges.trailingZeroBitCount &- start
        edges &= edges &- 1
        unsafe starts[filled] = start
        unsafe lengths[filled] = length
        filled &+= length >= 2 ? 1 : 0
      }
      before = mask &>> 63
      block &+= 64
    }
    openStart = open
    carried = before
    position = block
    count = filled
    if filled > 0 { unsafe keyAll(text) }
    return filled > 0 || block <= end
  }

  /// Keys the words; a single character beyond ASCII, which has two bytes or more, is dropped here.
  @unsafe
  private mutating func keyAll(_ text: UnsafeRawPointer) {
    let keys = unsafe keys
    let starts = unsafe starts
    let lengths = unsafe lengths
    var kept = 0
    // SAFETY: words lie in the text, and seven bytes behind the last may be read.
    for index in 0..<count {
      let start = unsafe starts[index]
      let length = unsafe lengths[index]
      let first = unsafe text.load(fromByteOffset: start, as: UInt8.self)
      if first >= 0x80, length <= 4, length == (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2) { continue }
      unsafe starts[kept] = start
      unsafe lengths[kept] = length <= TermKey.longest ? length : 0
      unsafe keys[kept] = length <= TermKey.longest ? TermKey.of(text, at: start, length: length) : 0
      kept &+= 1
    }
    count = kept
  }

  /// A bit a byte of sixty-four: set for letters and digits of ASCII, the underscore, and all from 0x80 on.
  @inline(__always) @unsafe
  static func wordMask(_ text: UnsafeRawPointer) -> UInt64 {
    var mask: UInt64 = 0
    for quarter in 0..<4 {
      // SAFETY: the caller's 64 bytes.
      let bytes = unsafe text.loadUnaligned(fromByteOffset: 16 &* quarter, as: SIMD2<UInt64>.self)
      let low = bytes & SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F)
      let folded = low | SIMD2(repeating: 0x2020_2020_2020_2020)
      let isLetter =
        (folded &+ SIMD2(repeating: 0x1F1F_1F1F_1F1F_1F1F)) & ~(folded &+ SIMD2(repeating: 0x0505_0505_0505_0505))
      let isDigit = (low &+ SIMD2(repeating: 0x5050_5050_5050_5050)) & ~(low &+ SIMD2(repeating: 0x4646_4646_4646_4646))
      let isUnderscore =
        ~((low ^ SIMD2(repeating: 0x5F5F_5F5F_5F5F_5F5F)) &+ SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F))
      let isWord = (bytes | isLetter | isDigit | isUnderscore) & SIMD2(repeating: 0x8080_8080_8080_8080)
      // The multiplication gathers the eight top bits of a word in its top byte.
      let first = ((isWord[0] &>> 7) &* 0x0102_0408_1020_4080) &>> 56
      let second = ((isWord[1] &>> 7) &* 0x0102_0408_1020_4080) &>> 56
      mask |= (first | second &<< 8) &<< UInt64(truncatingIfNeeded: 16 &* quarter)
    }
    return mask
  }
}
