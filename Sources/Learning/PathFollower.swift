import LinearAlgebra

/// Fits of one problem for one C after another, each from where the last one ended.
final class PathFollower {
  private let options: LogisticRegression.Options
  private let problem: TrainingProblem
  private let solver: Solver
  /// ‖∇f‖₂ at zero weights.
  private let scale: Double
  private var overWeights: MultinomialObjective?
  private let overDocuments: DocumentSpace?
  private var hasFitted = false

  /// `options` must be valid; their C and class weight are not read.
  ///
  /// - Parameter smallestTolerance: the smallest tolerance that `fit` will be asked for; that of the options when nil.
  init(_ problem: TrainingProblem, options: LogisticRegression.Options, smallestTolerance: Double? = nil) {
    let smallestTolerance = smallestTolerance ?? options.tolerance
    self.options = options
    self.problem = problem
    solver = options.solver == .automatic ? problem.fastestSolver : options.solver
    // At zero weights the gradient is that of the loss alone, so that the threshold is the same for every C.
    let norm: Double
    if solver == .documentSpace {
      let space = DocumentSpace(problem, c: 1, tolerance: smallestTolerance, threads: options.threads)
      norm = space.gradientNorm()
      overDocuments = space
      overWeights = nil
    } else {
      let objective = MultinomialObjective(problem, c: 1, threads: options.threads)
      let gradient = DenseVector<Double>(repeating: 0, count: objective.dimension)
      objective.gradient(into: gradient)
      norm = BLAS.norm(gradient)
      overWeights = objective
      overDocuments = nil
    }
    scale = max(1, norm)
  }

  /// - Parameter tolerance: as in `LogisticRegression.Options`; theirs when nil.
  func fit(c: Double, tolerance: Double? = nil) -> Fit {
    let threshold = (tolerance ?? options.tolerance) * scale
    guard let overDocuments else { return fitWeights(c: c, from: nil, spent: 0, threshold: threshold) }
    overDocuments.c = c
    if hasFitted { overDocuments.extrapolate() }
    hasFitted = true
    let result = overDocuments.minimise(threshold: threshold, maximumIterations: options.maximumIterations)
    let point = overDocuments.weights()
    if !result.converged, result.iterations < options.maximumIterations {
      // Repeated or empty documents leave combinations of documents that mean nothing, and single precision can
      // drown in them; over the weights there are none.
      return fitWeights(c: c, from: point, spent: result.iterations, threshold: threshold)
    }
    return Fit(
      model: problem.model(at: point), objective: overDocuments.value, gradientNorm: result.gradientNorm,
      iterations: result.iterations, converged: result.converged, solver: solver)
  }

  private func fitWeights(c: Double, from start: DenseVector<Double>?, spent: Int, threshold: Double) -> Fit {
    let objective = overWeights ?? MultinomialObjective(problem, c: c, threads: options.threads)
    overWeights = objective
    if let start { objective.move(to: start) }
    objective.c = c
    let cap = options.maximumIterations - spent
    let result =
      solver == .lbfgs
      ? LBFGS(maximumIterations: cap).minimise(objective, threshold: threshold)
      : NewtonCG(maximumIterations: cap).minimise(objective, threshold: threshold)
    return Fit(
      model: problem.model(at: objective.point), objective: objective.value, gradientNorm: result.gradientNorm,
      iterations: spent + result.iterations, converged: result.converged, solver: solver)
  }
}

extension TrainingProblem {
  /// What is expected to be fastest.
  ///
  /// Measured: the document space wins as long as its blocks stay in the second-level cache and documents are not
  /// more than half as many as columns (un-quadclass, reuters-r8, 300 to 10,000 articles: 1.0 to 1.7 times as fast;
  /// 30,000 sentences with 14 labels: 0.8).
  var fastestSolver: Solver {
    let isWide = reduction.columnCount >= 2 * documentCount
    return isWide && documentCount * lanes <= 1 << 18 ? .documentSpace : .newtonCG
  }
}
