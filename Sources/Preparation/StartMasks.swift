/// Where in 64 bytes a name or a number may begin: a bit a byte, eight lanes a word as in `TextFeatures/WordTokens`.
struct StartMasks {
  /// Capital letters of ASCII, digits, and first bytes of scalars beyond ASCII.
  var starts: UInt64 = 0
  /// Letters and digits of ASCII.
  var words: UInt64 = 0
  var digits: UInt64 = 0
  /// How many bytes are beyond ASCII.
  var outside = 0

  /// - Parameter count: how many bytes there are; what is missing to 64 counts as zeros.
  @inline(__always) @unsafe
  init(_ text: UnsafePointer<UInt8>, count: Int) {
    if count >= 64 {
      // SAFETY: 64 bytes are there.
      unsafe self.init(UnsafeRawPointer(text))
      return
    }
    var tail = InlineArray<64, UInt8>(repeating: 0)
    for offset in 0..<count { tail[offset] = unsafe text[offset] }
    self = unsafe tail.span.withUnsafeBytes { unsafe StartMasks($0.baseAddress!) }
  }

  /// - Parameter text: 64 bytes.
  @inline(__always) @unsafe
  init(_ text: UnsafeRawPointer) {
    for eighth in 0..<8 {
      // SAFETY: the caller's 64 bytes.
      let bytes = unsafe text.loadUnaligned(fromByteOffset: 8 &* eighth, as: UInt64.self)
      let low = bytes & 0x7F7F_7F7F_7F7F_7F7F
      let isWord = WordBytes.lanes(bytes)
      // Of letters and digits only the latter lack the second bit, and only capital letters the third.
      let isDigit = isWord & ~(low &<< 1)
      let isCapital = isWord & ~(low &<< 2)
      // The two top bits of a first byte are set.
      let isFirst = bytes & (bytes &<< 1)
      outside &+= (bytes & 0x8080_8080_8080_8080).nonzeroBitCount
      let shift = UInt64(truncatingIfNeeded: 8 &* eighth)
      starts |= Self.gather(isCapital | isDigit | isFirst) &<< shift
      words |= Self.gather(isWord) &<< shift
      digits |= Self.gather(isDigit) &<< shift
    }
  }

  /// The top bits of eight bytes, in one.
  @inline(__always)
  private static func gather(_ lanes: UInt64) -> UInt64 {
    (((lanes & 0x8080_8080_8080_8080) &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }
}
