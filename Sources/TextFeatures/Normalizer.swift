/// Text made ready for cutting: lower case, normalisation form C, accents stripped where asked.
///
/// Two views are kept, since words and characters are cut at different places. In the view for words each scalar beyond
/// ASCII that is no word character has become a space, so that every byte from 0x80 on belongs to a word. In the view for
/// characters white space beyond ASCII has become a space. For ASCII text both views are the same bytes.
///
/// Lower case is Python's `str.lower`, a word character Python's `\w`, stripping accents `strip_accents="unicode"` of
/// scikit-learn: form KD without its combining scalars.
public struct Normalizer: Sendable {
  /// Zero bytes kept behind the text, so that eight or sixteen bytes may be read at any place of it.
  static let padding = 32

  let stripsAccents: Bool
  let wantsCharacters: Bool
  private var wordBytes: [UInt8] = []
  private var characterBytes: [UInt8] = []
  private(set) var wordCount = 0
  private var characterCountIfApart: Int?

  init(stripsAccents: Bool, wantsCharacters: Bool) {
    self.stripsAccents = stripsAccents
    self.wantsCharacters = wantsCharacters
  }

  /// The view for words, `wordCount` bytes with padding behind them.
  var words: [UInt8] { _read { yield wordBytes } }

  /// The view for characters, `characterCount` bytes with padding behind them.
  var characters: [UInt8] {
    _read { if characterCountIfApart == nil { yield wordBytes } else { yield characterBytes } }
  }
  var characterCount: Int { characterCountIfApart ?? wordCount }

  /// Prepares one text, given as UTF-8.
  mutating func prepare(_ text: Span<UInt8>) {
    characterCountIfApart = nil
    if lowercaseASCII(text) { return }
    if stripsAccents {
      var scalars = decode(text)
      Composition.composeCanonically(&scalars)
      scalars = lowercased(scalars)
      Composition.decomposeCompatibly(&scalars)
      scalars.removeAll { Composition.combiningClass($0) != 0 }
      emit(encode(scalars).span, lowercases: false)
    } else if !emit(text, lowercases: true) {
      var scalars = decode(text)
      Composition.composeCanonically(&scalars)
      emit(encode(scalars).span, lowercases: true, trustsForm: true)
    }
  }

  // MARK: - ASCII

