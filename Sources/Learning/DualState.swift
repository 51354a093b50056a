import LinearAlgebra

/// Duals of all documents and the weights they make, in single precision, for ascents that visit one document after
/// another.
///
/// Over three rows or more, each block of duals, weights and intercepts sums to zero, as residuals of probabilities do.
/// Where the last row is one more than registers divide (three labels), it is left out of memory and made from the
/// others: half as much has to fit the cache.
final class DualState {
  /// What leaving the last intercepts costs: (b − b′)²/(2·C·freedom). Measured: between .01 and 1 epochs cost what
  /// they shrink about alike; a greater one couples documents.
  private static let freedom: Float = 0.1

  /// What a visit has to know of its document, side by side: documents come in no order.
  struct Document: BitwiseCopyable {
    /// The squared length of the row, with the intercept's share; 0 where there is nothing to visit.
    var squaredLength: Float
    /// That of its columns that no other row has.
    var ownSquare: Float
    /// sᵢ.
    var weight: Float
    /// The row of its label, −1 for the base.
    var target: Int32
  }

  /// How many numbers of a block are kept.
  let kept: Int
  /// `kept` numbers a document.
  private let duals: DenseVector<Float>
  /// In the shared columns, a column's `kept` numbers side by side.
  private let weights: DenseVector<Float>
  /// The sums of the duals, and how far the intercepts are from the ones of the last epoch.
  private let sums: DenseVector<Float>
  /// Those of the last epoch.
  private let intercepts: DenseVector<Float>

  private let problem: TrainingProblem
  private let rows: SharedRows
  private let lanes: Int
  /// 0 where no intercept is fitted.
  private let freedom: Float
  private var order: DocumentOrder
  private let documents: DenseVector<Document>
  /// A block with the row that is not kept.
  private let whole: DenseVector<Float>

  init(_ problem: TrainingProblem) {
    self.problem = problem
    rows = problem.sharedRows
    lanes = problem.lanes
    let fewer = TiledMatrix.lanes(for: problem.rows - 1)
    kept = problem.rows > 2 && fewer < problem.lanes && problem.absentRows.isEmpty ? fewer : problem.lanes
    freedom = problem.fitsIntercept ? Self.freedom : 0
    duals = DenseVector(repeating: 0, count: problem.documentCount * kept)
    weights = DenseVector(repeating: 0, count: rows.columnCount * kept)
    sums = DenseVector(repeating: 0, count: kept)
    intercepts = DenseVector(repeating: 0, count: kept)
    whole = DenseVector(repeating: 0, count: lanes)
    order = DocumentOrder(problem)
    documents = DenseVector(uninitialised: problem.documentCount)
    for document in 0..<problem.documentCount {
      let record = Document(
        squaredLength: Float(rows.squares[document]) + freedom, ownSquare: Float(rows.ownSquares[document]),
        weight: Float(problem.documentWeights[document]),
        target: Int32(truncatingIfNeeded: problem.target(of: problem.labels[document])))
      // SAFETY: there is a record for each document.
      unsafe (documents.pointer + document).initialize(to: record)
    }
  }

  /// The memory of the weights for whoever wants `lanes` numbers a column and resets this afterwards; nil where fewer are
  /// kept.
  var lentWeights: DenseVector<Float>? { kept == lanes ? weights : nil }

  /// Back to zero duals.
  func reset() {
    for vector in [duals, weights, sums, intercepts] { vector.fill(with: 0) }
    for row in problem.absentRows { intercepts[row] = Float(TrainingProblem.absentLogit) }
  }

  /// Starts from zero duals and from weights and intercepts, `lanes` numbers a column, times a factor.
  ///
  /// - Parameter start: a column's lanes side by side, the intercepts last.
  func reset(to start: DenseVector<Double>, times factor: Double) {
    duals.fill(with: 0)
    intercepts.fill(with: 0)
    let interceptStart = start.count - lanes
    for lane in 0..<kept {
      for column in 0..<rows.columnCount {
        // SAFETY: both have a block for each shared column.
        unsafe weights.pointer[column * kept + lane] = Float(factor * start.pointer[column * lanes + lane])
      }
      sums[lane] = problem.fitsIntercept ? Float(factor * start[interceptStart + lane]) : 0
    }
  }

  // MARK: - Whole blocks

  func intercept(_ lane: Int) -> Double {
    number(lane) { Double(intercepts[$0]) + Double(freedom) * Double(sums[$0]) }
  }

  /// The sum of all documents' duals.
  func sum(_ lane: Int) -> Double { number(lane) { Double(sums[$0]) } }

  private func number(_ lane: Int, _ kept: (Int) -> Double) -> Double {
    if lane < self.kept { return kept(lane) }
    return lane == problem.rows - 1 ? -(0..<self.kept).reduce(0) { $0 + kept($1) } : 0
  }

