import LinearAlgebra
import Testing

@Suite struct SymmetricMatrixTests {
  @Test(arguments: [(1, 4, 0.5), (7, 30, 0.3), (90, 300, 0.05), (64, 20, 0.9), (131, 260, 0.5)])
  func gramEqualsTheDenseProduct(rows: Int, columns: Int, density: Double) {
    let matrix = Naive.randomMatrix(rows: rows, columns: columns, density: density, seed: UInt64(rows))
    let expected = Naive.gram(matrix)
    for threads in [1, 2, 8] {
      let gram = SymmetricMatrix.gram(ColumnReduction(matrix), threads: threads)
      for i in 0..<rows {
        for j in 0..<rows { #expect(abs(gram[i, j] - expected[i * rows + j]) < 1e-11) }
      }
    }
  }

  @Test func gramOfNothing() {
    let gram = SymmetricMatrix.gram(ColumnReduction(SparseMatrix(columnCount: 3)))
    #expect(gram.order == 0)
  }
}
