import LinearAlgebra
import Testing

@Suite struct BLASTests {
  @Test(arguments: [0, 1, 7, 8, 9, 1000])
  func levelOne(count: Int) {
    let x = DenseVector<Double>(repeating: 0, count: count)
    let y = DenseVector<Double>(repeating: 0, count: count)
    for index in 0..<count {
      x[index] = Double(index % 13) - 6
      y[index] = Double(index % 7) / 3
    }
    let expected = zip(x.elements, y.elements).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(BLAS.dot(x, y) - expected) < 1e-9)
    #expect(abs(BLAS.norm(x) * BLAS.norm(x) - BLAS.dot(x, x)) < 1e-9)
    let sum = zip(x.elements, y.elements).map { 2 * $0.0 + $0.1 }
    BLAS.axpy(2, x, y)
    #expect(zip(y.elements, sum).allSatisfy { abs($0 - $1) < 1e-12 })
    BLAS.scal(0.5, y)
    #expect(zip(y.elements, sum).allSatisfy { abs($0 - 0.5 * $1) < 1e-12 })
  }

  @Test func dotKeepsNotANumber() {
    let x = DenseVector<Double>(repeating: 1, count: 9)
    x[4] = .nan
    #expect(BLAS.dot(x, x).isNaN)
  }
}
