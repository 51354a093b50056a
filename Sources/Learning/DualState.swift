import LinearAlgebra

/// Duals of all documents and the weights they make, in single precision, for ascents that visit one document after
/// another.
final class DualState {
  /// What leaving the last intercepts costs: (b − b′)²/(2·C·freedom). Measured: between .01 and 1 epochs cost what
  /// they shrink about alike; a greater one couples documents.
  private static let freedom: Float = 0.1

  /// `lanes` numbers a document.
  let duals: DenseVector<Float>
  /// In the shared columns, a column's lanes side by side.
  let weights: DenseVector<Float>
  /// The sums of the duals, and how far the intercepts are from the ones of the last epoch.
  let sums: DenseVector<Float>
  /// Those of the last epoch.
  let intercepts: DenseVector<Float>

  private let problem: TrainingProblem
  private let rows: SharedRows
  private let lanes: Int
  /// 0 where no intercept is fitted.
  private let freedom: Float
  private var order: DocumentOrder

  init(_ problem: TrainingProblem) {
    self.problem = problem
    rows = problem.sharedRows
    lanes = problem.lanes
    freedom = problem.fitsIntercept ? Self.freedom : 0
    duals = DenseVector(repeating: 0, count: problem.documentCount * lanes)
    weights = DenseVector(repeating: 0, count: rows.columnCount * lanes)
    sums = DenseVector(repeating: 0, count: lanes)
    intercepts = DenseVector(repeating: 0, count: lanes)
    order = DocumentOrder(problem)
  }

  func intercept(_ lane: Int) -> Double { Double(intercepts[lane]) + Double(freedom) * Double(sums[lane]) }

  /// One visit to each document that weighs something, in an order of its own.
  ///
  /// - Parameters:
  ///   - logits: `lanes` numbers, in which a visit finds what the intercepts and the columns that its document alone
  ///     has say of it; the shared columns are its own to add.
  ///   - change: `lanes` numbers, in which a visit leaves by how much its duals move.
  ///   - visit: is given the document, its duals and its row's squared length, the intercept's share with it.
  @inline(__always)
  func epoch(
    logits: DenseVector<Float>, change: DenseVector<Float>,
    _ visit: (_ document: Int, _ dual: UnsafePointer<Float>, _ squaredLength: Float) -> Void
  ) {
    for lane in 0..<lanes { intercepts[lane] += freedom * sums[lane] }
    order.shuffle()
    let rows = rows
    let lanes = lanes
    let freedom = freedom
    for number in order.documents {
      let document = Int(number)
      let length = Float(rows.squares[document]) + freedom
      guard length > 0 else { continue }
      let own = Float(rows.ownSquares[document])
      // SAFETY: `duals` has `lanes` numbers a document; the other blocks are as long as that.
      let dual = unsafe duals.pointer + document * lanes
      let logits = unsafe logits.pointer
      for lane in 0..<lanes {
        unsafe logits[lane] = intercepts.pointer[lane] + freedom * sums.pointer[lane] + own * dual[lane]
      }
      unsafe visit(document, dual, length)
      let change = unsafe change.pointer
      for lane in 0..<lanes {
        unsafe dual[lane] += change[lane]
        unsafe sums.pointer[lane] += change[lane]
      }
      unsafe rows.scatter(document, change, into: weights, lanes: lanes)
    }
  }
}
