import LinearAlgebra

/// The Hessian of a multinomial problem in single precision: half the memory traffic of the products that the
/// conjugate gradients spend their time on.
final class SinglePrecision {
  private let problem: TrainingProblem
  private let lanes: Int
  private let weights: [Float]
  private let probabilities: DenseVector<Float>
  private let block: DenseVector<Float>

  init(_ problem: TrainingProblem, lanes: Int) {
    self.problem = problem
    self.lanes = lanes
    weights = problem.documentWeights.map { Float($0) }
    probabilities = DenseVector(repeating: 0, count: problem.documentCount * lanes)
    block = DenseVector(repeating: 0, count: problem.documentCount * lanes)
  }

  func takeProbabilities(_ source: DenseVector<Double>) {
    // SAFETY: both blocks hold `lanes` numbers a document.
    for index in 0..<probabilities.count { unsafe probabilities.pointer[index] = Float(source.pointer[index]) }
  }

  /// Xᵀ·D·X·v + penalty·v, where D has the blocks sᵢ(diag(pᵢ) − pᵢpᵢᵀ).
  func multiplyHessian(
    _ vector: DenseVector<Float>, into product: DenseVector<Float>, penalty: Float, threads: Int
  ) {
    let lanes = lanes
    let start = vector.count - lanes
    problem.tiles.multiply(vector, lanes: lanes, into: block, threads: threads)
    Parallel.forEach(problem.pieces.count, threads: threads) { piece in
      // SAFETY: blocks hold `lanes` numbers a document, and the intercepts of `vector` begin at `start`.
      let intercepts = unsafe vector.pointer + start
      for document in problem.pieces[piece] {
        let own = unsafe block.pointer + document * lanes
        let share = unsafe probabilities.pointer + document * lanes
        var mean: Float = 0
        for lane in 0..<lanes {
          unsafe own[lane] += intercepts[lane]
          unsafe mean += share[lane] * own[lane]
        }
        let weight = weights[document]
        for lane in 0..<lanes { unsafe own[lane] = weight * share[lane] * (own[lane] - mean) }
      }
    }
    problem.tiles.multiplyTransposed(block, lanes: lanes, into: product, threads: threads)
    // SAFETY: both vectors hold `start` penalised numbers and `lanes` intercepts.
    for index in 0..<start { unsafe product.pointer[index] += penalty * vector.pointer[index] }
    sumBlock(into: product, at: start)
  }

  /// diag(Xᵀ·D·X) + penalty.
  func diagonal(into diagonal: DenseVector<Float>, penalty: Float, threads: Int) {
    let start = diagonal.count - lanes
    for document in 0..<problem.documentCount {
      let weight = weights[document]
      for lane in 0..<lanes {
        let share = probabilities[document * lanes + lane]
        block[document * lanes + lane] = weight * share * (1 - share)
      }
    }
    problem.tiles.multiplySquaredTransposed(block, lanes: lanes, into: diagonal, threads: threads)
    for index in 0..<start { diagonal[index] += penalty }
    sumBlock(into: diagonal, at: start)
    // An intercept that nothing moves (a label out of the softmax, or no intercepts) keeps its place.
    for lane in 0..<lanes where diagonal[start + lane] < Float.leastNormalMagnitude { diagonal[start + lane] = 1 }
  }

  /// The mean over free rows of sᵢ·pᵢₖ(1−pᵢₖ), for each document.
  func meanCurvature(rows: Int) -> [Float] {
    (0..<problem.documentCount).map { document in
      var sum: Float = 0
      for row in 0..<rows {
        let share = probabilities[document * lanes + row]
        sum += share * (1 - share)
      }
      return weights[document] * sum / Float(rows)
    }
  }

  /// The intercepts' part of Xᵀ·block: sums over documents, in double precision and in document order.
  private func sumBlock(into vector: DenseVector<Float>, at start: Int) {
    var sums = [Double](repeating: 0, count: lanes)
    if problem.fitsIntercept {
      for document in 0..<problem.documentCount {
        // SAFETY: the block holds `lanes` numbers a document.
        for lane in 0..<lanes { unsafe sums[lane] += Double(block.pointer[document * lanes + lane]) }
      }
    }
    for lane in 0..<lanes { vector[start + lane] = Float(sums[lane]) }
  }
}
