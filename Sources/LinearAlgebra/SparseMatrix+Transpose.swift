extension SparseMatrix {
  /// The transpose, again by rows: what others call compressed sparse columns of this matrix.
  ///
  /// A counting sort: two passes over the entries. Entries of a row stay in ascending order.
  public func transposed() -> SparseMatrix {
    precondition(rowCount <= Int(UInt32.max), "rows become columns, which are counted in 32 bits")
    var offsets = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { offsets[Int(column) + 1] += 1 }
    for column in 0..<columnCount { offsets[column + 1] += offsets[column] }
    var next = offsets
    var indices = [UInt32](repeating: 0, count: columns.count)
    var numbers = [Double](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      for entry in rowOffsets[row]..<rowOffsets[row + 1] {
        let column = Int(columns[entry])
        let place = next[column]
        next[column] = place + 1
        indices[place] = UInt32(truncatingIfNeeded: row)
        numbers[place] = values[entry]
      }
    }
    return SparseMatrix(columnCount: rowCount, rowOffsets: offsets, columns: indices, values: numbers)
  }
}
