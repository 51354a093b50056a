/// The same column space with fewer and better ordered columns, for problems whose penalty is rotation-invariant.
///
/// A column that only one row has (a term of one document) can be rotated together with the other such columns of
/// that row: their entries v₁, v₂ … become one entry ‖v‖, and an optimal weight w of that one column stands for the
/// weights w·v₁/‖v‖, w·v₂/‖v‖ …, which give the same products and the same sum of squares. Empty columns have the
/// weight 0. The other columns are ordered by falling frequency, so that most products touch a small, cached part of
/// the weights. Typical texts keep a third of their columns.
public final class ColumnReduction {
  /// How many reduced columns there are.
  public let columnCount: Int
  /// How many leading columns are shared by two rows or more, most frequent first.
  public let sharedColumnCount: Int
  /// The reduced matrix column by column, made when it is first asked for.
  public private(set) lazy var transpose = makeTranspose()
  private let original: SparseMatrix
  private let threads: Int
  /// Where each shared column begins in the transpose; one more at the end.
  private let starts: [Int]
  /// The squared length of each row in columns of its own.
  let ownSquares: [Double]
  /// For each original column the reduced one, or `empty`.
  private let target: [Int32]
  private static let empty: Int32 = -1
  /// While columns are numbered: that of one row.
  private static let alone: Int32 = -2
  /// What the weight of the reduced column is multiplied by.
  private let factor: [Double]

  /// How many entries the shared columns have.
  var sharedEntryCount: Int { starts[sharedColumnCount] }

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

  /// Cost: two passes over the entries.
  ///
  /// - Parameter threads: how many make the transpose; it is the same for any number.
  public init(_ original: SparseMatrix, threads: Int = 1) {
    self.threads = threads
    let count = original.columnCount
    let frequencies = original.columnFrequencies()
    let largest = frequencies.max() ?? 0
    // A counting sort by falling frequency; equal frequencies keep their order.
    var places = [Int](repeating: 0, count: largest + 2)
    for frequency in frequencies { places[frequency] += 1 }
    let areSomeAlone = largest >= 1 && places[1] > 0
    var shared = 0
    var starts: [Int] = []
    var entries = 0
    for frequency in stride(from: largest, through: 2, by: -1) {
      let number = places[frequency]
      places[frequency] = shared
      shared += number
      for _ in 0..<number {
        starts.append(entries)
        entries += frequency
      }
    }
    starts.append(entries)
    // Whether a term is rare cannot be foreseen: every column takes a place, and those of no row or of one drop theirs.
    var target = frequencies.map { frequency in
      let place = places[frequency]
      places[frequency] = place &+ 1
      let rare = frequency == 1 ? Self.alone : Self.empty
      return frequency > 1 ? Int32(truncatingIfNeeded: place) : rare
    }
    var ownSquares = [Double](repeating: 0, count: original.rowCount)
    var factor = [Double](repeating: 1, count: count)
    var last = shared
    if areSomeAlone {
      last = Self.rotate(original, into: &target, &factor, &ownSquares, from: shared)
    }
    self.original = original
    self.starts = starts
    self.target = target
    self.factor = factor
    self.ownSquares = ownSquares
    sharedColumnCount = shared
    columnCount = last
  }

  /// Gives each row with columns of its own one for all of them, numbered from `first` on, and answers the last one's
  /// successor.
  private static func rotate(
    _ original: SparseMatrix, into target: inout [Int32], _ factor: inout [Double], _ ownSquares: inout [Double],
    from first: Int
  ) -> Int {
    var last = first
    // Every entry is written down and only those of the row's own columns kept: which they are cannot be foreseen.
    var own = [Int](repeating: 0, count: original.longestRow)
    unsafe original.withEntries { offsets, columns, values in
      unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe own.withUnsafeMutableBufferPointer { own in
          for row in 0..<original.rowCount {
            var count = 0
            var square = 0.0
            for entry in unsafe offsets[row]..<offsets[row + 1] {
              // SAFETY: entries are those of the matrix, and its columns have a target each; no row has more entries than
              // the longest.
              let isOwn = unsafe target[Int(columns[entry])] == alone
              unsafe own[count] = entry
              count &+= isOwn ? 1 : 0
              unsafe square += isOwn ? values[entry] * values[entry] : 0
            }
            if count == 0 { continue }
            ownSquares[row] = square
            let length = square.squareRoot()
            for place in 0..<count {
              let entry = unsafe own[place]
              let column = unsafe Int(columns[entry])
              unsafe target[column] = square > 0 ? Int32(last) : empty
              factor[column] = square > 0 ? unsafe values[entry] / length : 0
            }
            if square > 0 { last += 1 }
          }
        }
      }
    }
    return last
  }

  /// The shared columns, then what each row alone has.
  private func makeTranspose() -> SparseMatrix {
    var offsets = starts
    offsets.reserveCapacity(columnCount + 1)
    for number in 0..<columnCount - sharedColumnCount { offsets.append(sharedEntryCount + number + 1) }
    let count = offsets[columnCount]
    // Made the long way, an empty array notes its count in memory that all empty arrays share.
    guard count > 0 else {
      return SparseMatrix(columnCount: original.rowCount, rowOffsets: offsets, columns: [], values: [])
    }
    let sort = ColumnSort(original, columns: target, starts: starts, threads: threads)
    var values: [Double] = []
    // SAFETY: the sort fills the entries of the shared columns, and each other column has one entry.
    let rows = unsafe [UInt32](unsafeUninitializedCapacity: count) { rows, rowCount in
      unsafe values = [Double](unsafeUninitializedCapacity: count) { values, valueCount in
        unsafe sort.fill(rows, values)
        var last = sharedEntryCount
        for row in 0..<original.rowCount where ownSquares[row] > 0 {
          unsafe rows[last] = UInt32(truncatingIfNeeded: row)
          unsafe values[last] = ownSquares[row].squareRoot()
          last += 1
        }
        valueCount = count
      }
      rowCount = count
    }
    return SparseMatrix(columnCount: original.rowCount, rowOffsets: offsets, columns: rows, values: values)
  }

  /// Calls `body` with the reduced number of each original column: beyond the shared ones where no rows share it.
  @inline(__always) @unsafe
  func withSharedColumns<Result>(_ body: (UnsafePointer<Int32>) -> Result) -> Result? {
    unsafe target.withUnsafeBufferPointer { target in
      guard let target = target.baseAddress else { return nil }
      return unsafe body(target)
    }
  }

  /// Where the weight of an original column comes from: a reduced column and a factor, or nil when it is zero.
  public func source(of column: Int) -> (column: Int, factor: Double)? {
    target[column] < 0 ? nil : (Int(target[column]), factor[column])
  }
}
