import LinearAlgebra

/// Newton's method with conjugate gradients in the span of the documents, where the optimum lies.
///
/// The same iteration as over the weights, with every vector written as a combination of documents plus a correction
/// on the head, so that nothing is as long as the vocabulary: a Hessian product costs one fused pass over X·Xᵀ. The
/// preconditioner is a dense block on the head and a multiple of the identity on the rest, which maps this
/// representation to itself.
final class DocumentSpace {
  let problem: TrainingProblem
  var c: Double { didSet { refreshValue() } }
  private(set) var value = 0.0
  private let lanes: Int
  private let rows: Int
  private let threads: Int
  private let gram: GramProduct
  private let block: HeadBlock
  /// The current weights, their images being the logits.
  private let point: DocumentVector<Double>
  private let direction: DocumentVector<Double>
  /// The optimum before this one on a path.
  private var previous: DocumentVector<Double>?
  private let gradient: DocumentVector<Double>
  private let probabilities: DenseVector<Double>
  private let scratch: DenseVector<Double>
  /// Whether single precision is enough for the images of whole weights: it then moves logits by about 1e-6.
  private let isCoarse: Bool
  private lazy var single = DocumentVector<Float>(documents: gradient.documents.count, head: gradient.extra.count)
  private lazy var conjugate = DocumentConjugateGradients(self, gram: gram, block: block, threads: threads)

  /// - Parameter tolerance: the smallest gradient norm that will be asked for, relative to that at zero weights.
  init(_ problem: TrainingProblem, c: Double, tolerance: Double, threads: Int) {
    self.problem = problem
    isCoarse = tolerance >= 1e-5
    self.c = c
    self.threads = threads
    lanes = problem.lanes
    rows = problem.rows
    gram = GramProduct(problem.reduction, lanes: lanes)
    block = HeadBlock(problem, lanes: lanes)
    let size = problem.documentCount * lanes
    let head = (block.width + 1) * lanes
    point = DocumentVector(documents: size, head: head)
    direction = DocumentVector(documents: size, head: head)
    gradient = DocumentVector(documents: size, head: head)
    probabilities = DenseVector(repeating: 0, count: size)
    scratch = DenseVector(repeating: 0, count: size)
    for row in problem.absentRows {
      point.extra[block.width * lanes + row] = TrainingProblem.absentLogit
      point.head[block.width * lanes + row] = TrainingProblem.absentLogit
      for document in 0..<problem.documentCount { point.image[document * lanes + row] = TrainingProblem.absentLogit }
    }
    refreshValue()
  }

  /// ‖∇f‖₂ at the current point; where it is not far above a threshold, to all digits.
  ///
  /// What repeated documents say can cancel, which in single precision leaves a rest.
  private func gradientNorm(threshold: Double) -> Double {
    takeGradient(isCoarse: true)
    let norm = max(0, gradient.dot(gradient)).squareRoot()
    if isCoarse || norm > 30 * threshold { return norm }
    takeGradient(isCoarse: false)
    return max(0, gradient.dot(gradient)).squareRoot()
  }

  /// Moves on along the line from the optimum before the last to the last, as far as that is good for the C in force.
  ///
  /// It costs no pass over the entries: what the line does to the logits is known. Saves an iteration of each fit of a
  /// path.
  func extrapolate() {
    guard let previous else {
      let kept = DocumentVector<Double>(documents: point.documents.count, head: point.extra.count)
      kept.add(1, point)
      self.previous = kept
      return
    }
    direction.copy(from: point)
    direction.add(-1, previous)
    previous.copy(from: point)
    let start = probe(0)
    guard start.slope < 0, let step = WolfeLineSearch().step(from: start, first: 1, probe: probe) else { return }
    point.add(step.step, direction)
    refreshValue()
  }

  /// Goes to the weights Xᵀ·duals.
  ///
  /// - Parameters:
  ///   - duals: `lanes` numbers a document.
  ///   - intercepts: `lanes` numbers.
  func move(duals: DenseVector<Float>, intercepts: [Double]) {
    point.documents.take(duals)
    point.extra.fill(with: 0)
    let sums = problem.columnSums(of: point.documents)
    let start = block.width * lanes
    for lane in 0..<lanes {
      point.extra[start + lane] = intercepts[lane] - (problem.fitsIntercept ? sums[lane] : 0)
    }
    complete(point, isCoarse: isCoarse)
    refreshValue()
  }

