import LinearAlgebra

/// The outer loop of Newton's methods: a direction, a line search, the gradient there.
struct NewtonDescent {
  var maximumIterations: Int

  /// - Parameters:
  ///   - threshold: the ‖∇f‖₂ at which the search ends.
  ///   - scale: ‖∇f‖₂ far from the optimum, against which progress is measured; where the search begins when nil.
  ///   - solve: writes a direction for a gradient, up to a relative residual; false ends the search.
  func minimise(
    _ objective: some Objective, threshold: Double, scale: Double?,
    solve: (_ gradient: DenseVector<Double>, _ direction: DenseVector<Double>, _ tolerance: Double) -> Bool
  ) -> SolverResult {
    let n = objective.dimension
    let gradient = DenseVector<Double>(repeating: 0, count: n)
    let direction = DenseVector<Double>(repeating: 0, count: n)
    objective.gradient(into: gradient)
    var norm = BLAS.norm(gradient)
    let first = max(norm, scale ?? norm)
    var iteration = 0
    while norm > threshold, norm.isFinite, iteration < maximumIterations {
      let forcing = max(min(0.25, (norm / first).squareRoot()), 0.3 * threshold / norm, 1e-4)
      guard solve(gradient, direction, forcing) else { break }
      let slope = BLAS.dot(gradient, direction)
      guard slope < 0 else { break }
      objective.aim(along: direction)
      let start = LineSample(step: 0, value: objective.value, slope: slope)
      guard let step = WolfeLineSearch().step(from: start, first: 1, probe: objective.probe) else { break }
      objective.advance(by: step.step)
      objective.gradient(into: gradient)
      norm = BLAS.norm(gradient)
      iteration += 1
    }
    return SolverResult(iterations: iteration, gradientNorm: norm, converged: norm <= threshold)
  }
}
