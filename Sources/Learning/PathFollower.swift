import LinearAlgebra

/// Fits of one problem for one C after another, each from where the last one ended.
final class PathFollower {
  private let options: LogisticRegression.Options
  private let problem: TrainingProblem
  /// What the fits are said to be made by.
  private let solver: Solver
  /// What ends them: never the dual ascent.
  private let finisher: Solver
  /// ‖∇f‖₂ at zero weights.
  private let scale: Double
  private let smallestTolerance: Double
  /// Until its progress slows: the greater C, the slower it is, and the path goes upward.
  private var dual: DualAscent?
  private var overWeights: MultinomialObjective?
  private var overRows: MultinomialObjective?
  private var overDocuments: DocumentSpace?
  private var hasFittedOverDocuments = false
  /// Makes `overDocuments` while the ascent is at work.
  private var beside: SecondThread?
  private var direction: DualDirection?

  /// `options` must be valid; their C and class weight are not read.
  ///
  /// - Parameter smallestTolerance: the smallest tolerance that `fit` will be asked for; that of the options when nil.
  init(_ problem: TrainingProblem, options: LogisticRegression.Options, smallestTolerance: Double? = nil) {
    self.options = options
    self.problem = problem
    self.smallestTolerance = smallestTolerance ?? options.tolerance
    solver = options.solver == .automatic ? .dualAscent : options.solver
    finisher = solver == .dualAscent ? problem.fastestNewton : solver
    let ascent = DualAscent(problem)
    // At zero weights the gradient is that of the loss alone, so that the threshold is the same for every C.
    scale = max(1, ascent.gradientNormAtZero())
    dual = solver == .dualAscent ? ascent : nil
  }

  /// - Parameters:
  ///   - tolerance: as in `LogisticRegression.Options`; theirs when nil.
  ///   - measures: false where the model alone is wanted; its objective may then not be a number.
  func fit(c: Double, tolerance: Double? = nil, measures: Bool = true) -> Fit {
    let found = solve(c: c, tolerance: tolerance, measures: measures)
    return Fit(
      model: found.place.model(of: problem), objective: found.objective, gradientNorm: found.gradientNorm,
      iterations: found.iterations, converged: found.converged, solver: found.solver)
  }

  /// Other documents as `logits` wants them.
  func reduced(_ documents: SparseMatrix) -> ReducedRows { ReducedRows(documents, problem.reduction) }

  /// What a fit says of other documents, documents × labels: without the model, its value and its gradient.
  func logits(of documents: ReducedRows, c: Double, tolerance: Double) -> (logits: [Double], converged: Bool) {
    let found = solve(c: c, tolerance: tolerance, measures: false)
    return (problem.logits(at: found.place.point, of: documents), found.converged)
  }

  /// Where a fit ended, and how.
  private struct Solution {
    /// What it holds is true until the next fit.
    var place: Place
    /// Not a number where it was not measured.
    var objective: Double
    var gradientNorm: Double
    var iterations: Int
    var converged: Bool
    var solver: Solver
  }

  private enum Place {
    /// In the layout of `MultinomialObjective`.
    case weights(DenseVector<Double>)
    case documents(DocumentSpace)

    var point: DenseVector<Double> {
      switch self {
      case .weights(let point): point
      case .documents(let space): space.weights()
      }
    }

    func model(of problem: TrainingProblem) -> LinearModel {
      switch self {
      case .weights(let point): problem.model(at: point)
      case .documents(let space): space.model()
      }
    }
  }

  private func solve(c: Double, tolerance: Double?, measures: Bool) -> Solution {
    let threshold = (tolerance ?? options.tolerance) * scale
    guard let dual else { return finish(c: c, after: nil, spent: 0, threshold: threshold) }
    let found = dual.run(
      c: c, threshold: threshold, scale: scale, maximumEpochs: options.maximumIterations, measures: measures,
      givesUpEarly: finisher == .documentSpace
    ) { prepareDocuments(c: c) }
    beside?.wait()
    beside = nil
    if found.converged || found.epochs == options.maximumIterations {
      return Solution(
        place: .weights(dual.point), objective: found.value, gradientNorm: found.gradientNorm, iterations: found.epochs,
        converged: found.converged, solver: solver)
    }
    self.dual = nil
    if found.isNear {
      // As long as its end can be refined, the ascent is worth its time.
      self.dual = dual
      return refine(c: c, from: dual.point, spent: found.epochs, threshold: threshold)
    }
    return finish(c: c, after: dual, spent: found.epochs, threshold: threshold)
  }

  /// The ascent goes from document to document on one thread. Where it is slow, another makes ready what will end the fit.
  private func prepareDocuments(c: Double) {
    guard options.threads > 1, finisher == .documentSpace, beside == nil, overDocuments == nil else { return }
    let second = SecondThread()
    beside = second
    // SAFETY: until it is waited for, nothing else looks at what is made, nor at the transpose that this makes.
    nonisolated(unsafe) let follower = self
    second.begin { unsafe follower.makeDocuments(c: c) }
  }