  /// A step whose image is a millionth off leaves a gradient of a millionth of the one before it: so near the end that
  /// is nothing.
  private static let nearness = 1e4

  /// - Parameters:
  ///   - threshold: the ‖∇f‖₂ at which the search ends.
  ///   - scale: ‖∇f‖₂ far from the optimum, against which progress is measured.
  func minimise(threshold: Double, scale: Double, maximumIterations: Int) -> SolverResult {
    var norm = gradientNorm(threshold: threshold)
    let first = max(norm, scale)
    var iteration = 0
    while norm > threshold, norm.isFinite, iteration < maximumIterations {
      let forcing = max(min(0.25, (norm / first).squareRoot()), 0.3 * threshold / norm, 1e-4)
      block.prepare(probabilities: probabilities, penalty: 1 / c, threads: threads)
      conjugate.solve(gradient: gradient, norm: norm, probabilities: probabilities, c: c, tolerance: forcing)
      direction.take(conjugate.solution, scale: norm)
      complete(direction, isCoarse: isCoarse || norm <= Self.nearness * threshold)
      let slope = gradient.documents.count == 0 ? 0 : gradient.dot(direction)
      guard slope < 0 else { break }
      let start = LineSample(step: 0, value: value, slope: slope)
      guard let step = WolfeLineSearch().step(from: start, first: 1, probe: probe) else { break }
      point.add(step.step, direction)
      refreshValue()
      norm = gradientNorm(threshold: threshold)
      iteration += 1
    }
    return SolverResult(iterations: iteration, gradientNorm: norm, converged: norm <= threshold)
  }

  /// The model at the current point.
  func model() -> LinearModel {
    let columns = problem.reduction.transpose
    let last = block.width * lanes
    let intercepts = problem.intercepts((0..<problem.rows).map { point.head[last + $0] })
    // SAFETY: the model has zeros for `rows` numbers a column.
    return unsafe problem.model(intercepts: intercepts, threads: threads) { column, own in
      unsafe addWeights(of: column, in: columns, to: own, count: problem.rows)
    }
  }

  /// Adds the first `count` weights of a reduced column.
  @inline(__always) @unsafe
  private func addWeights(
    of column: Int, in columns: SparseMatrix, to own: UnsafeMutablePointer<Double>, count: Int
  ) {
    for entry in columns.rowOffsets[column]..<columns.rowOffsets[column + 1] {
      // SAFETY: `lanes` ≥ `count` numbers a document and a head column.
      let from = unsafe point.documents.pointer + Int(columns.columns[entry]) * lanes
      let value = columns.values[entry]
      for row in 0..<count { unsafe own[row] += value * from[row] }
    }
    guard column < block.width else { return }
    for row in 0..<count { unsafe own[row] += point.extra.pointer[column * lanes + row] }
  }

  /// The weights in the layout of `MultinomialObjective`.
  func weights() -> DenseVector<Double> {
    let columns = problem.reduction.transpose
    let result = DenseVector<Double>(uninitialised: (columns.rowCount + 1) * lanes)
    let partition = Partition(offsets: columns.rowOffsets)
    Parallel.forEach(partition.count, threads: threads) { piece in
      for column in partition[piece] {
        // SAFETY: `lanes` numbers a column and a document; pieces have columns of their own.
        let sum = unsafe result.pointer + column * lanes
        unsafe sum.initialize(repeating: 0, count: lanes)
        unsafe addWeights(of: column, in: columns, to: sum, count: lanes)
      }
    }
    for lane in 0..<lanes { result[columns.rowCount * lanes + lane] = point.head[block.width * lanes + lane] }
    return result
  }

  // MARK: - Parts of an iteration

