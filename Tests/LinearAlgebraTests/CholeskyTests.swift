import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
  /// A fixed positive definite matrix.
  private func matrix(_ n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    for i in 0..<n { for j in 0..<n { result[i * n + j] = 1 / Double(i + j + 1) + (i == j ? 1 : 0) } }
    return result
  }

  @Test(arguments: [1, 2, 5, 30])
  func solves(n: Int) throws {
    let a = matrix(n)
    let factor = try Cholesky(a, order: n)
    let wanted = (0..<2 * n).map { Double($0) - 3 }
    var right = [Double](repeating: 0, count: 2 * n)
    for column in 0..<2 {
      for i in 0..<n { for j in 0..<n { right[column * n + i] += a[i * n + j] * wanted[column * n + j] } }
    }
    try factor.solve(&right)
    #expect(zip(right, wanted).allSatisfy { abs($0 - $1) < 1e-10 })
    var half = wanted
    try factor.solveLower(&half)
    for column in 0..<2 {
      for i in 0..<n {
        let product = (0...i).reduce(0) { $0 + factor.lower[$1 * n + i] * half[column * n + $1] }
        #expect(abs(product - wanted[column * n + i]) < 1e-10)
      }
    }
    let diagonal = try factor.inverseDiagonal()
    var unit = [Double](repeating: 0, count: n)
    unit[n - 1] = 1
    try factor.solve(&unit)
    #expect(abs(diagonal[n - 1] - unit[n - 1]) < 1e-14)
  }

  @Test func refusesWhatIsNotPositiveDefinite() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) { try Cholesky([1, 2, 2, 1], order: 2) }
    #expect(throws: LinearAlgebraError.wrongSize(count: 3, expected: 4)) { try Cholesky([1, 2, 3], order: 2) }
    for error in [LinearAlgebraError.notPositiveDefinite(order: 2), .wrongSize(count: 3, expected: 4)] {
      #expect(error.description.hasSuffix("."))
    }
  }
}
