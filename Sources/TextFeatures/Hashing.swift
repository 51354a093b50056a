/// Keys of terms.
///
/// A term of up to eight bytes is its own key: the bytes, little-endian, zeros behind them. A longer one is keyed by a
/// 64-bit hash, and whoever finds that key compares the bytes. So no collision can change a count.
enum TermKey {
  /// Terms longer than this are left out: no word of a language, and no bound on the work they cause.
  static let longest = 256

  @inline(__always)
  static func mask(_ length: Int) -> UInt64 {
    length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1
  }

  /// The key of the `length` bytes at `start`.
  ///
  /// - Parameter bytes: at least 7 bytes past the term may be read.
  @inline(__always) @unsafe
  static func of(_ bytes: UnsafeRawPointer, at start: Int, length: Int) -> UInt64 {
    // SAFETY: the caller's buffer is padded, so each 8-byte load that begins inside the term is inside the buffer.
    var block = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    if length <= 8 { return block & mask(length) }
    var hash: UInt64 = 0x243F_6A88_85A3_08D3 ^ UInt64(truncatingIfNeeded: length)
    var index = 0
    while true {
      hash = (hash ^ block) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
      index &+= 8
      if index >= length { return hash }
      block = unsafe bytes.loadUnaligned(fromByteOffset: start &+ index, as: UInt64.self) & mask(length &- index)
    }
  }

  /// Spreads a key over all 64 bits; the upper ones choose the slot.
  @inline(__always)
  static func spread(_ key: UInt64) -> UInt64 {
    var z = key &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z &* 0xD6E8_FEB8_6659_FD93
  }

  /// The slot of a key in a table of `capacity` slots, whatever that number is.
  @inline(__always)
  static func slot(_ key: UInt64, capacity: Int) -> Int {
    Int(truncatingIfNeeded: spread(key).multipliedFullWidth(by: UInt64(truncatingIfNeeded: capacity)).high)
  }
}
