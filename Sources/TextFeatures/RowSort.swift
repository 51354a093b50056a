/// Sorts the entries of rows, `number << 32 | count`, by their numbers: digit by digit where a row is long (least
/// significant first, 11 bits each), since numbers are small and comparisons cost guesses.
struct RowSort {
  private static let digitBits: UInt64 = 11
  private let digits: Int
  private var other: [UInt64] = []
  private var starts: [Int]

  /// - Parameter limit: above all numbers.
  init(limit: Int) {
    digits = (Int.bitWidth - limit.leadingZeroBitCount + Int(Self.digitBits) - 1) / Int(Self.digitBits)
    starts = [Int](repeating: 0, count: 1 << Int(Self.digitBits))
  }

  mutating func sort(_ row: inout [UInt64]) {
    if row.count < 192 { return row.sort() }
    if other.count < row.count { other = [UInt64](repeating: 0, count: row.count * 2) }
    let count = row.count
    let buckets = starts.count
    for digit in 0..<digits {
      let shift = 32 + UInt64(digit) * Self.digitBits
      let mask = UInt64(buckets - 1)
      // SAFETY: a digit is below the number of buckets; each entry gets a place of its own below `count`.
      unsafe row.withUnsafeMutableBufferPointer { row in
        unsafe other.withUnsafeMutableBufferPointer { other in
          unsafe starts.withUnsafeMutableBufferPointer { starts in
            guard let row = row.baseAddress, let other = other.baseAddress, let starts = starts.baseAddress else {
              return
            }
            for bucket in 0..<buckets { unsafe starts[bucket] = 0 }
            for place in 0..<count { unsafe starts[Int(row[place] &>> shift & mask)] &+= 1 }
            var sum = 0
            for bucket in 0..<buckets {
              let size = unsafe starts[bucket]
              unsafe starts[bucket] = sum
              sum &+= size
            }
            for place in 0..<count {
              let bucket = unsafe Int(row[place] &>> shift & mask)
              unsafe other[starts[bucket]] = row[place]
              unsafe starts[bucket] &+= 1
            }
            for place in 0..<count { unsafe row[place] = other[place] }
          }
        }
      }
    }
  }
}
