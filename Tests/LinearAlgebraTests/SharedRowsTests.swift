import LinearAlgebra
import Testing

@Suite struct SharedRowsTests {
  @Test(arguments: [1, 2, 3, 5, 9, 20]) func equalsTheDenseProducts(count: Int) {
    let matrix = Naive.randomMatrix(rows: 40, columns: 200, density: 0.03, seed: UInt64(count))
    let reduction = ColumnReduction(matrix)
    let rows = SharedRows(matrix, reduction)
    let lanes = TiledMatrix.lanes(for: count)
    let shared = reduction.sharedColumnCount
    #expect(rows.columnCount == shared)
    let reduced = Naive.dense(reduction.matrix)
    let weights = DenseVector<Double>(repeating: 0, count: shared * lanes)
    let singleWeights = DenseVector<Float>(repeating: 0, count: shared * lanes)
    for index in 0..<weights.count {
      weights[index] = Double((index * 7919) % 101) / 50 - 1
      singleWeights[index] = Float(weights[index])
    }
    var expectedWeights = weights.elements
    let sums = DenseVector<Double>(repeating: 0, count: lanes)
    let singleSums = DenseVector<Float>(repeating: 0, count: lanes)
    for row in 0..<40 {
      sums.fill(with: 0.25)
      singleSums.fill(with: 0.25)
      let onceSums = DenseVector<Double>(repeating: 0.25, count: lanes)
      // SAFETY: all hold `lanes` numbers.
      unsafe rows.gatherOnce(row, weights, into: onceSums.pointer, lanes: lanes)
      unsafe rows.gather(row, weights, into: sums.pointer, lanes: lanes)
      unsafe rows.gather(row, singleWeights, into: singleSums.pointer, lanes: lanes)
      for lane in 0..<lanes {
        let expected = (0..<shared).reduce(0.25) { $0 + reduced[row][$1] * expectedWeights[$1 * lanes + lane] }
        #expect(abs(sums[lane] - expected) < 1e-12)
        #expect(abs(onceSums[lane] - expected) < 1e-12)
        #expect(abs(Double(singleSums[lane]) - expected) < 1e-4)
      }
      for lane in 0..<lanes {
        sums[lane] = Double(lane) - 1.5
        singleSums[lane] = Float(sums[lane])
      }
      unsafe rows.scatter(row, sums.pointer, into: weights, lanes: lanes)
      unsafe rows.scatter(row, singleSums.pointer, into: singleWeights, lanes: lanes)
      for column in 0..<shared {
        for lane in 0..<lanes { expectedWeights[column * lanes + lane] += reduced[row][column] * sums[lane] }
      }
      let square = reduced[row].reduce(0) { $0 + $1 * $1 }
      let own = reduced[row][shared...].reduce(0) { $0 + $1 * $1 }
      #expect(abs(rows.squares[row] - square) < 1e-12)
      #expect(abs(rows.ownSquares[row] - own) < 1e-12)
    }
    for index in 0..<weights.count { #expect(abs(weights[index] - expectedWeights[index]) < 1e-12) }
    for index in 0..<weights.count { #expect(abs(Double(singleWeights[index]) - expectedWeights[index]) < 1e-4) }
  }

  /// Products with the whole reduced matrix, those columns included that one row alone has.
  @Test(arguments: [1, 2, 3, 5, 9, 20]) func multipliesWhole(count: Int) {
    let matrix = Naive.randomMatrix(rows: 40, columns: 200, density: 0.03, seed: UInt64(count))
    let reduction = ColumnReduction(matrix)
    let rows = SharedRows(matrix, reduction)
    let lanes = TiledMatrix.lanes(for: count)
    let reduced = Naive.dense(reduction.matrix)
    let columns = reduction.columnCount
    #expect(columns > rows.columnCount)
    // The intercepts that follow are none of its business.
    let vector = DenseVector<Double>(repeating: 7, count: (columns + 1) * lanes)
    for index in 0..<columns * lanes { vector[index] = Double((index * 7919) % 101) / 50 - 1 }
    let product = DenseVector<Double>(repeating: 3, count: 40 * lanes)
    rows.multiply(vector, lanes: lanes, into: product, threads: 2)
    let back = DenseVector<Double>(repeating: 3, count: (columns + 1) * lanes)
    rows.multiplyTransposed(product, lanes: lanes, into: back)
    for lane in 0..<lanes {
      for row in 0..<40 {
        let expected = (0..<columns).reduce(0) { $0 + reduced[row][$1] * vector[$1 * lanes + lane] }
        #expect(abs(product[row * lanes + lane] - expected) < 1e-12)
      }
      for column in 0..<columns {
        let expected = (0..<40).reduce(0) { $0 + reduced[$1][column] * product[$1 * lanes + lane] }
        #expect(abs(back[column * lanes + lane] - expected) < 1e-12)
      }
      #expect(back[columns * lanes + lane] == 3)
    }
  }

  /// Rows of another matrix times reduced weights are those rows times the weights that these stand for.
  @Test(arguments: [1, 2, 3, 5, 9, 20]) func multipliesOtherRows(count: Int) {
    let matrix = Naive.randomMatrix(rows: 40, columns: 200, density: 0.03, seed: UInt64(count))
    let reduction = ColumnReduction(matrix)
    let others = Naive.randomMatrix(rows: 15, columns: 200, density: 0.1, seed: 99)
    let dense = Naive.dense(others)
    let lanes = TiledMatrix.lanes(for: count)
    let weights = DenseVector<Double>(repeating: 0, count: reduction.columnCount * lanes)
    for index in 0..<weights.count { weights[index] = Double((index * 7919) % 101) / 50 - 1 }
    let product = DenseVector<Double>(repeating: 0.5, count: 15 * lanes)
    ReducedRows(others, reduction).multiply(weights, lanes: lanes, addingTo: product)
    for row in 0..<15 {
      for lane in 0..<lanes {
        var expected = 0.5
        for column in 0..<200 {
          guard let source = reduction.source(of: column) else { continue }
          expected += dense[row][column] * source.factor * weights[source.column * lanes + lane]
        }
        #expect(abs(product[row * lanes + lane] - expected) < 1e-12)
      }
    }
  }

  /// Kernels for wide registers give the bytes of the plain ones.
  @Test(.enabled(if: WideVectors.areThere, "this processor has no wide registers"), arguments: [6, 9, 20, 40])
  func wideKernelsChangeNoBit(count: Int) {
    let matrix = Naive.randomMatrix(rows: 40, columns: 200, density: 0.1, seed: UInt64(count))
    let reduction = ColumnReduction(matrix)
    let lanes = TiledMatrix.lanes(for: count)
    let results = [false, true].map { isWide in
      let rows = SharedRows(matrix, reduction, isWide: isWide)
      let weights = DenseVector<Double>(repeating: 0, count: rows.columnCount * lanes)
      let singleWeights = DenseVector<Float>(repeating: 0, count: rows.columnCount * lanes)
      for index in 0..<weights.count {
        weights[index] = Double((index * 7919) % 101) / 37 - 1
        singleWeights[index] = Float(weights[index])
      }
      let sums = DenseVector<Double>(repeating: 0.3, count: lanes)
      let singleSums = DenseVector<Float>(repeating: 0.3, count: lanes)
      for row in 0..<40 {
        // SAFETY: all hold `lanes` numbers.
        unsafe rows.gather(row, weights, into: sums.pointer, lanes: lanes)
        unsafe rows.gather(row, singleWeights, into: singleSums.pointer, lanes: lanes)
        for lane in 0..<lanes {
          sums[lane] /= 3
          singleSums[lane] /= 3
        }
        unsafe rows.scatter(row, sums.pointer, into: weights, lanes: lanes)
        unsafe rows.scatter(row, singleSums.pointer, into: singleWeights, lanes: lanes)
      }
      return weights.elements.map(\.bitPattern) + singleWeights.elements.map { UInt64($0.bitPattern) }
    }
    #expect(results[0] == results[1])
  }
}
