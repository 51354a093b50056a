/// Products Xᵀ·diag(w)·X of a small dense block with a last column of ones, for one w after another.
public final class WeightedProduct {
  /// How many rows are multiplied at a time: two blocks of them stay in the second-level cache.
  private static let depth = 128

  private let rows: Int
  private let panels: Int
  /// By panels of four columns, each `rows` groups of four.
  private let block: DenseVector<Double>

  /// - Parameter matrix: what is spread out; keep it to some hundreds of columns.
  public init(_ matrix: SparseMatrix) {
    rows = matrix.rowCount
    panels = (matrix.columnCount + 1 + 3) / 4
    block = DenseVector(repeating: 0, count: panels * 4 * rows)
    for row in 0..<rows {
      for entry in matrix.rowOffsets[row]..<matrix.rowOffsets[row + 1] {
        let column = Int(matrix.columns[entry])
        block[(column / 4 * rows + row) * 4 + column % 4] = matrix.values[entry]
      }
      let last = matrix.columnCount
      block[(last / 4 * rows + row) * 4 + last % 4] = 1
    }
  }

  /// - Parameters:
  ///   - weights: one a row.
  ///   - threads: how many work; the result is the same for any number.
  /// - Returns: `order²` numbers by columns, the lower triangle filled; `order` is one more than the matrix has columns.
  public func product(weights: [Float], order: Int, threads: Int = 1) -> [Double] {
    precondition(weights.count == rows && (order + 3) / 4 == panels, "\(weights.count) weights for \(rows) rows")
    let stride = panels * 4
    let sums = DenseVector<Double>(repeating: 0, count: stride * stride)
    // A piece has its own panels on the left, one of the first, which meet many, and one of the last in turn.
    let pieces = min(4, panels)
    Parallel.forEach(pieces, threads: threads) { piece in
      let own = (0..<panels).filter { min($0 % (2 * pieces), 2 * pieces - 1 - $0 % (2 * pieces)) == piece }
      let weighted = DenseVector<Double>(repeating: 0, count: 4 * Self.depth)
      for first in Swift.stride(from: 0, to: rows, by: Self.depth) {
        let depth = min(Self.depth, rows - first)
        for left in own {
          // SAFETY: rows and panels lie within the block, a run of `depth` rows within `weighted`, and tiles within the
          // sums, of which each piece has its own.
          let source = unsafe block.pointer + (left * rows + first) * 4
          for row in 0..<depth {
            let weight = Double(weights[first + row])
            for lane in 0..<4 { unsafe weighted.pointer[row &* 4 &+ lane] = weight * source[row &* 4 &+ lane] }
          }
          for right in left..<panels {
            let tile = unsafe PackedTiles.product(
              weighted.pointer, block.pointer + (right * rows + first) * 4, depth: depth)
            unsafe PackedTiles.add(tile, 1, to: sums.pointer + left * 4 * stride + right * 4, stride: stride)
          }
        }
      }
    }
    var result = [Double](repeating: 0, count: order * order)
    for column in 0..<order {
      for row in column..<order { result[column * order + row] = sums[column * stride + row] }
    }
    return result
  }
}
