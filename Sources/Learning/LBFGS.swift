import LinearAlgebra

/// Limited-memory BFGS (Liu and Nocedal 1989): a quasi-Newton direction from the last few steps, by the two-loop
/// recursion, with a strong Wolfe line search.
///
/// Cost of an iteration: one direction and one gradient of the objective, and 4·memory vector operations. Memory:
/// 2·memory + 3 vectors.
struct LBFGS {
  var memory = 10
  var maximumIterations = 2000

  /// Moves the objective to its minimum.
  ///
  /// - Parameter threshold: the ‖∇f‖₂ at which the search ends.
  func minimise(_ objective: some Objective, threshold: Double) -> SolverResult {
    let n = objective.dimension
    var gradient = DenseVector<Double>(repeating: 0, count: n)
    var nextGradient = DenseVector<Double>(repeating: 0, count: n)
    let direction = DenseVector<Double>(repeating: 0, count: n)
    var pairs: [Pair] = []
    objective.gradient(into: gradient)
    var norm = BLAS.norm(gradient)
    var iteration = 0
    while norm > threshold, norm.isFinite, iteration < maximumIterations {
      setDirection(direction, gradient, pairs)
      var slope = BLAS.dot(gradient, direction)
      if !(slope < 0) {
        pairs.removeAll()
        setDirection(direction, gradient, pairs)
        slope = BLAS.dot(gradient, direction)
      }
      objective.aim(along: direction)
      let start = LineSample(step: 0, value: objective.value, slope: slope)
      let first = pairs.isEmpty ? min(1, 1 / norm) : 1
      guard let step = WolfeLineSearch().step(from: start, first: first, probe: objective.probe) else {
        // Old curvature may be to blame once; then rounding is.
        if pairs.isEmpty { break }
        pairs.removeAll()
        continue
      }
      objective.advance(by: step.step)
      objective.gradient(into: nextGradient)
      remember(step.step, direction, gradient, nextGradient, &pairs)
      swap(&gradient, &nextGradient)
      norm = BLAS.norm(gradient)
      iteration += 1
    }
    return SolverResult(iterations: iteration, gradientNorm: norm, converged: norm <= threshold)
  }

  /// One step s, the change y of the gradient over it, and 1/(sᵀy).
  private struct Pair {
    var step: DenseVector<Double>
    var change: DenseVector<Double>
    var inverse: Double
  }

  private func remember(
    _ length: Double, _ direction: DenseVector<Double>, _ old: DenseVector<Double>, _ new: DenseVector<Double>,
    _ pairs: inout [Pair]
  ) {
    let reused = pairs.count == memory ? pairs.removeFirst() : nil
    let step = reused?.step ?? DenseVector(repeating: 0, count: direction.count)
    let change = reused?.change ?? DenseVector(repeating: 0, count: direction.count)
    step.copy(from: direction)
    BLAS.scal(length, step)
    change.copy(from: new)
    BLAS.axpy(-1, old, change)
    let curvature = BLAS.dot(step, change)
    guard curvature > 1e-16 * BLAS.dot(change, change) else { return }
    pairs.append(Pair(step: step, change: change, inverse: 1 / curvature))
  }

  /// direction ← −H·gradient, H the inverse Hessian that the pairs imply.
  private func setDirection(_ direction: DenseVector<Double>, _ gradient: DenseVector<Double>, _ pairs: [Pair]) {
    direction.copy(from: gradient)
    BLAS.scal(-1, direction)
    var factors = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      factors[index] = pairs[index].inverse * BLAS.dot(pairs[index].step, direction)
      BLAS.axpy(-factors[index], pairs[index].change, direction)
    }
    if let last = pairs.last {
      BLAS.scal(1 / (last.inverse * BLAS.dot(last.change, last.change)), direction)
    }
    for index in pairs.indices {
      let factor = pairs[index].inverse * BLAS.dot(pairs[index].change, direction)
      BLAS.axpy(factors[index] - factor, pairs[index].step, direction)
    }
  }
}
