public import LinearAlgebra

/// The choice of C by K-fold cross-validation.
public struct CrossValidation {
  /// What the choice is made by.
  public enum Criterion: String, Sendable, Equatable, CaseIterable {
    /// The smallest C whose mean log loss is within one standard error of the smallest (Breiman et al. 1984).
    case logLoss = "log_loss"
    /// The largest macro-F1 of the pooled out-of-fold predictions; the smaller C on a tie.
    case macroF1 = "macro_f1"
  }

  public struct Options: Sendable, Equatable {
    /// Values of C in ascending order.
    public var grid: [Double]
    public var criterion: Criterion
    /// How each fit is made; C is not read. A coarse tolerance is enough here: log losses are then right to about
    /// six digits.
    public var fit: LogisticRegression.Options

    public init(
      grid: [Double] = CrossValidation.standardGrid, criterion: Criterion = .logLoss,
      fit: LogisticRegression.Options = .init(tolerance: 1e-4)
    ) {
      self.grid = grid
      self.criterion = criterion
      self.fit = fit
    }

    public func validated() throws(LearningError) {
      guard !grid.isEmpty, zip(grid, grid.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw .invalidOption(name: "The grid of C", value: "\(grid)", expected: "one or more ascending numbers")
      }
      for c in grid { try fit.with(c: c).validated() }
    }
  }

  /// Half-decades from 0.1 to 316.
  public static let standardGrid: [Double] = [0.1, 0.316, 1, 3.16, 10, 31.6, 100, 316]

  /// The matrices of one fold: its training documents and its test documents, both in ascending order, made by a
  /// vectoriser that saw the training documents alone.
  public struct FoldMatrices: Sendable {
    public var training: SparseMatrix
    public var test: SparseMatrix

    public init(training: SparseMatrix, test: SparseMatrix) {
      self.training = training
      self.test = test
    }
  }

  /// Fits the whole path in every fold and chooses.
  ///
  /// Folds run side by side on up to `options.fit.threads` threads, so `matrices` is called from several threads;
  /// the result does not depend on how many.
  ///
  /// - Parameters:
  ///   - labels: one a document.
  ///   - sampleWeights: one a document; they weigh the fits and the mean log loss alike.
  ///   - matrices: the design matrices of a fold.
  public static func run(
    folds: Folds, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil, options: Options = Options(),
    matrices: @Sendable (_ fold: Int) -> FoldMatrices
  ) throws(LearningError) -> CrossValidationResult {
    try options.validated()
    guard folds.assignment.count == labels.count else {
      throw .countMismatch(what: "fold numbers", count: folds.assignment.count, documents: labels.count)
    }
    if let sampleWeights, sampleWeights.count != labels.count {
      throw .countMismatch(what: "sample weights", count: sampleWeights.count, documents: labels.count)
    }
    let results = FoldResults(count: folds.count)
    var inner = options.fit
    // Threads that folds cannot use help inside each fit.
    inner.threads = max(1, options.fit.threads / folds.count)
    Parallel.forEach(folds.count, threads: options.fit.threads) { fold in
      results.set(
        fold,
        fit(
          fold, of: folds, labels: labels, labelCount: labelCount, sampleWeights: sampleWeights, grid: options.grid,
          options: inner, matrices: matrices))
    }
    var logits = [[Double]](
      repeating: [Double](repeating: 0, count: labels.count * labelCount), count: options.grid.count)
    var converged = [Bool](repeating: true, count: options.grid.count)
    for fold in 0..<folds.count {
      let path = try results.get(fold)
      for (index, document) in folds.testDocuments(of: fold).enumerated() {
        for point in path.indices {
          for label in 0..<labelCount {
            logits[point][document * labelCount + label] = path[point].logits[index * labelCount + label]
          }
        }
      }
      for point in path.indices where !path[point].converged { converged[point] = false }
    }
    return CrossValidationResult(
      grid: options.grid, criterion: options.criterion, folds: folds, labels: labels, labelCount: labelCount,
      weights: sampleWeights ?? [Double](repeating: 1, count: labels.count), logits: logits, converged: converged)
  }

  /// The logits of the fold's test documents at one C.
  struct PathPoint: Sendable {
    var logits: [Double]
    var converged: Bool
  }

  private static func fit(
    _ fold: Int, of folds: Folds, labels: [Int], labelCount: Int, sampleWeights: [Double]?, grid: [Double],
    options: LogisticRegression.Options, matrices: (Int) -> FoldMatrices
  ) -> Result<[PathPoint], LearningError> {
    let documents = folds.trainingDocuments(of: fold)
    let own = matrices(fold)
    do throws(LearningError) {
      let tested = folds.testDocuments(of: fold).count
      guard own.test.rowCount == tested else {
        throw .countMismatch(what: "test rows in fold \(fold)", count: own.test.rowCount, documents: tested)
      }
      let problem = try TrainingProblem(
        own.training, labels: documents.map { labels[$0] }, labelCount: labelCount,
        sampleWeights: sampleWeights.map { weights in documents.map { weights[$0] } },
        classWeight: options.classWeight, fitsIntercept: options.fitsIntercept)
      let follower = PathFollower(problem, options: options)
      var path: [PathPoint] = []
      for c in grid {
        let fit = follower.fit(c: c)
        path.append(PathPoint(logits: try fit.model.logits(of: own.test), converged: fit.converged))
      }
      return .success(path)
    } catch {
      return .failure(error)
    }
  }
}

/// Where folds that run side by side leave what they found.
private final class FoldResults: @unchecked Sendable {
  // @unchecked because each fold writes its own element, once, before anything is read.
  private let slots: [Slot]

  private final class Slot {
    var result: Result<[CrossValidation.PathPoint], LearningError>?
  }

  init(count: Int) { slots = (0..<count).map { _ in Slot() } }

  func set(_ fold: Int, _ result: Result<[CrossValidation.PathPoint], LearningError>) { slots[fold].result = result }

  func get(_ fold: Int) throws(LearningError) -> [CrossValidation.PathPoint] {
    guard let result = slots[fold].result else { preconditionFailure("every fold was run") }
    return try result.get()
  }
}