  /// Lower-cases into the view for words; false where a byte from 0x80 on was met.
  private mutating func lowercaseASCII(_ text: Span<UInt8>) -> Bool {
    let count = text.count
    let needed = count + Self.padding
    if wordBytes.count < needed { wordBytes = [UInt8](repeating: 0, count: needed + needed / 4) }
    let isASCII = unsafe text.withUnsafeBufferPointer { source in
      // SAFETY: 16-byte steps stay below `count` in both buffers; `wordBytes` holds `count + padding` bytes.
      unsafe wordBytes.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return true }
        let from = unsafe UnsafeRawPointer(source)
        let into = UnsafeMutableRawPointer(target)
        var seen = SIMD16<UInt8>(repeating: 0)
        var index = 0
        while index &+ 16 <= count {
          let block = unsafe from.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
          seen |= block
          unsafe into.storeBytes(of: Self.lowercased(block), toByteOffset: index, as: SIMD16<UInt8>.self)
          index &+= 16
        }
        var tail: UInt8 = 0
        while index < count {
          let byte = unsafe from.load(fromByteOffset: index, as: UInt8.self)
          tail |= byte
          unsafe into.storeBytes(of: byte &- 65 < 26 ? byte | 0x20 : byte, toByteOffset: index, as: UInt8.self)
          index &+= 1
        }
        for offset in 0..<Self.padding {
          unsafe into.storeBytes(of: 0, toByteOffset: count + offset, as: UInt8.self)
        }
        let halves = unsafe unsafeBitCast(seen, to: SIMD2<UInt64>.self)
        return (halves[0] | halves[1]) & 0x8080_8080_8080_8080 == 0 && tail < 0x80
      }
    }
    wordCount = count
    return isASCII
  }

  @inline(__always)
  private static func lowercased(_ block: SIMD16<UInt8>) -> SIMD16<UInt8> {
    let isUpper = (block &- 65) .< SIMD16(repeating: 26)
    return block.replacing(with: block | 0x20, where: isUpper)
  }

  // MARK: - Beyond ASCII

  /// Writes both views; false, with nothing of use written, where the text is not surely in form C.
  @discardableResult
  private mutating func emit(_ text: Span<UInt8>, lowercases: Bool, trustsForm: Bool = false) -> Bool {
    let properties = ScalarProperties.shared
    wordBytes.removeAll(keepingCapacity: true)
    characterBytes.removeAll(keepingCapacity: true)
    wordBytes.reserveCapacity(text.count + text.count / 2 + Self.padding)
    var followsCased = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        let lower = lowercases && byte &- 65 < 26 ? byte | 0x20 : byte
        wordBytes.append(lower)
        if wantsCharacters { characterBytes.append(lower) }
        let flags = properties.flags(UInt32(byte))
        if !flags.contains(.caseIgnorable) { followsCased = flags.contains(.cased) }
        index += 1
        continue
      }
      let decoded = decodeScalar(text, at: index)
      let flags = properties.flags(decoded.scalar)
      if flags.contains(.unstable), lowercases, !trustsForm { return false }
      index += decoded.length
      let isWord = flags.contains(.word)
      if decoded.scalar == 0x130, lowercases {
        // Two scalars: i and a combining dot, which is no word character.
        wordBytes.append(UInt8(ascii: "i"))
        wordBytes.append(UInt8(ascii: " "))
        if wantsCharacters {
          characterBytes.append(UInt8(ascii: "i"))
          appendScalar(0x307, to: &characterBytes)
        }
      } else {
        var lower = decoded.scalar
        if lowercases, flags.contains(.upper) {
          lower =
            lower == 0x3A3 && followsCased && !isFollowedByCased(text, from: index)
            ? 0x3C2 : properties.lowercase(lower)
        }
        if isWord { appendScalar(lower, to: &wordBytes) } else { wordBytes.append(UInt8(ascii: " ")) }
        if wantsCharacters {
          if flags.contains(.space) {
            characterBytes.append(UInt8(ascii: " "))
          } else {
            appendScalar(lower, to: &characterBytes)
          }
        }
      }
      if !flags.contains(.caseIgnorable) { followsCased = flags.contains(.cased) }
    }
    wordCount = wordBytes.count
    characterCountIfApart = characterBytes.count
    for _ in 0..<Self.padding {
      wordBytes.append(0)
      if wantsCharacters { characterBytes.append(0) }
    }
    return true
  }

  private func isFollowedByCased(_ text: Span<UInt8>, from start: Int) -> Bool {
    let properties = ScalarProperties.shared
    var index = start
    while index < text.count {
      let decoded = decodeScalar(text, at: index)
      let flags = properties.flags(decoded.scalar)
      if !flags.contains(.caseIgnorable) { return flags.contains(.cased) }
      index += decoded.length
    }
    return false
  }

  private func lowercased(_ scalars: [UInt32]) -> [UInt32] {
    var bytes = encode(scalars)
    var other = Normalizer(stripsAccents: false, wantsCharacters: true)
    other.emit(bytes.span, lowercases: true, trustsForm: true)
    bytes = Array(other.characters[..<other.characterCount])
    return decode(bytes.span)
  }

  private func decode(_ text: Span<UInt8>) -> [UInt32] {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let decoded = decodeScalar(text, at: index)
      scalars.append(decoded.scalar)
      index += decoded.length
    }
    return scalars
  }

  private func encode(_ scalars: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scalars.count + scalars.count / 4)
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }
}
