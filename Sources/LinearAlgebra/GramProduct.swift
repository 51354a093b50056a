internal import CWideVectors

/// Products with X·Xᵀ that never form it, nor anything as long as a row of X.
///
/// For each column of X the product with a block of row vectors is gathered into registers and scattered back at
/// once: an entry is read once for both directions, and memory traffic is the entries alone as long as two blocks of
/// row vectors fit the cache. Columns of a single row are a diagonal, and those of two to four rows are kept as the
/// products of their pairs of rows, in which terms of the same few documents become one number.
///
/// Four fixed parts of the columns add up in blocks of their own, which are then added in order, so results have the
/// same bytes for any number of threads. The last part, of the rarest columns, takes twice as long as the first and
/// begins.
public final class GramProduct {
  private static let parts = 4
  /// So many columns are never taken for pairs, so that whoever wants the head of a vector finds them.
  private static let smallestListed = 256

  public let rowCount: Int
  private let lanes: Int
  private let cuts: [Int]
  private let offsets: [UInt32]
  private let rows: [UInt32]
  private let values: [Double]
  private let singles: [Float]
  private let diagonal: [Double]
  private let pairs: RowPairs
  private let doubleParts: [DenseVector<Double>]
  private let singleParts: [DenseVector<Float>]
  private let isWide: Bool

  /// - Parameters:
  ///   - lanes: how many vectors a block has, from `TiledMatrix.lanes(for:)`.
  ///   - isWide: whether kernels for wide registers are used; the results are the same.
  public init(_ reduction: ColumnReduction, lanes: Int, isWide: Bool = WideVectors.areThere) {
    self.isWide = isWide
    let transpose = reduction.transpose
    precondition(transpose.values.count < Int(UInt32.max), "entries are counted in 32 bits")
    // Columns come by falling frequency.
    var shared = reduction.sharedColumnCount
    while shared > Self.smallestListed, transpose.rowOffsets[shared] - transpose.rowOffsets[shared - 1] <= 4 {
      shared -= 1
    }
    let end = transpose.rowOffsets[shared]
    rowCount = transpose.columnCount
    self.lanes = lanes
    offsets = transpose.rowOffsets[0...shared].map { UInt32($0) }
    // Those of the transpose itself, which are not copied.
    rows = transpose.columns
    values = transpose.values
    singles = values[..<end].map { Float($0) }
    var diagonal = [Double](repeating: 0, count: rowCount)
    for entry in end..<transpose.values.count {
      diagonal[Int(transpose.columns[entry])] += transpose.values[entry] * transpose.values[entry]
    }
    self.diagonal = diagonal
    pairs = RowPairs(transpose, columns: shared..<reduction.sharedColumnCount, parts: Self.parts, isWide: isWide)
    var cuts = [0]
    for part in 1..<Self.parts {
      var cut = cuts[part - 1]
      while cut < shared, transpose.rowOffsets[cut] < end * part / Self.parts { cut += 1 }
      cuts.append(cut)
    }
    self.cuts = cuts + [shared]
    let size = rowCount * lanes
    doubleParts = (1..<Self.parts).map { _ in DenseVector(repeating: 0, count: size) }
    singleParts = (1..<Self.parts).map { _ in DenseVector(repeating: 0, count: size) }
  }

