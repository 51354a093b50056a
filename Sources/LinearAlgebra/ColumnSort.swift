/// A counting sort of a matrix's entries by columns, those of a column in the order of the rows.
///
/// Columns are as many as terms, so that entries sent straight to them would each wait for memory. They are sent to ranges
/// of columns first, a few hundred that the cache has room for, and then, range by range, to their columns.
struct ColumnSort {
  private let matrix: SparseMatrix
  /// For each column of the matrix the one that its entries go to; those that are no place in `starts` are left out.
  private let columns: [Int32]
  /// Where each column begins; one more at the end.
  private let starts: [Int]
  private let threads: Int
  /// The range that each column belongs to.
  private let ranges: [UInt16]
  /// The columns of each range.
  private let cuts: [Int]
  /// Rows that are sent together.
  private let slices: Partition

  /// - Parameters:
  ///   - columns: for each column of the matrix the one that its entries go to; those beyond `starts`, and −1, are left
  ///     out.
  ///   - starts: where each column begins, one more at the end.
  ///   - rangeSize: about how many entries a range has.
  init(
    _ matrix: SparseMatrix, columns: [Int32], starts: [Int], threads: Int, rangeSize: Int = 1 << 16
  ) {
    self.matrix = matrix
    self.columns = columns
    self.starts = starts
    self.threads = threads
    let count = starts.count - 1
    // No more ranges than sixteen bits number.
    let size = max(rangeSize, starts[count] >> 15, 1)
    var ranges: [UInt16] = []
    ranges.reserveCapacity(count)
    var cuts = [0]
    for column in 0..<count {
      if starts[column] - starts[cuts[cuts.count - 1]] >= size { cuts.append(column) }
      ranges.append(UInt16(truncatingIfNeeded: cuts.count - 1))
    }
    self.ranges = ranges
    self.cuts = cuts + [count]
    slices = Partition(offsets: matrix.rowOffsets, weight: 1 << 18)
  }

  /// Writes the rows and the values of all entries that have a column.
  func fill(_ rows: UnsafeMutableBufferPointer<UInt32>, _ values: UnsafeMutableBufferPointer<Double>) {
    precondition(rows.count >= starts[starts.count - 1] && values.count >= rows.count, "there is room for all entries")
    guard let rows = rows.baseAddress, let values = values.baseAddress else { return }
    let sent = DenseVector<UInt32>(uninitialised: starts[starts.count - 1])
    let places = places()
    nonisolated(unsafe) let (ownRows, ownValues) = unsafe (rows, values)
    unsafe matrix.withEntries { _, _, numbers in
      nonisolated(unsafe) let numbers = unsafe numbers
      // SAFETY: a slice writes behind the slices before it in each range, as many entries as it counted there.
      Parallel.forEach(slices.count, threads: threads) { slice in
        var next = places[slice]
        unsafe next.withUnsafeMutableBufferPointer { next in
          forEachEntry(of: slice) { row, entry, column, range in
            let place = unsafe next[range]
            unsafe next[range] = place &+ 1
            unsafe sent.pointer[place] = UInt32(truncatingIfNeeded: column)
            unsafe ownRows[place] = UInt32(truncatingIfNeeded: row)
            unsafe ownValues[place] = unsafe numbers[entry]
          }
        }
      }
    }
    // SAFETY: a range has its own entries, each of which has a place of its own.
    Parallel.forEach(cuts.count - 1, threads: threads) { range in
      let columns = cuts[range]..<cuts[range + 1]
      let first = starts[columns.lowerBound]
      let count = starts[columns.upperBound] - first
      let rowCopy = unsafe [UInt32](UnsafeBufferPointer(start: ownRows + first, count: count))
      let valueCopy = unsafe [Double](UnsafeBufferPointer(start: ownValues + first, count: count))
      var next = Array(starts[columns])
      for entry in 0..<count {
        let column = unsafe Int(sent.pointer[first + entry]) - columns.lowerBound
        let place = next[column]
        next[column] = place + 1
        unsafe ownRows[place] = rowCopy[entry]
        unsafe ownValues[place] = valueCopy[entry]
      }
    }
  }

  /// Where each slice begins in each range.
  private func places() -> [[Int]] {
    let counts = Parallel.map(slices.count, threads: threads) { slice in
      var counts = [Int](repeating: 0, count: cuts.count - 1)
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        // SAFETY: ranges are those of `cuts`.
        forEachEntry(of: slice) { _, _, _, range in unsafe counts[range] &+= 1 }
      }
      return counts
    }
    var places: [[Int]] = []
    var next = cuts.dropLast().map { starts[$0] }
    for own in counts {
      places.append(next)
      for range in next.indices { next[range] += own[range] }
    }
    return places
  }

  /// Calls `body` with the row, the place, the column and the range of each entry that is sent.
  @inline(__always)
  private func forEachEntry(of slice: Int, _ body: (Int, Int, Int, Int) -> Void) {
    unsafe matrix.withEntries { offsets, entries, _ in
      unsafe columns.withUnsafeBufferPointer { columns in
        unsafe ranges.withUnsafeBufferPointer { ranges in
          for row in slices[slice] {
            // SAFETY: places are those of the matrix, whose columns have one each here.
            for entry in unsafe offsets[row]..<offsets[row &+ 1] {
              let column = unsafe Int(columns[Int(entries[entry])])
              if column >= 0, column < ranges.count { unsafe body(row, entry, column, Int(ranges[column])) }
            }
          }
        }
      }
    }
  }
}
