extension SparseMatrix {
  /// X·Xᵀ, all of it: rowCount² numbers.
  ///
  /// Each row is spread out once and met by every earlier row; cost: Σ over pairs of rows of the shorter walk's
  /// entries, so this is for some thousands of rows.
  public func gram() -> [Double] {
    let n = rowCount
    var result = [Double](repeating: 0, count: n * n)
    var spread = [Double](repeating: 0, count: columnCount)
    for row in 0..<n {
      for entry in rowOffsets[row]..<rowOffsets[row + 1] { spread[Int(columns[entry])] = values[entry] }
      for other in 0...row {
        var sum = 0.0
        for entry in rowOffsets[other]..<rowOffsets[other + 1] { sum += values[entry] * spread[Int(columns[entry])] }
        result[row * n + other] = sum
        result[other * n + row] = sum
      }
      for entry in rowOffsets[row]..<rowOffsets[row + 1] { spread[Int(columns[entry])] = 0 }
    }
    return result
  }
}
