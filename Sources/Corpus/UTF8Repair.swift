/// Finds and replaces bytes that are not UTF-8.
///
/// Each maximal subpart of an ill-formed sequence becomes one U+FFFD, as the Unicode Standard recommends (chapter 3.9)
/// and as WHATWG's Encoding Standard requires.
enum UTF8Repair {
  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  /// The first place in `range` where a malformed sequence begins, or nil.
  static func firstMalformed(in bytes: ByteWindow, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    let end = range.upperBound
    while index < end {
      if bytes[index] < 0x80 {
        index += 1
        while index + 32 <= end {
          let words = bytes.word(at: index) | bytes.word(at: index + 8) | bytes.word(at: index + 16)
          if (words | bytes.word(at: index + 24)) & ByteWord.marks != 0 { break }
          index += 32
        }
        while index + 8 <= end, bytes.word(at: index) & ByteWord.marks == 0 { index += 8 }
        while index < end, bytes[index] < 0x80 { index += 1 }
        continue
      }
      let (length, isValid) = sequence(in: bytes, at: index, end: end)
      if !isValid { return index }
      index += length
    }
    return nil
  }

  /// Appends `range` to `output` with all malformed sequences replaced.
  static func append(_ range: Range<Int>, of bytes: ByteWindow, to output: inout [UInt8]) {
    var index = range.lowerBound
    while let malformed = firstMalformed(in: bytes, index..<range.upperBound) {
      for position in index..<malformed { output.append(bytes[position]) }
      output.append(contentsOf: replacement)
      index = malformed + sequence(in: bytes, at: malformed, end: range.upperBound).length
    }
    for position in index..<range.upperBound { output.append(bytes[position]) }
  }

  /// The length of the sequence at a byte of 0x80 or more, or of its maximal subpart when it is malformed.
  @inline(__always)
  private static func sequence(in bytes: ByteWindow, at index: Int, end: Int) -> (length: Int, isValid: Bool) {
    let lead = bytes[index]
    // The second byte is restricted after some leads: no overlong forms, no surrogates, nothing above U+10FFFF.
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    let length: Int
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { lowest = 0xA0 }
      if lead == 0xED { highest = 0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { lowest = 0x90 }
      if lead == 0xF4 { highest = 0x8F }
    default: return (1, false)
    }
    guard index + 1 < end, bytes[index + 1] >= lowest, bytes[index + 1] <= highest else { return (1, false) }
    var position = 2
    while position < length {
      guard index + position < end, bytes[index + position] & 0xC0 == 0x80 else { return (position, false) }
      position += 1
    }
    return (length, true)
  }
}

extension UTF8Repair {
  /// The bytes as valid UTF-8.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var padded = bytes + [UInt8](repeating: 0, count: ByteWindow.padding)
    return withByteWindow(&padded, count: bytes.count) { window in
      var output: [UInt8] = []
      append(0..<bytes.count, of: window, to: &output)
      return output
    }
  }
}