  /// `lanes` numbers, valid until the next are asked for.
  func duals(of document: Int) -> UnsafePointer<Float> {
    // SAFETY: `duals` has `kept` numbers a document.
    unsafe complete(duals.pointer + document * kept)
  }

  /// Writes the weights of the shared columns times a factor, a column's lanes side by side.
  func copyWeights(times factor: Double, into target: DenseVector<Double>) {
    for column in 0..<rows.columnCount {
      // SAFETY: `kept` numbers a column here, `lanes` there.
      unsafe copy(weights.pointer + column * kept, times: factor, to: target.pointer + column * lanes)
    }
  }

  /// Writes the duals of a document times a factor, `lanes` numbers.
  func copyDuals(of document: Int, times factor: Double, to target: UnsafeMutablePointer<Double>) {
    // SAFETY: `duals` has `kept` numbers a document.
    unsafe copy(duals.pointer + document * kept, times: factor, to: target)
  }

  /// In double precision: a sum that is zero but for the digits of single precision would be no optimum's.
  @inline(__always)
  private func copy(_ block: UnsafePointer<Float>, times factor: Double, to target: UnsafeMutablePointer<Double>) {
    var rest = 0.0
    for lane in 0..<kept {
      let number = unsafe factor * Double(block[lane])
      unsafe target[lane] = number
      rest -= number
    }
    guard kept < lanes else { return }
    unsafe target[kept] = rest
    for lane in kept + 1..<lanes { unsafe target[lane] = 0 }
  }

  @inline(__always)
  private func complete(_ block: UnsafePointer<Float>) -> UnsafePointer<Float> {
    guard kept < lanes else { return unsafe block }
    // SAFETY: `whole` has `lanes` numbers, more than are kept.
    let result = unsafe whole.pointer
    for lane in 0..<kept { unsafe result[lane] = block[lane] }
    unsafe completeLast(result)
    return unsafe UnsafePointer(result)
  }

  /// The number that follows those that are kept.
  @inline(__always)
  private func completeLast(_ block: UnsafeMutablePointer<Float>) {
    var rest: Float = 0
    for lane in 0..<kept { unsafe rest -= block[lane] }
    unsafe block[kept] = rest
  }

  /// Writes what intercepts and weights say of a document, its own columns with them: `lanes` numbers.
  func takeLogits(of document: Int, into target: UnsafeMutablePointer<Float>) {
    // SAFETY: `duals` has `kept` numbers a document, and `target` room for more.
    let dual = unsafe duals.pointer + document * kept
    let own = unsafe documents.pointer[document].ownSquare
    for lane in 0..<kept {
      unsafe target[lane] = intercepts.pointer[lane] + freedom * sums.pointer[lane] + own * dual[lane]
    }
    unsafe rows.gather(document, weights, into: target, lanes: kept)
    if kept < lanes { unsafe completeLast(target) }
  }

  // MARK: - Visits

  /// One visit to each document that weighs something, in an order of its own.
  ///
  /// - Parameters:
  ///   - logits: `lanes` numbers, in which a visit finds what intercepts and weights say of its document.
  ///   - change: `lanes` numbers, in which a visit leaves by how much its duals move.
  ///   - visit: is given the document, its duals and what else is to be known of it.
  @inline(__always)
  func epoch(
    logits: DenseVector<Float>, change: DenseVector<Float>,
    _ visit: (_ number: Int, _ dual: UnsafePointer<Float>, _ document: Document) -> Void
  ) {
    for lane in 0..<kept { intercepts[lane] += freedom * sums[lane] }
    order.shuffle()
    let rows = rows
    let kept = kept
    let lanes = lanes
    let freedom = freedom
    let records = documents
    let numbers = order.documents
    for place in numbers.indices {
      let number = Int(numbers[place])
      // Documents come in no order that the processor could guess.
      if place + 1 < numbers.count { rows.prefetch(Int(numbers[place + 1])) }
      // SAFETY: there is a record for each document, and `duals` has `kept` numbers for it; the other blocks are as long as
      // that or longer.
      let document = unsafe records.pointer[number]
      guard document.squaredLength > 0 else { continue }
      let own = document.ownSquare
      let dual = unsafe duals.pointer + number * kept
      let logits = unsafe logits.pointer
      for lane in 0..<kept {
        unsafe logits[lane] = intercepts.pointer[lane] + freedom * sums.pointer[lane] + own * dual[lane]
      }
      unsafe rows.gather(number, weights, into: logits, lanes: kept)
      if kept < lanes { unsafe completeLast(logits) }
      unsafe visit(number, complete(dual), document)
      let change = unsafe change.pointer
      for lane in 0..<kept {
        unsafe dual[lane] += change[lane]
        unsafe sums.pointer[lane] += change[lane]
      }
      unsafe rows.scatter(number, change, into: weights, lanes: kept)
    }
  }
}
