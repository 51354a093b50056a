/// The number that a training text is known again by: FNV-1a in 64 bits over its bytes, with ASCII letters small, and each
/// run of blanks and control bytes between others as one space.
enum TextFingerprint {
  /// Of more texts a model keeps none: at eight bytes each they would be a large part of it.
  static let limit = 50_000

  /// Nil for a text of blanks alone.
  static func of(_ text: Span<UInt8>) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isBegun = false
    var isBlank = false
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    for place in text.indices {
      let byte = text[place]
      guard byte > 0x20, byte != 0x7F else {
        isBlank = isBegun
        continue
      }
      if isBlank { add(0x20) }
      isBlank = false
      isBegun = true
      add(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
    return isBegun ? hash : nil
  }

  /// What a model keeps: each once, ascending; none where there are too many.
  static func kept(_ hashes: [UInt64?]) -> [UInt64] {
    hashes.count > limit ? [] : Set(hashes.compactMap { $0 }).sorted()
  }
}
