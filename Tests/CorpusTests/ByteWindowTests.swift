import Corpus
import TestSupport
import Testing

@Suite struct ByteWindowTests {
  /// Texts, quotes and line ends by chance: every kind of byte, and stretches without anything special.
  private static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var bytes = (0..<count).map { _ in
      UInt8.random(in: 0..<16, using: &random) == 0 ? UInt8.random(in: 0...255, using: &random) : 0x61
    }
    bytes.append(0x0A)
    return bytes + [UInt8](repeating: 0, count: ByteWindow.padding)
  }

  @Test func `Wide scans count what narrow ones count, and what counting byte by byte gives`() {
    for size in [0, 1, 31, 32, 33, 5000] {
      var bytes = Self.bytes(size, seed: UInt64(size))
      let count = size + 1
      for byte: UInt8 in [0x0A, 0x61, 0x00, 0xFF] {
        for start in [0, count / 3, count] {
          let expected = bytes[start..<count].count { $0 == byte }
          withByteWindow(&bytes, count: count) { window in
            #expect(window.occurrences(of: byte, in: start..<count) == expected)
            #expect(window.narrowOccurrences(of: byte, in: start..<count) == expected)
          }
        }
      }
    }
  }

  @Test func `The next special byte is the same for wide and narrow scans, from every place`() {
    var bytes = Self.bytes(700, seed: 7)
    let copy = bytes
    withByteWindow(&bytes, count: 701) { window in
      for start in 0...700 {
        let expected = copy[start...].firstIndex { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 }
        #expect(window.nextSpecial(from: start) == expected)
        #expect(window.narrowNextSpecial(from: start) == expected)
      }
    }
  }
}
