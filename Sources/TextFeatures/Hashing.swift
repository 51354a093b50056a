/// Keys of terms.
///
/// A term of up to eight bytes is its own key: the bytes, little-endian, zeros behind them. A longer one is keyed by a
/// 64-bit hash, and whoever finds that key compares the bytes. So no collision can change a count.
enum TermKey {
  /// Terms longer than this are left out: no word of a language, and no bound on the work they cause.
  static let longest = 256

  /// All ones in the first `length` bytes, eight at most.
  @inline(__always)
  static func mask(_ length: Int) -> UInt64 {
    length >= 8 ? .max : (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1
  }

  /// The key of the `length` bytes at `start`.
  ///
  /// - Parameter bytes: at least 7 bytes past the term may be read.
  @inline(__always) @unsafe
  static func of(_ bytes: UnsafeRawPointer, at start: Int, length: Int) -> UInt64 {
    // SAFETY: the caller's buffer is padded, so each 8-byte load that begins inside the term, or at its end, is inside
    // the buffer.
    let first = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    if length > 16 { return unsafe hash(bytes, at: start, length: length) }
    // Both kinds are computed and one is taken: whether a word is long cannot be guessed.
    let isLong = length > 8
    let second = unsafe bytes.loadUnaligned(fromByteOffset: start &+ (isLong ? 8 : 0), as: UInt64.self)
    let hashed = step(step(seed ^ UInt64(truncatingIfNeeded: length), first), second & mask(length &- 8))
    return isLong ? hashed : first & mask(length)
  }

  private static let seed: UInt64 = 0x243F_6A88_85A3_08D3

  @inline(__always)
  private static func step(_ hash: UInt64, _ block: UInt64) -> UInt64 {
    let product = (hash ^ block) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product &>> 32
  }

  /// The key of a term of more than eight bytes.
  @unsafe
  private static func hash(_ bytes: UnsafeRawPointer, at start: Int, length: Int) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: length)
    var index = 0
    while index < length {
      // SAFETY: as in `of`.
      let block = unsafe bytes.loadUnaligned(fromByteOffset: start &+ index, as: UInt64.self)
      hash = step(hash, block & mask(length &- index))
      index &+= 8
    }
    return hash
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

  /// Whether `length` bytes (more than 8) are the same at both places.
  @inline(__always) @unsafe
  static func equal(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ length: Int) -> Bool {
    // SAFETY: both terms have `length` > 8 bytes; the last load ends with the last of them.
    var index = 0
    while index &+ 8 <= length {
      if unsafe a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index &+= 8
    }
    return unsafe a.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
      == b.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
  }
}
