/// Text made ready for cutting: lower case, normalisation form C, accents stripped where asked.
///
/// Two views are kept, since words and characters are cut at different places. In the view for words each scalar beyond
/// ASCII that is no word character has become a space, so that every byte from 0x80 on belongs to a word. In the view for
/// characters white space beyond ASCII has become a space. For ASCII text both views are the same bytes.
///
/// Lower case is Python's `str.lower`, a word character Python's `\w`, stripping accents `strip_accents="unicode"` of
/// scikit-learn: form KD without its combining scalars.
public struct Normalizer: Sendable {
  /// Zero bytes kept behind the text, so that 64 bytes may be read at any place of it, its end too.
  static let padding = 96

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
    guard let start = lowercaseASCII(text) else { return }
    if stripsAccents {
      var scalars = decode(text)
      Composition.composeCanonically(&scalars)
      scalars = lowercased(scalars)
      Composition.decomposeCompatibly(&scalars)
      scalars.removeAll { Composition.combiningClass($0) != 0 }
      emit(encode(scalars).span, lowercases: false)
    } else if !emit(text, after: start, lowercases: true) {
      var scalars = decode(text)
      Composition.composeCanonically(&scalars)
      emit(encode(scalars).span, lowercases: true, trustsForm: true)
    }
  }

  // MARK: - ASCII

  /// Lower-cases into the view for words; where a byte from 0x80 on is met it ends and answers how many bytes are done.
  private mutating func lowercaseASCII(_ text: Span<UInt8>) -> Int? {
    let count = text.count
    Self.makeRoom(count + Self.padding, in: &wordBytes)
    let end: Int? = unsafe text.withUnsafeBufferPointer { source in
      // SAFETY: 16-byte steps stay below `count` in both buffers; `wordBytes` holds `count + padding` bytes.
      unsafe wordBytes.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return nil }
        let from = unsafe UnsafeRawPointer(source)
        let into = UnsafeMutableRawPointer(target)
        var index = 0
        while index &+ 16 <= count {
          let block = unsafe from.loadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
          if (block[0] | block[1]) & 0x8080_8080_8080_8080 != 0 { return index }
          unsafe into.storeBytes(of: Self.lowercased(block), toByteOffset: index, as: SIMD2<UInt64>.self)
          index &+= 16
        }
        while index < count {
          let byte = unsafe from.load(fromByteOffset: index, as: UInt8.self)
          if byte >= 0x80 { return index }
          unsafe into.storeBytes(of: byte &- 65 < 26 ? byte | 0x20 : byte, toByteOffset: index, as: UInt8.self)
          index &+= 1
        }
        for offset in 0..<Self.padding {
          unsafe into.storeBytes(of: 0, toByteOffset: count + offset, as: UInt8.self)
        }
        return nil
      }
    }
    wordCount = count
    return end
  }

  /// Lower-cases sixteen bytes, those of ASCII only: two words of eight lanes, since their arithmetic is one instruction
  /// each whatever the processor.
  @inline(__always)
  static func lowercased(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let low = block & SIMD2(repeating: 0x7F7F_7F7F_7F7F_7F7F)
    let fromA = low &+ SIMD2(repeating: 0x3F3F_3F3F_3F3F_3F3F)
    let beyondZ = low &+ SIMD2(repeating: 0x2525_2525_2525_2525)
    let isUpper = fromA & ~beyondZ & ~block & SIMD2(repeating: 0x8080_8080_8080_8080)
    return block | (isUpper &>> SIMD2(repeating: 2))
  }

  // MARK: - Beyond ASCII

  /// Writes both views; false, with nothing of use written, where the text is not surely in form C.
  ///
  /// Runs of ASCII go sixteen bytes at a time. The result can be longer than the text, since a few letters take three
  /// bytes in lower case and two in upper case: half as long again is the bound.
  ///
  /// - Parameter start: so many bytes at the beginning are ASCII, and in the view for words already.
  @discardableResult
  private mutating func emit(
    _ text: Span<UInt8>, after start: Int = 0, lowercases: Bool, trustsForm: Bool = false
  ) -> Bool {
    let needed = text.count + text.count / 2 + 2 * Self.padding
    Self.makeRoom(needed, keeping: start, in: &wordBytes)
    if wantsCharacters {
      Self.makeRoom(needed, in: &characterBytes)
      characterBytes.replaceSubrange(0..<start, with: wordBytes[..<start])
    }
    let keepsCharacters = wantsCharacters
    let ends = unsafe text.withUnsafeBufferPointer { source in
      unsafe wordBytes.withUnsafeMutableBufferPointer { words in
        unsafe characterBytes.withUnsafeMutableBufferPointer { characters in
          var emitter = unsafe Emitter(
            source: source, words: words, characters: characters, keepsCharacters: keepsCharacters,
            lowercases: lowercases)
          return emitter.run(from: start, trustsForm: trustsForm) ? (emitter.wordEnd, emitter.characterEnd) : nil
        }
      }
    }
    guard let ends else { return false }
    wordCount = ends.0
    characterCountIfApart = wantsCharacters ? ends.1 : nil
    return true
  }

  private static func makeRoom(_ needed: Int, keeping kept: Int = 0, in bytes: inout [UInt8]) {
    guard bytes.count < needed else { return }
    bytes = bytes[..<kept] + [UInt8](repeating: 0, count: needed + needed / 4 - kept)
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
