/// The columns that rows share, row by row, for methods that visit one row after another.
///
/// Columns have the numbers of `ColumnReduction`, so that frequent ones lie together. What only one row has is left
/// out; its squared length stands beside the row, for whoever wants the products of a row with itself.
@safe public final class SharedRows {
  public let rowCount: Int
  public let columnCount: Int
  /// The squared length of each row.
  public let squares: [Double]
  /// The squared length of each row in columns that no other row has.
  public let ownSquares: [Double]
  let offsets: [Int]
  let columns: DenseVector<UInt32>
  let values: DenseVector<Double>
  let singles: DenseVector<Float>

  /// - Parameters:
  ///   - original: the matrix.
  ///   - reduction: made from it.
  public init(_ original: SparseMatrix, _ reduction: ColumnReduction) {
    rowCount = original.rowCount
    columnCount = reduction.sharedColumnCount
    let entries = reduction.sharedEntryCount
    let columns = DenseVector<UInt32>(repeating: 0, count: entries)
    let values = DenseVector<Double>(repeating: 0, count: entries)
    let singles = DenseVector<Float>(repeating: 0, count: entries)
    var offsets = [0]
    offsets.reserveCapacity(rowCount + 1)
    var squares: [Double] = []
    squares.reserveCapacity(rowCount)
    var place = 0
    for row in 0..<rowCount {
      var square = 0.0
      for entry in original.rowOffsets[row]..<original.rowOffsets[row + 1] {
        let value = original.values[entry]
        square += value * value
        let column = reduction.sharedColumn(of: Int(original.columns[entry]))
        if column >= 0 {
          // SAFETY: the shared columns have `entries` entries in all, and each is met once.
          unsafe columns.pointer[place] = UInt32(truncatingIfNeeded: column)
          unsafe values.pointer[place] = value
          unsafe singles.pointer[place] = Float(value)
          place += 1
        }
      }
      offsets.append(place)
      squares.append(square)
    }
    precondition(place == entries, "the reduction belongs to another matrix")
    self.offsets = offsets
    self.squares = squares
    ownSquares = reduction.ownSquares
    self.columns = columns
    self.values = values
    self.singles = singles
  }

  /// sums += xᵀW for the row x, where W has `lanes` numbers a column.
  ///
  /// - Parameter sums: `lanes` numbers, aligned to the block of vectors that a kernel takes at a time (64 bytes do).
  public func gather(
    _ row: Int, _ weights: DenseVector<Float>, into sums: UnsafeMutablePointer<Float>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    switch lanes {
    case 1: unsafe gather(row, singles, weights, sums, 1, Scalar1<Float>.self)
    case 2: unsafe gather(row, singles, weights, sums, 1, SIMD2<Float>.self)
    case 4: unsafe gather(row, singles, weights, sums, 1, SIMD4<Float>.self)
    case 8: unsafe gather(row, singles, weights, sums, 1, SIMD8<Float>.self)
    default: unsafe gather(row, singles, weights, sums, lanes / 16, SIMD16<Float>.self)
    }
  }

  /// The same in double precision.
  public func gather(
    _ row: Int, _ weights: DenseVector<Double>, into sums: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    switch lanes {
    case 1: unsafe gather(row, values, weights, sums, 1, Scalar1<Double>.self)
    case 2: unsafe gather(row, values, weights, sums, 1, SIMD2<Double>.self)
    case 4: unsafe gather(row, values, weights, sums, 1, SIMD4<Double>.self)
    default: unsafe gather(row, values, weights, sums, lanes / 8, SIMD8<Double>.self)
    }
  }

  /// W += x·changeᵀ for the row x.
  public func scatter(
    _ row: Int, _ change: UnsafePointer<Float>, into weights: DenseVector<Float>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    switch lanes {
    case 1: unsafe scatter(row, singles, change, weights, 1, Scalar1<Float>.self)
    case 2: unsafe scatter(row, singles, change, weights, 1, SIMD2<Float>.self)
    case 4: unsafe scatter(row, singles, change, weights, 1, SIMD4<Float>.self)
    case 8: unsafe scatter(row, singles, change, weights, 1, SIMD8<Float>.self)
    default: unsafe scatter(row, singles, change, weights, lanes / 16, SIMD16<Float>.self)
    }
  }

  /// The same in double precision.
  public func scatter(
    _ row: Int, _ change: UnsafePointer<Double>, into weights: DenseVector<Double>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    switch lanes {
    case 1: unsafe scatter(row, values, change, weights, 1, Scalar1<Double>.self)
    case 2: unsafe scatter(row, values, change, weights, 1, SIMD2<Double>.self)
    case 4: unsafe scatter(row, values, change, weights, 1, SIMD4<Double>.self)
    default: unsafe scatter(row, values, change, weights, lanes / 8, SIMD8<Double>.self)
    }
  }

  // SAFETY, for both kernels: columns are below `columnCount`, for which the callers checked the weights; blocks begin
  // at multiples of the vector type from starts that are aligned to 64 bytes.

  @inline(__always)
  private func gather<Block: LaneBlock>(
    _ row: Int, _ values: DenseVector<Block.Number>, _ weights: DenseVector<Block.Number>,
    _ sums: UnsafeMutablePointer<Block.Number>, _ groups: Int, _ type: Block.Type
  ) {
    let start = offsets[row]
    let end = offsets[row + 1]
    let columns = unsafe self.columns.pointer
    let numbers = unsafe values.pointer
    let blocks = unsafe UnsafeRawPointer(weights.pointer).assumingMemoryBound(to: Block.self)
    let target = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Block.self)
    for group in 0..<groups {
      var sum = unsafe target[group]
      var entry = start
      while entry < end {
        unsafe sum = sum.adding(blocks[Int(columns[entry]) &* groups &+ group], times: numbers[entry])
        entry &+= 1
      }
      unsafe target[group] = sum
    }
  }

  @inline(__always)
  private func scatter<Block: LaneBlock>(
    _ row: Int, _ values: DenseVector<Block.Number>, _ change: UnsafePointer<Block.Number>,
    _ weights: DenseVector<Block.Number>, _ groups: Int, _ type: Block.Type
  ) {
    let start = offsets[row]
    let end = offsets[row + 1]
    let columns = unsafe self.columns.pointer
    let numbers = unsafe values.pointer
    let blocks = unsafe UnsafeMutableRawPointer(weights.pointer).assumingMemoryBound(to: Block.self)
    let source = unsafe UnsafeRawPointer(change).assumingMemoryBound(to: Block.self)
    for group in 0..<groups {
      let own = unsafe source[group]
      var entry = start
      while entry < end {
        let place = unsafe Int(columns[entry]) &* groups &+ group
        unsafe blocks[place] = blocks[place].adding(own, times: numbers[entry])
        entry &+= 1
      }
    }
  }
}
