extension SparseMatrix {
  /// Appends a row; `columns` ascend and each has one value.
  public mutating func appendRow(columns rowColumns: [UInt32], values rowValues: [Double]) {
    precondition(rowColumns.count == rowValues.count, "an entry is a column with a value")
    columns.append(contentsOf: rowColumns)
    values.append(contentsOf: rowValues)
    rowOffsets.append(columns.count)
  }

  /// The rows at `indices`, in that order; an index may occur more than once.
  public func selectingRows(_ indices: [Int]) -> SparseMatrix {
    var total = 0
    for row in indices { total += rowOffsets[row + 1] - rowOffsets[row] }
    var result = SparseMatrix(columnCount: columnCount)
    result.rowOffsets.reserveCapacity(indices.count + 1)
    result.columns.reserveCapacity(total)
    result.values.reserveCapacity(total)
    for row in indices {
      let range = rowOffsets[row]..<rowOffsets[row + 1]
      result.columns.append(contentsOf: columns[range])
      result.values.append(contentsOf: values[range])
      result.rowOffsets.append(result.columns.count)
    }
    return result
  }

  /// How many rows have an entry in each column: the document frequency of each term.
  public func columnFrequencies() -> [Int] {
    var frequencies = [Int](repeating: 0, count: columnCount)
    for column in columns { frequencies[Int(column)] += 1 }
    return frequencies
  }
}
