import LinearAlgebra
import Testing

@Suite struct InverseFactorTests {
  /// A well conditioned matrix without structure.
  private func matrix(_ n: Int) -> SymmetricMatrix {
    let factor = Naive.randomMatrix(rows: n, columns: n + 3, density: 0.4, seed: UInt64(n))
    let gram = SymmetricMatrix.gram(ColumnReduction(factor))
    for i in 0..<n { gram[i, i] += 2 }
    return gram
  }

  @Test(arguments: [1, 2, 3, 4, 5, 63, 64, 65, 130, 201, 330])
  func blocksEqualThoseOfTheInverse(n: Int) throws {
    let a = matrix(n)
    let dense = (0..<n * n).map { a[$0 / n, $0 % n] }
    let reference = try Cholesky(dense, order: n)
    var identity = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    try reference.solve(&identity)
    var first: [Double] = []
    for threads in [1, 2, 8] {
      let inverse = try InverseFactor(factorising: matrix(n), threads: threads)
      let whole = inverse.inverseBlock(0..<n)
      for index in whole.indices { #expect(abs(whole[index] - identity[index]) < 1e-11) }
      if first.isEmpty { first = whole }
      #expect(whole == first)
      let last = inverse.inverseBlock(n - 1..<n)
      #expect(last == [whole[n * n - 1]])
    }
  }

  @Test(arguments: [1, 6, 64, 129]) func theFactorGivesTheMatrixBack(n: Int) throws {
    let a = matrix(n)
    let factor = matrix(n)
    try factor.factorise()
    for i in 0..<n {
      for j in 0...i {
        let product = (0...j).reduce(0) { $0 + factor[i, $1] * factor[j, $1] }
        #expect(abs(product - a[i, j]) < 1e-11)
      }
    }
  }

  @Test func refusesWhatIsNotPositiveDefinite() {
    let a = SymmetricMatrix(order: 3)
    a[0, 0] = 1
    a[1, 0] = 2
    a[1, 1] = 1
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) { try InverseFactor(factorising: a) }
    #expect(InverseFactor.operations(order: 3) == 18)
  }
}
