import LinearAlgebra

/// The step of Newton's method, by coordinate ascent on the dual of its quadratic model.
///
/// Near the optimum the loss of document i is its slope rᵢ and its curvature Sᵢ = sᵢ·(diag pᵢ − pᵢpᵢᵀ), and the step d
/// solves (XᵀSX + I/C)·d = −g. It is d = −C·g + Xᵀδ with δᵢ = −C·Sᵢ·xᵢd, and a visit to a document moves its δ until
/// that holds. What is left of an epoch to the next shrinks as in `DualAscent`, without an exponential; single
/// precision is enough, since g is exact and few digits of d are wanted.
final class DualDirection {
  private static let maximumEpochs = 40
  /// Where two epochs shrink the residual less than this, it is left alone.
  private static let slowShrink = 0.7

  private let problem: TrainingProblem
  private let rows: SharedRows
  private let lanes: Int
  /// δ, and d in the shared columns for a gradient of length one.
  private let state: DualState
  private let row: ModelRow
  /// Where the column begins that one document alone has, −1 for none: the layout of `MultinomialObjective`.
  private let ownColumns: [Int]

  init(_ problem: TrainingProblem) {
    self.problem = problem
    rows = problem.sharedRows
    lanes = problem.lanes
    state = DualState(problem)
    row = ModelRow(lanes: lanes)
    var next = rows.columnCount * lanes
    var own: [Int] = []
    for square in rows.ownSquares {
      own.append(square > 0 ? next : -1)
      if square > 0 { next += lanes }
    }
    ownColumns = own
  }

  /// Writes the direction.
  ///
  /// - Parameters:
  ///   - gradient: ∇f, in the layout of `MultinomialObjective`.
  ///   - probabilities: there, `lanes` numbers a document.
  ///   - tolerance: the length that the residual may have, relative to that of the gradient.
  /// - Returns: whether it was reached, or nearly so.
  func solve(
    c: Double, gradient: DenseVector<Double>, probabilities: DenseVector<Double>, tolerance: Double,
    into direction: DenseVector<Double>
  ) -> Bool {
    let norm = BLAS.norm(gradient)
    // Gradients may be far smaller than single precision holds; only the direction matters here.
    let scale = -c / norm
    let interceptStart = gradient.count - lanes
    state.reset(to: gradient, times: scale)
    var residuals: [Double] = []
    while residuals.count < Self.maximumEpochs {
      residuals.append(epoch(c: c, scale: scale, gradient: gradient, probabilities: probabilities))
      let residual = residuals[residuals.count - 1]
      guard residual.isFinite else { return false }
      if residual <= tolerance { break }
      if residuals.count > 4, residual > Self.slowShrink * residuals[residuals.count - 3] { break }
    }
    state.copyWeights(times: norm, into: direction)
    for (document, start) in ownColumns.enumerated() where start >= 0 {
      let root = rows.ownSquares[document].squareRoot()
      // SAFETY: `lanes` numbers a reduced column.
      unsafe state.copyDuals(of: document, times: root * norm, to: direction.pointer + start)
      for lane in 0..<lanes { direction[start + lane] -= c * gradient[start + lane] }
    }
    for lane in 0..<lanes { direction[interceptStart + lane] = state.intercept(lane) * norm }
    return (residuals.last ?? 1) <= max(0.1, tolerance)
  }

  /// One visit to each document.
  ///
  /// - Returns: the length of the residual of the model's gradient, as the visits found it.
  private func epoch(
    c: Double, scale: Double, gradient: DenseVector<Double>, probabilities: DenseVector<Double>
  ) -> Double {
    var squares = 0.0
    let rows = rows
    let row = row
    let lanes = lanes
    let ownColumns = ownColumns
    let c32 = Float(c)
    unsafe state.epoch(logits: row.logits, change: row.change) { number, dual, document in
      // SAFETY: blocks of `lanes` numbers; the gradient has as many from each start of a column on, and the
      // probabilities for each document.
      let logits = unsafe row.logits.pointer
      let ownColumn = ownColumns[number]
      if ownColumn >= 0 {
        let factor = scale * rows.ownSquares[number].squareRoot()
        for lane in 0..<lanes { unsafe logits[lane] += Float(factor * gradient.pointer[ownColumn + lane]) }
      }
      squares += Double(
        unsafe row.solve(
          dual: dual, probabilities: probabilities.pointer + number * lanes, strength: c32 * document.weight,
          squaredLength: document.squaredLength))
    }
    for lane in 0..<lanes { squares += state.sum(lane) * state.sum(lane) }
    return squares.squareRoot() / c
  }
}
