public import LinearAlgebra

/// Σᵢ sᵢ·ℓ(yᵢ, softmax(Wxᵢ+b)) + 1/(2C)·‖W‖², intercepts not penalised: scikit-learn's objective times C⁻¹.
///
/// Variables are laid out column-major in blocks: the `lanes` numbers of column j at `j · lanes`, the intercepts in
/// the last block. Lanes beyond the free rows are always zero. A value costs O(n·K) once the logits are known; the
/// logits and the gradient cost one pass over the entries each: over tiles, which take some passes to make and are
/// shared by threads, or over rows.
public final class MultinomialObjective: Objective {
  /// Free rows: one for two labels, else one a label.
  public let rows: Int
  public let lanes: Int
  public let dimension: Int
  public private(set) var value = 0.0
  /// The current point, in the layout of the type.
  public let point: DenseVector<Double>

  let problem: TrainingProblem
  /// The inverse strength of the penalty; a new one keeps the point.
  public var c: Double { didSet { finishMove() } }
  let threads: Int
  /// Whether products with X are taken over rows: for few of them.
  private let goesByRows: Bool

  private let logits: DenseVector<Double>
  /// At the current point, `lanes` numbers a document.
  let probabilities: DenseVector<Double>
  private var direction: DenseVector<Double>?
  private let directionLogits: DenseVector<Double>
  private let scratch: DenseVector<Double>
  private var squaredNorm = 0.0
  private var alongNorm = 0.0
  private var directionNorm = 0.0

  // Single-precision copies, made when the first Hessian product asks for them.
  private lazy var single = SinglePrecision(problem, lanes: lanes)
  private var singleIsCurrent = false
  private lazy var head = HeadPreconditioner(problem, lanes: lanes, dimension: dimension)

  /// - Parameters:
  ///   - problem: matrix, labels and document weights, already checked.
  ///   - c: the inverse strength of the penalty.
  ///   - goesByRows: whether products with X, but for those of the Hessian, are taken over rows.
  public init(_ problem: TrainingProblem, c: Double, threads: Int = 1, goesByRows: Bool = false) {
    self.goesByRows = goesByRows
    self.problem = problem
    self.threads = threads
    self.c = c
    rows = problem.rows
    lanes = problem.lanes
    dimension = (problem.reduction.columnCount + 1) * problem.lanes
    let block = problem.documentCount * problem.lanes
    point = DenseVector(repeating: 0, count: dimension)
    logits = DenseVector(repeating: 0, count: block)
    probabilities = DenseVector(repeating: 0, count: block)
    directionLogits = DenseVector(repeating: 0, count: block)
    scratch = DenseVector(repeating: 0, count: block)
    for row in problem.absentRows { point[interceptStart + row] = TrainingProblem.absentLogit }
    refresh()
  }

  private var penalty: Double { 1 / c }

  var interceptStart: Int { dimension - lanes }

  /// Goes to any point, in the layout of the type.
  public func move(to target: DenseVector<Double>) {
    point.copy(from: target)
    refresh()
  }

  public func aim(along direction: DenseVector<Double>) {
    self.direction = direction
    computeLogits(of: direction, into: directionLogits)
    alongNorm = penalisedDot(point, direction)
    directionNorm = penalisedDot(direction, direction)
  }

  public func probe(_ step: Double) -> LineSample {
    let sums = evaluate(step: step, probabilities: scratch, measuresSlope: true)
    let quadratic = squaredNorm + step * (2 * alongNorm + step * directionNorm)
    return LineSample(
      step: step, value: sums.loss + 0.5 * penalty * quadratic,
      slope: sums.slope + penalty * (alongNorm + step * directionNorm))
  }

  public func advance(by step: Double) {
    guard let direction else { preconditionFailure("aim before you advance") }
    BLAS.axpy(step, direction, point)
    BLAS.axpy(step, directionLogits, logits)
    squaredNorm = penalisedDot(point, point)
    finishMove()
  }

  public func gradient(into gradient: DenseVector<Double>) {
    problem.residuals(of: probabilities, into: scratch, threads: threads)
    if goesByRows {
      problem.sharedRows.multiplyTransposed(scratch, lanes: lanes, into: gradient)
    } else {
      problem.tiles.multiplyTransposed(scratch, lanes: lanes, into: gradient, threads: threads)
    }
    let start = interceptStart
    // SAFETY: `start` numbers precede the intercepts in both vectors.
    for index in 0..<start { unsafe gradient.pointer[index] += penalty * point.pointer[index] }
    let sums = problem.fitsIntercept ? problem.columnSums(of: scratch) : [Double](repeating: 0, count: lanes)
    for lane in 0..<lanes { gradient[start + lane] = sums[lane] }
  }

  public func multiplyHessian(_ vector: DenseVector<Float>, into product: DenseVector<Float>) {
    refreshSingle()
    single.multiplyHessian(vector, into: product, penalty: Float(penalty), threads: threads)
  }

  /// Writes the diagonal of ∇²f at the current point; every entry is positive.
  public func hessianDiagonal(into diagonal: DenseVector<Float>) {
    refreshSingle()
    single.diagonal(into: diagonal, penalty: Float(penalty), threads: threads)
  }

  public func preparePreconditioner() {
    let diagonal = DenseVector<Float>(repeating: 0, count: dimension)
    hessianDiagonal(into: diagonal)
    head.prepare(
      diagonal: diagonal, curvature: single.meanCurvature(rows: rows), penalty: penalty, threads: threads)
  }

  public func precondition(_ residual: DenseVector<Float>, into result: DenseVector<Float>) {
    head.apply(residual, into: result)
  }

  // MARK: - State

  /// Recomputes everything from the point, so that rounding from many small moves does not pile up.
  public func refresh() {
    computeLogits(of: point, into: logits)
    squaredNorm = penalisedDot(point, point)
    finishMove()
  }

  private func finishMove() {
    direction = nil
    singleIsCurrent = false
    value = evaluate(step: nil, probabilities: probabilities, measuresSlope: false).loss + 0.5 * penalty * squaredNorm
  }

  private func refreshSingle() {
    guard !singleIsCurrent else { return }
    single.takeProbabilities(probabilities)
    singleIsCurrent = true
  }

  /// xᵀy over the penalised variables, which come first.
  private func penalisedDot(_ x: DenseVector<Double>, _ y: DenseVector<Double>) -> Double {
    BLAS.dot(x, y, count: interceptStart)
  }

  /// X·V + b for the block V and the intercepts in its last part.
  private func computeLogits(of vector: DenseVector<Double>, into target: DenseVector<Double>) {
    if goesByRows {
      problem.sharedRows.multiply(vector, lanes: lanes, into: target, threads: threads)
    } else {
      problem.tiles.multiply(vector, lanes: lanes, into: target, threads: threads)
    }
    let start = interceptStart
    // SAFETY: `target` has `lanes` numbers a document, and `lanes` intercepts begin at `start`.
    let intercepts = unsafe vector.pointer + start
    for document in 0..<problem.documentCount {
      let own = unsafe target.pointer + document * lanes
      for lane in 0..<lanes { unsafe own[lane] += intercepts[lane] }
    }
  }

  /// The weighted loss at `logits + step · directionLogits`, summed by pieces in order.
  private func evaluate(
    step: Double?, probabilities: DenseVector<Double>, measuresSlope: Bool
  ) -> (loss: Double, slope: Double) {
    problem.evaluate(
      logits: logits, directionLogits: directionLogits, step: step, probabilities: probabilities,
      measuresSlope: measuresSlope, threads: threads)
  }
}
