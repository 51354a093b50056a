/// A line in lower case (ASCII), without white space at its ends, and which bytes it has. Its memory is used again.
struct LoweredLine {
  private(set) var bytes: [UInt8] = []
  /// Of the bytes of ASCII those that occur, a bit each.
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private(set) var hasOthers = false

  mutating func read(_ text: Span<UInt8>, _ range: Range<Int>) {
    bytes.removeAll(keepingCapacity: true)
    bytes.reserveCapacity(range.count)
    low = 0
    high = 0
    var first = range.lowerBound
    var end = range.upperBound
    while first < end, text[first] <= 0x20 { first += 1 }
    while end > first, text[end - 1] <= 0x20 { end -= 1 }
    var all: UInt8 = 0
    for place in first..<end {
      let byte = text[place]
      let bit: UInt64 = 1 &<< UInt64(byte)
      if byte & 0x40 == 0 { low |= bit } else { high |= bit }
      all |= byte
      bytes.append(byte &- 65 < 26 ? byte | 0x20 : byte)
    }
    hasOthers = all >= 0x80
  }

  /// Whether a byte of ASCII occurs; it also answers true where one of its place in a block of 128 does.
  func mayHave(_ byte: Unicode.Scalar) -> Bool {
    let bit: UInt64 = 1 &<< UInt64(byte.value)
    return (byte.value & 0x40 == 0 ? low : high) & bit != 0
  }

  var mayHaveDigits: Bool { low & 0x03FF_0000_0000_0000 != 0 }
}
