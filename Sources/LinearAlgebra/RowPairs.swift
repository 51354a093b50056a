internal import CWideVectors

/// What the rarest columns add to X·Xᵀ off its diagonal: one number for each pair of rows that share some.
struct RowPairs {
  /// Where the pairs of each row with later rows begin; one more at the end.
  private let offsets: [Int]
  private let others: [UInt32]
  private let values: [Double]
  private let singles: [Float]
  /// Rows by parts with about equally many pairs.
  private let cuts: [Int]
  private let isWide: Bool

  /// - Parameters:
  ///   - transpose: column by column.
  ///   - columns: which of them; a column of f entries makes f·(f − 1)/2 pairs.
  init(_ transpose: SparseMatrix, columns: Range<Int>, parts: Int, isWide: Bool) {
    self.isWide = isWide
    let count = transpose.columnCount
    var starts = [Int](repeating: 0, count: count + 1)
    for column in columns {
      let end = transpose.rowOffsets[column + 1]
      for entry in transpose.rowOffsets[column]..<end {
        starts[Int(transpose.columns[entry]) + 1] += end - entry - 1
      }
    }
    for row in 0..<count { starts[row + 1] += starts[row] }
    var found = [(other: UInt32, value: Double)](repeating: (0, 0), count: starts[count])
    var next = starts
    for column in columns {
      let end = transpose.rowOffsets[column + 1]
      for entry in transpose.rowOffsets[column]..<end {
        let row = Int(transpose.columns[entry])
        for other in entry + 1..<max(end, entry + 1) {
          found[next[row]] = (transpose.columns[other], transpose.values[entry] * transpose.values[other])
          next[row] += 1
        }
      }
    }
    // Pairs that come again are added to the first, in the order of the columns.
    var place = [Int](repeating: -1, count: count)
    var offsets = [0]
    var others: [UInt32] = []
    var values: [Double] = []
    offsets.reserveCapacity(count + 1)
    for row in 0..<count {
      let first = others.count
      for (other, value) in found[starts[row]..<starts[row + 1]] {
        if place[Int(other)] >= first {
          values[place[Int(other)]] += value
        } else {
          place[Int(other)] = others.count
          others.append(other)
          values.append(value)
        }
      }
      offsets.append(others.count)
    }
    var cuts = [0]
    for part in 1..<parts {
      var cut = cuts[part - 1]
      while cut < count, offsets[cut] < others.count * part / parts { cut += 1 }
      cuts.append(cut)
    }
    self.offsets = offsets
    self.others = others
    self.values = values
    singles = values.map { Float($0) }
    self.cuts = cuts + [count]
  }

  /// Adds the part's products with `source` to `target`: blocks of `lanes` numbers a row.
  func apply(_ part: Int, _ source: DenseVector<Double>, _ target: DenseVector<Double>, lanes: Int) {
    switch lanes {
    case 1: apply(part, values, source, target, 1, Scalar1<Double>.self)
    case 2: apply(part, values, source, target, 1, SIMD2<Double>.self)
    case 4: apply(part, values, source, target, 1, SIMD4<Double>.self)
    case _ where isWide:
      // SAFETY: as below.
      unsafe withPairs(values) { offsets, others, values in
        unsafe wide_double_pairs(
          offsets, others, values, cuts[part], cuts[part + 1], source.pointer, target.pointer, lanes / 8)
      }
    default: apply(part, values, source, target, lanes / 8, SIMD8<Double>.self)
    }
  }

  /// The same in single precision.
  func apply(_ part: Int, _ source: DenseVector<Float>, _ target: DenseVector<Float>, lanes: Int) {
    switch lanes {
    case 1: apply(part, singles, source, target, 1, Scalar1<Float>.self)
    case 2: apply(part, singles, source, target, 1, SIMD2<Float>.self)
    case 4: apply(part, singles, source, target, 1, SIMD4<Float>.self)
    case 8: apply(part, singles, source, target, 1, SIMD8<Float>.self)
    case _ where isWide:
      // SAFETY: as below.
      unsafe withPairs(singles) { offsets, others, singles in
        unsafe wide_single_pairs(
          offsets, others, singles, cuts[part], cuts[part + 1], source.pointer, target.pointer, lanes / 16)
      }
    default: apply(part, singles, source, target, lanes / 16, SIMD16<Float>.self)
    }
  }

