public import LinearAlgebra

/// Approximate leave-one-out: what a model would say about each document had it not seen it, from one fit.
///
/// One Newton step away from the optimum (Rad and Maleki 2020). With Jᵢ the block of X·H⁻¹·Xᵀ that belongs to
/// document i, Dᵢ = sᵢ(diag(pᵢ) − pᵢpᵢᵀ) and gᵢ = sᵢ(pᵢ − yᵢ), the logits become zᵢ + Jᵢ(I − DᵢJᵢ)⁻¹gᵢ.
///
/// With a root Dᵢ = BᵢBᵢᵀ, the Gram matrix G = C·X·Xᵀ + τ (τ stands for the free intercepts) and S = I + BᵀGB, all of
/// this is read from the blocks of S⁻¹ on the diagonal: BᵢᵀJᵢBᵢ = I − (S⁻¹)ᵢᵢ. Probabilities sum to 1, so that a root
/// needs one column less than there are labels: S has the order m = n·(K − 1), and the cost is ⅔·m³ operations.
public enum LeaveOneOut {
  /// The operations (multiplications and additions) up to which it is worked on: about a second of one core. Beyond,
  /// cross-validation tells as much for less.
  public static let maximumOperations = 6e9

  /// Whether that many documents and labels are within the bound.
  public static func isWithinBound(documents: Int, labelCount: Int) -> Bool {
    InverseFactor.operations(order: documents * max(1, labelCount - 1)) <= maximumOperations
  }

  /// The variance given to intercepts, which have no penalty: large beside what the data say about them.
  private static let interceptVariance = 1e4

  /// - Parameters:
  ///   - x, labels, labelCount, sampleWeights, options: those of the fit.
  ///   - model: the fit's model.
  /// - Returns: logits, documents × labels, row-major, or nil beyond the bound or when the factorisation fails.
  public static func approximateLogits(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil,
    options: LogisticRegression.Options, model: LinearModel
  ) throws(LearningError) -> [Double]? {
    try options.validated()
    guard case .multinomial = options.scheme else {
      return try oneVsRest(
        x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, options: options, model: model)
    }
    guard isWithinBound(documents: labels.count, labelCount: labelCount) else { return nil }
    let problem = try TrainingProblem(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, classWeight: options.classWeight,
      fitsIntercept: options.fitsIntercept)
    var logits = try model.logits(of: x)
    let roots = CurvatureRoots(problem, logits: logits)
    let gram = SymmetricMatrix.gram(problem.reduction, threads: options.threads)
    let system = roots.system(gram, c: options.c, shift: options.fitsIntercept ? interceptVariance : 0)
    guard let inverse = try? InverseFactor(factorising: system, threads: options.threads) else { return nil }
    for document in labels.indices {
      let width = roots.width
      let block = inverse.inverseBlock(document * width..<(document + 1) * width)
      roots.leaveOut(document, block, &logits)
    }
    return logits
  }

  /// One label after the other. Nil where columns are weighed by log-count ratios: these are counted with the document's
  /// own label, so that an approximation which keeps them flatters (34 of 200 labels differed from true leave-one-out).
  private static func oneVsRest(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]?,
    options: LogisticRegression.Options, model: LinearModel
  ) throws(LearningError) -> [Double]? {
    guard options.scheme == .oneVsRest(ratio: 0) else { return nil }
    let operations = Double(labelCount) * InverseFactor.operations(order: labels.count)
    guard operations <= maximumOperations else { return nil }
    let all = try SchemeParts(
      x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, options: options)
    var logits = try model.logits(of: x)
    for (row, part) in all.parts.enumerated() {
      guard let part else { continue }
      var inner = options
      inner.scheme = .multinomial
      inner.classWeight = part.classWeight
      guard
        let found = try approximateLogits(
          part.matrix, labels: part.labels, labelCount: 2, sampleWeights: part.weights, options: inner,
          model: all.split(model, part: row))
      else { return nil }
      for document in labels.indices {
        logits[document * labelCount + labelCount - model.rows + row] = found[document * 2 + 1]
      }
    }
    return logits
  }
}

/// Bᵢ and gᵢ of every document.
///
/// The likeliest label of a document is its base; on the other labels q, Bᵢ is the Cholesky factor T of
/// s(diag(q) − qqᵀ), and the base's row is minus the sum of the others. With one free row it is one number,
/// √(sp(1−p)).
private struct CurvatureRoots {
  /// Columns of a root.
  let width: Int
  private let rows: Int
  private let problem: TrainingProblem
  private let bases: [Int]
  /// Free rows × width, for each document.
  private let roots: [Double]
  /// Of every free row: sᵢ(pᵢ − yᵢ).
  private let residuals: [Double]

  /// Shares below this are taken for this much curvature: a root that vanished could not be divided by.
  private static let smallestShare = 1e-9

