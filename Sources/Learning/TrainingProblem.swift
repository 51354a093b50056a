public import LinearAlgebra

/// What a fit is about, checked once and shared by every C: the design matrix both ways, targets, weights.
public final class TrainingProblem {
  /// Documents by reduced columns: the same problem in fewer variables.
  public let reduction: ColumnReduction
  /// How many columns the original matrix has.
  public let columnCount: Int
  private let original: SparseMatrix
  private(set) lazy var sharedRows = SharedRows(original, reduction)
  private(set) lazy var tiles = TiledMatrix(transpose: reduction.transpose, lanes: lanes)
  /// Pieces of documents for what is done row by row.
  let pieces: Partition
  public let labelCount: Int
  public let labels: [Int]
  public let documentWeights: [Double]
  public let fitsIntercept: Bool
  /// Labels that no weighted document has.
  let absentLabels: [Int]

  /// A logit whose exponential is exactly zero beside any other: it takes a label out of the softmax.
  static let absentLogit = -1e5

  public var documentCount: Int { labels.count }
  /// Free rows: one for two labels, else one a label.
  public var rows: Int { labelCount == 2 ? 1 : labelCount }
  public var lanes: Int { TiledMatrix.lanes(for: rows) }
  /// With one free row the first label's logit is the constant 0.
  var hasBase: Bool { labelCount == 2 }
  var absentRows: [Int] { absentLabels }

  public init(
    _ matrix: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil,
    classWeight: ClassWeight = .none, fitsIntercept: Bool = true, threads: Int = 1
  ) throws(LearningError) {
    guard labels.count == matrix.rowCount else {
      throw .countMismatch(what: "labels", count: labels.count, documents: matrix.rowCount)
    }
    for (document, label) in labels.enumerated() where !(0..<labelCount).contains(label) {
      throw .labelOutOfRange(document: document, label: label, labelCount: labelCount)
    }
    if let reason = matrix.invariantViolation { throw .malformedMatrix(reason) }
    let weights = try classWeight.documentWeights(
      labels: labels, labelCount: labelCount, sampleWeights: sampleWeights)
    var totals = [Double](repeating: 0, count: labelCount)
    for (label, weight) in zip(labels, weights) { totals[label] += weight }
    let present = totals.count { $0 > 0 }
    guard present >= 2 else { throw .tooFewLabels(present: present) }
    columnCount = matrix.columnCount
    original = matrix
    reduction = ColumnReduction(matrix, threads: threads)
    self.labels = labels
    self.labelCount = labelCount
    self.fitsIntercept = fitsIntercept
    documentWeights = weights
    absentLabels = totals.indices.filter { totals[$0] == 0 }
    pieces = Partition(slices: labels.count, size: 512)
  }

  /// The free row of a label, −1 for the base.
  @inline(__always)
  func target(of label: Int) -> Int { hasBase ? label - 1 : label }

  /// Σ sᵢ·ℓᵢ at `logits + step · directionLogits` (at `logits` alone without a step), the probabilities there, and
  /// the derivative by the step when asked for. Pieces of the row partition are added in order.
  func evaluate(
    logits: DenseVector<Double>, directionLogits: DenseVector<Double>, step: Double?,
    probabilities: DenseVector<Double>, measuresSlope: Bool, threads: Int
  ) -> (loss: Double, slope: Double) {
    let lanes = lanes
    let rows = rows
    let hasBase = hasBase
    let losses = DenseVector<Double>(repeating: 0, count: pieces.count)
    let slopes = DenseVector<Double>(repeating: 0, count: pieces.count)
    Parallel.forEach(pieces.count, threads: threads) { piece in
      var loss = 0.0
      var slope = 0.0
      var moved = [Double](repeating: 0, count: lanes)
      // SAFETY: every block vector holds `lanes` numbers a document; pieces are disjoint.
      unsafe moved.withUnsafeMutableBufferPointer { moved in
        guard let buffer = moved.baseAddress else { return }
        for document in pieces[piece] {
          let start = document * lanes
          let weight = documentWeights[document]
          let target = target(of: labels[document])
          let own = unsafe logits.pointer + start
          let along = unsafe directionLogits.pointer + start
          let result = unsafe probabilities.pointer + start
          if let step {
            for row in 0..<rows { unsafe buffer[row] = own[row] + step * along[row] }
          } else {
            for row in 0..<rows { unsafe buffer[row] = own[row] }
          }
          loss +=
            unsafe weight
            * softmaxLoss(buffer, rows: rows, hasBase: hasBase, target: target, probabilities: result)
          if measuresSlope {
            var inner = 0.0
            for row in 0..<rows { unsafe inner += result[row] * along[row] }
            if target >= 0 { unsafe inner -= along[target] }
            slope += weight * inner
          }
        }
      }
      losses[piece] = loss
      slopes[piece] = slope
    }
    return (losses.elements.reduce(0, +), slopes.elements.reduce(0, +))
  }

  /// sᵢ·(pᵢ − yᵢ) for every document, by the lanes of the layout.
  func residuals(of probabilities: DenseVector<Double>, into residuals: DenseVector<Double>, threads: Int) {
    let lanes = lanes
    let rows = rows
    Parallel.forEach(pieces.count, threads: threads) { piece in
      for document in pieces[piece] {
        // SAFETY: both blocks hold `lanes` numbers a document.
        let source = unsafe probabilities.pointer + document * lanes
        let result = unsafe residuals.pointer + document * lanes
        let weight = documentWeights[document]
        for row in 0..<rows { unsafe result[row] = weight * source[row] }
        for lane in rows..<lanes { unsafe result[lane] = 0 }
        let target = target(of: labels[document])
        if target >= 0 { unsafe result[target] -= weight }
      }
    }
  }

  /// The sum over documents of each lane, in document order.
  func columnSums(of block: DenseVector<Double>) -> [Double] {
    var sums = [Double](repeating: 0, count: lanes)
    for document in 0..<documentCount {
      // SAFETY: the block holds `lanes` numbers a document.
      for lane in 0..<lanes { unsafe sums[lane] += block.pointer[document * lanes + lane] }
    }
    return sums
  }
}
