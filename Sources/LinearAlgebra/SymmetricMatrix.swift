/// A dense symmetric matrix: its lower triangle, row by row, on rows padded to whole tiles.
///
/// What is above the diagonal is undefined.
public final class SymmetricMatrix {
  public let order: Int
  /// From one row to the next.
  public let stride: Int
  /// `stride · stride` numbers; those beyond `order` belong to an identity that keeps tiles whole.
  public let storage: DenseVector<Double>

  /// The zero matrix.
  public init(order: Int) {
    self.order = order
    stride = PackedTiles.padded(order)
    storage = DenseVector(repeating: 0, count: stride * stride)
    for index in order..<stride { storage[index * stride + index] = 1 }
  }

  /// Either triangle may be named.
  public subscript(row: Int, column: Int) -> Double {
    get { storage[max(row, column) * stride + min(row, column)] }
    set { storage[max(row, column) * stride + min(row, column)] = newValue }
  }
}

extension SymmetricMatrix {
  /// X·Xᵀ for the reduced matrix: columns that two fifths of the rows have are multiplied as a dense block, the rest
  /// entry by entry.
  ///
  /// Cost: n²·h for h frequent columns, and f²/2 additions for each other column of f entries.
  public static func gram(_ reduction: ColumnReduction, threads: Int = 1) -> SymmetricMatrix {
    let columns = reduction.transpose
    let n = columns.columnCount
    let result = SymmetricMatrix(order: n)
    // Columns come by falling frequency.
    var dense = 0
    while dense < reduction.sharedColumnCount,
      (columns.rowOffsets[dense + 1] - columns.rowOffsets[dense]) * 5 >= 2 * n
    { dense += 1 }
    result.addSparse(columns, dense..<columns.rowCount, threads: threads)
    result.addDense(columns, count: dense, threads: threads)
    for index in n..<result.stride { result.storage[index * result.stride + index] = 1 }
    return result
  }

  private func addSparse(_ columns: SparseMatrix, _ range: Range<Int>, threads: Int) {
    let stride = stride
    // Bands of equal area; each walks all columns and keeps to its own rows.
    let bands = 8
    let cuts = (0...bands).map { Int(Double(order) * (Double($0) / Double(bands)).squareRoot()) }
    Parallel.forEach(threads > 1 ? bands : 1, threads: threads) { band in
      let low = UInt32(threads > 1 ? cuts[band] : 0)
      let high = UInt32(threads > 1 ? cuts[band + 1] : order)
      unsafe columns.columns.withUnsafeBufferPointer { rows in
        unsafe columns.values.withUnsafeBufferPointer { values in
          for column in range {
            let start = columns.rowOffsets[column]
            let end = columns.rowOffsets[column + 1]
            for entry in start..<end {
              // SAFETY: entries lie within the arrays, and row numbers are below the order; bands are disjoint.
              let row = unsafe rows[entry]
              if row < low || row >= high { continue }
              let target = unsafe storage.pointer + Int(row) * stride
              let value = unsafe values[entry]
              var other = start
              while other <= entry {
                unsafe target[Int(rows[other])] += value * values[other]
                other &+= 1
              }
            }
          }
        }
      }
    }
  }

  private func addDense(_ columns: SparseMatrix, count: Int, threads: Int) {
    let depth = 128
    let panels = stride / PackedTiles.side
    let packed = DenseVector<Double>(repeating: 0, count: stride * depth)
    for start in Swift.stride(from: 0, to: count, by: depth) {
      packed.fill(with: 0)
      for column in start..<min(start + depth, count) {
        for entry in columns.rowOffsets[column]..<columns.rowOffsets[column + 1] {
          let row = Int(columns.columns[entry])
          packed[row / 4 * 4 * depth + (column - start) * 4 + row % 4] = columns.values[entry]
        }
      }
      addProduct(of: packed, depth: depth, panels: 0..<panels, factor: 1, threads: threads)
    }
  }

  /// self += factor · P·Pᵀ on the tiles of the lower triangle among `panels`, P packed from its first panel on.
  func addProduct(
    of packed: DenseVector<Double>, depth: Int, panels: Range<Int>, factor: Double, threads: Int
  ) {
    let stride = stride
    let group = 8
    let groups = (panels.count + group - 1) / group
    Parallel.forEach(groups, threads: threads) { piece in
      // The longest rows first, so that threads end together.
      let last = panels.upperBound - piece * group
      for row in max(panels.lowerBound, last - group)..<last {
        // SAFETY: a panel has `4 · depth` numbers; tiles of the lower triangle lie within the storage, and groups of
        // rows are disjoint.
        let left = unsafe packed.pointer + (row - panels.lowerBound) * 4 * depth
        let target = unsafe storage.pointer + row * 4 * stride
        for column in panels.lowerBound...row {
          let right = unsafe packed.pointer + (column - panels.lowerBound) * 4 * depth
          let tile = unsafe PackedTiles.product(left, right, depth: depth)
          unsafe PackedTiles.add(tile, factor, to: target + column * 4, stride: stride)
        }
      }
    }
  }
}