  private func makeDocuments(c: Double) {
    overDocuments = DocumentSpace(problem, c: c, tolerance: smallestTolerance, threads: options.threads)
  }

  /// The last digits, which single precision does not hold: Newton's method with directions from the dual.
  private func refine(c: Double, from point: DenseVector<Double>, spent: Int, threshold: Double) -> Solution {
    let objective = overRows ?? MultinomialObjective(problem, c: c, threads: options.threads, goesByRows: true)
    overRows = objective
    objective.move(to: point)
    objective.c = c
    let model = direction ?? DualDirection(problem)
    direction = model
    let cap = options.maximumIterations - spent
    var last = Double.infinity
    let result = NewtonDescent(maximumIterations: cap).minimise(objective, threshold: threshold, scale: scale) {
      gradient, direction, tolerance in
      let norm = BLAS.norm(gradient)
      guard norm < 0.3 * last else { return false }
      last = norm
      return model.solve(
        c: c, gradient: gradient, probabilities: objective.probabilities, tolerance: tolerance, into: direction)
    }
    guard result.converged || result.iterations == cap else {
      dual = nil
      return fitWeights(c: c, from: objective.point, spent: spent + result.iterations, threshold: threshold)
    }
    return solution(objective, result, spent: spent, by: solver)
  }

  /// Newton's method or L-BFGS from where it ended last, or from where the ascent did.
  private func finish(c: Double, after dual: DualAscent?, spent: Int, threshold: Double) -> Solution {
    guard finisher == .documentSpace else {
      dual?.takePoint()
      return fitWeights(c: c, from: dual?.point, spent: spent, threshold: threshold)
    }
    if overDocuments == nil { makeDocuments(c: c) }
    guard let space = overDocuments else { preconditionFailure("it has just been made") }
    space.c = c
    if let dual { space.move(duals: dual.duals, intercepts: dual.intercepts) }
    if hasFittedOverDocuments { space.extrapolate() }
    hasFittedOverDocuments = true
    let cap = options.maximumIterations - spent
    let result = space.minimise(threshold: threshold, scale: scale, maximumIterations: cap)
    if !result.converged, result.iterations < cap {
      // Repeated or empty documents leave combinations of documents that mean nothing, and single precision can
      // drown in them; over the weights there are none.
      return fitWeights(c: c, from: space.weights(), spent: spent + result.iterations, threshold: threshold)
    }
    return Solution(
      place: .documents(space), objective: space.value, gradientNorm: result.gradientNorm,
      iterations: spent + result.iterations, converged: result.converged, solver: solver)
  }

  private func fitWeights(c: Double, from start: DenseVector<Double>?, spent: Int, threshold: Double) -> Solution {
    let objective = overWeights ?? MultinomialObjective(problem, c: c, threads: options.threads)
    overWeights = objective
    if let start { objective.move(to: start) }
    objective.c = c
    let cap = options.maximumIterations - spent
    if finisher != .lbfgs {
      let result = NewtonCG(maximumIterations: cap).minimise(objective, threshold: threshold, scale: scale)
      // One that was asked for by name is not replaced.
      if result.converged || result.iterations == cap || solver != .dualAscent {
        return solution(objective, result, spent: spent, by: solver)
      }
      // Single precision holds no direction where curvatures differ by more than its digits.
      let rest = LBFGS(maximumIterations: cap - result.iterations).minimise(objective, threshold: threshold)
      return solution(objective, rest, spent: spent + result.iterations, by: rest.iterations > 0 ? .lbfgs : solver)
    }
    let result = LBFGS(maximumIterations: cap).minimise(objective, threshold: threshold)
    return solution(objective, result, spent: spent, by: solver)
  }

  private func solution(
    _ objective: MultinomialObjective, _ result: SolverResult, spent: Int, by solver: Solver
  ) -> Solution {
    Solution(
      place: .weights(objective.point), objective: objective.value, gradientNorm: result.gradientNorm,
      iterations: spent + result.iterations, converged: result.converged, solver: solver)
  }
}

extension TrainingProblem {
  /// Which of Newton's methods is expected to be faster.
  ///
  /// Measured: the document space wins as long as its blocks stay in the second-level cache and documents are not
  /// more than half as many as columns (un-quadclass, reuters-r8, 300 to 10,000 articles: 1.0 to 1.7 times as fast;
  /// 30,000 sentences with 14 labels: 0.8).
  var fastestNewton: Solver {
    let isWide = reduction.columnCount >= 2 * documentCount
    return isWide && documentCount * lanes <= 1 << 18 ? .documentSpace : .newtonCG
  }
}
