extension SparseMatrix {
  /// What breaks the promises of the type, or nil: offsets that descend, columns out of range or out of order,
  /// values that are not finite. Cost: one pass over the entries.
  public var invariantViolation: String? {
    guard columnCount >= 0, columnCount <= Int(UInt32.max) else {
      return "\(columnCount) columns cannot be counted in 32 bits"
    }
    guard rowOffsets.first == 0, rowOffsets.last == columns.count, columns.count == values.count else {
      return "the offsets do not span the \(values.count) values and \(columns.count) columns"
    }
    for row in 0..<rowCount {
      let start = rowOffsets[row]
      let end = rowOffsets[row + 1]
      guard start <= end, end <= columns.count else { return "the offsets of row \(row) descend" }
      var previous = -1
      for entry in start..<end {
        let column = Int(columns[entry])
        guard column > previous else { return "the columns of row \(row) do not ascend" }
        guard column < columnCount else {
          return "row \(row) has an entry in column \(column) of a matrix with \(columnCount) columns"
        }
        guard values[entry].isFinite else { return "row \(row), column \(column) is not a finite number" }
        previous = column
      }
    }
    return nil
  }
}
