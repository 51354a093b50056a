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
/// and one a pair in tables without collisions handling beyond the next slot, and the weights summed. No normalisation
/// beyond ASCII, no exactness, no norm, no counts.
///
/// It is a limit to be compared with, not a scorer: its sums are not probabilities.
@safe
final class StraightLine {
  private let mask: Int
  private let keys: UnsafeMutablePointer<UInt64>
  private let weights: UnsafeMutablePointer<Float>
  private static let block = 256

  init?(_ model: Model) {
    guard model.labels.count == 3, model.vectorizer.blocks.count == 1, let grams = model.vectorizer.blocks[0].grams,
      model.vectorizer.blocks[0].block.longest == 2
    else { return nil }
    let terms = model.vectorizer.blocks[0].terms
    var size = 1
    while size < 2 * model.vectorizer.columnCount { size *= 2 }
    mask = size - 1
    unsafe keys = .allocate(capacity: size)
    unsafe keys.initialize(repeating: 0, count: size)
    unsafe weights = .allocate(capacity: 4 * size)
    unsafe weights.initialize(repeating: 0, count: 4 * size)
    let hashes = (0..<terms.count).map { Self.hash(terms.term($0)) }
    let idf = model.vectorizer.idf
    for (number, hash) in hashes.enumerated() { add(hash, number, idf[number], model) }
    for (offset, pair) in grams.pairs().enumerated() {
      add(
        Self.join(hashes[Int(pair.prefix)], hashes[Int(pair.word)]), terms.count + offset,
        idf[terms.count + offset], model)
    }
  }

  deinit {
    unsafe keys.deallocate()
    unsafe weights.deallocate()
  }

  private func add(_ hash: UInt64, _ column: Int, _ idf: Double, _ model: Model) {
    var slot = Int(truncatingIfNeeded: hash &>> 20) & mask
    // SAFETY: slots are masked; half of them stay empty.
    while unsafe keys[slot] != 0 { slot = (slot + 1) & mask }
    unsafe keys[slot] = hash
    unsafe weights[4 * slot] = Float(idf)
    for row in 0..<2 { unsafe weights[4 * slot + 1 + row] = model.weights[column * 2 + row] }
  }

  private static func hash(_ word: ArraySlice<UInt8>) -> UInt64 {
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
    let slots = UnsafeMutablePointer<Int>.allocate(capacity: 2 * Self.block)
    let found = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * Self.block)
    let hits = UnsafeMutablePointer<Int>.allocate(capacity: 2 * Self.block)
    let rest = UnsafeMutablePointer<Int>.allocate(capacity: 2 * Self.block)
    defer {
      unsafe hashes.deallocate()
      unsafe slots.deallocate()
      unsafe found.deallocate()
      unsafe hits.deallocate()
      unsafe rest.deallocate()
    }
    // SAFETY: block indexes stay below twice the block; slots are masked; bytes index a table of 256.
    unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe classes.withUnsafeBufferPointer { classes in
        for range in texts.ranges {
          var sums = SIMD4<Double>(repeating: 0)
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
              unsafe slots[place] = Int(truncatingIfNeeded: hashes[place] &>> 20) & mask
              unsafe found[place] = keys[slots[place]]
            }
            // What is there at the first look is kept, what is not there left out, and the rest searched for.
            var kept = 0
            var open = 0
            for place in 0..<count {
              let slot = unsafe slots[place]
              let key = unsafe found[place]
              let hash = unsafe hashes[place]
              unsafe hits[kept] = slot
              unsafe rest[open] = place
              kept &+= key == hash ? 1 : 0
              open &+= key == hash || key == 0 ? 0 : 1
            }
            for index in 0..<open {
              let place = unsafe rest[index]
              var slot = unsafe (slots[place] &+ 1) & mask
              while unsafe keys[slot] != hashes[place], unsafe keys[slot] != 0 { slot = (slot &+ 1) & mask }
              if unsafe keys[slot] == 0 { continue }
              unsafe hits[kept] = slot
              kept &+= 1
            }
            for index in 0..<kept {
              let weight = unsafe weights + 4 &* hits[index]
              let idf = unsafe Double(weight[0])
              sums[0] += idf * idf
              unsafe sums[1] += idf * Double(weight[1])
              unsafe sums[2] += idf * Double(weight[2])
            }
          }
          answer &+= sums[1] > sums[2] ? 1 : 2
        }
      }
    }
    return answer
  }
}
