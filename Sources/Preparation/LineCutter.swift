/// Lines and sentences of a text as ranges, and hashes of lines.
public enum LineCutter {
  public struct Piece: Sendable, Equatable {
    public var range: Range<Int>
    /// Runs without white space that hold a letter or digit.
    public var words: Int
  }

  /// The lines that have any word, without their ends.
  ///
  /// - Parameter longest: words are counted up to one more.
  public static func lines(of text: Span<UInt8>, longest: Int) -> [Piece] {
    var pieces: [Piece] = []
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      // SAFETY: `lineEnd` answers places up to the count.
      while start < buffer.count {
        let end = unsafe lineEnd(base, buffer.count, from: start)
        add(text, start..<end, longest: longest, to: &pieces)
        start = end + 1
      }
    }
    return pieces
  }

  /// The place of the next `\n` or `\r`, or the end.
  @unsafe
  private static func lineEnd(_ text: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int {
    var place = start
    // SAFETY: eight bytes are read where eight are left.
    while place &+ 8 <= count {
      let bytes = unsafe UnsafeRawPointer(text).loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // Bytes below 14 that are neither tab nor form feed are seldom: the loop below looks closer.
      let isLow = (bytes &- 0x0E0E_0E0E_0E0E_0E0E) & ~bytes & 0x8080_8080_8080_8080
      if isLow != 0 { break }
      place &+= 8
    }
    while place < count, unsafe text[place] != 0x0A, unsafe text[place] != 0x0D {
      place &+= 1
      if place & 63 == 0, place &+ 8 <= count { return unsafe lineEnd(text, count, from: place) }
    }
    return place
  }

  /// The sentences of a line: cut behind `.`, `!` and `?` before a space.
  static func sentences(of text: Span<UInt8>, in range: Range<Int>) -> [Piece] {
    var pieces: [Piece] = []
    var start = range.lowerBound
    for place in range {
      let byte = text[place]
      guard byte == 0x2E || byte == 0x21 || byte == 0x3F, place + 1 < range.upperBound, text[place + 1] <= 0x20 else {
        continue
      }
      add(text, start..<place + 1, to: &pieces)
      start = place + 1
    }
    add(text, start..<range.upperBound, to: &pieces)
    return pieces
  }

  /// Of a line's letters in lower case, with digits alike and everything else a single space: FNV-1a, 64 bits.
  public static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var gap = false
    var isBegun = false
    var place = range.lowerBound
    while place < range.upperBound {
      var byte = text[place]
      let outside = unsafe text.withUnsafeBufferPointer { buffer in
        // SAFETY: `place` is below the range's end; without a base there are no bytes and no loop.
        unsafe buffer.baseAddress.map { base in unsafe WordBytes.outsideLength(base, range.upperBound, at: place) } ?? 0
      }
      guard outside == 0, WordBytes.mayBeWord(byte) else {
        gap = isBegun
        place += max(outside, 1)
        continue
      }
      place += 1
      if gap { hash = (hash ^ 0x20) &* 0x100_0000_01B3 }
      gap = false
      isBegun = true
      if byte &- 0x30 < 10 { byte = 0x30 } else if byte < 0x80 { byte |= 0x20 }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }

  private static func add(
    _ text: Span<UInt8>, _ range: Range<Int>, longest: Int = .max, to pieces: inout [Piece]
  ) {
    var words = 0
    var counted = false
    for place in range {
      let byte = text[place]
      if byte <= 0x20 {
        counted = false
      } else if !counted, WordBytes.mayBeWord(byte) {
        counted = true
        words += 1
        if words > longest { break }
      }
    }
    if words > 0 { pieces.append(Piece(range: range, words: words)) }
  }
}
