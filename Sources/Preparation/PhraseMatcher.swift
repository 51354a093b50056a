/// Finds phrases of a list in a text: whole words, the longest at each place, from left to right without overlap.
///
/// A phrase is met as it is written, except that a space in it stands for any run of white space, and `'` and `-` for
/// their typographic forms too. A word is looked up by its first eight bytes and its length: one look at a filter of 4 KiB
/// for most, then an open-addressing table whose slots begin chains of phrases, the longest first. Where each phrase of a
/// chain goes on with a space and a word, a second filter says whether the next word is one of theirs.
@safe
public final class PhraseMatcher: @unchecked Sendable {  // because nothing changes after `init`
  /// A place where a phrase stands.
  public struct Match: Sendable, Equatable {
    /// Its number in the list.
    public var phrase: Int
    public var range: Range<Int>

    public init(phrase: Int, range: Range<Int>) {
      self.phrase = phrase
      self.range = range
    }
  }

  /// The phrases back to back, and where each begins and ends.
  private let bytes: [UInt8]
  private let offsets: [Int32]
  private let text: UnsafeMutablePointer<UInt8>
  private let ends: UnsafeMutablePointer<Int32>
  /// 512 words of first words, then as many of pairs.
  private let filter: UnsafeMutablePointer<UInt64>
  /// `key`, then `isOfPairs << 63 | length << 32 | first phrase` a slot; a length of 0 is empty.
  private let slots: UnsafeMutablePointer<UInt64>
  private let mask: Int
  /// The next phrase with the same first word; -1 ends a chain.
  private let next: UnsafeMutablePointer<Int32>

  public var count: Int { offsets.count - 1 }

  /// The bytes of a phrase.
  public subscript(phrase: Int) -> ArraySlice<UInt8> { bytes[Int(offsets[phrase])..<Int(offsets[phrase + 1])] }

  public convenience init(_ phrases: [[UInt8]]) {
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(phrases.count + 1)
    var bytes: [UInt8] = []
    for phrase in phrases {
      bytes += phrase
      offsets.append(Int32(bytes.count))
    }
    self.init(bytes: bytes, offsets: offsets)
  }

  /// - Parameters:
  ///   - bytes: the phrases back to back; of equal ones the first counts.
  ///   - offsets: where each begins, and where the last one ends.
  public init(bytes: [UInt8], offsets: [Int32]) {
    self.bytes = bytes
    self.offsets = offsets
    let count = offsets.count - 1
    var capacity = 16
    while capacity < 2 * count { capacity *= 2 }
    mask = capacity - 1
    unsafe text = .allocate(capacity: bytes.count + 1)
    unsafe ends = .allocate(capacity: offsets.count)
    unsafe filter = .allocate(capacity: 1024)
    unsafe slots = .allocate(capacity: 2 * capacity)
    unsafe next = .allocate(capacity: count + 1)
    // SAFETY: every buffer is written whole before it is read; all indices below are within what was allocated.
    unsafe filter.initialize(repeating: 0, count: 1024)
    unsafe slots.initialize(repeating: 0, count: 2 * capacity)
    unsafe next.initialize(repeating: -1, count: count + 1)
    for (place, byte) in bytes.enumerated() { unsafe (text + place).initialize(to: byte) }
    for (place, offset) in offsets.enumerated() { unsafe (ends + place).initialize(to: offset) }
    for phrase in 0..<count { insert(phrase) }
  }

  deinit {
    unsafe text.deallocate()
    unsafe ends.deallocate()
    unsafe filter.deallocate()
    unsafe slots.deallocate()
    unsafe next.deallocate()
  }

  private func length(_ phrase: Int) -> Int { unsafe Int(ends[phrase + 1] - ends[phrase]) }

