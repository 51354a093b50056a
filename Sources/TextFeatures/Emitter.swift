/// Writes the views of one text for words and for characters. See `Normalizer`.
@safe
struct Emitter {
  private let source: UnsafeBufferPointer<UInt8>
  private let words: UnsafeMutableBufferPointer<UInt8>
  private let characters: UnsafeMutableBufferPointer<UInt8>
  private let keepsCharacters: Bool
  private let lowercases: Bool
  private let properties = ScalarProperties.shared
  private(set) var wordEnd = 0
  private(set) var characterEnd = 0

  /// The buffers must hold half as much again as the source, and padding twice.
  init(
    source: UnsafeBufferPointer<UInt8>, words: UnsafeMutableBufferPointer<UInt8>,
    characters: UnsafeMutableBufferPointer<UInt8>, keepsCharacters: Bool, lowercases: Bool
  ) {
    unsafe self.source = unsafe source
    unsafe self.words = unsafe words
    unsafe self.characters = unsafe characters
    self.keepsCharacters = keepsCharacters
    self.lowercases = lowercases
  }

  /// False where a scalar may not be in normalisation form C, unless that is trusted.
  ///
  /// - Parameter start: so many bytes of the source are ASCII, and in both views already.
  mutating func run(from start: Int, trustsForm: Bool) -> Bool {
    var index = start
    wordEnd = start
    characterEnd = keepsCharacters ? start : 0
    let count = unsafe source.count
    guard let from = unsafe UnsafeRawPointer(source.baseAddress) else {
      pad()
      return true
    }
    while index < count {
      // SAFETY: sixteen bytes are read where sixteen are left, and written where the buffers have room for them.
      while index &+ 16 <= count {
        let block = unsafe from.loadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
        guard (block[0] | block[1]) & 0x8080_8080_8080_8080 == 0 else { break }
        append(lowercases ? Normalizer.lowercased(block) : block)
        index &+= 16
      }
      if index >= count { break }
      let byte = unsafe source[index]
      if byte < 0x80 {
        append(lowercases && byte &- 65 < 26 ? byte | 0x20 : byte)
        index &+= 1
        continue
      }
      let decoded = unsafe decodeScalar(source.span, at: index)
      let flags = properties.flags(decoded.scalar)
      if flags.contains(.unstable), lowercases, !trustsForm { return false }
      append(decoded, flags, at: index)
      index &+= decoded.length
    }
    pad()
    return true
  }

  @inline(__always)
  private mutating func append(_ block: SIMD2<UInt64>) {
    unsafe UnsafeMutableRawPointer(words.baseAddress!).storeBytes(
      of: block, toByteOffset: wordEnd, as: SIMD2<UInt64>.self)
    wordEnd &+= 16
    if keepsCharacters {
      unsafe UnsafeMutableRawPointer(characters.baseAddress!)
        .storeBytes(of: block, toByteOffset: characterEnd, as: SIMD2<UInt64>.self)
      characterEnd &+= 16
    }
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    unsafe words[wordEnd] = byte
    wordEnd &+= 1
    if keepsCharacters {
      unsafe characters[characterEnd] = byte
      characterEnd &+= 1
    }
  }

  private mutating func append(_ decoded: DecodedScalar, _ flags: ScalarFlags, at index: Int) {
    if decoded.scalar == 0x130, lowercases {
      // Two scalars: i and a combining dot, which is no word character.
      unsafe wordEnd += write(UInt32(UInt8(ascii: "i")), to: words, at: wordEnd)
      unsafe wordEnd += write(0x20, to: words, at: wordEnd)
      if keepsCharacters {
        unsafe characterEnd += write(UInt32(UInt8(ascii: "i")), to: characters, at: characterEnd)
        unsafe characterEnd += write(0x307, to: characters, at: characterEnd)
      }
      return
    }
    var lower = decoded.scalar
    if lowercases, flags.contains(.upper) {
      lower = lower == 0x3A3 && isFinalSigma(at: index) ? 0x3C2 : properties.lowercase(lower)
    }
    unsafe wordEnd += write(flags.contains(.word) ? lower : 0x20, to: words, at: wordEnd)
    if keepsCharacters {
      unsafe characterEnd += write(flags.contains(.space) ? 0x20 : lower, to: characters, at: characterEnd)
    }
  }

  @inline(__always)
  private func write(_ scalar: UInt32, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
    if scalar < 0x80 {
      unsafe buffer[place] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    let tail = 0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F)
    if scalar < 0x800 {
      unsafe buffer[place] = 0xC0 | UInt8(truncatingIfNeeded: scalar >> 6)
      unsafe buffer[place &+ 1] = tail
      return 2
    }
    let middle = 0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F)
    if scalar < 0x1_0000 {
      unsafe buffer[place] = 0xE0 | UInt8(truncatingIfNeeded: scalar >> 12)
      unsafe buffer[place &+ 1] = middle
      unsafe buffer[place &+ 2] = tail
      return 3
    }
    unsafe buffer[place] = 0xF0 | UInt8(truncatingIfNeeded: scalar >> 18)
    unsafe buffer[place &+ 1] = 0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F)
    unsafe buffer[place &+ 2] = middle
    unsafe buffer[place &+ 3] = tail
    return 4
  }

  private func pad() {
    for offset in 0..<Normalizer.padding {
      unsafe words[wordEnd + offset] = 0
      if keepsCharacters { unsafe characters[characterEnd + offset] = 0 }
    }
  }

  // MARK: - The Greek sigma

  /// Whether a capital sigma ends a word: after a cased letter and not before one, case-ignorable scalars passed over.
  private func isFinalSigma(at index: Int) -> Bool {
    var before = index
    var followsCased = false
    while before > 0 {
      before -= 1
      while before > 0, unsafe source[before] & 0xC0 == 0x80 { before -= 1 }
      let flags = unsafe properties.flags(decodeScalar(source.span, at: before).scalar)
      if !flags.contains(.caseIgnorable) {
        followsCased = flags.contains(.cased)
        break
      }
    }
    guard followsCased else { return false }
    var after = index + 2
    while unsafe after < source.count {
      let decoded = unsafe decodeScalar(source.span, at: after)
      let flags = properties.flags(decoded.scalar)
      if !flags.contains(.caseIgnorable) { return !flags.contains(.cased) }
      after += decoded.length
    }
    return true
  }
}
