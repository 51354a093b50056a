import LinearAlgebra
import Testing

@Suite struct StoredTests {
  /// Sizes about the one from which memory is on huge pages, and about multiples of a huge page.
  @Test(arguments: [0, 1, 7, 1 << 10, 1 << 17, (1 << 17) + 1, (1 << 18) - 1, 3 << 17, (3 << 17) + 5])
  func holdsWhatAnArrayHolds(count: Int) {
    let numbers = (0..<UInt64(count)).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
    let stored = Stored(numbers)
    #expect(stored.count == count && Array(stored) == numbers)
    #expect(stored == Stored(numbers))
    #expect(stored.bytes.count == 8 * count)
    #expect(stored.bytes.numbers(UInt64.self) == stored)
  }

  @Test func partsAreTheSameBytesWhereverTheyBegin() {
    let bytes = (0..<100).map { UInt8($0) }
    let stored = Stored(bytes)
    for start in 0..<20 {
      let part = stored.part(start..<start + 43)
      #expect(Array(part) == Array(bytes[start..<start + 43]))
      // 43 bytes hold ten numbers of four, aligned or not.
      let numbers = (0..<10).map { number in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 4 * number + $1]) << UInt32(8 * $1) }
      }
      #expect(Array(part.numbers(UInt32.self)) == numbers)
    }
    #expect(stored.part(100..<100).isEmpty)
    #expect(stored.part(0..<4) != stored.part(1..<5))
    #expect(stored.part(0..<4) != stored.part(0..<3))
  }

  @Test func whatIsTakenOfAFileOutlivesIt() {
    var numbers = Stored<UInt64>()
    do {
      let whole = Stored((0..<UInt64(5000)).map { $0 })
      numbers = whole.bytes.part(8 * 4000..<8 * 4010).numbers(UInt64.self)
    }
    #expect(Array(numbers) == Array(4000..<4010))
  }
}
