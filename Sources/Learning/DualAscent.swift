import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Coordinate ascent on the dual problem, one document at a time (Shalev-Shwartz and Zhang 2013; for several labels
/// Yu, Huang and Lin 2011).
///
/// The optimum is W = Xᵀa with aᵢ = C·sᵢ·(yᵢ − pᵢ). A visit to document i moves aᵢ until that holds for its own logits,
/// which is a problem of K numbers, and adds the change to the weights at once. Texts are nearly orthogonal, so that
/// an epoch, which costs about as much as one value and gradient, shrinks what is left of the objective to a third or
/// less at first; the first few take the place of most of Newton's iterations. Where it shrinks less, which with a large C
/// is soon, visits are over-relaxed.
///
/// Documents are visited in an order that is drawn anew for each epoch from a fixed seed. The free intercepts are those
/// of a proximal point method (Rockafellar 1976): they may leave the ones of the last epoch at a small price.
final class DualAscent {
  /// How a run ended.
  struct Outcome {
    var epochs: Int
    var value: Double
    var gradientNorm: Double
    var converged: Bool
    /// Whether what is left are digits, so that a quadratic model is as good as the objective.
    var isNear = false
  }

  /// A visit ends when no logit moves more than this in a step of Newton's method …
  private static let smallMove: Float = 0.5
  /// … and no step moves one further than this, which keeps probabilities within a factor of e².
  private static let largestMove: Float = 2
  private static let largestStepCount = 3
  /// Where an epoch shrinks what is left less than this, documents pull at each other …
  private static let slowEpoch = 0.3
  /// … and visits go this much further than their own document asks for (Young 1954). Measured at 1.1 to 1.5: an eighth
  /// fewer epochs on sentences at C = 10, a third at 100; where epochs are fast it would cost some.
  private static let overRelaxation: Float = 1.3
  /// Where C times a document's weight and squared length is more than this on average, few fits end with this method …
  private static let stiff = 3.0
  /// … and where an epoch shrinks the residual less than this, later ones will hardly be fast enough: of fits at C = 1, 10 and
  /// 100 that ended with this method one showed it, of those that did not all.
  private static let slowResidual = 0.4
  /// Where two epochs shrink what is left less than this, Newton's method may be faster …
  private static let slowShrink = 0.36
  /// … and is, where more epochs than this are expected: making its matrices ready costs some ten.
  private static let patience = 12.0
  /// Relative to that at zero weights, single precision knows no smaller gradient.
  private static let finest = 2e-6
  /// Relative to that too, where Newton's method converges at once.
  private static let near = 1e-3

  /// W in double precision, a column's lanes side by side, columns of one document after the shared, intercepts last:
  /// the layout of `MultinomialObjective`, filled by `takePoint`.
  private(set) lazy var point = DenseVector<Double>(
    repeating: 0, count: (problem.reduction.columnCount + 1) * lanes)
  /// a, `lanes` numbers a document.
  var duals: DenseVector<Float> {
    let whole = DenseVector<Float>(repeating: 0, count: problem.documentCount * lanes)
    for document in 0..<problem.documentCount {
      // SAFETY: `lanes` numbers a document in both.
      unsafe (whole.pointer + document * lanes).update(from: state.duals(of: document), count: lanes)
    }
    return whole
  }

  var intercepts: [Double] { (0..<lanes).map { state.intercept($0) } }

  private let problem: TrainingProblem
  private let rows: SharedRows
  private let lanes: Int
  /// a and W.
  private let state: DualState
  private let row: RowProblem
  private let work: [DenseVector<Double>]
  /// The loss's part of the gradient in the shared columns; made when it is first measured.
  private lazy var gradient = DenseVector<Float>(repeating: 0, count: rows.columnCount * lanes)
  /// How many times what the visits find the gradient is, where it was measured last, over-relaxed or not; equal
  /// documents make it large.
  private var ratios: [Bool: Double] = [:]

  init(_ problem: TrainingProblem) {
    self.problem = problem
    rows = problem.sharedRows
    lanes = problem.lanes
    state = DualState(problem)
    row = RowProblem(problem)
    work = (0..<4).map { _ in DenseVector(repeating: 0, count: problem.lanes) }
    state.reset()
  }

  /// Ascends from where the last run ended until ‖∇f‖₂ ≤ threshold, or until it is no longer the fastest way; `point` is
  /// then not filled.
  ///
  /// - Parameters:
  ///   - scale: ‖∇f‖₂ at zero weights.
  ///   - measures: whether the gradient is computed where the visits say that it is small enough, which costs one or two
  ///     epochs. Without, it is computed once; then their word is taken, and that of the duals' sums for the intercepts,
  ///     as many times as the gradient was what they said. The value is then unknown.
  ///   - givesUpEarly: whether another method is so fast that a single slow epoch is too many.
  ///   - isSlow: told of each epoch that shrinks what is left less than the method is worth its time for.
  func run(
    c: Double, threshold: Double, scale: Double, maximumEpochs: Int, measures: Bool = true,
    givesUpEarly: Bool = false, isSlow: () -> Void = {}
  ) -> Outcome {
    var left: [Double] = []
    var residual = Double.infinity
    // Single precision does not reach the threshold.
    let isStrict = threshold < 0.1 * Self.finest * scale
    var epochs = 0
    // ‖∇f‖₂ at the end of an epoch is about what its visits found, or some times that.
    var goal = 0.4 * threshold
    var isNear = false
    var relaxation: Float = 1
    while epochs < maximumEpochs {
      let found = epoch(c: c, relaxation: relaxation)
      epochs += 1
      guard found.left.isFinite, found.residual.isFinite else {
        state.reset()
        isNear = false
        break
      }
      let word = (found.residual * found.residual + squaredImbalance(c: c)).squareRoot()
      if found.residual <= goal, !measures, let ratio = ratios[relaxation != 1] {
        if ratio * word <= threshold {
          takePoint()
          return Outcome(epochs: epochs, value: .nan, gradientNorm: ratio * word, converged: true)
        }
      } else if found.residual <= goal {
        let norm = measureGradient(c: c)
        ratios[relaxation != 1] = word > 0 ? max(1, norm / word) : 1
        if norm <= threshold {
          return Outcome(
            epochs: epochs, value: measures ? value(c: c) : .nan, gradientNorm: norm, converged: true)
        }
        goal = max(0.04 * threshold, found.residual * threshold / norm)
      }
      isNear = found.residual <= Self.near * scale
      if found.residual <= max(0.02 * threshold, Self.finest * scale) {
        guard isStrict, epochs < maximumEpochs else { break }
        // Whoever asks for so much measures in double precision anyway.
        takePoint()
        return Outcome(epochs: epochs, value: .nan, gradientNorm: .nan, converged: false, isNear: true)
      }
      if let last = left.last, found.left > Self.slowEpoch * last { relaxation = Self.overRelaxation }
      if let last = left.last, found.left > Self.slowShrink.squareRoot() * last { isSlow() }
      let lastIsWeak = epochs > 2 && found.residual > Self.slowResidual * residual
      if isStrict, epochs == 1 && isStiff(c: c) || lastIsWeak { isSlow() }
      left.append(found.left)
      residual = found.residual
      let patience = isStrict ? 0 : Self.patience
      let lastIsSlow =
        isStrict && givesUpEarly && left.count > 2 && found.left > Self.slowShrink.squareRoot() * left[left.count - 2]
      if lastIsSlow
        || left.count > 3
          && self.isSlow(found, after: left[left.count - 3], goal: max(goal, Self.finest * scale), patience: patience)
      {
        guard found.residual > threshold, epochs < maximumEpochs else { break }
        return Outcome(epochs: epochs, value: .nan, gradientNorm: .nan, converged: false)
      }
    }
    let norm = measureGradient(c: c)
    return Outcome(
      epochs: epochs, value: measures ? value(c: c) : .nan, gradientNorm: norm, converged: norm <= threshold,
      isNear: isNear)
  }

  private func isStiff(c: Double) -> Bool {
    let sum = zip(problem.documentWeights, rows.squares).reduce(0) { $0 + $1.0 * $1.1 }
    return c * sum > Self.stiff * Double(problem.documentCount)
  }

  /// Whether the goal is too far for epochs that shrink what is left as the last two did; the residual shrinks as its
  /// root.
  private func isSlow(
    _ found: (left: Double, residual: Double), after before: Double, goal: Double, patience: Double
  ) -> Bool {
    guard found.left > Self.slowShrink * before else { return false }
    return !(log(found.residual / goal) < patience * log(before / found.left) / 4)
  }

  /// The squared length of about the gradient in the intercepts: aᵢ is about C·sᵢ(yᵢ − pᵢ).
  private func squaredImbalance(c: Double) -> Double {
    guard problem.fitsIntercept else { return 0 }
    return (0..<lanes).reduce(0) { $0 + state.sum($1) * state.sum($1) } / (c * c)
  }

  /// One visit to each document.
  ///
  /// - Returns: about what was left of the objective, and the length of all aᵢ/C − sᵢ(yᵢ − pᵢ), each as the visits found
  ///   them.
  private func epoch(c: Double, relaxation: Float) -> (left: Double, residual: Double) {
    var left = 0.0
    var squares = 0.0
    let row = row
    let c32 = Float(c)
    unsafe state.epoch(logits: row.logits, change: row.change) { _, dual, document in
      let found = unsafe row.solve(
        dual: dual, strength: c32 * document.weight, squaredLength: document.squaredLength,
        target: Int(document.target), smallMove: Self.smallMove, largestMove: Self.largestMove,
        largestStepCount: Self.largestStepCount)
      if relaxation != 1 { row.relax(relaxation) }
      left += Double(found.left)
      squares += Double(found.square)
    }
    return (left / c, squares.squareRoot() / c)
  }

  /// Fills `point` with the weights.
  func takePoint() {
    let lanes = lanes
    state.copyWeights(times: 1, into: point)
    var column = rows.columnCount * lanes
    for document in 0..<problem.documentCount where rows.ownSquares[document] > 0 {
      let root = rows.ownSquares[document].squareRoot()
      // SAFETY: `lanes` numbers a reduced column: those that one document has come in the order of the documents.
      unsafe state.copyDuals(of: document, times: root, to: point.pointer + column)
      column += lanes
    }
    for lane in 0..<lanes { point[column + lane] = state.intercept(lane) }
  }

  /// Fills `point` with the weights, and measures ‖∇f‖₂ there, in single precision.
  private func measureGradient(c: Double) -> Double {
    let lanes = lanes
    let shared = rows.columnCount * lanes
    let problem = problem
    // SAFETY: blocks of `lanes` numbers, which live as long as this object.
    let singles = unsafe row.logits.pointer
    let logits = unsafe work[0].pointer
    let shares = unsafe work[1].pointer
    let dual = unsafe work[3].pointer
    let slopes = unsafe row.change.pointer
    takePoint()
    for lane in 0..<lanes { unsafe slopes[lane] = 0 }
    gradient.fill(with: 0)
    var squares = 0.0
    let totals = work[2]
    totals.fill(with: 0)
    for document in 0..<problem.documentCount {
      let own = rows.ownSquares[document]
      unsafe state.copyDuals(of: document, times: 1, to: dual)
      unsafe state.takeLogits(of: document, into: singles)
      for lane in 0..<lanes { unsafe logits[lane] = Double(singles[lane]) }
      let weight = problem.documentWeights[document]
      let target = problem.target(of: problem.labels[document])
      _ = unsafe softmaxLoss(
        logits, rows: problem.rows, hasBase: problem.hasBase, target: target, probabilities: shares)
      for label in 0..<problem.rows {
        let slope = unsafe weight * (shares[label] - (label == target ? 1 : 0))
        unsafe slopes[label] = Float(slope)
        unsafe totals.pointer[label] += slope
        let residual = unsafe slope + Double(dual[label]) / c
        squares += own * residual * residual
      }
      unsafe rows.scatter(document, slopes, into: gradient, lanes: lanes)
    }
    for index in 0..<shared {
      // SAFETY: both have `shared` numbers at least.
      let entry = unsafe Double(gradient.pointer[index]) + point.pointer[index] / c
      squares += entry * entry
    }
    if problem.fitsIntercept { squares += BLAS.dot(totals, totals) }
    return squares.squareRoot()
  }

  /// The objective at `point`, in double precision.
  private func value(c: Double) -> Double {
    let lanes = lanes
    let problem = problem
    // SAFETY: blocks of `lanes` numbers, which live as long as this object.
    let logits = unsafe work[0].pointer
    let shares = unsafe work[1].pointer
    let dual = unsafe work[3].pointer
    let interceptStart = point.count - lanes
    var norm = BLAS.dot(point, point, count: rows.columnCount * lanes)
    var loss = 0.0
    for document in 0..<problem.documentCount {
      let own = rows.ownSquares[document]
      unsafe state.copyDuals(of: document, times: 1, to: dual)
      for lane in 0..<lanes {
        let number = unsafe dual[lane]
        unsafe logits[lane] = own * number + point.pointer[interceptStart + lane]
        norm += own * number * number
      }
      unsafe rows.gatherOnce(document, point, into: logits, lanes: lanes)
      loss +=
        unsafe problem.documentWeights[document]
        * softmaxLoss(
          logits, rows: problem.rows, hasBase: problem.hasBase, target: problem.target(of: problem.labels[document]),
          probabilities: shares)
    }
    return loss + 0.5 / c * norm
  }

  /// ‖∇f‖₂ at zero weights and intercepts, which does not depend on C; to be asked for before the first run.
  func gradientNormAtZero() -> Double {
    // Before there are weights, their memory does.
    let gradient = state.lentWeights ?? self.gradient
    gradient.fill(with: 0)
    defer { state.reset() }
    let share = 1 / Double(problem.labelCount - problem.absentRows.count)
    let residual = row.change
    residual.fill(with: 0)
    var totals = [Double](repeating: 0, count: lanes)
    var squares = 0.0
    for document in 0..<problem.documentCount {
      let target = problem.target(of: problem.labels[document])
      let weight = problem.documentWeights[document]
      for label in 0..<problem.rows {
        let slope = weight * (share - (label == target ? 1 : 0))
        residual[label] = Float(slope)
        totals[label] += slope
        squares += rows.ownSquares[document] * slope * slope
      }
      for label in problem.absentRows {
        residual[label] = 0
        totals[label] = 0
        squares -= rows.ownSquares[document] * weight * share * weight * share
      }
      // SAFETY: `lanes` numbers.
      unsafe rows.scatter(document, residual.pointer, into: gradient, lanes: lanes)
    }
    squares += SingleKernels.dot(gradient, gradient)
    if problem.fitsIntercept { for total in totals { squares += total * total } }
    return max(0, squares).squareRoot()
  }
}
