internal import LinearAlgebra

/// The n-grams of characters of one word, cut and keyed.
@safe
struct WordCutter {
  /// Characters of the longest word and the spaces around it, for each of eight lengths.
  static let limit = 8 * (TermKey.longest + 2)

  private let padded = Scratch<UInt8>(TermKey.longest + 2 + Normalizer.padding, filledWith: 0)
  private let edges = Scratch<Int>(TermKey.longest + 4, filledWith: 0)
  private let keys = Scratch<UInt64>(limit, filledWith: 0)
  private let starts = Scratch<Int>(limit, filledWith: 0)
  private let lengths = Scratch<Int>(limit, filledWith: 0)
  private let slots = Scratch<UInt32>(limit, filledWith: 0)
  /// N-grams of the word cut last, and the bytes of the longest.
  private(set) var count = 0
  private var longest = 0

  /// Cuts a word of up to `TermKey.longest` bytes into n-grams, the shorter before the longer, of up to eight characters.
  @unsafe
  mutating func cut(_ word: UnsafeRawPointer, length: Int, lengths sizes: ClosedRange<Int>) {
    let bytes = unsafe UnsafeMutableRawPointer(padded.base)
    let edges = unsafe edges.base
    let end = length + 2
    var characters = 0
    // SAFETY: the word fits; so do the starts of its characters and its end, and one more that is not kept.
    unsafe bytes.storeBytes(of: 0x20, as: UInt8.self)
    unsafe bytes.advanced(by: 1).copyMemory(from: word, byteCount: length)
    unsafe bytes.storeBytes(of: 0x20, toByteOffset: end - 1, as: UInt8.self)
    unsafe bytes.storeBytes(of: 0, toByteOffset: end, as: UInt64.self)
    for index in 0..<end {
      unsafe edges[characters] = index
      let isInside = unsafe bytes.load(fromByteOffset: index, as: UInt8.self) & 0xC0 == 0x80
      characters &+= isInside ? 0 : 1
    }
    unsafe edges[characters] = end
    let keys = unsafe keys.base
    let starts = unsafe starts.base
    let lengths = unsafe lengths.base
    var count = 0
    longest = 0
    for size in sizes {
      let last = max(characters - size, 0)
      if characters == end, size <= 8 {
        // All ASCII, and so short that an n-gram is its own key.
        let length = min(size, characters)
        let mask = TermKey.mask(length)
        for first in 0...last {
          unsafe keys[count &+ first] = bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self) & mask
          unsafe starts[count &+ first] = first
          unsafe lengths[count &+ first] = length
        }
        count &+= last &+ 1
        longest = max(longest, length)
      } else {
        for first in 0...last {
          let start = unsafe edges[first]
          let length = unsafe edges[min(first &+ size, characters)] &- start
          unsafe keys[count] = TermKey.of(bytes, at: start, length: length)
          unsafe starts[count] = start
          unsafe lengths[count] = length
          longest = max(longest, length)
          count &+= 1
        }
      }
      // A word shorter than the n-gram is counted once, whole.
      if last == 0 { break }
    }
    self.count = count
  }

  /// Asks for the slots of the n-grams, so that cache misses overlap.
  func ask(_ terms: TermTable) {
    // SAFETY: `count` n-grams were cut.
    for gram in 0..<count { unsafe terms.prepare(keys.base[gram]) }
  }

  /// Asks for the slots of the n-grams, and keeps which they are for `find`.
  func ask(_ terms: TermIndex) {
    // SAFETY: `count` n-grams were cut.
    unsafe terms.place(keys.base, count, into: slots.base)
  }

  /// Numbers the n-grams, those not met before anew; answers how many there are.
  @unsafe
  func intern(in terms: inout TermTable, into numbers: UnsafeMutablePointer<UInt32>) -> Int {
    // SAFETY: `count` n-grams were cut, with padding behind the word.
    for gram in 0..<count {
      unsafe numbers[gram] = terms.intern(
        key: keys.base[gram], length: lengths.base[gram], at: starts.base[gram], in: padded.base)
    }
    return count
  }

  /// Writes the numbers of the n-grams that are in a vocabulary that was asked; answers how many.
  @unsafe
  func find(in terms: TermIndex, into numbers: UnsafeMutablePointer<UInt32>) -> Int {
    let keys = unsafe keys.base
    let lengths = unsafe lengths.base
    let slots = unsafe slots.base
    // SAFETY: `count` n-grams were cut, with padding behind the word; the slots are those of the table.
    var found = 0
    if longest > 8 {
      for gram in 0..<count {
        let number = unsafe terms.find(
          slot: Int(slots[gram]), key: keys[gram], length: lengths[gram], at: starts.base[gram], in: padded.base)
        unsafe numbers[found] = number
        found &+= number == TermIndex.absent ? 0 : 1
      }
    } else {
      // Their keys are the n-grams themselves: no bytes to compare, and no branch to guess.
      unsafe terms.slots.withUnsafeBufferPointer { table in
        guard let table = table.baseAddress else { return }
        for gram in 0..<count {
          let slot = unsafe 2 &* Int(slots[gram])
          let meta = unsafe table[slot &+ 1]
          let length = unsafe UInt64(truncatingIfNeeded: lengths[gram])
          let difference = unsafe (table[slot] ^ keys[gram]) | ((meta &>> 32) ^ length)
          unsafe numbers[found] = UInt32(truncatingIfNeeded: meta)
          found &+= Int(truncatingIfNeeded: (~difference & (difference &- 1)) &>> 63)
        }
      }
    }
    return found
  }
}
