import LinearAlgebra

/// Newton's method with preconditioned conjugate gradients (the truncated Newton method of Dembo and Steihaug 1983).
///
/// Each step solves ∇²f·d = −∇f as far as it pays: the residual is asked to shrink with the gradient, so that the
/// last steps converge superlinearly. Directions are computed in single precision, the gradient and the line search
/// in double, so the optimum is exact.
struct NewtonCG {
  var maximumIterations = 200
  var maximumProducts = 200

  /// - Parameters:
  ///   - threshold: the ‖∇f‖₂ at which the search ends.
  ///   - scale: ‖∇f‖₂ far from the optimum, against which progress is measured; where the search begins when nil.
  func minimise(_ objective: some Objective, threshold: Double, scale: Double? = nil) -> SolverResult {
    let conjugate = ConjugateGradients(dimension: objective.dimension)
    return NewtonDescent(maximumIterations: maximumIterations).minimise(objective, threshold: threshold, scale: scale) {
      conjugate.solve(objective, gradient: $0, into: $1, tolerance: $2, maximumProducts: maximumProducts)
      return true
    }
  }
}

/// Preconditioned conjugate gradients on ∇²f, in single precision with sums in double.
final class ConjugateGradients {
  private let solution: DenseVector<Float>
  private let residual: DenseVector<Float>
  private let search: DenseVector<Float>
  private let product: DenseVector<Float>
  private let conditioned: DenseVector<Float>

  init(dimension: Int) {
    solution = DenseVector(repeating: 0, count: dimension)
    residual = DenseVector(repeating: 0, count: dimension)
    search = DenseVector(repeating: 0, count: dimension)
    product = DenseVector(repeating: 0, count: dimension)
    conditioned = DenseVector(repeating: 0, count: dimension)
  }

  /// Writes the direction: −(∇²f)⁻¹·∇f up to a relative residual, measured in the preconditioner's norm.
  func solve(
    _ objective: some Objective, gradient: DenseVector<Double>, into direction: DenseVector<Double>,
    tolerance: Double, maximumProducts: Int
  ) {
    let n = gradient.count
    objective.preparePreconditioner()
    // Gradients may be far smaller than single precision holds; only the direction matters here.
    let scale = 1 / BLAS.norm(gradient)
    // SAFETY: every vector has the same count.
    for index in 0..<n { unsafe residual.pointer[index] = Float(-scale * gradient.pointer[index]) }
    solution.fill(with: 0)
    objective.precondition(residual, into: search)
    var inner = SingleKernels.dot(residual, search)
    let goal = inner * tolerance * tolerance
    var products = 0
    while products < maximumProducts {
      objective.multiplyHessian(search, into: product)
      products += 1
      let curvature = SingleKernels.dot(search, product)
      guard curvature > 0, curvature.isFinite else { break }
      SingleKernels.step(
        Float(inner / curvature), search: search, product: product, solution: solution, residual: residual)
      objective.precondition(residual, into: conditioned)
      let next = SingleKernels.dot(residual, conditioned)
      if next <= goal { break }
      SingleKernels.turn(Float(next / inner), conditioned: conditioned, search: search)
      inner = next
    }
    // SAFETY: both vectors have `n` numbers.
    for index in 0..<n { unsafe direction.pointer[index] = Double(solution.pointer[index]) / scale }
  }
}
