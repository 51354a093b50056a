import LinearAlgebra
import Testing

@Suite struct TiledMatrixTests {
  @Test(arguments: [1, 2, 3, 4, 5, 8, 9, 14, 17, 40])
  func productsAreTheDenseOnes(count: Int) {
    let rows = 1300
    let columns = 37
    let matrix = Naive.randomMatrix(rows: rows, columns: columns, density: 0.1, seed: UInt64(count))
    let dense = Naive.dense(matrix)
    let lanes = TiledMatrix.lanes(for: count)
    #expect(lanes >= count)
    let tiles = TiledMatrix(transpose: matrix.transposed(), lanes: lanes)
    #expect(tiles.tileRows < rows)
    let source = pattern(columns * lanes)
    let rowBlock = pattern(rows * lanes)
    var forward = [Double](repeating: 0, count: rows * lanes)
    var backward = [Double](repeating: 0, count: columns * lanes)
    for row in 0..<rows {
      for column in 0..<columns where dense[row][column] != 0 {
        for lane in 0..<lanes {
          forward[row * lanes + lane] += dense[row][column] * source[column * lanes + lane]
          backward[column * lanes + lane] += dense[row][column] * rowBlock[row * lanes + lane]
        }
      }
    }
    var first: [Double] = []
    for threads in [1, 2, 8] {
      let down = DenseVector<Double>(repeating: .nan, count: rows * lanes)
      tiles.multiply(source, lanes: lanes, into: down, threads: threads)
      let up = DenseVector<Double>(repeating: .nan, count: columns * lanes)
      tiles.multiplyTransposed(rowBlock, lanes: lanes, into: up, threads: threads)
      #expect(close(down.elements, forward, 1e-12))
      #expect(close(up.elements, backward, 1e-12))
      if first.isEmpty { first = up.elements }
      #expect(up.elements == first)

      let singleDown = DenseVector<Float>(repeating: .nan, count: rows * lanes)
      tiles.multiply(single(source), lanes: lanes, into: singleDown, threads: threads)
      let singleUp = DenseVector<Float>(repeating: .nan, count: columns * lanes)
      tiles.multiplyTransposed(single(rowBlock), lanes: lanes, into: singleUp, threads: threads)
      #expect(close(singleDown.elements.map { Double($0) }, forward, 1e-4))
      #expect(close(singleUp.elements.map { Double($0) }, backward, 1e-4))
    }
  }

  @Test func squaredProduct() {
    let matrix = Naive.randomMatrix(rows: 40, columns: 9, density: 0.4, seed: 3)
    var squared = matrix
    squared.values = squared.values.map { $0 * $0 }
    let block = single(pattern(40))
    let result = DenseVector<Float>(repeating: 0, count: 9)
    let expected = DenseVector<Float>(repeating: 0, count: 9)
    TiledMatrix(transpose: matrix.transposed(), lanes: 1)
      .multiplySquaredTransposed(block, lanes: 1, into: result, threads: 1)
    TiledMatrix(transpose: squared.transposed(), lanes: 1)
      .multiplyTransposed(block, lanes: 1, into: expected, threads: 1)
    #expect(close(result.elements.map { Double($0) }, expected.elements.map { Double($0) }, 1e-5))
  }

  @Test func emptyMatricesGiveZero() {
    for (rows, columns) in [(2, 0), (0, 2), (0, 0), (3, 3)] {
      let empty = SparseMatrix(
        columnCount: rows, rowOffsets: [Int](repeating: 0, count: columns + 1), columns: [], values: [])
      let tiles = TiledMatrix(transpose: empty, lanes: 4)
      let down = DenseVector<Double>(repeating: 5, count: rows * 4)
      tiles.multiply(pattern(columns * 4), lanes: 4, into: down, threads: 2)
      let up = DenseVector<Double>(repeating: 5, count: columns * 4)
      tiles.multiplyTransposed(pattern(rows * 4), lanes: 4, into: up, threads: 2)
      #expect(down.elements.allSatisfy { $0 == 0 })
      #expect(up.elements.allSatisfy { $0 == 0 })
    }
  }

  @Test func partitionsCoverEverySliceOnce() {
    let matrix = Naive.randomMatrix(rows: 200, columns: 30, density: 0.1, seed: 5)
    for weight in [1, 10, 1000, 1 << 20] {
      let partition = Partition(offsets: matrix.rowOffsets, weight: weight)
      #expect((0..<partition.count).flatMap { Array(partition[$0]) } == Array(0..<200))
    }
    #expect(Partition(offsets: [0]).count == 0)
    #expect((0..<4).flatMap { Array(Partition(slices: 7, size: 2)[$0]) } == Array(0..<7))
  }

  private func pattern(_ count: Int) -> DenseVector<Double> {
    let vector = DenseVector<Double>(repeating: 0, count: count)
    for index in 0..<count { vector[index] = Double((index * 7919) % 101) / 50 - 1 }
    return vector
  }

  private func single(_ vector: DenseVector<Double>) -> DenseVector<Float> {
    let result = DenseVector<Float>(repeating: 0, count: vector.count)
    for index in 0..<vector.count { result[index] = Float(vector[index]) }
    return result
  }

  private func close(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
  }
}
