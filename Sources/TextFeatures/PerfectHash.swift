/// Gives each of a fixed set of keys a slot of its own, so that a search looks at one slot, whether its key is there or
/// not, and there is nothing for the processor to guess.
///
/// Keys fall into buckets of three on average. Each bucket has a byte, its pilot: the first of 256 that sends all its
/// keys to slots that are still free, the largest buckets served first (Fox, Chen and Heath, SIGIR 1992; Pibiri and
/// Trani, SIGIR 2021). The pilots of a hundred thousand keys fit the second-level cache beside much else.
public struct PerfectHash: Sendable, Equatable {
  public let seed: UInt64
  /// One a bucket.
  public let pilots: [UInt8]
  /// Slots, more than there are keys.
  public let capacity: Int

  /// What `init(seed:pilots:capacity:)` must be given: both sizes fit 32 bits, so that products fit 64.
  static let limit = 1 << 31

  public init(seed: UInt64, pilots: [UInt8], capacity: Int) {
    self.seed = seed
    self.pilots = pilots
    self.capacity = capacity
  }

  /// For no keys at all.
  static let empty = PerfectHash(seed: 0, pilots: [0], capacity: 4)

  // MARK: - Searching

  /// Spreads a key over all 64 bits: different keys stay different.
  @inline(__always)
  static func spread(_ key: UInt64, seed: UInt64) -> UInt64 {
    var z = (key ^ seed) &* 0x9E37_79B9_7F4A_7C15
    z ^= z &>> 32
    return z &* 0xD6E8_FEB8_6659_FD93
  }

  /// The bucket of a spread key.
  @inline(__always)
  static func bucket(_ spread: UInt64, of buckets: Int) -> Int {
    Int(truncatingIfNeeded: ((spread &>> 32) &* UInt64(truncatingIfNeeded: buckets)) &>> 32)
  }

  /// The slot of a spread key under its bucket's pilot.
  @inline(__always)
  static func slot(_ spread: UInt64, pilot: UInt8, capacity: Int) -> Int {
    let mixed = (spread ^ (UInt64(pilot) &* 0xA24B_AED4_963E_E407)) &* 0x9FB2_1C65_1E98_DF25
    return Int(truncatingIfNeeded: ((mixed &>> 32) &* UInt64(truncatingIfNeeded: capacity)) &>> 32)
  }

  /// The slot of a key.
  func slot(_ key: UInt64) -> Int {
    let spread = Self.spread(key, seed: seed)
    return Self.slot(spread, pilot: pilots[Self.bucket(spread, of: pilots.count)], capacity: capacity)
  }

  // MARK: - Building

  /// Places keys; the result depends on the keys alone. Nil where two of them are the same.
  init?(_ keys: [UInt64]) {
    var attempt: UInt64 = 0
    while true {
      // A seed hardly ever fails; more room for those that do lets every set end.
      let capacity = keys.count + keys.count / 3 + 4 + Int(attempt) * (keys.count / 8)
      let seed = attempt &* 0x2545_F491_4F6C_DD1D
      if let pilots = Self.pilots(keys, seed: seed, capacity: capacity) {
        self.init(seed: seed, pilots: pilots, capacity: capacity)
        return
      }
      if attempt == 0, Set(keys).count < keys.count { return nil }
      attempt += 1
    }
  }

  private static func pilots(_ keys: [UInt64], seed: UInt64, capacity: Int) -> [UInt8]? {
    let buckets = keys.count / 3 + 1
    // Keys by bucket, and buckets by size, both by counting.
    var starts = [UInt32](repeating: 0, count: buckets + 1)
    let spreads = keys.map { Self.spread($0, seed: seed) }
    for spread in spreads { starts[Self.bucket(spread, of: buckets) + 1] += 1 }
    var sizes = [Int](repeating: 0, count: 256)
    for bucket in 0..<buckets {
      guard starts[bucket + 1] < 256 else { return nil }
      sizes[Int(starts[bucket + 1])] += 1
      starts[bucket + 1] += starts[bucket]
    }
    var next = starts
    var grouped = [UInt64](repeating: 0, count: keys.count)
    for spread in spreads {
      let bucket = Self.bucket(spread, of: buckets)
      grouped[Int(next[bucket])] = spread
      next[bucket] += 1
    }
    var firsts = [Int](repeating: 0, count: 256)
    for size in (0..<255).reversed() { firsts[size] = firsts[size + 1] + sizes[size + 1] }
    var order = [Int](repeating: 0, count: buckets)
    for bucket in 0..<buckets {
      let size = Int(starts[bucket + 1] - starts[bucket])
      order[firsts[size]] = bucket
      firsts[size] += 1
    }

    var pilots = [UInt8](repeating: 0, count: buckets)
    var taken = [Bool](repeating: false, count: capacity)
    for bucket in order {
      let own = Int(starts[bucket])..<Int(starts[bucket + 1])
      var pilot = 0
      search: while true {
        if pilot == 256 { return nil }
        for place in own {
          let slot = Self.slot(grouped[place], pilot: UInt8(pilot), capacity: capacity)
          if taken[slot] {
            for before in own.lowerBound..<place {
              taken[Self.slot(grouped[before], pilot: UInt8(pilot), capacity: capacity)] = false
            }
            pilot += 1
            continue search
          }
          taken[slot] = true
        }
        break
      }
      pilots[bucket] = UInt8(pilot)
    }
    return pilots
  }
}
