import LinearAlgebra
import Testing

@Suite struct GatherProductTests {
  @Test(arguments: [1, 2, 3, 4, 5, 8, 9, 14, 17, 40])
  func equalsTheDenseProduct(rows: Int) {
    let matrix = Naive.randomMatrix(rows: 61, columns: 37, density: 0.3, seed: UInt64(rows))
    let lanes = GatherProduct.lanes(for: rows)
    #expect(lanes >= rows)
    let source = DenseVector<Double>(repeating: 0, count: 37 * lanes)
    for index in 0..<source.count { source[index] = Double((index * 7919) % 101) / 50 - 1 }
    let partition = Partition(offsets: matrix.rowOffsets, weight: 100)
    #expect(partition.count > 1)
    let target = DenseVector<Double>(repeating: .nan, count: 61 * lanes)
    GatherProduct.apply(matrix, partition, source: source, lanes: lanes, target: target, threads: 1)
    for (row, values) in Naive.dense(matrix).enumerated() {
      for lane in 0..<lanes {
        var expected = 0.0
        for column in values.indices { expected += values[column] * source[column * lanes + lane] }
        #expect(abs(target[row * lanes + lane] - expected) < 1e-12)
      }
    }
    for threads in [2, 8] {
      let again = DenseVector<Double>(repeating: .nan, count: 61 * lanes)
      GatherProduct.apply(matrix, partition, source: source, lanes: lanes, target: again, threads: threads)
      #expect(again.elements == target.elements)
    }
    let single = DenseVector<Float>(repeating: 0, count: 37 * lanes)
    for index in 0..<source.count { single[index] = Float(source[index]) }
    let result = DenseVector<Float>(repeating: .nan, count: 61 * lanes)
    GatherProduct.apply(
      matrix, values: matrix.values.map { Float($0) }, partition, source: single, lanes: lanes, target: result,
      threads: 2)
    for index in 0..<result.count { #expect(abs(Double(result[index]) - target[index]) < 1e-5) }
  }

  @Test func emptyMatricesGiveZero() {
    let matrix = SparseMatrix(columnCount: 0, rowOffsets: [0, 0, 0], columns: [], values: [])
    let target = DenseVector<Double>(repeating: 5, count: 8)
    GatherProduct.apply(
      matrix, Partition(offsets: matrix.rowOffsets), source: DenseVector(repeating: 0, count: 0), lanes: 4,
      target: target, threads: 1)
    #expect(target.elements == [Double](repeating: 0, count: 8))
  }

  @Test func partitionsCoverEverySliceOnce() {
    let matrix = Naive.randomMatrix(rows: 200, columns: 30, density: 0.1, seed: 5)
    for weight in [1, 10, 1000, 1 << 20] {
      let partition = Partition(offsets: matrix.rowOffsets, weight: weight)
      #expect((0..<partition.count).flatMap { Array(partition[$0]) } == Array(0..<200))
    }
    #expect(Partition(offsets: [0]).count == 0)
  }
}