  /// Image and head of a vector from its documents and extra.
  ///
  /// - Parameter isCoarse: whether single precision is enough, about a millionth of the image.
  private func complete(_ vector: DocumentVector<Double>, isCoarse: Bool) {
    if isCoarse {
      single.documents.take(vector.documents)
      gram.apply(
        single.documents, into: single.image, head: single.head, headCount: block.width, threads: threads)
      vector.image.take(single.image)
      vector.head.take(single.head)
    } else {
      gram.apply(
        vector.documents, into: vector.image, head: vector.head, headCount: block.width, threads: threads)
    }
    let start = block.width * lanes
    let sums = problem.fitsIntercept ? problem.columnSums(of: vector.documents) : [Double](repeating: 0, count: lanes)
    for lane in 0..<lanes { vector.head[start + lane] = sums[lane] }
    for document in 0..<problem.documentCount {
      // SAFETY: `lanes` numbers a document.
      for lane in 0..<lanes { unsafe vector.image.pointer[document * lanes + lane] += sums[lane] }
    }
    BLAS.axpy(1, vector.extra, vector.head)
    block.addImage(of: vector.extra, to: vector.image, threads: threads)
  }

  private func takeGradient(isCoarse: Bool) {
    problem.residuals(of: probabilities, into: gradient.documents, threads: threads)
    BLAS.axpy(1 / c, point.documents, gradient.documents)
    let start = block.width * lanes
    for index in 0..<start { gradient.extra[index] = point.extra[index] / c }
    for index in start..<start + lanes { gradient.extra[index] = (point.extra[index] - point.head[index]) / c }
    complete(gradient, isCoarse: isCoarse)
    if !problem.fitsIntercept {
      // Intercepts do not move, so their part of the gradient is nothing.
      for index in start..<start + lanes {
        gradient.extra[index] = 0
        gradient.head[index] = 0
      }
    }
  }

  private func refreshValue() {
    let loss = problem.evaluate(
      logits: point.image, directionLogits: direction.image, step: nil, probabilities: probabilities,
      measuresSlope: false, threads: threads
    ).loss
    value = loss + 0.5 / c * point.penalisedDot(point, lanes: lanes)
  }

  private var probe: (Double) -> LineSample {
    let squared = point.penalisedDot(point, lanes: lanes)
    let along = point.penalisedDot(direction, lanes: lanes)
    let length = direction.penalisedDot(direction, lanes: lanes)
    let penalty = 1 / c
    return { [self] step in
      let sums = problem.evaluate(
        logits: point.image, directionLogits: direction.image, step: step, probabilities: scratch,
        measuresSlope: true, threads: threads)
      return LineSample(
        step: step, value: sums.loss + 0.5 * penalty * (squared + step * (2 * along + step * length)),
        slope: sums.slope + penalty * (along + step * length))
    }
  }
}

/// Conjugate gradients over document vectors, in single precision.
final class DocumentConjugateGradients {
  let solution: DocumentVector<Float>
  private let residual: DocumentVector<Float>
  private let conditioned: DocumentVector<Float>
  private let search: DocumentVector<Float>
  private let product: DenseVector<Float>
  private let opposite: DenseVector<Float>
  private let shares: DenseVector<Float>
  private let weights: [Float]
  private let problem: TrainingProblem
  private let gram: GramProduct
  private let block: HeadBlock
  private let lanes: Int
  private let threads: Int

  init(_ space: DocumentSpace, gram: GramProduct, block: HeadBlock, threads: Int) {
    problem = space.problem
    lanes = problem.lanes
    self.gram = gram
    self.block = block
    self.threads = threads
    let size = problem.documentCount * lanes
    let head = (block.width + 1) * lanes
    solution = DocumentVector(documents: size, head: head)
    residual = DocumentVector(documents: size, head: head)
    conditioned = DocumentVector(documents: size, head: head)
    search = DocumentVector(documents: size, head: head)
    product = DenseVector(repeating: 0, count: size)
    opposite = DenseVector(repeating: 0, count: head)
    shares = DenseVector(repeating: 0, count: size)
    weights = problem.documentWeights.map { Float($0) }
  }

