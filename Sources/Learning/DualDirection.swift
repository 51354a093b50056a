import LinearAlgebra

/// The step of Newton's method, by coordinate ascent on the dual of its quadratic model.
///
/// Near the optimum the loss of document i is its slope rᵢ and its curvature Sᵢ = sᵢ·(diag pᵢ − pᵢpᵢᵀ), and the step d
/// solves (XᵀSX + I/C)·d = −g. It is d = −C·g + Xᵀδ with δᵢ = −C·Sᵢ·xᵢd, and a visit to a document moves its δ until
/// that holds. What is left of an epoch to the next shrinks as in `DualAscent`, without an exponential; single
/// precision is enough, since g is exact and few digits of d are wanted.
final class DualDirection {
  private static let maximumEpochs = 40
  /// As in `DualAscent`.
  private static let freedom: Float = 0.1
  /// Where two epochs shrink the residual less than this, it is left alone.
  private static let slowShrink = 0.7

  private let problem: TrainingProblem
  private let rows: SharedRows
  private let lanes: Int
  /// δ, `lanes` numbers a document.
  private let duals: DenseVector<Float>
  /// d in the shared columns, for a gradient of length one.
  private let moves: DenseVector<Float>
  private let intercepts: DenseVector<Float>
  private let sums: DenseVector<Float>
  private let row: ModelRow
  private var order: DocumentOrder
  /// Where the column begins that one document alone has, −1 for none: the layout of `MultinomialObjective`.
  private let ownColumns: [Int]

  init(_ problem: TrainingProblem) {
    self.problem = problem
    rows = problem.sharedRows
    lanes = problem.lanes
    duals = DenseVector(repeating: 0, count: problem.documentCount * lanes)
    moves = DenseVector(repeating: 0, count: rows.columnCount * lanes)
    intercepts = DenseVector(repeating: 0, count: lanes)
    sums = DenseVector(repeating: 0, count: lanes)
    row = ModelRow(lanes: lanes)
    order = DocumentOrder(problem)
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
    duals.fill(with: 0)
    intercepts.fill(with: 0)
    for index in 0..<moves.count { moves[index] = Float(scale * gradient[index]) }
    for lane in 0..<lanes { sums[lane] = problem.fitsIntercept ? Float(scale * gradient[interceptStart + lane]) : 0 }
    var residuals: [Double] = []
    while residuals.count < Self.maximumEpochs {
      residuals.append(epoch(c: c, scale: scale, gradient: gradient, probabilities: probabilities))
      let residual = residuals[residuals.count - 1]
      guard residual.isFinite else { return false }
      if residual <= tolerance { break }
      if residuals.count > 4, residual > Self.slowShrink * residuals[residuals.count - 3] { break }
    }
    for index in 0..<moves.count { direction[index] = Double(moves[index]) * norm }
    for (document, start) in ownColumns.enumerated() where start >= 0 {
      let root = rows.ownSquares[document].squareRoot()
      for lane in 0..<lanes {
        direction[start + lane] = -c * gradient[start + lane] + root * Double(duals[document * lanes + lane]) * norm
      }
    }
    let freedom = problem.fitsIntercept ? Self.freedom : 0
    for lane in 0..<lanes {
      direction[interceptStart + lane] = (Double(intercepts[lane]) + Double(freedom) * Double(sums[lane])) * norm
    }
    return (residuals.last ?? 1) <= max(0.1, tolerance)
  }

  /// One visit to each document.
  ///
  /// - Returns: the length of the residual of the model's gradient, as the visits found it.
  private func epoch(
    c: Double, scale: Double, gradient: DenseVector<Double>, probabilities: DenseVector<Double>
  ) -> Double {
    let freedom = problem.fitsIntercept ? Self.freedom : 0
    for lane in 0..<lanes { intercepts[lane] += freedom * sums[lane] }
    order.shuffle()
    var squares = 0.0
    let problem = problem
    let rows = rows
    let row = row
    let lanes = lanes
    for number in order.documents {
      let document = Int(number)
      let length = Float(rows.squares[document]) + freedom
      guard length > 0 else { continue }
      let own = Float(rows.ownSquares[document])
      let ownColumn = ownColumns[document]
      // SAFETY: every block has `lanes` numbers a document, and those of `row`, `sums` and `intercepts` are as long;
      // the gradient has `lanes` numbers from each start of a column on.
      let dual = unsafe duals.pointer + document * lanes
      let logits = unsafe row.logits.pointer
      for lane in 0..<lanes {
        unsafe logits[lane] = intercepts.pointer[lane] + freedom * sums.pointer[lane] + own * dual[lane]
      }
      if ownColumn >= 0 {
        let factor = scale * rows.ownSquares[document].squareRoot()
        for lane in 0..<lanes { unsafe logits[lane] += Float(factor * gradient.pointer[ownColumn + lane]) }
      }
      unsafe rows.gather(document, moves, into: logits, lanes: lanes)
      squares += Double(
        unsafe row.solve(
          dual: dual, probabilities: probabilities.pointer + document * lanes,
          strength: Float(c * problem.documentWeights[document]), squaredLength: length))
      let change = unsafe row.change.pointer
      for lane in 0..<lanes {
        unsafe dual[lane] += change[lane]
        unsafe sums.pointer[lane] += change[lane]
      }
      unsafe rows.scatter(document, change, into: moves, lanes: lanes)
    }
    for lane in 0..<lanes { squares += Double(sums[lane]) * Double(sums[lane]) }
    return squares.squareRoot() / c
  }
}
