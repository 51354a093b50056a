/// A sparse matrix in compressed sparse row form: the design matrix, documents by terms.
///
/// `columns` and `values` hold the entries of all rows back to back; row `i` is at `rowOffsets[i]..<rowOffsets[i + 1]`.
/// Columns ascend within a row and occur once.
public struct SparseMatrix: Sendable, Equatable {
  public var columnCount: Int
  /// `rowCount + 1` positions, from 0 to `values.count`.
  public var rowOffsets: [Int]
  public var columns: [UInt32]
  public var values: [Double]

  public var rowCount: Int { rowOffsets.count - 1 }

  /// The most entries that a row has.
  var longestRow: Int {
    var longest = 0
    for row in 0..<rowCount { longest = max(longest, rowOffsets[row + 1] - rowOffsets[row]) }
    return longest
  }

  /// An empty matrix to which rows are appended.
  public init(columnCount: Int) {
    self.columnCount = columnCount
    rowOffsets = [0]
    columns = []
    values = []
  }

  public init(columnCount: Int, rowOffsets: [Int], columns: [UInt32], values: [Double]) {
    precondition(rowOffsets.first == 0, "the first row begins at 0")
    precondition(rowOffsets.last == columns.count, "the last row ends at the number of entries")
    precondition(columns.count == values.count, "an entry is a column with a value")
    self.columnCount = columnCount
    self.rowOffsets = rowOffsets
    self.columns = columns
    self.values = values
  }

  /// Calls `body` with the row offsets, the columns and the values, for loops that have checked their places themselves.
  @inline(__always) @unsafe
  func withEntries<Result>(
    _ body: (UnsafePointer<Int>, UnsafePointer<UInt32>, UnsafePointer<Double>) -> Result
  ) -> Result? {
    unsafe rowOffsets.withUnsafeBufferPointer { offsets in
      unsafe columns.withUnsafeBufferPointer { columns in
        unsafe values.withUnsafeBufferPointer { values in
          guard let offsets = offsets.baseAddress, let columns = columns.baseAddress, let values = values.baseAddress
          else { return nil }
          return unsafe body(offsets, columns, values)
        }
      }
    }
  }
}
