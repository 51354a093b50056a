public import LinearAlgebra

/// Which algorithm looks for the optimum; all of them find the same one.
public enum Solver: String, Sendable, Equatable, CaseIterable {
  /// Dual ascent; where its progress slows, a cost model picks what ends the fit.
  case automatic
  /// Coordinate ascent on the dual, one document at a time; where its progress slows, Newton's method ends the fit.
  case dualAscent = "dual-ascent"
  /// Limited-memory BFGS over the weights.
  case lbfgs
  /// Newton's method with conjugate gradients over the weights.
  case newtonCG = "newton-cg"
  /// The same in the span of the documents, with vectors as long as the documents are many.
  case documentSpace = "document-space"
}

/// Logistic regression with an L2 penalty; multinomial, as scikit-learn defines it:
/// min Σᵢ sᵢ·ℓ(yᵢ, softmax(Wxᵢ+b)) + 1/(2C)·‖W‖², or one label against the rest.
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
    /// Which problems the fit is made of.
    public var scheme = Scheme.multinomial
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

    /// What is enough to choose C by: log losses of held-out documents are then within about 1e-4 of the optimum's,
    /// a fiftieth of their standard error.
    public static let searchTolerance = 1e-3

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
      try scheme.validated()
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
    return try SchemePath(x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, options: options)
      .fit(c: options.c)
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
    let path = try SchemePath(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, options: options)
    return grid.map { path.fit(c: $0) }
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
