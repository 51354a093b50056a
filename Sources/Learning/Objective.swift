public import LinearAlgebra

/// A smooth convex function of many variables, as solvers see it: nothing of documents, labels or softmax.
///
/// The objective owns the current point. A solver sets a direction and probes along it: for linear models one pass
/// over the data serves every step length tried, so a line search costs next to nothing.
public protocol Objective: AnyObject {
  /// How many variables there are.
  var dimension: Int { get }

  /// f at the current point.
  var value: Double { get }

  /// Writes ∇f at the current point.
  func gradient(into gradient: DenseVector<Double>)

  /// Fixes the direction of the next probes; it must not change until `advance`.
  func aim(along direction: DenseVector<Double>)

  /// f and its slope at `point + step · direction`, without going there.
  func probe(_ step: Double) -> LineSample

  /// Goes to `point + step · direction`.
  func advance(by step: Double)

  /// Writes ∇²f · `vector` at the current point, in single precision: Newton's method corrects what this loses,
  /// because its gradients are exact.
  func multiplyHessian(_ vector: DenseVector<Float>, into product: DenseVector<Float>)

  /// Makes ready an approximate inverse of ∇²f at the current point.
  func preparePreconditioner()

  /// Writes that approximate inverse times `residual`.
  func precondition(_ residual: DenseVector<Float>, into result: DenseVector<Float>)
}

/// A function along a line: its value and its directional derivative at one step.
public struct LineSample: Sendable, Equatable {
  public var step: Double
  public var value: Double
  public var slope: Double

  public init(step: Double, value: Double, slope: Double) {
    self.step = step
    self.value = value
    self.slope = slope
  }
}

/// How a solver ended.
public struct SolverResult: Sendable, Equatable {
  public var iterations: Int
  /// ‖∇f‖₂ at the point where the objective was left.
  public var gradientNorm: Double
  /// Whether the norm went below the threshold before the cap on iterations.
  public var converged: Bool
}
