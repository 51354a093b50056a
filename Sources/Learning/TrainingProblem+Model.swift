import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension TrainingProblem {
  /// A point in the layout of `MultinomialObjective` as a model: lanes unpacked, intercepts centred, absent labels
  /// out of the way.
  func model(at point: DenseVector<Double>) -> LinearModel {
    unsafe model(intercepts: intercepts(at: point), threads: 1) { column, own in
      // SAFETY: the point has `lanes` ≥ `rows` numbers a reduced column.
      unsafe own.update(from: point.pointer + column * lanes, count: rows)
    }
  }

  /// A model whose weights are asked for a column at a time, so that they need not all be there in another layout.
  ///
  /// - Parameters:
  ///   - last: the intercepts' block of a point.
  ///   - weigh: writes the `rows` weights of a reduced column; may be called by several threads at once.
  @unsafe
  func model(
    intercepts last: [Double], threads: Int,
    weigh: (_ column: Int, _ own: UnsafeMutablePointer<Double>) -> Void
  ) -> LinearModel {
    let columns = columnCount
    let rows = rows
    let pieces = 64
    // Made the long way, an empty array notes its count in memory that all empty arrays share.
    guard columns * rows > 0 else {
      return LinearModel(labelCount: labelCount, columnCount: columns, weights: [], intercepts: last)
    }
    let weights = unsafe [Double](unsafeUninitializedCapacity: columns * rows) { weights, count in
      nonisolated(unsafe) let weights = unsafe weights
      nonisolated(unsafe) let weigh = unsafe weigh
      Parallel.forEach(pieces, threads: threads) { piece in
        for column in columns * piece / pieces..<columns * (piece + 1) / pieces {
          // SAFETY: `rows` numbers a column, each of them in one piece.
          guard let own = unsafe weights.baseAddress.map({ unsafe $0 + column * rows }) else { return }
          unsafe own.initialize(repeating: 0, count: rows)
          guard let source = reduction.source(of: column) else { continue }
          unsafe weigh(source.column, own)
          for row in 0..<rows { unsafe own[row] *= source.factor }
        }
      }
      count = columns * rows
    }
    return LinearModel(labelCount: labelCount, columnCount: columns, weights: weights, intercepts: last)
  }

  /// What that model says of other documents, without making it: documents × labels, row-major.
  ///
  /// - Parameter documents: in the columns of `reduction`.
  func logits(at point: DenseVector<Double>, of documents: ReducedRows) -> [Double] {
    let block = DenseVector<Double>(repeating: 0, count: documents.rowCount * lanes)
    for (row, intercept) in intercepts(at: point).enumerated() {
      for document in 0..<documents.rowCount { block[document * lanes + row] = intercept }
    }
    documents.multiply(point, lanes: lanes, addingTo: block)
    return (0..<documents.rowCount).flatMap { document in
      (hasBase ? [0] : []) + (0..<rows).map { block[document * lanes + $0] }
    }
  }

  private func intercepts(at point: DenseVector<Double>) -> [Double] {
    intercepts((0..<rows).map { point[point.count - lanes + $0] })
  }

  /// Intercepts as a fit leaves them, one a row, as a model has them.
  func intercepts(_ fitted: [Double]) -> [Double] {
    var intercepts = fitted
    if rows > 1 { settle(&intercepts) }
    return intercepts
  }

  /// Only differences of intercepts matter to the softmax: the mean over the present labels becomes zero. A label
  /// without documents gets the intercept that would give it half a document in all.
  private func settle(_ intercepts: inout [Double]) {
    let absent = Set(absentRows)
    let present = intercepts.indices.filter { !absent.contains($0) }
    if fitsIntercept {
      let mean = present.reduce(0) { $0 + intercepts[$1] } / Double(present.count)
      for row in present { intercepts[row] -= mean }
    }
    guard !absent.isEmpty else { return }
    let total = present.reduce(0) { $0 + exp(intercepts[$1]) }
    for row in absent { intercepts[row] = log(total) - log(2 * Double(max(1, documentCount))) }
  }
}
