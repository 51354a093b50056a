internal import LinearAlgebra

/// What the text path asks of one Unicode scalar.
struct ScalarFlags: OptionSet {
  let rawValue: UInt8

  /// Matches Python's `\w`: letters, numbers and the underscore.
  static let word = ScalarFlags(rawValue: 1 << 0)
  static let space = ScalarFlags(rawValue: 1 << 1)
  /// Normalisation form C may change the scalar, or has to look at its neighbours.
  static let unstable = ScalarFlags(rawValue: 1 << 2)
  /// The canonical combining class is not 0.
  static let combining = ScalarFlags(rawValue: 1 << 3)
  static let cased = ScalarFlags(rawValue: 1 << 4)
  static let caseIgnorable = ScalarFlags(rawValue: 1 << 5)
  /// Lower case is another scalar.
  static let upper = ScalarFlags(rawValue: 1 << 6)
}

/// The generated tables unfolded for look-up, once a process and only where text beyond ASCII asks for it.
struct ScalarProperties: Sendable {
  static let shared = ScalarProperties()

  /// A byte of flags a scalar of the Basic Multilingual Plane.
  private let basic: Stored<UInt8>
  /// Lower case of a scalar of that plane, as a difference modulo 2¹⁶; 0 where there is none.
  private let lowerDelta: Stored<UInt16>

  private init() {
    // SAFETY: the generated numbers below 0x1_0000 are places in both tables.
    basic = unsafe Stored(count: 0x1_0000) { basic in
      unsafe basic.initialize(repeating: 0)
      let runs = UnicodeTables.flagRuns
      for index in runs.indices {
        let first = Int(runs[index] >> 8)
        guard first < 0x1_0000 else { break }
        let next = index + 1 < runs.count ? min(Int(runs[index + 1] >> 8), 0x1_0000) : 0x1_0000
        let flags = UInt8(truncatingIfNeeded: runs[index])
        if flags != 0 { for scalar in first..<next { unsafe basic[scalar] = flags } }
      }
      for scalar in 0..<0x80 { unsafe basic[scalar] = Self.asciiFlags(UInt8(scalar)).rawValue }
    }
    lowerDelta = unsafe Stored(count: 0x1_0000) { delta in
      unsafe delta.initialize(repeating: 0)
      let pairs = UnicodeTables.lowercase
      for index in stride(from: 0, to: pairs.count, by: 2) where pairs[index] < 0x1_0000 && pairs[index + 1] < 0x1_0000
      {
        unsafe delta[Int(pairs[index])] = UInt16(truncatingIfNeeded: pairs[index + 1]) &- UInt16(pairs[index])
      }
    }
  }

  private static func asciiFlags(_ byte: UInt8) -> ScalarFlags {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): .word
    case UInt8(ascii: "a")...UInt8(ascii: "z"): [.word, .cased]
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): [.word, .cased, .upper]
    case 0x09...0x0D, 0x1C...0x20: .space
    case UInt8(ascii: "'"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "^"), UInt8(ascii: "`"): .caseIgnorable
    default: []
    }
  }

  func flags(_ scalar: UInt32) -> ScalarFlags {
    if scalar < 0x1_0000 { return ScalarFlags(rawValue: basic[Int(scalar)]) }
    let runs = UnicodeTables.flagRuns
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle] >> 8 <= scalar { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? [] : ScalarFlags(rawValue: UInt8(truncatingIfNeeded: runs[low - 1]))
  }

  /// The lower case of a scalar where it is one scalar. (U+0130 has two, a Greek final sigma a context: see `Normalizer`.)
  func lowercase(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar &- 65 < 26 ? scalar | 0x20 : scalar }
    if scalar < 0x1_0000, lowerDelta[Int(scalar)] != 0 {
      return UInt32(UInt16(scalar) &+ lowerDelta[Int(scalar)])
    }
    guard flags(scalar).contains(.upper) else { return scalar }
    return SortedPairs.value(of: scalar, in: UnicodeTables.lowercase) ?? scalar
  }
}

/// Binary search in a flat table of pairs: key, value, key, value …
enum SortedPairs {
  static func value(of key: UInt32, in pairs: [UInt32]) -> UInt32? {
    var low = 0
    var high = pairs.count / 2
    while low < high {
      let middle = (low + high) / 2
      if pairs[2 * middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < pairs.count / 2 && pairs[2 * low] == key ? pairs[2 * low + 1] : nil
  }
}
