/// The same column space with fewer and better ordered columns, for problems whose penalty is rotation-invariant.
///
/// A column that only one row has (a term of one document) can be rotated together with the other such columns of
/// that row: their entries v₁, v₂ … become one entry ‖v‖, and an optimal weight w of that one column stands for the
/// weights w·v₁/‖v‖, w·v₂/‖v‖ …, which give the same products and the same sum of squares. Empty columns have the
/// weight 0. The other columns are ordered by falling frequency, so that most products touch a small, cached part of
/// the weights. Typical texts keep a third of their columns.
public struct ColumnReduction: Sendable {
  /// The reduced matrix column by column.
  public let transpose: SparseMatrix
  /// How many leading columns are shared by two rows or more, most frequent first.
  public let sharedColumnCount: Int
  /// For each original column the reduced one, −1 when it is empty.
  private let target: [Int32]
  /// What the weight of the reduced column is multiplied by.
  private let factor: [Double]

  public var columnCount: Int { transpose.rowCount }

  /// The reduced matrix; made on every call, for those who cannot do with its columns.
  public var matrix: SparseMatrix { transpose.transposed() }

  /// Its first `count` columns.
  public func leadingColumns(_ count: Int) -> SparseMatrix {
    let end = transpose.rowOffsets[count]
    return SparseMatrix(
      columnCount: transpose.columnCount, rowOffsets: Array(transpose.rowOffsets[0...count]),
      columns: Array(transpose.columns[..<end]), values: Array(transpose.values[..<end])
    ).transposed()
  }

  /// Cost: one counting sort and one copy of the entries.
  public init(_ original: SparseMatrix) {
    let columns = original.transposed()
    let count = original.columnCount
    var largest = 0
    for column in 0..<count { largest = max(largest, columns.rowOffsets[column + 1] - columns.rowOffsets[column]) }
    // A counting sort by falling frequency; equal frequencies keep their order.
    var starts = [Int](repeating: 0, count: largest + 2)
    for column in 0..<count { starts[columns.rowOffsets[column + 1] - columns.rowOffsets[column]] += 1 }
    var running = 0
    for frequency in stride(from: largest, through: 2, by: -1) {
      let number = starts[frequency]
      starts[frequency] = running
      running += number
    }
    let shared = running
    var order = [Int](repeating: 0, count: shared)
    var target = [Int32](repeating: -1, count: count)
    var factor = [Double](repeating: 0, count: count)
    var squares = [Double](repeating: 0, count: original.rowCount)
    var entries = 0
    for column in 0..<count {
      let start = columns.rowOffsets[column]
      let frequency = columns.rowOffsets[column + 1] - start
      if frequency >= 2 {
        order[starts[frequency]] = column
        target[column] = Int32(starts[frequency])
        factor[column] = 1
        starts[frequency] += 1
        entries += frequency
      } else if frequency == 1 {
        squares[Int(columns.columns[start])] += columns.values[start] * columns.values[start]
      }
    }
    var offsets = [0]
    var rows: [UInt32] = []
    var values: [Double] = []
    offsets.reserveCapacity(shared + original.rowCount + 1)
    rows.reserveCapacity(entries + original.rowCount)
    values.reserveCapacity(entries + original.rowCount)
    for column in order {
      let range = columns.rowOffsets[column]..<columns.rowOffsets[column + 1]
      rows.append(contentsOf: columns.columns[range])
      values.append(contentsOf: columns.values[range])
      offsets.append(rows.count)
    }
    var own = [Int32](repeating: -1, count: original.rowCount)
    for row in 0..<original.rowCount where squares[row] > 0 {
      own[row] = Int32(offsets.count - 1)
      rows.append(UInt32(row))
      values.append(squares[row].squareRoot())
      offsets.append(rows.count)
    }
    for column in 0..<count {
      let start = columns.rowOffsets[column]
      guard columns.rowOffsets[column + 1] - start == 1 else { continue }
      let row = Int(columns.columns[start])
      target[column] = own[row]
      factor[column] = own[row] < 0 ? 0 : columns.values[start] / squares[row].squareRoot()
    }
    self.target = target
    self.factor = factor
    sharedColumnCount = shared
    transpose = SparseMatrix(columnCount: original.rowCount, rowOffsets: offsets, columns: rows, values: values)
  }

  /// Where the weight of an original column comes from: a reduced column and a factor, or nil when it is zero.
  public func source(of column: Int) -> (column: Int, factor: Double)? {
    target[column] < 0 ? nil : (Int(target[column]), factor[column])
  }
}