  init(_ problem: TrainingProblem, logits: [Double]) {
    self.problem = problem
    let labelCount = problem.labelCount
    rows = problem.rows
    width = labelCount - 1
    var shares = logits
    Softmax.apply(to: &shares, labelCount: labelCount)
    var bases: [Int] = []
    var roots: [Double] = []
    var residuals: [Double] = []
    for document in 0..<problem.documentCount {
      let own = Array(shares[document * labelCount..<(document + 1) * labelCount])
      let weight = problem.documentWeights[document]
      let target = problem.labels[document]
      // With one free row the first label is the base of every document.
      let base = problem.hasBase ? 0 : own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }
      bases.append(base)
      for label in labelCount - rows..<labelCount {
        residuals.append(weight * (own[label] - (label == target ? 1 : 0)))
      }
      roots += Self.root(own, base: base, weight: weight, keepsBase: !problem.hasBase)
    }
    self.bases = bases
    self.roots = roots
    self.residuals = residuals
  }

  /// Free rows × (labels − 1).
  private static func root(_ shares: [Double], base: Int, weight: Double, keepsBase: Bool) -> [Double] {
    let others = shares.indices.filter { $0 != base }
    let width = others.count
    var factor = [Double](repeating: 0, count: width * width)
    // diag(q) − qqᵀ is positive definite as long as the base has a share.
    for i in 0..<width {
      let q = max(shares[others[i]], smallestShare)
      for j in 0...i {
        var sum = (i == j ? q : 0) - q * max(shares[others[j]], smallestShare)
        for k in 0..<j { sum -= factor[i * width + k] * factor[j * width + k] }
        factor[i * width + j] =
          i == j ? max(sum, smallestShare * smallestShare).squareRoot() : sum / factor[j * width + j]
      }
    }
    let scale = weight.squareRoot()
    var root: [Double] = []
    for label in shares.indices where keepsBase || label != base {
      for column in 0..<width {
        if let row = others.firstIndex(of: label) {
          root.append(scale * factor[row * width + column])
        } else {
          root.append(-scale * (0..<width).reduce(0) { $0 + factor[$1 * width + column] })
        }
      }
    }
    return root
  }

  /// S = I + BᵀGB with G = c·gram + shift.
  func system(_ gram: SymmetricMatrix, c: Double, shift: Double) -> SymmetricMatrix {
    let system = SymmetricMatrix(order: problem.documentCount * width)
    let size = rows * width
    unsafe roots.withUnsafeBufferPointer { roots in
      for i in 0..<problem.documentCount {
        for j in 0...i {
          // SAFETY: i and j are below the order of the Gram matrix, their columns below that of the system; every
          // document has `size` numbers in `roots`.
          let weight = unsafe c * gram.storage.pointer[i * gram.stride + j] + shift
          for a in 0..<width {
            let target = unsafe system.storage.pointer + (i * width + a) * system.stride + j * width
            for b in 0..<width {
              var product = 0.0
              for row in 0..<rows {
                unsafe product += roots[i * size + row * width + a] * roots[j * size + row * width + b]
              }
              unsafe target[b] = weight * product
            }
          }
        }
        for a in 0..<width { system[i * width + a, i * width + a] += 1 }
      }
    }
    return system
  }

  /// Moves the logits of a document to what they were without it, given its block R of S⁻¹.
  ///
  /// With g = B·w the change is J·B·R⁻¹·w, and Bᵀ times that is (I − R)·R⁻¹·w = R⁻¹·w − w. A change of all logits alike
  /// means nothing, so the base's is zero, and Bᵀ acts as Tᵀ.
  func leaveOut(_ document: Int, _ block: [Double], _ logits: inout [Double]) {
    let labelCount = problem.labelCount
    let first = labelCount - rows
    let others = (0..<labelCount).filter { $0 != bases[document] }
    guard problem.documentWeights[document] > 0 else { return }
    func root(_ i: Int, _ column: Int) -> Double {
      roots[(document * rows + others[i] - first) * width + column]
    }
    var w = [Double](repeating: 0, count: width)
    for i in 0..<width {
      var sum = residuals[document * rows + others[i] - first]
      for j in 0..<i { sum -= root(i, j) * w[j] }
      w[i] = sum / root(i, i)
    }
    guard let factor = try? Cholesky(block, order: width) else { return }
    var change = w
    guard (try? factor.solve(&change)) != nil else { return }
    for i in 0..<width { change[i] -= w[i] }
    for i in (0..<width).reversed() {
      for j in i + 1..<max(width, i + 1) { change[i] -= root(j, i) * change[j] }
      change[i] /= root(i, i)
    }
    guard change.allSatisfy({ $0.isFinite }) else { return }
    for i in 0..<width { logits[document * labelCount + others[i]] += change[i] }
  }
}