  /// Solves ∇²f·x = −gradient/norm for a and c of `solution`.
  func solve(
    gradient: DocumentVector<Double>, norm: Double, probabilities: DenseVector<Double>, c: Double, tolerance: Double
  ) {
    // SAFETY: both blocks have `lanes` numbers a document.
    for index in 0..<shares.count { unsafe shares.pointer[index] = Float(probabilities.pointer[index]) }
    residual.take(gradient, scale: -1 / norm)
    // The preconditioner wants the image of the documents alone.
    for index in 0..<opposite.count { opposite[index] = -residual.extra[index] }
    block.addImage(of: opposite, to: residual.image, threads: threads)
    solution.documents.fill(with: 0)
    solution.extra.fill(with: 0)
    let penalty = Float(1 / c)
    block.apply(residual, into: conditioned, threads: threads)
    for (mine, theirs) in zip(search.parts, conditioned.parts) { mine.copy(from: theirs) }
    var inner = residual.dot(conditioned)
    let goal = inner * tolerance * tolerance
    for _ in 0..<200 {
      multiplyCurvature()
      // vᵀHv = yᵀDy + penalty·(‖v‖² without the intercepts).
      let curvature = SingleKernels.dot(search.image, product) + Double(penalty) * penalisedNorm(search)
      guard curvature > 0, curvature.isFinite else { break }
      let step = Float(inner / curvature)
      advance(step, penalty)
      complete(residual)
      block.apply(residual, into: conditioned, threads: threads)
      let next = residual.dot(conditioned)
      if next <= goal || !next.isFinite { break }
      search.turn(Float(next / inner), conditioned)
      inner = next
    }
  }

  /// product ← D·y of the search direction.
  private func multiplyCurvature() {
    let lanes = lanes
    let pieces = problem.pieces
    Parallel.forEach(pieces.count, threads: threads) { piece in
      for document in pieces[piece] {
        // SAFETY: every block has `lanes` numbers a document.
        let own = unsafe search.image.pointer + document * lanes
        let share = unsafe shares.pointer + document * lanes
        let result = unsafe product.pointer + document * lanes
        var mean: Float = 0
        for lane in 0..<lanes { unsafe mean += share[lane] * own[lane] }
        let weight = weights[document]
        for lane in 0..<lanes { unsafe result[lane] = weight * share[lane] * (own[lane] - mean) }
      }
    }
  }

  private func penalisedNorm(_ vector: DocumentVector<Float>) -> Double {
    let start = block.width * lanes
    var sum = vector.dot(vector)
    for index in start..<start + lanes { sum -= Double(vector.head[index]) * Double(vector.head[index]) }
    return sum
  }

  /// solution += step·search; residual −= step·H·search, a and c only.
  private func advance(_ step: Float, _ penalty: Float) {
    let searched = unsafe search.documents.pointer
    let products = unsafe product.pointer
    let solved = unsafe solution.documents.pointer
    let left = unsafe residual.documents.pointer
    // SAFETY: blocks of the same kind have the same count.
    for index in 0..<product.count {
      let own = unsafe searched[index]
      unsafe solved[index] += step * own
      unsafe left[index] -= step * (products[index] + penalty * own)
    }
    let start = block.width * lanes
    for index in 0..<start + lanes {
      solution.extra[index] += step * search.extra[index]
      let own = search.extra[index] - (index < start ? 0 : search.head[index])
      residual.extra[index] -= step * penalty * own
    }
  }

  /// The head of a vector, and the image of its documents.
  private func complete(_ vector: DocumentVector<Float>) {
    gram.apply(
      vector.documents, into: vector.image, head: vector.head, headCount: block.width, threads: threads)
    let start = block.width * lanes
    var sums = [Double](repeating: 0, count: lanes)
    if problem.fitsIntercept {
      let documents = unsafe vector.documents.pointer
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        for document in 0..<problem.documentCount {
          // SAFETY: `lanes` numbers a document.
          for lane in 0..<lanes { unsafe sums[lane] += Double(documents[document &* lanes &+ lane]) }
        }
      }
    } else {
      for lane in 0..<lanes { vector.extra[start + lane] = 0 }
    }
    let image = unsafe vector.image.pointer
    let added = sums.map { Float($0) }
    unsafe added.withUnsafeBufferPointer { added in
      for document in 0..<problem.documentCount {
        // SAFETY: `lanes` numbers a document.
        for lane in 0..<lanes { unsafe image[document &* lanes &+ lane] += added[lane] }
      }
    }
    for index in 0..<start { vector.head[index] += vector.extra[index] }
    for lane in 0..<lanes { vector.head[start + lane] = Float(sums[lane]) + vector.extra[start + lane] }
  }
}
