/// A block of word tokens: as many as fit the first-level cache with what is looked up for them.
struct WordTokens {
  static let size = 512

  /// Keys as in `TermKey`; of a word longer than `TermKey.longest` nothing is kept but its place in the order.
  var keys = [UInt64](repeating: 0, count: size)
  var starts = [Int](repeating: 0, count: size)
  /// Bytes; 0 for a word that is too long.
  var lengths = [Int](repeating: 0, count: size)
  private(set) var count = 0

  /// Which bytes of the normalised view for words belong to a word.
  static let isWordByte: [Bool] = (0..<256).map { value in
    switch UInt8(value) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }

  /// Cuts words of two or more word characters (scikit-learn's `\b\w\w+\b`) until the block is full or the text ends.
  ///
  /// - Parameters:
  ///   - text: the normalised view for words: `end` bytes, then `Normalizer.padding` zeros.
  ///   - position: where to begin; not inside a word.
  /// - Returns: where to go on; `end` when the text is done.
  @unsafe
  mutating func fill(from text: UnsafeRawPointer, at position: Int, end: Int) -> Int {
    var filled = 0
    var index = position
    // SAFETY: `index` stays below `end`, but for the run over a word, which the zeros behind the text stop;
    // a byte is below 256; `filled` stays below `size`; the padding lets `TermKey.of` read past the last word.
    unsafe Self.isWordByte.withUnsafeBufferPointer { isWord in
      unsafe keys.withUnsafeMutableBufferPointer { keys in
        unsafe starts.withUnsafeMutableBufferPointer { starts in
          unsafe lengths.withUnsafeMutableBufferPointer { lengths in
            while filled < Self.size {
              while index < end, unsafe !isWord[Int(text.load(fromByteOffset: index, as: UInt8.self))] { index &+= 1 }
              if index >= end { break }
              let start = index
              while unsafe isWord[Int(text.load(fromByteOffset: index, as: UInt8.self))] { index &+= 1 }
              let length = index &- start
              if length < 2 { continue }
              let first = unsafe text.load(fromByteOffset: start, as: UInt8.self)
              if first >= 0x80, length == (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2) { continue }
              unsafe starts[filled] = start
              if length <= TermKey.longest {
                unsafe lengths[filled] = length
                unsafe keys[filled] = TermKey.of(text, at: start, length: length)
              } else {
                unsafe lengths[filled] = 0
                unsafe keys[filled] = 0
              }
              filled &+= 1
            }
          }
        }
      }
    }
    count = filled
    return index
  }
}
