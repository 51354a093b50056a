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
        classWeight: part.classWeight, fitsIntercept: options.fitsIntercept)
      followers.append(PathFollower(problem, options: options, smallestTolerance: smallestTolerance))
    }
    self.followers = followers
  }

  /// - Parameter tolerance: as in `LogisticRegression.Options`; theirs when nil.
  func fit(c: Double, tolerance: Double? = nil) -> Fit {
    let fits = followers.map { $0?.fit(c: c, tolerance: tolerance) }
    let made = fits.compactMap { $0 }
    return Fit(
      model: parts.join(fits.map { $0?.model }), objective: made.reduce(0) { $0 + $1.objective },
      gradientNorm: made.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot(),
      iterations: made.reduce(0) { $0 + $1.iterations }, converged: made.allSatisfy(\.converged),
      solver: made.first?.solver ?? .automatic)
  }
}