  /// `target = X·Xᵀ·source`; the leading columns' part of `Xᵀ·source` goes to `head`.
  public func apply(
    _ source: DenseVector<Double>, into target: DenseVector<Double>, head: DenseVector<Double>, headCount: Int,
    threads: Int
  ) {
    check(source.count, target.count, head.count, headCount)
    let lanes = lanes
    unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe values.withUnsafeBufferPointer { values in
          Parallel.forEach(Self.parts, threads: threads) { piece in
            let part = Self.parts - 1 - piece
            let own = part == 0 ? target : doubleParts[part - 1]
            own.fill(with: 0)
            guard let offsets = offsets.baseAddress, let rows = rows.baseAddress, let values = values.baseAddress
            else { return }
            // SAFETY: columns of a part lie within the arrays, rows within the blocks whose sizes were checked.
            let entries = unsafe ColumnEntries(offsets: offsets, rows: rows, values: values)
            let range = cuts[part]..<cuts[part + 1]
            pairs.apply(part, source, own, lanes: lanes)
            switch lanes {
            case 1: unsafe entries.applyScalars(range, source.pointer, own.pointer, head.pointer, headCount)
            case 2:
              unsafe entries.apply(range, source.pointer, own.pointer, head.pointer, headCount, 1, SIMD2<Double>.self)
            case 4:
              unsafe entries.apply(range, source.pointer, own.pointer, head.pointer, headCount, 1, SIMD4<Double>.self)
            case _ where isWide:
              unsafe wide_double_products(
                offsets, rows, values, range.lowerBound, range.upperBound, source.pointer, own.pointer, head.pointer,
                headCount, lanes / 8)
            default:
              unsafe entries.apply(
                range, source.pointer, own.pointer, head.pointer, headCount, lanes / 8, SIMD8<Double>.self)
            }
          }
        }
      }
    }
    for row in 0..<rowCount {
      // SAFETY: every block has `lanes` numbers a row.
      for index in row * lanes..<(row + 1) * lanes {
        unsafe target.pointer[index] += doubleParts[0].pointer[index]
        unsafe target.pointer[index] += doubleParts[1].pointer[index]
        unsafe target.pointer[index] += doubleParts[2].pointer[index] + diagonal[row] * source.pointer[index]
      }
    }
  }

  /// The same in single precision.
  public func apply(
    _ source: DenseVector<Float>, into target: DenseVector<Float>, head: DenseVector<Float>, headCount: Int,
    threads: Int
  ) {
    check(source.count, target.count, head.count, headCount)
    let lanes = lanes
    unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe singles.withUnsafeBufferPointer { values in
          Parallel.forEach(Self.parts, threads: threads) { piece in
            let part = Self.parts - 1 - piece
            let own = part == 0 ? target : singleParts[part - 1]
            own.fill(with: 0)
            guard let offsets = offsets.baseAddress, let rows = rows.baseAddress, let values = values.baseAddress
            else { return }
            // SAFETY: as above.
            let entries = unsafe ColumnEntries(offsets: offsets, rows: rows, values: values)
            let range = cuts[part]..<cuts[part + 1]
            pairs.apply(part, source, own, lanes: lanes)
            switch lanes {
            case 1: unsafe entries.applyScalars(range, source.pointer, own.pointer, head.pointer, headCount)
            case 2:
              unsafe entries.apply(range, source.pointer, own.pointer, head.pointer, headCount, 1, SIMD2<Float>.self)
            case 4:
              unsafe entries.apply(range, source.pointer, own.pointer, head.pointer, headCount, 1, SIMD4<Float>.self)
            case 8:
              unsafe entries.apply(range, source.pointer, own.pointer, head.pointer, headCount, 1, SIMD8<Float>.self)
            case _ where isWide:
              unsafe wide_single_products(
                offsets, rows, values, range.lowerBound, range.upperBound, source.pointer, own.pointer, head.pointer,
                headCount, lanes / 16)
            default:
              unsafe entries.apply(
                range, source.pointer, own.pointer, head.pointer, headCount, lanes / 16, SIMD16<Float>.self)
            }
          }
        }
      }
    }
    for row in 0..<rowCount {
      let own = Float(diagonal[row])
      // SAFETY: every block has `lanes` numbers a row.
      for index in row * lanes..<(row + 1) * lanes {
        unsafe target.pointer[index] += singleParts[0].pointer[index]
        unsafe target.pointer[index] += singleParts[1].pointer[index]
        unsafe target.pointer[index] += singleParts[2].pointer[index] + own * source.pointer[index]
      }
    }
  }

  private func check(_ source: Int, _ target: Int, _ head: Int, _ headCount: Int) {
    precondition(source == rowCount * lanes && target == source, "blocks of \(lanes) numbers for \(rowCount) rows")
    precondition(headCount < offsets.count && head >= headCount * lanes, "a head of \(headCount) columns")
  }
}

/// Columns of a sparse matrix as pointers.
@unsafe
private struct ColumnEntries<Scalar: BinaryFloatingPoint> {
  let offsets: UnsafePointer<UInt32>
  let rows: UnsafePointer<UInt32>
  let values: UnsafePointer<Scalar>

  // SAFETY, for both kernels: the caller checked the sizes of the blocks; blocks of vectors begin at multiples of the
  // vector type from starts that are aligned to 64 bytes.

  @inline(__always)
  func apply<Block: SIMD>(
    _ columns: Range<Int>, _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>,
    _ head: UnsafeMutablePointer<Scalar>, _ headCount: Int, _ groups: Int, _ type: Block.Type
  ) where Block.Scalar == Scalar {
    let blocks = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: Block.self)
    let sums = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Block.self)
    let heads = unsafe UnsafeMutableRawPointer(head).assumingMemoryBound(to: Block.self)
    let rows = unsafe self.rows
    let values = unsafe self.values
    for column in columns {
      let start = unsafe Int(offsets[column])
      let end = unsafe Int(offsets[column &+ 1])
      for group in 0..<groups {
        var entry = start
        var even = Block.zero
        var odd = Block.zero
        while entry &+ 2 <= end {
          unsafe even += blocks[Int(rows[entry]) &* groups &+ group] * Block(repeating: values[entry])
          unsafe odd += blocks[Int(rows[entry &+ 1]) &* groups &+ group] * Block(repeating: values[entry &+ 1])
          entry &+= 2
        }
        if entry < end {
          unsafe even += blocks[Int(rows[entry]) &* groups &+ group] * Block(repeating: values[entry])
        }
        let weight = even + odd
        if column < headCount { unsafe heads[column &* groups &+ group] = weight }
        entry = start
        while entry < end {
          unsafe sums[Int(rows[entry]) &* groups &+ group] += weight * Block(repeating: values[entry])
          entry &+= 1
        }
      }
    }
  }

  @inline(__always)
  func applyScalars(
    _ columns: Range<Int>, _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>,
    _ head: UnsafeMutablePointer<Scalar>, _ headCount: Int
  ) {
    let rows = unsafe self.rows
    let values = unsafe self.values
    for column in columns {
      let start = unsafe Int(offsets[column])
      let end = unsafe Int(offsets[column &+ 1])
      var entry = start
      var even: Scalar = 0
      var odd: Scalar = 0
      while entry &+ 2 <= end {
        unsafe even += source[Int(rows[entry])] * values[entry]
        unsafe odd += source[Int(rows[entry &+ 1])] * values[entry &+ 1]
        entry &+= 2
      }
      if entry < end { unsafe even += source[Int(rows[entry])] * values[entry] }
      let weight = even + odd
      if column < headCount { unsafe head[column] = weight }
      entry = start
      while entry < end {
        unsafe target[Int(rows[entry])] += weight * values[entry]
        entry &+= 1
      }
    }
  }
}
