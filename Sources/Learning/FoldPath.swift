import LinearAlgebra
internal import Synchronization

/// The fits of one fold along the path over C, and what they say about the fold's test documents.
///
/// Used by one thread at a time; which one may change from step to step.
final class FoldPath: @unchecked Sendable {
  // @unchecked because `Parallel.advance` runs the steps of a chain one after another, with a lock between them; what
  // is taken from outside has a lock of its own.

  /// The logits of the test documents at one C.
  struct Point: Sendable {
    var logits: [Double]
    var converged: Bool
  }

  private let folds: Folds
  private let fold: Int
  private let labels: [Int]
  private let labelCount: Int
  private let weights: [Double]?
  private let options: LogisticRegression.Options
  private let largestC: Double
  private var path: SchemePath?
  private var test: SchemePath.HeldOut?
  /// What each step found; step 0 finds nothing or an error.
  private let results = Mutex<[Result<Point, LearningError>]>([])

  init(
    folds: Folds, fold: Int, labels: [Int], labelCount: Int, weights: [Double]?, options: LogisticRegression.Options,
    largestC: Double
  ) {
    self.folds = folds
    self.fold = fold
    self.labels = labels
    self.labelCount = labelCount
    self.weights = weights
    self.options = options
    self.largestC = largestC
  }

  /// Step 0.
  func begin(_ matrices: (Int) -> CrossValidation.FoldMatrices) {
    let documents = folds.trainingDocuments(of: fold)
    let own = matrices(fold)
    let result: Result<Point, LearningError>
    do throws(LearningError) {
      let tested = folds.testDocuments(of: fold).count
      guard own.test.rowCount == tested else {
        throw .countMismatch(what: "test rows in fold \(fold)", count: own.test.rowCount, documents: tested)
      }
      let path = try SchemePath(
        own.training, labels: documents.map { labels[$0] }, labelCount: labelCount,
        sampleWeights: weights.map { weights in documents.map { weights[$0] } }, options: options,
        smallestTolerance: tolerance(c: largestC))
      test = try path.hold(own.test)
      self.path = path
      result = .success(Point(logits: [], converged: true))
    } catch {
      result = .failure(error)
    }
    results.withLock { $0.append(result) }
  }

  /// f is 1/C-strongly convex, so that ‖∇f‖²·C/2 bounds what is left of it: the same for every C above 1.
  private func tolerance(c: Double) -> Double { options.tolerance / max(1, c.squareRoot()) }

  /// Steps 1, 2 …
  func fit(c: Double) {
    guard let path, let test else { return }
    let result: Result<Point, LearningError>
    do throws(LearningError) {
      let found = try path.logits(of: test, c: c, tolerance: tolerance(c: c))
      result = .success(Point(logits: found.logits, converged: found.converged))
    } catch {
      result = .failure(error)
    }
    results.withLock { $0.append(result) }
  }

  /// Lets go of the matrices; what was found stays.
  func end() {
    path = nil
    test = nil
  }

  /// What a step found that all folds have done.
  func take(_ step: Int) throws(LearningError) -> Point { try results.withLock { $0[step] }.get() }
}
