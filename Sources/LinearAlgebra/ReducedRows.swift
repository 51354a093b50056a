/// Rows over the columns of a matrix in those of its reduction, for products with what was learned there.
///
/// The rows need not be the matrix's own: an entry in a column that one of its rows alone has is that row's column times
/// a factor. Entries in columns that the matrix has not filled are left out, since their weights are zero.
@safe public final class ReducedRows {
  public let rowCount: Int
  private let columnCount: Int
  private let offsets: [Int]
  private let columns: DenseVector<UInt32>
  private let values: DenseVector<Double>

  /// - Parameters:
  ///   - rows: as many columns as the matrix of the reduction, a valid matrix.
  ///   - reduction: whose columns are wanted.
  public init(_ rows: SparseMatrix, _ reduction: ColumnReduction) {
    rowCount = rows.rowCount
    columnCount = reduction.columnCount
    let columns = DenseVector<UInt32>(repeating: 0, count: rows.columns.count)
    let values = DenseVector<Double>(repeating: 0, count: rows.columns.count)
    var offsets = [0]
    offsets.reserveCapacity(rows.rowCount + 1)
    var place = 0
    for row in 0..<rows.rowCount {
      for entry in rows.rowOffsets[row]..<rows.rowOffsets[row + 1] {
        guard let source = reduction.source(of: Int(rows.columns[entry])) else { continue }
        // SAFETY: no more places are filled than there are entries.
        unsafe columns.pointer[place] = UInt32(truncatingIfNeeded: source.column)
        unsafe values.pointer[place] = rows.values[entry] * source.factor
        place += 1
      }
      offsets.append(place)
    }
    self.offsets = offsets
    self.columns = columns
    self.values = values
  }

  /// target += X·W, for blocks of `lanes` numbers a reduced column and a row.
  public func multiply(_ weights: DenseVector<Double>, lanes: Int, addingTo target: DenseVector<Double>) {
    precondition(weights.count >= columnCount * lanes, "\(weights.count) weights for \(columnCount) columns")
    precondition(target.count >= rowCount * lanes, "\(target.count) numbers for \(rowCount) rows")
    for row in 0..<rowCount {
      // SAFETY: columns are below `columnCount`, as the reduction made them; lengths were just checked.
      unsafe RowEntries(columns: columns.pointer, values: values.pointer, range: offsets[row]..<offsets[row + 1])
        .gather(weights.pointer, into: target.pointer + row * lanes, lanes: lanes, isWide: WideVectors.areThere)
    }
  }
}
