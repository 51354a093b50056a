/// Which bytes of UTF-8 belong to words: letters and digits of ASCII, and all beyond it but punctuation, spaces and
/// symbols.
enum WordBytes {

  @inline(__always)
  static func mayBeWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  /// Bytes of the scalar at a place where it is beyond ASCII and belongs to no word; 0 for all others.
  ///
  /// Latin-1 punctuation (C2 80 … C2 BF but ª µ º), general punctuation to miscellaneous symbols (E2 80 … E2 AF) and
  /// punctuation of East Asia (E3 80).
  @inline(__always) @unsafe
  static func outsideLength(_ text: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> Int {
    // SAFETY: the caller's `place` is below `count`; the next byte is read only where there is one.
    let byte = unsafe text[place]
    guard byte >= 0xC2, byte <= 0xE3, place &+ 1 < count else { return 0 }
    let next = unsafe text[place &+ 1]
    switch byte {
    case 0xC2: return next == 0xAA || next == 0xB5 || next == 0xBA ? 0 : 2
    case 0xE2: return next < 0xB0 ? min(3, count &- place) : 0
    case 0xE3: return next == 0x80 ? min(3, count &- place) : 0
    default: return 0
    }
  }

  /// Whether a word goes on at a place.
  @inline(__always) @unsafe
  static func isWord(_ text: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> Bool {
    // SAFETY: `place` is checked against `count` first.
    guard unsafe place < count && mayBeWord(text[place]) else { return false }
    return unsafe text[place] < 0x80 || outsideLength(text, count, at: place) == 0
  }

  /// The top bit of each of eight bytes that is a letter or digit of ASCII.
  @inline(__always)
  static func lanes(_ bytes: UInt64) -> UInt64 {
    let low = bytes & 0x7F7F_7F7F_7F7F_7F7F
    let folded = low | 0x2020_2020_2020_2020
    let isLetter = (folded &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(folded &+ 0x0505_0505_0505_0505)
    let isDigit = (low &+ 0x5050_5050_5050_5050) & ~(low &+ 0x4646_4646_4646_4646)
    return (isLetter | isDigit) & ~bytes & 0x8080_8080_8080_8080
  }

  /// Whether the scalar beyond ASCII that ends before a place belongs to a word.
  @unsafe
  static func endsInWord(_ text: UnsafePointer<UInt8>, from start: Int, before place: Int) -> Bool {
    var first = place - 1
    // SAFETY: from `start` on.
    while first > start, unsafe text[first] & 0xC0 == 0x80 { first -= 1 }
    return unsafe outsideLength(text, place, at: first) == 0
  }

  /// The end of the word that begins at a place.
  @inline(__always) @unsafe
  static func end(_ text: UnsafePointer<UInt8>, _ count: Int, from place: Int) -> Int {
    var end = place
    while unsafe isWord(text, count, at: end) { end &+= 1 }
    return end
  }
}