  /// Calls `body` with the pairs, where there are any.
  @inline(__always) @unsafe
  private func withPairs<Number>(
    _ numbers: [Number], _ body: (UnsafePointer<Int>, UnsafePointer<UInt32>, UnsafePointer<Number>) -> Void
  ) {
    unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe others.withUnsafeBufferPointer { others in
        unsafe numbers.withUnsafeBufferPointer { numbers in
          guard let offsets = offsets.baseAddress, let others = others.baseAddress, let numbers = numbers.baseAddress
          else { return }
          unsafe body(offsets, others, numbers)
        }
      }
    }
  }

  @inline(__always)
  private func apply<Block: LaneBlock>(
    _ part: Int, _ values: [Block.Number], _ source: DenseVector<Block.Number>, _ target: DenseVector<Block.Number>,
    _ groups: Int, _ type: Block.Type
  ) {
    // SAFETY: rows are below the count of rows, for which both blocks have `groups` vectors each, from starts that are
    // aligned to 64 bytes.
    let blocks = unsafe UnsafeRawPointer(source.pointer).assumingMemoryBound(to: Block.self)
    let sums = unsafe UnsafeMutableRawPointer(target.pointer).assumingMemoryBound(to: Block.self)
    unsafe others.withUnsafeBufferPointer { others in
      unsafe values.withUnsafeBufferPointer { values in
        for row in cuts[part]..<cuts[part + 1] {
          let range = offsets[row]..<offsets[row + 1]
          if range.isEmpty { continue }
          for group in 0..<groups {
            let own = unsafe blocks[row &* groups &+ group]
            var sum = unsafe sums[row &* groups &+ group]
            for pair in range {
              let place = unsafe Int(others[pair]) &* groups &+ group
              let value = unsafe values[pair]
              unsafe sum = sum.adding(blocks[place], times: value)
              unsafe sums[place] = sums[place].adding(own, times: value)
            }
            unsafe sums[row &* groups &+ group] = sum
          }
        }
      }
    }
  }
}

/// The numbers of one row in a block, as many as a register takes.
protocol LaneBlock {
  associatedtype Number: BinaryFloatingPoint & BitwiseCopyable
  static var zero: Self { get }
  func adding(_ other: Self, times factor: Number) -> Self
}

/// A block of one number.
struct Scalar1<Number: BinaryFloatingPoint & BitwiseCopyable>: LaneBlock {
  var number: Number

  static var zero: Self { Self(number: 0) }

  @inline(__always)
  func adding(_ other: Self, times factor: Number) -> Self { Self(number: number + other.number * factor) }
}

extension SIMD2: LaneBlock where Scalar: BinaryFloatingPoint & BitwiseCopyable {
  @inline(__always)
  func adding(_ other: Self, times factor: Scalar) -> Self { self + other * Self(repeating: factor) }
}

extension SIMD4: LaneBlock where Scalar: BinaryFloatingPoint & BitwiseCopyable {
  @inline(__always)
  func adding(_ other: Self, times factor: Scalar) -> Self { self + other * Self(repeating: factor) }
}

extension SIMD8: LaneBlock where Scalar: BinaryFloatingPoint & BitwiseCopyable {
  @inline(__always)
  func adding(_ other: Self, times factor: Scalar) -> Self { self + other * Self(repeating: factor) }
}

extension SIMD16: LaneBlock where Scalar: BinaryFloatingPoint & BitwiseCopyable {
  @inline(__always)
  func adding(_ other: Self, times factor: Scalar) -> Self { self + other * Self(repeating: factor) }
}