  private func insert(_ phrase: Int) {
    // SAFETY: as in `init`.
    let start = unsafe Int(ends[phrase])
    let stop = unsafe Int(ends[phrase + 1])
    guard stop > start else { return }
    let (key, wordLength) = unsafe Self.word(text, stop, at: start)
    let hash = Self.hash(key, wordLength)
    unsafe filter[Int(hash >> 55)] |= 1 << (hash >> 49 & 63)
    let next = start + wordLength
    let isPair = unsafe next + 1 < stop && text[next] == 0x20 && WordBytes.isWord(text, stop, at: next + 1)
    if isPair {
      let pair = unsafe Self.pair(hash, text, stop, at: next + 1)
      unsafe filter[512 + Int(pair >> 55)] |= 1 << (pair >> 49 & 63)
    }
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    var meta = UInt64(wordLength) << 32 | (isPair ? Self.ofPairs : 0)
    while unsafe slots[2 * slot + 1] != 0
      && (slots[2 * slot] != key || (slots[2 * slot + 1] & ~Self.ofPairs) >> 32 != wordLength)
    {
      slot = (slot + 1) & mask
    }
    if unsafe slots[2 * slot + 1] == 0 {
      unsafe slots[2 * slot] = key
      unsafe slots[2 * slot + 1] = meta | UInt64(phrase)
      return
    }
    if unsafe slots[2 * slot + 1] & Self.ofPairs == 0 { meta &= ~Self.ofPairs }
    unsafe slots[2 * slot + 1] &= meta | 0xFFFF_FFFF
    var before = -1
    var current = unsafe Int(UInt32(truncatingIfNeeded: slots[2 * slot + 1]))
    while current >= 0, length(current) >= stop - start {
      before = current
      current = unsafe Int(self.next[current])
    }
    unsafe self.next[phrase] = Int32(current)
    if before < 0 {
      unsafe slots[2 * slot + 1] = meta | UInt64(phrase)
    } else {
      unsafe self.next[before] = Int32(phrase)
    }
  }

  /// All matches in order.
  public func matches(in text: Span<UInt8>) -> [Match] {
    var found: [Match] = []
    var place = 0
    while let match = firstMatch(in: text, from: place) {
      found.append(match)
      place = match.range.upperBound
    }
    return found
  }

