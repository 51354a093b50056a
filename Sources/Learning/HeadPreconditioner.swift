import LinearAlgebra

/// An approximate inverse of a multinomial Hessian over the weights: a dense block for the most frequent terms with
/// the intercepts, a diagonal for the rest.
final class HeadPreconditioner {
  private let lanes: Int
  private let head: HeadFactor
  /// 1/diagonal for all variables.
  private let inverse: DenseVector<Float>

  init(_ problem: TrainingProblem, lanes: Int, dimension: Int) {
    self.lanes = lanes
    head = HeadFactor(problem, lanes: lanes)
    inverse = DenseVector(repeating: 0, count: dimension)
  }

  /// - Parameters:
  ///   - diagonal: that of the Hessian, all variables.
  ///   - curvature: the mean over labels of sᵢpᵢₖ(1−pᵢₖ), for each document.
  ///   - threads: how many work.
  func prepare(diagonal: DenseVector<Float>, curvature: [Float], penalty: Double, threads: Int) {
    // SAFETY: both vectors have one number a variable.
    for index in 0..<diagonal.count { unsafe inverse.pointer[index] = 1 / diagonal.pointer[index] }
    let start = diagonal.count - lanes
    let own = (0..<head.width * lanes).map { diagonal[$0] } + (start..<diagonal.count).map { diagonal[$0] }
    head.prepare(diagonal: own, curvature: curvature, penalty: penalty, threads: threads)
  }

  /// Writes M⁻¹·residual.
  func apply(_ residual: DenseVector<Float>, into result: DenseVector<Float>) {
    let start = residual.count - lanes
    let block = head.width * lanes
    // SAFETY: every vector has one number a variable; the block's come first, and the intercepts begin at `start`.
    for index in 0..<residual.count {
      unsafe result.pointer[index] = inverse.pointer[index] * residual.pointer[index]
    }
    let work = head.work
    for index in 0..<block { unsafe work.pointer[index] = residual.pointer[index] }
    for lane in 0..<lanes { work[block + lane] = residual[start + lane] }
    head.solve()
    for index in 0..<block { unsafe result.pointer[index] = work.pointer[index] }
    for lane in 0..<lanes { result[start + lane] = work[block + lane] }
  }
}
