import LinearAlgebra
import Testing

@Suite struct SparseMatrixTests {
  @Test func transposeOfTransposeIsTheMatrix() {
    let matrix = Naive.randomMatrix(rows: 23, columns: 17, density: 0.2, seed: 1)
    let transpose = matrix.transposed()
    #expect(transpose.invariantViolation == nil)
    #expect(transpose.transposed() == matrix)
    let dense = Naive.dense(matrix)
    for (column, values) in Naive.dense(transpose).enumerated() { #expect(values == dense.map { $0[column] }) }
  }

  @Test func selectedRowsAreThoseRows() {
    let matrix = Naive.randomMatrix(rows: 9, columns: 6, density: 0.5, seed: 2)
    let chosen = [4, 0, 4, 8]
    let dense = Naive.dense(matrix)
    #expect(Naive.dense(matrix.selectingRows(chosen)) == chosen.map { dense[$0] })
    #expect(matrix.selectingRows([]).rowCount == 0)
  }

  @Test func frequenciesCountRows() {
    let matrix = SparseMatrix(columnCount: 3, rowOffsets: [0, 2, 3], columns: [0, 2, 2], values: [1, 1, 1])
    #expect(matrix.columnFrequencies() == [1, 0, 2])
  }

  @Test func violationsAreNamed() {
    var matrix = SparseMatrix(columnCount: 2, rowOffsets: [0, 2], columns: [0, 1], values: [1, 2])
    #expect(matrix.invariantViolation == nil)
    matrix.columns = [1, 1]
    #expect(matrix.invariantViolation == "the columns of row 0 do not ascend")
    matrix.columns = [0, 2]
    #expect(matrix.invariantViolation == "row 0 has an entry in column 2 of a matrix with 2 columns")
    matrix.columns = [0, 1]
    matrix.values = [1, .nan]
    #expect(matrix.invariantViolation == "row 0, column 1 is not a finite number")
    matrix.rowOffsets = [0, 1]
    #expect(matrix.invariantViolation != nil)
  }
}