  /// The first match that begins at a place or behind it: sixty-four bytes are classified at once, and only where a word
  /// begins is anything looked at.
  ///
  /// - Parameter start: where a word may begin.
  func firstMatch(in text: Span<UInt8>, from start: Int = 0) -> Match? {
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      var block = start
      var wordBefore: UInt64 = 0
      // SAFETY: blocks begin below the count, and so do candidates.
      while block < buffer.count {
        let masks = unsafe StartMasks(base + block, count: buffer.count - block)
        // Letters, digits and first bytes of scalars beyond ASCII that no letter or digit stands before.
        var candidates = (masks.words | masks.starts) & ~(masks.words &<< 1 | wordBefore)
        wordBefore = masks.words &>> 63
        while candidates != 0 {
          let place = block &+ candidates.trailingZeroBitCount
          candidates &= candidates &- 1
          if place > start, unsafe base[place &- 1] >= 0x80,
            unsafe WordBytes.endsInWord(base, from: start, before: place)
          {
            continue
          }
          if unsafe base[place] >= 0x80, unsafe WordBytes.outsideLength(base, buffer.count, at: place) > 0 { continue }
          if let match = unsafe match(base, buffer.count, at: place) { return match }
        }
        block &+= 64
      }
      return nil
    }
  }

  /// The longest phrase that begins at a place where a word begins.
  func match(in text: Span<UInt8>, at place: Int) -> Match? {
    guard place < text.count else { return nil }
    // SAFETY: `place` is within the text.
    return unsafe text.withUnsafeBufferPointer { unsafe match($0.baseAddress!, $0.count, at: place) }
  }

  /// The longest phrase that begins at a place where a word begins.
  @inline(__always) @unsafe
  func match(_ document: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> Match? {
    let (key, wordLength) = unsafe Self.word(document, count, at: place)
    let hash = Self.hash(key, wordLength)
    // SAFETY: nine bits number 512 words of the filter; slots are within the mask; phrases are numbers of the list.
    guard unsafe filter[Int(hash >> 55)] & (1 << (hash >> 49 & 63)) != 0 else { return nil }
    return unsafe search(document, count, at: place, key: key, wordLength: wordLength, hash: hash)
  }

  @inline(never) @unsafe
  private func search(
    _ document: UnsafePointer<UInt8>, _ count: Int, at place: Int, key: UInt64, wordLength: Int, hash: UInt64
  ) -> Match? {
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    // SAFETY: as in `match`.
    while true {
      let meta = unsafe slots[2 &* slot &+ 1]
      if meta == 0 { return nil }
      if unsafe slots[2 &* slot] == key, Int((meta & ~Self.ofPairs) >> 32) == wordLength {
        if meta & Self.ofPairs != 0 {
          var second = place &+ wordLength
          while case let space = unsafe Self.spaceLength(document, count, at: second), space > 0 { second &+= space }
          let pair = unsafe Self.pair(hash, document, count, at: second)
          if unsafe filter[512 &+ Int(pair >> 55)] & (1 << (pair >> 49 & 63)) == 0 { return nil }
        }
        var phrase = Int(UInt32(truncatingIfNeeded: meta))
        while phrase >= 0 {
          if let last = unsafe finish(phrase, document, count, at: place) {
            return Match(phrase: phrase, range: place..<last)
          }
          phrase = unsafe Int(next[phrase])
        }
        return nil
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Where a phrase ends that stands at a place as whole words; nil where it does not.
  @unsafe
  private func finish(_ phrase: Int, _ document: UnsafePointer<UInt8>, _ count: Int, at start: Int) -> Int? {
    var place = start
    var byte: UInt8 = 0
    // SAFETY: places are checked against `count` before they are read, and phrases lie in `text`.
    for index in unsafe Int(ends[phrase])..<Int(ends[phrase + 1]) {
      byte = unsafe text[index]
      guard place < count else { return nil }
      if byte == 0x20 {
        let start = place
        while case let space = unsafe Self.spaceLength(document, count, at: place), space > 0 { place += space }
        if place == start { return nil }
      } else if unsafe document[place] == byte {
        place += 1
      } else if byte == 0x27 || byte == 0x2D {
        // ’ is E2 80 99; ‐ and ‑ are E2 80 90 and 91.
        guard unsafe place + 2 < count && document[place] == 0xE2 && document[place + 1] == 0x80 else { return nil }
        let third = unsafe document[place + 2]
        guard byte == 0x27 ? third == 0x99 : third == 0x90 || third == 0x91 else { return nil }
        place += 3
      } else {
        return nil
      }
    }
    return unsafe WordBytes.mayBeWord(byte) && WordBytes.isWord(document, count, at: place) ? nil : place
  }

  @unsafe
  private static func spaceLength(_ text: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> Int {
    // SAFETY: places are checked against `count` first.
    guard place < count else { return 0 }
    let byte = unsafe text[place]
    if byte == 0x20 || byte &- 0x09 < 5 { return 1 }
    return unsafe byte == 0xC2 && place + 1 < count && text[place + 1] == 0xA0 ? 2 : 0
  }

  /// The first eight bytes of the word that begins at a place, and its length.
  @inline(__always) @unsafe
  private static func word(_ text: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> (key: UInt64, length: Int) {
    if place &+ 8 <= count {
      // SAFETY: eight bytes are there.
      let bytes = unsafe UnsafeRawPointer(text).loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let outside = ~WordBytes.lanes(bytes) & 0x8080_8080_8080_8080
      let length = outside.trailingZeroBitCount >> 3
      // What ends a short word is no letter beyond ASCII.
      if length == 8 { return (bytes, unsafe WordBytes.end(text, count, from: place &+ 8) &- place) }
      if bytes &>> UInt64(truncatingIfNeeded: 8 &* length) & 0x80 == 0 {
        return (bytes & ((1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1), max(1, length))
      }
    }
    return unsafe wordByBytes(text, count, at: place)
  }

  @inline(never) @unsafe
  private static func wordByBytes(
    _ text: UnsafePointer<UInt8>, _ count: Int, at place: Int
  ) -> (key: UInt64, length: Int) {
    var key: UInt64 = 0
    var end = place
    // SAFETY: `isWord` answers false from `count` on.
    while unsafe WordBytes.isWord(text, count, at: end) {
      if end &- place < 8 { key |= UInt64(unsafe text[end]) &<< UInt64(truncatingIfNeeded: 8 &* (end &- place)) }
      end &+= 1
    }
    return (key, max(1, end - place))
  }

  /// A mark in a slot: all phrases of the chain go on with a space and a word.
  private static let ofPairs: UInt64 = 1 << 63

  /// The hash of a first word and the word that begins at a place.
  @inline(__always) @unsafe
  private static func pair(_ first: UInt64, _ text: UnsafePointer<UInt8>, _ count: Int, at place: Int) -> UInt64 {
    let (key, length) = unsafe word(text, count, at: place)
    return hash(key ^ first, length)
  }

  @inline(__always)
  private static func hash(_ key: UInt64, _ length: Int) -> UInt64 {
    var hash = (key ^ UInt64(truncatingIfNeeded: length) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 32
    return hash &* 0xD6E8_FEB8_6659_FD93
  }
}

extension PhraseMatcher: Equatable {
  public static func == (left: PhraseMatcher, right: PhraseMatcher) -> Bool {
    left === right || left.bytes == right.bytes && left.offsets == right.offsets
  }
}
