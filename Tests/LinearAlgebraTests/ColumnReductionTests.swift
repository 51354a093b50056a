import LinearAlgebra
import Testing

@Suite struct ColumnReductionTests {
  /// Weights of reduced columns, carried over to the original ones, give the same products and the same norm.
  @Test(arguments: [1, 2, 3, 4]) func isARotation(seed: UInt64) {
    let matrix = Naive.randomMatrix(rows: 12, columns: 60, density: 0.08, seed: seed)
    let reduction = ColumnReduction(matrix)
    #expect(reduction.matrix.invariantViolation == nil)
    #expect(reduction.transpose == reduction.matrix.transposed())
    #expect(reduction.matrix.columnCount < 60)
    let reduced = (0..<reduction.matrix.columnCount).map { Double($0 % 7) - 2.5 }
    let original = (0..<60).map { column in
      reduction.source(of: column).map { $0.factor * reduced[$0.column] } ?? 0
    }
    func product(_ row: [Double], _ weights: [Double]) -> Double {
      zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (mine, theirs) in zip(Naive.dense(reduction.matrix), Naive.dense(matrix)) {
      #expect(abs(product(mine, reduced) - product(theirs, original)) < 1e-12)
    }
    #expect(abs(product(reduced, reduced) - product(original, original)) < 1e-10)
    let shared = reduction.sharedColumnCount
    #expect(Naive.dense(reduction.leadingColumns(shared)) == Naive.dense(reduction.matrix).map { Array($0[..<shared]) })
    let frequencies = reduction.matrix.columnFrequencies()
    #expect(frequencies[..<reduction.sharedColumnCount].allSatisfy { $0 >= 2 })
    #expect(frequencies[reduction.sharedColumnCount...].allSatisfy { $0 == 1 })
    #expect(zip(frequencies, frequencies.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func emptyColumnsAndZeroValues() {
    let matrix = SparseMatrix(columnCount: 3, rowOffsets: [0, 1, 1], columns: [1], values: [0])
    let reduction = ColumnReduction(matrix)
    #expect(reduction.matrix.columnCount == 0)
    #expect((0..<3).allSatisfy { reduction.source(of: $0) == nil })
  }

  /// More entries than are sent to columns at once: each shared column is the original one, rows in order.
  @Test func manyEntriesAreSortedByColumns() {
    let matrix = Naive.randomMatrix(rows: 1_500, columns: 4_000, density: 0.06, seed: 11)
    let plain = matrix.transposed()
    let alone = ColumnReduction(matrix)
    #expect(alone.transpose.columns.count > 300_000)
    #expect(alone.transpose.invariantViolation == nil)
    for column in 0..<4_000 {
      guard let reduced = alone.source(of: column)?.column, reduced < alone.sharedColumnCount else { continue }
      let mine = alone.transpose.rowOffsets[reduced]..<alone.transpose.rowOffsets[reduced + 1]
      let theirs = plain.rowOffsets[column]..<plain.rowOffsets[column + 1]
      #expect(alone.transpose.columns[mine] == plain.columns[theirs])
      #expect(alone.transpose.values[mine] == plain.values[theirs])
    }
    for threads in [2, 5] { #expect(ColumnReduction(matrix, threads: threads).transpose == alone.transpose) }
  }
}
