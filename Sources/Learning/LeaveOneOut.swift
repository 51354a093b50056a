public import LinearAlgebra

/// Approximate leave-one-out: what a model would say about each document had it not seen it, from one fit.
///
/// One Newton step away from the optimum (Rad and Maleki 2020). With Jᵢ the block of X·H⁻¹·Xᵀ that belongs to
/// document i, Dᵢ = sᵢ(diag(pᵢ) − pᵢpᵢᵀ) and gᵢ = sᵢ(pᵢ − yᵢ), the logits become zᵢ + Jᵢ(I − DᵢJᵢ)⁻¹gᵢ. All Jᵢ come
/// from the Gram matrix G = C·X·Xᵀ + τ (τ stands for the free intercepts): with D = BBᵀ,
/// J = G − G·B·(I + Bᵀ·G·B)⁻¹·Bᵀ·G. One Cholesky factorisation and one triangular solve with n·K rows: (n·K)³·4/3
/// operations, so the size is bounded.
public enum LeaveOneOut {
  /// The largest n·K that is worked on; beyond it cross-validation tells as much for less.
  public static let maximumOrder = 3000

  /// The variance given to intercepts, which have no penalty: large beside what the data say about them.
  private static let interceptVariance = 1e4

  /// - Parameters:
  ///   - x, labels, labelCount, sampleWeights, options: those of the fit.
  ///   - model: the fit's model.
  /// - Returns: logits, documents × labels, row-major, or nil when n·K is above `maximumOrder` or the factorisation
  ///   fails.
  public static func approximateLogits(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil,
    options: LogisticRegression.Options, model: LinearModel
  ) throws(LearningError) -> [Double]? {
    try options.validated()
    let problem = try TrainingProblem(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, classWeight: options.classWeight,
      fitsIntercept: options.fitsIntercept)
    var logits = try model.logits(of: x)
    let rows = problem.rows
    let n = labels.count
    guard n * rows <= maximumOrder else { return nil }
    let blocks = Blocks(problem, logits: logits)
    let shift = options.fitsIntercept ? interceptVariance : 0
    let gram = problem.reduction.matrix.gram().map { options.c * $0 + shift }
    guard let leverages = leverages(gram, blocks) else { return nil }
    let first = labelCount - rows
    for document in 0..<n {
      let j = leverages[document]
      // y = (I − D·J)⁻¹·g, then J·y.
      var matrix = [[Double]](repeating: [Double](repeating: 0, count: rows), count: rows)
      for a in 0..<rows {
        for b in 0..<rows {
          var product = 0.0
          for k in 0..<rows { product += blocks.curvature(document, a, k) * j[k * rows + b] }
          matrix[a][b] = (a == b ? 1 : 0) - product
        }
      }
      let y = eliminate(matrix, blocks.residual(document))
      for a in 0..<rows {
        var change = 0.0
        for b in 0..<rows { change += j[a * rows + b] * y[b] }
        logits[document * labelCount + first + a] += change
      }
    }
    return logits
  }

  /// Jᵢ for every document, or nil when I + BᵀGB cannot be factorised.
  private static func leverages(_ gram: [Double], _ blocks: Blocks) -> [[Double]]? {
    let rows = blocks.rows
    let n = blocks.documentCount
    let order = n * rows
    var matrix = [Double](repeating: 0, count: order * order)
    var right = [Double](repeating: 0, count: order * order)
    for i in 0..<n {
      for j in 0..<n {
        let weight = gram[i * n + j]
        for a in 0..<rows {
          for b in 0..<rows {
            var product = 0.0
            for k in 0..<rows { product += blocks.root(i, k, a) * blocks.root(j, k, b) }
            // Column (j, b), row (i, a).
            matrix[(j * rows + b) * order + i * rows + a] = weight * product + (i == j && a == b ? 1 : 0)
            right[(j * rows + b) * order + i * rows + a] = weight * blocks.root(i, b, a)
          }
        }
      }
    }
    guard let factor = try? Cholesky(matrix, order: order), (try? factor.solveLower(&right)) != nil else { return nil }
    return (0..<n).map { document in
      var block = [Double](repeating: 0, count: rows * rows)
      for a in 0..<rows {
        for b in 0..<rows {
          let left = (document * rows + a) * order
          let other = (document * rows + b) * order
          var product = 0.0
          for index in 0..<order { product += right[left + index] * right[other + index] }
          block[a * rows + b] = (a == b ? gram[document * n + document] : 0) - product
        }
      }
      return block
    }
  }

  /// Dᵢ, gᵢ and a root Bᵢ with Dᵢ = BᵢBᵢᵀ for every document, over the free rows.
  private struct Blocks {
    let rows: Int
    let documentCount: Int
    private let shares: [Double]
    private let weights: [Double]
    private let targets: [Int]
    private let hasBase: Bool

    init(_ problem: TrainingProblem, logits: [Double]) {
      rows = problem.rows
      documentCount = problem.documentCount
      weights = problem.documentWeights
      targets = problem.labels.map { problem.target(of: $0) }
      hasBase = problem.hasBase
      var all = logits
      Softmax.apply(to: &all, labelCount: problem.labelCount)
      let first = problem.labelCount - problem.rows
      var shares: [Double] = []
      for document in 0..<problem.documentCount {
        for row in 0..<problem.rows { shares.append(all[document * problem.labelCount + first + row]) }
      }
      self.shares = shares
    }

    func curvature(_ document: Int, _ a: Int, _ b: Int) -> Double {
      let p = shares[document * rows + a]
      return weights[document] * ((a == b ? p : 0) - p * shares[document * rows + b])
    }

    func residual(_ document: Int) -> [Double] {
      (0..<rows).map { weights[document] * (shares[document * rows + $0] - (targets[document] == $0 ? 1 : 0)) }
    }

    /// √s·(diag(√p) − p·√pᵀ), whose product with its transpose is D because p sums to 1; with a base label, whose
    /// share is missing from the sum, the one free row has √(s·p(1−p)).
    func root(_ document: Int, _ a: Int, _ b: Int) -> Double {
      let p = shares[document * rows + a]
      let s = weights[document].squareRoot()
      if hasBase { return s * (p * (1 - p)).squareRoot() }
      let other = shares[document * rows + b].squareRoot()
      return s * ((a == b ? other : 0) - p * other)
    }
  }

  /// Gauss with partial pivoting, for as many unknowns as there are labels.
  private static func eliminate(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix
    var b = right
    let n = b.count
    for i in 0..<n {
      let pivot = (i..<n).max { abs(a[$0][i]) < abs(a[$1][i]) } ?? i
      a.swapAt(i, pivot)
      b.swapAt(i, pivot)
      // A singular block says that the document alone carries its direction; it then stays as it was fitted.
      guard abs(a[i][i]) > 1e-12 else { return [Double](repeating: 0, count: n) }
      for r in i + 1..<max(n, i + 1) {
        let factor = a[r][i] / a[i][i]
        for k in i..<n { a[r][k] -= factor * a[i][k] }
        b[r] -= factor * b[i]
      }
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { b[i] -= a[i][k] * b[k] }
      b[i] /= a[i][i]
    }
    return b
  }
}
