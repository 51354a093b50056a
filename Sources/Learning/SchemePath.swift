import LinearAlgebra

/// Fits of the same documents for one C after another under any scheme, each from where the last one ended.
final class SchemePath {
  private let parts: SchemeParts
  private let followers: [PathFollower?]

  /// `options` must be valid; their C is not read.
  ///
  /// - Parameter smallestTolerance: as for `PathFollower`.
  init(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]?, options: LogisticRegression.Options,
    smallestTolerance: Double? = nil
  ) throws(LearningError) {
    parts = try SchemeParts(x, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, options: options)
    var followers: [PathFollower?] = []
    for part in parts.parts {
      guard let part else {
        followers.append(nil)
        continue
      }
      let problem = try TrainingProblem(
        part.matrix, labels: part.labels, labelCount: part.labelCount, sampleWeights: part.weights,
        classWeight: part.classWeight, fitsIntercept: options.fitsIntercept, threads: options.threads)
      followers.append(PathFollower(problem, options: options, smallestTolerance: smallestTolerance))
    }
    self.followers = followers
  }

  /// - Parameters:
  ///   - tolerance: as in `LogisticRegression.Options`; theirs when nil.
  ///   - measures: as for `PathFollower`.
  func fit(c: Double, tolerance: Double? = nil, measures: Bool = true) -> Fit {
    let fits = followers.map { $0?.fit(c: c, tolerance: tolerance, measures: measures) }
    let made = fits.compactMap { $0 }
    return Fit(
      model: parts.join(fits.map { $0?.model }), objective: made.reduce(0) { $0 + $1.objective },
      gradientNorm: made.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot(),
      iterations: made.reduce(0) { $0 + $1.iterations }, converged: made.allSatisfy(\.converged),
      solver: made.first?.solver ?? .automatic)
  }

  /// Other documents, made ready for `logits`.
  struct HeldOut {
    fileprivate enum Content {
      case reduced(ReducedRows, PathFollower)
      /// Where problems see the columns each in its own way, or are several.
      case whole(SparseMatrix)
    }
    fileprivate let content: Content
  }

  func hold(_ documents: SparseMatrix) throws(LearningError) -> HeldOut {
    guard documents.columnCount == parts.columnCount else {
      throw .columnMismatch(columns: documents.columnCount, expected: parts.columnCount)
    }
    if let reason = documents.invariantViolation { throw .malformedMatrix(reason) }
    guard followers.count == 1, let part = parts.parts[0], let follower = followers[0], part.factors.isEmpty,
      part.labelCount == parts.labelCount
    else { return HeldOut(content: .whole(documents)) }
    return HeldOut(content: .reduced(follower.reduced(documents), follower))
  }

  /// What a fit says of other documents: documents × labels, row-major.
  func logits(
    of documents: HeldOut, c: Double, tolerance: Double
  ) throws(LearningError) -> (logits: [Double], converged: Bool) {
    switch documents.content {
    case .reduced(let rows, let follower): return follower.logits(of: rows, c: c, tolerance: tolerance)
    case .whole(let matrix):
      let fit = fit(c: c, tolerance: tolerance, measures: false)
      return (try fit.model.logits(of: matrix), fit.converged)
    }
  }
}
