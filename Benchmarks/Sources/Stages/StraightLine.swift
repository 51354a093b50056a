import Framewise
import LinearAlgebra
import TextFeatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

func exponential(_ x: Double) -> Double { exp(x) }

/// What scoring could cost at the least on this machine: ASCII words split and hashed byte by byte, one look-up a word
/// and one a pair, a block of them after the other so that they do not wait for one another, and idf and weights summed.
/// No normalisation beyond ASCII, no division by the norm, no counts, and no exactness: twelve bits of the hash tell terms
/// apart.
///
/// It is a limit to be compared with, not a scorer: its sums are not probabilities.
@safe
final class StraightLine {
  private let mask: Int
  /// A slot: the term's number plus one, and above it twelve bits of its hash; 0 where it is empty.
  private let slots: UnsafeMutablePointer<UInt32>
  /// Four numbers a term: idf, two weights, nothing.
  private let weights: UnsafeMutablePointer<SIMD4<Float>>
  private static let block = 256
  private static let numberBits: UInt32 = 20

  init?(_ model: Model) {
    guard model.labels.count == 3, model.vectorizer.blocks.count == 1, let grams = model.vectorizer.blocks[0].grams,
      model.vectorizer.blocks[0].block.longest == 2, model.vectorizer.columnCount < 1 << Int(Self.numberBits) - 1
    else { return nil }
    let terms = model.vectorizer.blocks[0].terms
    var size = 1
    while size < 2 * model.vectorizer.columnCount { size *= 2 }
    mask = size - 1
    unsafe slots = .allocate(capacity: size)
    unsafe slots.initialize(repeating: 0, count: size)
    unsafe weights = .allocate(capacity: model.vectorizer.columnCount)
    let idf = model.vectorizer.idf
    for column in idf.indices {
      let weight = SIMD4(Float(idf[column]), model.weights[column * 2], model.weights[column * 2 + 1], 0)
      // SAFETY: there is one a column.
      unsafe (weights + column).initialize(to: weight)
    }
    let hashes = (0..<terms.count).map { Self.hash(terms.term($0)) }
    for (number, hash) in hashes.enumerated() { add(hash, number) }
    for (offset, pair) in grams.pairs().enumerated() {
      add(Self.join(hashes[Int(pair.prefix)], hashes[Int(pair.word)]), terms.count + offset)
    }
  }

  deinit {
    unsafe slots.deallocate()
    unsafe weights.deallocate()
  }

  private func add(_ hash: UInt64, _ column: Int) {
    var slot = Int(truncatingIfNeeded: hash &>> 20) & mask
    // SAFETY: slots are masked; half of them stay empty.
    while unsafe slots[slot] != 0 { slot = (slot + 1) & mask }
    unsafe slots[slot] = UInt32(column + 1) | Self.print(hash)
  }

  /// The highest twelve bits of a hash, where a slot has them.
  @inline(__always)
  private static func print(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> 52) &<< numberBits
  }

  private static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    return hash | 1
  }

  @inline(__always)
  private static func join(_ a: UInt64, _ b: UInt64) -> UInt64 {
    ((a &* 0xD6E8_FEB8_6659_FD93 ^ b) &* 0x9E37_79B9_7F4A_7C15) | 1
  }

  /// Scores all texts; answers a number that depends on every sum.
  func run(_ texts: Texts) -> Int {
    var answer = 0
    let classes = (0..<256).map { value -> UInt8 in
      let byte = UInt8(value)
      if byte &- 65 < 26 { return byte | 0x20 }
      return byte &- 97 < 26 || byte &- 48 < 10 || byte == 95 ? byte : 0
    }
    let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * Self.block)
    let found = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * Self.block)
    let hits = UnsafeMutablePointer<Int>.allocate(capacity: 2 * Self.block)
    let rest = UnsafeMutablePointer<Int>.allocate(capacity: 2 * Self.block)
    defer {
      unsafe hashes.deallocate()
      unsafe found.deallocate()
      unsafe hits.deallocate()
      unsafe rest.deallocate()
    }
    let numberMask: UInt32 = (1 &<< Self.numberBits) &- 1
    // SAFETY: block indexes stay below twice the block; slots are masked; bytes index a table of 256.
    unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe classes.withUnsafeBufferPointer { classes in
        for range in texts.ranges {
          var sums = SIMD4<Float>(repeating: 0)
          var index = range.lowerBound
          var before: UInt64 = 0
          while index < range.upperBound {
            var count = 0
            while count < 2 * Self.block &- 2, index < range.upperBound {
              while index < range.upperBound, unsafe classes[Int(bytes[index])] == 0 { index &+= 1 }
              var hash: UInt64 = 0xCBF2_9CE4_8422_2325
              let start = index
              while index < range.upperBound {
                let byte = unsafe classes[Int(bytes[index])]
                if byte == 0 { break }
                hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
                index &+= 1
              }
              if index &- start < 2 { continue }
              hash |= 1
              unsafe hashes[count] = hash
              unsafe hashes[count &+ 1] = Self.join(before, hash)
              before = hash
              count &+= 2
            }
            for place in 0..<count {
              unsafe found[place] = slots[Int(truncatingIfNeeded: hashes[place] &>> 20) & mask]
            }
            // What is there at the first look is kept, what is not there left out, and the rest searched for.
            var kept = 0
            var open = 0
            for place in 0..<count {
              let content = unsafe found[place]
              let isThere = unsafe content & ~numberMask == Self.print(hashes[place]) && content != 0
              unsafe hits[kept] = Int(content & numberMask) &- 1
              unsafe rest[open] = place
              kept &+= isThere ? 1 : 0
              open &+= isThere || content == 0 ? 0 : 1
            }
            for index in 0..<open {
              let hash = unsafe hashes[rest[index]]
              var slot = (Int(truncatingIfNeeded: hash &>> 20) &+ 1) & mask
              while unsafe slots[slot] != 0, unsafe slots[slot] & ~numberMask != Self.print(hash) {
                slot = (slot &+ 1) & mask
              }
              if unsafe slots[slot] == 0 { continue }
              unsafe hits[kept] = Int(slots[slot] & numberMask) &- 1
              kept &+= 1
            }
            for index in 0..<kept {
              let weight = unsafe weights[hits[index]]
              sums += weight * weight[0]
            }
          }
          answer &+= sums[1] > sums[2] ? 1 : 2
        }
      }
    }
    return answer
  }
}
