internal import CWideVectors
internal import LinearAlgebra

/// Cuts normalised text into words, a block of tokens at a time: as many as fit the first-level cache with what is
/// looked up for them.
///
/// Sixty-four bytes are classified at once into a mask, eight lanes a word; where the mask changes a word begins or ends.
/// So there is a branch a word's edge, and none a byte.
@safe
package struct WordTokens {
  /// Tokens a block holds at most.
  static let size = 256

  private let keyMemory = Scratch<UInt64>(size, filledWith: 0)
  private let startMemory = Scratch<Int>(size, filledWith: 0)
  private let lengthMemory = Scratch<Int>(size, filledWith: 0)
  package private(set) var count = 0

  /// Blocks of 64 bytes that are classified at a time.
  private static let maskCount = 64
  private let maskMemory = Scratch<UInt64>(maskCount, filledWith: 0)
  /// Where the bytes begin that the masks are of, and where the first begins that has none yet.
  private var masked = (start: 0, end: 0)
  /// Whether kernels for wide registers are used; the masks are the same.
  private let isWide: Bool

  /// Where the next 64 bytes begin.
  private var position = 0
  /// 1 where the byte before `position` belongs to a word.
  private var carried: UInt64 = 0
  /// Where the word that is not yet closed begins.
  private var openStart = 0

  /// Keys as in `TermKey`; 0 for a word longer than `TermKey.longest`.
  var keys: UnsafeMutablePointer<UInt64> { unsafe keyMemory.base }
  package var starts: UnsafeMutablePointer<Int> { unsafe startMemory.base }
  /// Bytes; 0 for a word longer than `TermKey.longest`, of which nothing is kept but its place in the order.
  package var lengths: UnsafeMutablePointer<Int> { unsafe lengthMemory.base }

  init() { isWide = WideVectors.areThere }

  package init(isWide: Bool) { self.isWide = isWide }

  package mutating func begin() {
    position = 0
    carried = 0
    masked = (0, 0)
  }

  /// Fills a block with words of two or more word characters (scikit-learn's `\b\w\w+\b`); false when there are no more.
  ///
  /// - Parameter text: the normalised view for words: `end` bytes, then `Normalizer.padding` zeros.
  @unsafe
  package mutating func fill(from text: UnsafeRawPointer, end: Int) -> Bool {
    let isMore = unsafe cut(text, end: end, shortest: 2) {
      unsafe wide_word_masks($0, $1, $2)
    } narrow: {
      unsafe Self.wordMask($0)
    }
    if count > 0 { unsafe keyAll(text) }
    return isMore
  }

  /// Fills a block with what stands between white space; false when there is no more.
  ///
  /// - Parameter text: the normalised view for characters: `end` bytes, then `Normalizer.padding` zeros.
  @unsafe
  package mutating func fillBetweenSpaces(from text: UnsafeRawPointer, end: Int) -> Bool {
    let isMore = unsafe cut(text, end: end, shortest: 1) {
      unsafe wide_ink_masks($0, $1, $2)
    } narrow: {
      unsafe Self.inkMask($0)
    }
    let keys = unsafe keys
    let starts = unsafe starts
    let lengths = unsafe lengths
    // SAFETY: words lie in the text, and seven bytes behind the last may be read.
    for index in 0..<count {
      let length = unsafe lengths[index]
      if length > TermKey.longest { unsafe lengths[index] = 0 }
      unsafe keys[index] = length > TermKey.longest ? 0 : TermKey.of(text, at: starts[index], length: length)
    }
    return isMore
  }

  /// Cuts the next words into `starts` and `lengths`; false when there are no more.
  ///
  /// - Parameters:
  ///   - shortest: bytes of a word at least.
  ///   - wide: writes the masks of so many blocks of 64 bytes: a bit a byte, set where it belongs to a word.
  ///   - narrow: the same of one block, with the registers that every processor has.
  @inline(__always) @unsafe
  private mutating func cut(
    _ text: UnsafeRawPointer, end: Int, shortest: Int,
    wide: (_ text: UnsafeRawPointer, _ count: Int, _ masks: UnsafeMutablePointer<UInt64>) -> Void,
    narrow: (UnsafeRawPointer) -> UInt64
  ) -> Bool {
    var filled = 0
    var open = openStart
    var before = carried
    var block = position
    let starts = unsafe starts
    let lengths = unsafe lengths
    let masks = unsafe maskMemory.base
    // SAFETY: a block begins at or before `end`, and 96 zeros follow, so 64 bytes can be read; at most 32 words end in
    // a block, and one begins only while there is room for so many. The mask of a block is there: blocks follow one
    // another, and more are classified where the last ends.
    while block <= end, filled <= Self.size &- 33 {
      if block == masked.end {
        let count = min(Self.maskCount, (end &- block) / 64 &+ 1)
        if isWide {
          unsafe wide(text + block, count, masks)
        } else {
          for next in 0..<count { unsafe masks[next] = narrow(text + block + 64 &* next) }
        }
        masked = (block, block &+ 64 &* count)
      }
      let mask = unsafe masks[(block &- masked.start) / 64]
      var edges = mask ^ (mask &<< 1 | before)
      if before == 1, edges != 0 {
        let stop = block &+ edges.trailingZeroBitCount
        edges &= edges &- 1
        unsafe starts[filled] = open
        unsafe lengths[filled] = stop &- open
        filled &+= stop &- open >= shortest ? 1 : 0
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
        filled &+= length >= shortest ? 1 : 0
      }
      before = mask &>> 63
      block &+= 64
    }
    openStart = open
    carried = before
    position = block
    count = filled
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
    unsafe mask(text) { bytes in
      let low = bytes & SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F)
      let folded = low | SIMD2(repeating: 0x2020_2020_2020_2020)
      let isLetter =
        (folded &+ SIMD2(repeating: 0x1F1F_1F1F_1F1F_1F1F)) & ~(folded &+ SIMD2(repeating: 0x0505_0505_0505_0505))
      let isDigit = (low &+ SIMD2(repeating: 0x5050_5050_5050_5050)) & ~(low &+ SIMD2(repeating: 0x4646_4646_4646_4646))
      let isUnderscore =
        ~((low ^ SIMD2(repeating: 0x5F5F_5F5F_5F5F_5F5F)) &+ SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F))
      return bytes | isLetter | isDigit | isUnderscore
    }
  }

  /// A bit a byte of sixty-four: set for all that is no white space of ASCII as Python has it (9–13, 28–31, 32), and not
  /// NUL, which separates.
  @inline(__always) @unsafe
  static func inkMask(_ text: UnsafeRawPointer) -> UInt64 {
    unsafe mask(text) { bytes in
      let low = bytes & SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F)
      let isBeyondSpace = low &+ SIMD2(repeating: 0x5F5F_5F5F_5F5F_5F5F)
      // 1–8 and 14–27.
      let isEarly = (low &+ SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F)) & ~(low &+ SIMD2(repeating: 0x7777_7777_7777_7777))
      let isLate = (low &+ SIMD2(repeating: 0x7272_7272_7272_7272)) & ~(low &+ SIMD2(repeating: 0x6464_6464_6464_6464))
      return bytes | isBeyondSpace | isEarly | isLate
    }
  }

  /// Whether `inkMask` has no bit for a byte.
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || byte &- 9 < 5 || byte >= 0x1C || byte == 0)
  }

  /// Gathers the top bits of sixty-four bytes after `classify`, which is given sixteen of them at a time.
  @inline(__always) @unsafe
  private static func mask(_ text: UnsafeRawPointer, _ classify: (SIMD2<UInt64>) -> SIMD2<UInt64>) -> UInt64 {
    var mask: UInt64 = 0
    for quarter in 0..<4 {
      // SAFETY: the caller's 64 bytes.
      let bytes = unsafe text.loadUnaligned(fromByteOffset: 16 &* quarter, as: SIMD2<UInt64>.self)
      let tops = classify(bytes) & SIMD2(repeating: 0x8080_8080_8080_8080)
      // The multiplication gathers the eight top bits of a word in its top byte.
      let first = ((tops[0] &>> 7) &* 0x0102_0408_1020_4080) &>> 56
      let second = ((tops[1] &>> 7) &* 0x0102_0408_1020_4080) &>> 56
      mask |= (first | second &<< 8) &<< UInt64(truncatingIfNeeded: 16 &* quarter)
    }
    return mask
  }
}
