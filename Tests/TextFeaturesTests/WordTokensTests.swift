import TestSupport
import Testing
import TextFeatures

@Suite struct WordTokensTests {
  /// Words of a normalised view, cut with or without wide registers.
  private static func words(_ text: [UInt8], isWide: Bool, betweenSpaces: Bool = false) -> [[UInt8]] {
    let padded = text + [UInt8](repeating: 0, count: 96)
    var tokens = WordTokens(isWide: isWide)
    var words: [[UInt8]] = []
    tokens.begin()
    unsafe padded.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      while betweenSpaces
        ? unsafe tokens.fillBetweenSpaces(from: base, end: text.count) : unsafe tokens.fill(from: base, end: text.count)
      {
        for index in 0..<tokens.count {
          let start = unsafe tokens.starts[index]
          words.append(Array(text[start..<start + (unsafe tokens.lengths[index])]))
        }
      }
    }
    return words
  }

  /// The same byte by byte: runs of two or more word bytes.
  private static func plainly(_ text: [UInt8]) -> [[UInt8]] {
    text.split { byte in
      !(byte == 0x5F || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26)
    }.map(Array.init).filter { $0.count >= 2 }
  }

  @Test func `Every byte is classified alike`() {
    for byte in UInt8.min...UInt8.max {
      // Between spaces and twice, so that it is a word where it belongs to one; not a character of one byte.
      let text = [UInt8](repeating: 0x20, count: 70) + [byte, byte, byte, byte, byte, 0x20]
      let isWord = byte >= 0x80 || byte == 0x5F || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
      for isWide in [false, true] {
        #expect(Self.words(text, isWide: isWide) == (isWord ? [Array(text[70..<75])] : []), "\(byte), \(isWide)")
        let isBlank = byte == 0 || (9...13).contains(byte) || (28...32).contains(byte)
        let ink = Self.words(text, isWide: isWide, betweenSpaces: true)
        #expect(ink == (isBlank ? [] : [Array(text[70..<75])]), "\(byte), \(isWide)")
      }
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 4095, 4096, 4097, 20_000])
  func `Texts of any length give the words that cutting byte by byte gives`(size: Int) {
    var random = SeededGenerator(seed: UInt64(size) + 1)
    let text = (0..<size).map { _ in
      UInt8.random(in: 0..<5, using: &random) == 0 ? UInt8.random(in: 0x20..<0x7F, using: &random) : 0x62
    }
    let expected = Self.plainly(text)
    #expect(Self.words(text, isWide: false) == expected)
    #expect(Self.words(text, isWide: true) == expected)
  }
}
