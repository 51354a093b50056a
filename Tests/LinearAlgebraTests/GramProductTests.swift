import LinearAlgebra
import Testing

@Suite struct GramProductTests {
  /// With few columns each is kept; with many the rare ones become pairs of rows.
  @Test(arguments: [1, 2, 3, 5, 9, 20], [70, 900]) func equalsTheDenseProduct(count: Int, columns: Int) {
    let matrix = Naive.randomMatrix(rows: 90, columns: columns, density: 0.04, seed: UInt64(count))
    let gram = Naive.gram(matrix)
    let lanes = TiledMatrix.lanes(for: count)
    let reduction = ColumnReduction(matrix)
    let product = GramProduct(reduction, lanes: lanes)
    let source = DenseVector<Double>(repeating: 0, count: 90 * lanes)
    let single = DenseVector<Float>(repeating: 0, count: 90 * lanes)
    for index in 0..<source.count {
      source[index] = Double((index * 7919) % 101) / 50 - 1
      single[index] = Float(source[index])
    }
    let headCount = min(5, reduction.sharedColumnCount)
    var first: [Float] = []
    for threads in [1, 2, 8] {
      let target = DenseVector<Double>(repeating: .nan, count: 90 * lanes)
      let head = DenseVector<Double>(repeating: .nan, count: headCount * lanes)
      product.apply(source, into: target, head: head, headCount: headCount, threads: threads)
      let singleTarget = DenseVector<Float>(repeating: .nan, count: 90 * lanes)
      let singleHead = DenseVector<Float>(repeating: .nan, count: headCount * lanes)
      product.apply(single, into: singleTarget, head: singleHead, headCount: headCount, threads: threads)
      for row in 0..<90 {
        for lane in 0..<lanes {
          let expected = (0..<90).reduce(0.0) { $0 + gram[row * 90 + $1] * source[$1 * lanes + lane] }
          #expect(abs(target[row * lanes + lane] - expected) < 1e-11)
          #expect(abs(Double(singleTarget[row * lanes + lane]) - expected) < 1e-3)
        }
      }
      let reduced = Naive.dense(reduction.matrix)
      for column in 0..<headCount {
        for lane in 0..<lanes {
          let expected = (0..<90).reduce(0.0) { $0 + reduced[$1][column] * source[$1 * lanes + lane] }
          #expect(abs(head[column * lanes + lane] - expected) < 1e-11)
          #expect(abs(Double(singleHead[column * lanes + lane]) - expected) < 1e-4)
        }
      }
      if first.isEmpty { first = singleTarget.elements }
      #expect(singleTarget.elements == first)
    }
  }

  /// Kernels for wide registers give the bytes of the plain ones.
  @Test(
    .enabled(if: WideVectors.areThere, "this processor has no wide registers"), arguments: [6, 9, 20, 40], [70, 900])
  func wideKernelsChangeNoBit(count: Int, columns: Int) {
    let matrix = Naive.randomMatrix(rows: 90, columns: columns, density: 0.04, seed: UInt64(count))
    let lanes = TiledMatrix.lanes(for: count)
    let reduction = ColumnReduction(matrix)
    let source = DenseVector<Double>(repeating: 0, count: 90 * lanes)
    let single = DenseVector<Float>(repeating: 0, count: 90 * lanes)
    for index in 0..<source.count {
      source[index] = Double((index * 7919) % 101) / 37 - 1
      single[index] = Float(source[index])
    }
    let headCount = min(5, reduction.sharedColumnCount)
    let results = [false, true].map { isWide in
      let product = GramProduct(reduction, lanes: lanes, isWide: isWide)
      let target = DenseVector<Double>(repeating: .nan, count: 90 * lanes)
      let head = DenseVector<Double>(repeating: .nan, count: headCount * lanes)
      product.apply(source, into: target, head: head, headCount: headCount, threads: 2)
      let singleTarget = DenseVector<Float>(repeating: .nan, count: 90 * lanes)
      let singleHead = DenseVector<Float>(repeating: .nan, count: headCount * lanes)
      product.apply(single, into: singleTarget, head: singleHead, headCount: headCount, threads: 2)
      return (target.elements + head.elements).map(\.bitPattern)
        + (singleTarget.elements + singleHead.elements).map { UInt64($0.bitPattern) }
    }
    #expect(results[0] == results[1])
  }
}
