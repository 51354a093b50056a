public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Which algorithm looks for the optimum; all of them find the same one.
public enum Solver: String, Sendable, Equatable, CaseIterable {
  /// What the cost model expects to be fastest.
  case automatic
  /// Limited-memory BFGS over the weights.
  case lbfgs
  /// Newton's method with conjugate gradients over the weights.
  case newtonCG = "newton-cg"
}

/// Multinomial logistic regression with an L2 penalty, as scikit-learn defines it:
/// min Σᵢ sᵢ·ℓ(yᵢ, softmax(Wxᵢ+b)) + 1/(2C)·‖W‖².
public struct LogisticRegression {
  public struct Options: Sendable, Equatable {
    /// The inverse strength of the penalty.
    public var c: Double
    public var classWeight: ClassWeight
    public var fitsIntercept: Bool
    /// The fit ends when ‖∇f‖₂ ≤ tolerance · max(1, ‖∇f at zero weights‖₂).
    public var tolerance: Double
    public var maximumIterations: Int
    public var solver: Solver
    /// How many threads work at most; the result does not depend on it.
    public var threads: Int

    public init(
      c: Double = 1, classWeight: ClassWeight = .none, fitsIntercept: Bool = true, tolerance: Double = 1e-8,
      maximumIterations: Int = 2000, solver: Solver = .automatic, threads: Int = 1
    ) {
      self.c = c
      self.classWeight = classWeight
      self.fitsIntercept = fitsIntercept
      self.tolerance = tolerance
      self.maximumIterations = maximumIterations
      self.solver = solver
      self.threads = threads
    }

    /// Throws `invalidOption` for a setting without a meaning.
    public func validated() throws(LearningError) {
      guard c.isFinite, c > 0, (1 / c).isFinite, 1 / c > 0 else {
        throw .invalidOption(name: "C", value: "\(c)", expected: "a positive finite number, for example 1")
      }
      guard tolerance.isFinite, tolerance > 0 else {
        throw .invalidOption(name: "The tolerance", value: "\(tolerance)", expected: "a positive finite number")
      }
      guard maximumIterations > 0 else {
        throw .invalidOption(name: "The cap on iterations", value: "\(maximumIterations)", expected: "at least 1")
      }
      guard threads > 0 else {
        throw .invalidOption(name: "The number of threads", value: "\(threads)", expected: "at least 1")
      }
    }
  }

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - x: documents by terms.
  ///   - labels: one a document, in `0..<labelCount`. A label that no document has gets no weights and the
  ///     probability of about half a document in all.
  ///   - sampleWeights: one a document, finite and not negative; 1 each when nil.
  public static func fit(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil, options: Options = Options()
  ) throws(LearningError) -> Fit {
    try options.validated()
    let problem = try TrainingProblem(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, classWeight: options.classWeight,
      fitsIntercept: options.fitsIntercept)
    return PathFollower(problem, options: options).fit(c: options.c)
  }

  /// Fits one model for every C, each from where the one before ended.
  ///
  /// - Parameter grid: values of C, best in ascending order; `options.c` is not read.
  /// - Returns: a fit for each value, in the order of the grid.
  public static func path(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil, grid: [Double],
    options: Options = Options()
  ) throws(LearningError) -> [Fit] {
    for c in grid { try options.with(c: c).validated() }
    let problem = try TrainingProblem(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, classWeight: options.classWeight,
      fitsIntercept: options.fitsIntercept)
    let follower = PathFollower(problem, options: options)
    return grid.map { follower.fit(c: $0) }
  }
}

extension LogisticRegression.Options {
  /// The same with another C.
  public func with(c: Double) -> Self {
    var copy = self
    copy.c = c
    return copy
  }
}

/// Fits of one problem for one C after another, each from where the last one ended.
final class PathFollower {
  private let objective: MultinomialObjective
  private let options: LogisticRegression.Options
  private let threshold: Double

  /// `options` must be valid; their C and class weight are not read.
  init(_ problem: TrainingProblem, options: LogisticRegression.Options) {
    self.options = options
    objective = MultinomialObjective(problem, c: 1, threads: options.threads)
    // At zero weights the gradient is that of the loss alone, so that the threshold is the same for every C.
    let gradient = DenseVector<Double>(repeating: 0, count: objective.dimension)
    objective.gradient(into: gradient)
    threshold = options.tolerance * max(1, BLAS.norm(gradient))
  }

  func fit(c: Double) -> Fit {
    objective.c = c
    let result: SolverResult
    let solver: Solver
    switch options.solver {
    case .lbfgs:
      solver = .lbfgs
      result = LBFGS(maximumIterations: options.maximumIterations).minimise(objective, threshold: threshold)
    case .automatic, .newtonCG:
      solver = .newtonCG
      result = NewtonCG(maximumIterations: options.maximumIterations).minimise(objective, threshold: threshold)
    }
    return Fit(
      model: objective.model(), objective: objective.value, gradientNorm: result.gradientNorm,
      iterations: result.iterations, converged: result.converged, solver: solver)
  }
}

/// A model, and how its fit ended.
public struct Fit: Sendable, Equatable {
  public var model: LinearModel
  /// Σᵢ sᵢ·ℓᵢ + 1/(2C)·‖W‖².
  public var objective: Double
  /// ‖∇‖₂ of that.
  public var gradientNorm: Double
  public var iterations: Int
  /// False when the cap on iterations, or rounding, ended the fit before the tolerance was met.
  public var converged: Bool
  /// The algorithm that ran, never `automatic`.
  public var solver: Solver
}

extension MultinomialObjective {
  /// The current point as a model: lanes unpacked, intercepts centred, absent labels out of the way.
  func model() -> LinearModel {
    let columns = problem.columnCount
    var weights = [Double](repeating: 0, count: columns * rows)
    for column in 0..<columns {
      guard let source = problem.reduction.source(of: column) else { continue }
      // SAFETY: the point has `lanes` ≥ `rows` numbers a reduced column.
      let own = unsafe point.pointer + source.column * lanes
      for row in 0..<rows { unsafe weights[column * rows + row] = source.factor * own[row] }
    }
    var intercepts = (0..<rows).map { point[interceptStart + $0] }
    if rows > 1 { settle(&intercepts) }
    return LinearModel(labelCount: problem.labelCount, columnCount: columns, weights: weights, intercepts: intercepts)
  }

  /// Only differences of intercepts matter to the softmax: the mean over the present labels becomes zero. A label
  /// without documents gets the intercept that would give it half a document in all.
  private func settle(_ intercepts: inout [Double]) {
    let absent = Set(problem.absentRows)
    let present = intercepts.indices.filter { !absent.contains($0) }
    if problem.fitsIntercept {
      let mean = present.reduce(0) { $0 + intercepts[$1] } / Double(present.count)
      for row in present { intercepts[row] -= mean }
    }
    guard !absent.isEmpty else { return }
    let total = present.reduce(0) { $0 + exp(intercepts[$1]) }
    for row in absent { intercepts[row] = log(total) - log(2 * Double(max(1, problem.documentCount))) }
  }
}
