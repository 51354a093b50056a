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
    let columns = columnCount
    var weights = [Double](repeating: 0, count: columns * rows)
    for column in 0..<columns {
      guard let source = reduction.source(of: column) else { continue }
      // SAFETY: the point has `lanes` ≥ `rows` numbers a reduced column.
      let own = unsafe point.pointer + source.column * lanes
      for row in 0..<rows { unsafe weights[column * rows + row] = source.factor * own[row] }
    }
    return LinearModel(
      labelCount: labelCount, columnCount: columns, weights: weights, intercepts: intercepts(at: point))
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
    var intercepts = (0..<rows).map { point[point.count - lanes + $0] }
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
