internal import CPrefetch

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
  let singles: DenseVector<Float>
  /// In double precision, made when they are first asked for: most fits never do.
  private lazy var values = makeValues()
  private let original: SparseMatrix
  private let reduction: ColumnReduction
  private let isWide: Bool

  /// - Parameters:
  ///   - original: the matrix.
  ///   - reduction: made from it.
  ///   - isWide: whether kernels for wide registers are used; the results are the same.
  public init(_ original: SparseMatrix, _ reduction: ColumnReduction, isWide: Bool = WideVectors.areThere) {
    self.isWide = isWide
    rowCount = original.rowCount
    columnCount = reduction.sharedColumnCount
    let entries = reduction.sharedEntryCount
    // One more, for what is written and not kept.
    let columns = DenseVector<UInt32>(uninitialised: entries + 1)
    let singles = DenseVector<Float>(uninitialised: entries + 1)
    var offsets = [0]
    offsets.reserveCapacity(rowCount + 1)
    var squares: [Double] = []
    squares.reserveCapacity(rowCount)
    var place = 0
    let limit = UInt32(truncatingIfNeeded: columnCount)
    let targets = unsafe columns.pointer
    let singleTargets = unsafe singles.pointer
    unsafe original.withEntries { rowOffsets, from, numbers in
      unsafe reduction.withSharedColumns { shared in
        for row in 0..<original.rowCount {
          var square = 0.0
          for entry in unsafe rowOffsets[row]..<rowOffsets[row + 1] {
            let value = unsafe numbers[entry]
            square += value * value
            let column = unsafe shared[Int(from[entry])]
            // SAFETY: the shared columns have `entries` entries in all, and each is met once; what is no such entry is
            // written over by the next, at the last place at most.
            unsafe targets[place] = UInt32(truncatingIfNeeded: column)
            unsafe singleTargets[place] = Float(value)
            place &+= UInt32(bitPattern: column) < limit ? 1 : 0
          }
          offsets.append(place)
          squares.append(square)
        }
      }
    }
    // A matrix without entries has no memory to go through.
    while squares.count < rowCount {
      offsets.append(place)
      squares.append(0)
    }
    precondition(place == entries, "the reduction belongs to another matrix")
    self.offsets = offsets
    self.squares = squares
    ownSquares = reduction.ownSquares
    self.columns = columns
    self.singles = singles
    self.original = original
    self.reduction = reduction
  }

  private func makeValues() -> DenseVector<Double> {
    // One more, as above.
    let values = DenseVector<Double>(uninitialised: offsets[rowCount] + 1)
    let limit = UInt32(truncatingIfNeeded: columnCount)
    let targets = unsafe values.pointer
    var place = 0
    unsafe original.withEntries { rowOffsets, from, numbers in
      unsafe reduction.withSharedColumns { shared in
        for entry in unsafe 0..<rowOffsets[rowCount] {
          // SAFETY: these are the entries that `columns` was made from, in their order.
          unsafe targets[place] = numbers[entry]
          place &+= unsafe UInt32(bitPattern: shared[Int(from[entry])]) < limit ? 1 : 0
        }
      }
    }
    return values
  }

  /// Asks for the beginning of a row that is visited next.
  public func prefetch(_ row: Int) {
    let start = offsets[row]
    for line in 0..<3 {
      // SAFETY: asking for a line is no access.
      unsafe prefetch_line(columns.pointer + start + 16 * line)
      unsafe prefetch_line(singles.pointer + start + 16 * line)
    }
  }

  /// sums += xᵀW for the row x, where W has `lanes` numbers a column.
  ///
  /// - Parameter sums: `lanes` numbers, aligned to the block of vectors that a kernel takes at a time (64 bytes do).
  public func gather(
    _ row: Int, _ weights: DenseVector<Float>, into sums: UnsafeMutablePointer<Float>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    // SAFETY: as below.
    unsafe entries(of: row, singles).gather(weights.pointer, into: sums, lanes: lanes, isWide: isWide)
  }

  /// The same in double precision.
  public func gather(
    _ row: Int, _ weights: DenseVector<Double>, into sums: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    // SAFETY: as below.
    unsafe entries(of: row, values).gather(weights.pointer, into: sums, lanes: lanes, isWide: isWide)
  }

  /// The same from the matrix itself, for whoever goes through the rows once: no copy of its values is made for it.
  public func gatherOnce(
    _ row: Int, _ weights: DenseVector<Double>, into sums: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    let limit = UInt32(truncatingIfNeeded: columnCount)
    unsafe original.withEntries { rowOffsets, columns, values in
      unsafe reduction.withSharedColumns { shared in
        for entry in unsafe rowOffsets[row]..<rowOffsets[row + 1] {
          // SAFETY: the entries are those of the matrix; shared columns are below the count that was checked.
          let column = unsafe UInt32(bitPattern: shared[Int(columns[entry])])
          guard column < limit else { continue }
          let block = unsafe weights.pointer + Int(column) * lanes
          let value = unsafe values[entry]
          for lane in 0..<lanes { unsafe sums[lane] += value * block[lane] }
        }
      }
    }
  }

  /// W += x·changeᵀ for the row x.
  public func scatter(
    _ row: Int, _ change: UnsafePointer<Float>, into weights: DenseVector<Float>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    // SAFETY: as below.
    unsafe entries(of: row, singles).scatter(change, into: weights.pointer, lanes: lanes, isWide: isWide)
  }

  /// The same in double precision.
  public func scatter(
    _ row: Int, _ change: UnsafePointer<Double>, into weights: DenseVector<Double>, lanes: Int
  ) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    // SAFETY: as below.
    unsafe entries(of: row, values).scatter(change, into: weights.pointer, lanes: lanes, isWide: isWide)
  }

  /// The reduced matrix times the block V, `lanes` numbers a reduced column.
  public func multiply(_ vector: DenseVector<Double>, lanes: Int, into target: DenseVector<Double>, threads: Int) {
    precondition(target.count >= rowCount * lanes, "\(target.count) numbers for \(rowCount) rows")
    let places = ownPlaces
    let partition = Partition(offsets: offsets)
    // Made before threads ask for it.
    _ = values
    Parallel.forEach(partition.count, threads: threads) { piece in
      for row in partition[piece] {
        // SAFETY: `lanes` numbers a row, of which each piece writes its own.
        let sums = unsafe target.pointer + row * lanes
        let root = ownSquares[row].squareRoot()
        for lane in 0..<lanes { unsafe sums[lane] = root > 0 ? root * vector[places[row] * lanes + lane] : 0 }
        unsafe gather(row, vector, into: sums, lanes: lanes)
      }
    }
  }

  /// Its transpose times a block; `target` may be longer, what follows is left alone.
  public func multiplyTransposed(_ block: DenseVector<Double>, lanes: Int, into target: DenseVector<Double>) {
    precondition(block.count >= rowCount * lanes, "\(block.count) numbers for \(rowCount) rows")
    precondition(target.count >= reduction.columnCount * lanes, "\(target.count) numbers for the columns")
    // SAFETY: the lengths were just checked.
    unsafe target.pointer.update(repeating: 0, count: reduction.columnCount * lanes)
    for (row, place) in ownPlaces.enumerated() {
      let own = unsafe block.pointer + row * lanes
      let root = ownSquares[row].squareRoot()
      if root > 0 { for lane in 0..<lanes { unsafe target[place * lanes + lane] = root * own[lane] } }
      unsafe scatter(row, own, into: target, lanes: lanes)
    }
  }

  /// The reduced column of what each row alone has: they follow the shared ones, in the order of the rows.
  private var ownPlaces: [Int] {
    var next = columnCount
    return ownSquares.map { square in
      defer { next += square > 0 ? 1 : 0 }
      return next
    }
  }

  /// SAFETY: columns are below `columnCount`, for which the callers checked the weights; blocks begin at multiples of the
  /// vector type from starts that are aligned to 64 bytes.
  @inline(__always) @unsafe
  private func entries<Number>(of row: Int, _ values: DenseVector<Number>) -> RowEntries<Number> {
    unsafe RowEntries(columns: columns.pointer, values: values.pointer, range: offsets[row]..<offsets[row + 1])
  }
}
