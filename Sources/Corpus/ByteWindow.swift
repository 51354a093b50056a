internal import CWideVectors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that hot loops read word by word, with some readable bytes behind the end.
///
/// Scanning functions rely on a sentinel (the newline that ends every chunk) instead of comparing positions.
@safe
package struct ByteWindow {
  /// How many bytes behind `count` exist, so that a word can be loaded anywhere before the end.
  package static let padding = 64

  // SAFETY: valid for `count + padding` bytes: made only by `withByteWindow`, which does not let it escape its closure.
  private let base: UnsafeMutablePointer<UInt8>
  let count: Int

  fileprivate init(base: UnsafeMutablePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  @inline(__always)
  subscript(index: Int) -> UInt8 {
    get {
      assert(index >= 0 && index < count + Self.padding)
      // SAFETY: asserted, and kept by the sentinel in all scanning loops.
      return unsafe base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      // SAFETY: as above.
      unsafe base[index] = newValue
    }
  }

  /// Eight bytes from `index`, the first in the lowest bits.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count + Self.padding)
    // SAFETY: as above; the padding covers the word that straddles the end.
    return unsafe UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  /// Moves bytes to an earlier place.
  @inline(__always)
  func move(_ range: Range<Int>, to target: Int) {
    assert(range.lowerBound >= target && target >= 0 && range.upperBound <= count)
    // SAFETY: both places lie within the window; `update` allows them to overlap.
    unsafe (base + target).update(from: base + range.lowerBound, count: range.count)
  }

  func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    // SAFETY: checked.
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The first place of `byte` in a range, or the end of the range.
  @inline(__always)
  func first(_ byte: UInt8, in range: Range<Int>) -> Int {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    // SAFETY: the range lies within the window.
    guard let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count) else { return range.upperBound }
    return unsafe UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(base)
  }

  /// The last place of `byte` in a range, or nil.
  func last(_ byte: UInt8, in range: Range<Int>) -> Int? {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    var index = range.upperBound
    while index - range.lowerBound >= 8 {
      if ByteWord.matches(word(at: index - 8), ByteWord.broadcast(byte)) != 0 { break }
      index -= 8
    }
    while index > range.lowerBound {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  // MARK: - Long scans

  /// Whether this processor has the wide registers that the scans below use where they may.
  private static let isWide = has_wide_vectors()

  /// How often `byte` occurs in a range.
  package func occurrences(of byte: UInt8, in range: Range<Int>) -> Int {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    guard Self.isWide else { return narrowOccurrences(of: byte, in: range) }
    // SAFETY: the range lies within the window.
    return unsafe wide_occurrences(base + range.lowerBound, range.count, byte)
  }

  /// The same with the registers that every processor has.
  package func narrowOccurrences(of byte: UInt8, in range: Range<Int>) -> Int {
    var total = 0
    var index = range.lowerBound
    let pattern = ByteWord.broadcast(byte)
    while index + 8 <= range.upperBound {
      // A byte of `counts` holds at most 255 before it is added up.
      var counts: UInt64 = 0
      let blockEnd = min(index + 8 * 255, range.upperBound)
      while index + 8 <= blockEnd {
        counts &+= ByteWord.exactMatches(word(at: index), pattern) >> 7
        index += 8
      }
      total += ByteWord.sum(counts)
    }
    while index < range.upperBound {
      if self[index] == byte { total += 1 }
      index += 1
    }
    return total
  }

  /// The next quote, backslash or control character from `start` on; the sentinel is one.
  @inline(__always)
  package func nextSpecial(from start: Int) -> Int {
    // Keys and identifiers end within a word.
    let found = Self.specials(word(at: start))
    if found != 0 { return start + found.trailingZeroBitCount / 8 }
    guard Self.isWide else { return narrowNextSpecial(from: start + 8) }
    assert(start + 8 < count)
    // SAFETY: before the sentinel there is no end, and the padding behind it is longer than a register.
    return unsafe wide_next_special(base, start + 8)
  }

  /// The same with the registers that every processor has.
  package func narrowNextSpecial(from start: Int) -> Int {
    var index = start
    while true {
      let found = Self.specials(word(at: index))
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
  }

  /// Marks quotes, backslashes and control characters; the lowest mark is exact.
  @inline(__always)
  private static func specials(_ word: UInt64) -> UInt64 {
    ByteWord.matches(word, ByteWord.broadcast(0x22)) | ByteWord.matches(word, ByteWord.broadcast(0x5C))
      | ByteWord.controls(word)
  }
}

/// Eight bytes looked at in one word: a mark is the highest bit of a byte.
enum ByteWord {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let marks: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  static func broadcast(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

  /// Marks the bytes equal to the broadcast one. The lowest mark is exact; above it there may be false ones.
  @inline(__always)
  static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return (difference &- ones) & ~difference & marks
  }

  /// Marks the bytes equal to the broadcast one, and no others.
  @inline(__always)
  static func exactMatches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return ~(((difference & ~marks) &+ ~marks) | difference | ~marks)
  }

  /// The sum of the eight bytes.
  @inline(__always)
  static func sum(_ bytes: UInt64) -> Int {
    let even = bytes & 0x00FF_00FF_00FF_00FF
    let odd = bytes >> 8 & 0x00FF_00FF_00FF_00FF
    return Int(truncatingIfNeeded: ((even &+ odd) &* 0x0001_0001_0001_0001) >> 48)
  }

  /// Marks the bytes below 0x20, as exactly as `matches`.
  @inline(__always)
  static func controls(_ word: UInt64) -> UInt64 { (word &- broadcast(0x20)) & ~word & marks }
}

/// Lends the first `count` bytes of an array that has at least `ByteWindow.padding` more.
@inline(__always)
package func withByteWindow<Result>(_ bytes: inout [UInt8], count: Int, _ body: (ByteWindow) -> Result) -> Result {
  precondition(bytes.count >= count + ByteWindow.padding, "a window needs padding behind its end")
  return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
    // SAFETY: not empty because of the padding; the window is used only inside this closure.
    guard let base = buffer.baseAddress else { preconditionFailure("a buffer with padding has an address") }
    return body(unsafe ByteWindow(base: base, count: count))
  }
}
