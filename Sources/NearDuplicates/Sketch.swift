/// What is kept of a text to find its near-duplicates: a number for each run of five words, and the few of them by which
/// candidates are looked up.
public struct Sketch: Sendable, Equatable {
  /// One of every run of words, in the order of the text; equal runs have equal numbers.
  public internal(set) var shingles: [UInt32] = []
  /// The least numbers of all windows over `shingles`, ascending and each once (`Winnowing`).
  public internal(set) var fingerprints: [UInt32] = []

  /// Of no text: like no other.
  public init() {}

  /// The different shingles, ascending.
  func distinct() -> [UInt32] {
    var sorted = shingles
    sorted.sort()
    var count = 0
    for index in sorted.indices where index == 0 || sorted[index] != sorted[count - 1] {
      sorted[count] = sorted[index]
      count += 1
    }
    sorted.removeLast(sorted.count - count)
    return sorted
  }
}

/// Makes sketches; its scratch memory is used again. One a thread.
public struct Sketcher: Sendable {
  /// Words in a shingle.
  public static let shingleWords = 5
  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// base⁵, which is what the word that leaves the run weighs.
  private static let leaving = base &* base &* base &* base &* base

  private var words = WordHashes()

  public init() {}

  /// - Parameter text: UTF-8.
  public mutating func sketch(_ text: Span<UInt8>) -> Sketch {
    words.read(text)
    let hashes = words.hashes.span
    var sketch = Sketch()
    guard hashes.count > 0 else { return sketch }
    sketch.shingles.reserveCapacity(max(1, hashes.count - Self.shingleWords + 1))
    var rolling: UInt64 = 0
    for place in hashes.indices {
      rolling = rolling &* Self.base &+ hashes[place]
      if place >= Self.shingleWords { rolling &-= hashes[place &- Self.shingleWords] &* Self.leaving }
      if place &+ 1 >= Self.shingleWords { sketch.shingles.append(Self.mixed(rolling)) }
    }
    // A text of fewer words than a shingle is one shingle.
    if hashes.count < Self.shingleWords { sketch.shingles.append(Self.mixed(rolling)) }
    sketch.fingerprints = Winnowing.fingerprints(of: sketch.shingles)
    return sketch
  }

  /// The finaliser of MurmurHash3, so that any bits may be taken.
  private static func mixed(_ value: UInt64) -> UInt32 {
    var z = value
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return UInt32(truncatingIfNeeded: (z ^ (z >> 33)) >> 32)
  }
}

/// Numbers of a text's words, in order: letters, digits and what is not ASCII, ASCII letters without regard to case.
/// Each ideograph and kana is a word. Punctuation, that of Unicode's own block too, separates.
struct WordHashes: Sendable {
  private(set) var hashes: [UInt64] = []

  mutating func read(_ text: Span<UInt8>) {
    hashes.removeAll(keepingCapacity: true)
    let prime: UInt64 = 0x0000_0100_0000_01B3
    let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    var hash = seed
    var place = 0
    let count = text.count
    while place < count {
      let byte = text[place]
      if byte < 0x80 {
        let isLetter = (byte | 0x20) &- 0x61 < 26
        if isLetter || byte &- 0x30 < 10 {
          hash = (hash ^ UInt64(isLetter ? byte | 0x20 : byte)) &* prime
        } else if hash != seed {
          hashes.append(hash)
          hash = seed
        }
        place &+= 1
        continue
      }
      let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      let end = min(place &+ length, count)
      let second = place &+ 1 < end ? text[place &+ 1] : 0
      let isMark = Self.isMark(byte, second)
      let standsAlone = Self.standsAlone(byte, second)
      if isMark || standsAlone, hash != seed {
        hashes.append(hash)
        hash = seed
      }
      if !isMark {
        while place < end {
          hash = (hash ^ UInt64(text[place])) &* prime
          place &+= 1
        }
        if standsAlone {
          hashes.append(hash)
          hash = seed
        }
      }
      place = end
    }
    if hash != seed { hashes.append(hash) }
  }

  /// U+00A0–00BF, U+2000–206F, U+3000–303F and U+FF00–FF3F: spaces, quotes, dashes and their like.
  private static func isMark(_ first: UInt8, _ second: UInt8) -> Bool {
    switch first {
    case 0xC2: true
    case 0xE2: second == 0x80 || second == 0x81
    case 0xE3: second == 0x80
    case 0xEF: second == 0xBC
    default: false
    }
  }

  /// U+3040–9FFF: scripts that set no spaces between words.
  private static func standsAlone(_ first: UInt8, _ second: UInt8) -> Bool {
    (0xE4...0xE9).contains(first) || first == 0xE3 && second > 0x80
  }
}

/// The least number of every window of neighbouring shingles: MinHash place by place (Schleimer, Wilkerson and Aiken 2003).
///
/// Texts that share as many shingles in a row as a window is wide share a fingerprint, however long either is, so an
/// excerpt is found in its article. The fingerprints of a wide window are among those of a narrow one, so short texts
/// can be looked at more closely and still be compared with long ones.
enum Winnowing {
  static let window = 16
  static let narrowWindow = 4
  /// Texts of fewer shingles get the narrow window.
  static let shortText = 96

  static func fingerprints(of shingles: [UInt32]) -> [UInt32] {
    let width = min(shingles.count < shortText ? narrowWindow : window, shingles.count)
    guard width > 0 else { return [] }
    let values = shingles.span
    var found: [UInt32] = []
    var least = -1
    for end in (width &- 1)..<values.count {
      let start = end &- width &+ 1
      if least < start {
        least = start
        for place in start...end where values[place] <= values[least] { least = place }
        found.append(values[least])
      } else if values[end] <= values[least] {
        if values[end] != values[least] { found.append(values[end]) }
        least = end
      }
    }
    found.sort()
    var count = 0
    for index in found.indices where index == 0 || found[index] != found[count - 1] {
      found[count] = found[index]
      count += 1
    }
    found.removeLast(found.count - count)
    return found
  }
}
