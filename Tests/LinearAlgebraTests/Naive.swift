import LinearAlgebra
import TestSupport

/// Obviously right counterparts of the kernels.
enum Naive {
  static func dense(_ matrix: SparseMatrix) -> [[Double]] {
    (0..<matrix.rowCount).map { row in
      var values = [Double](repeating: 0, count: matrix.columnCount)
      for entry in matrix.rowOffsets[row]..<matrix.rowOffsets[row + 1] {
        values[Int(matrix.columns[entry])] = matrix.values[entry]
      }
      return values
    }
  }

  /// X·Xᵀ, row-major.
  static func gram(_ matrix: SparseMatrix) -> [Double] {
    let rows = dense(matrix)
    return rows.flatMap { left in rows.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  static func randomMatrix(rows: Int, columns: Int, density: Double, seed: UInt64) -> SparseMatrix {
    var random = SeededGenerator(seed: seed)
    var matrix = SparseMatrix(columnCount: columns)
    for _ in 0..<rows {
      let chosen = (0..<columns).filter { _ in Double.random(in: 0..<1, using: &random) < density }
      matrix.appendRow(
        columns: chosen.map { UInt32($0) }, values: chosen.map { _ in Double.random(in: -1...1, using: &random) })
    }
    return matrix
  }
}
