import LinearAlgebra
import Testing

@Suite struct WeightedProductTests {
  @Test(arguments: [(1, 1), (40, 3), (300, 6), (129, 31)]) func equalsTheDenseProduct(rows: Int, columns: Int) {
    let matrix = Naive.randomMatrix(rows: rows, columns: columns, density: 0.6, seed: UInt64(columns))
    let dense = Naive.dense(matrix).map { $0 + [1] }
    let order = columns + 1
    let product = WeightedProduct(matrix)
    for scale in [1, 3] {
      let weights = (0..<rows).map { Float(($0 * scale) % 7) / 4 }
      let found = product.product(weights: weights, order: order)
      for column in 0..<order {
        for row in column..<order {
          let expected = (0..<rows).reduce(0) { $0 + Double(weights[$1]) * dense[$1][row] * dense[$1][column] }
          #expect(abs(found[column * order + row] - expected) < 1e-11)
        }
      }
    }
  }
}
