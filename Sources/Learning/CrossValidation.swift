public import LinearAlgebra

/// The choice of C by K-fold cross-validation.
public struct CrossValidation {
  /// What the choice is made by.
  public enum Criterion: String, Sendable, Equatable, CaseIterable {
    /// The smallest C whose mean log loss is above the smallest by no more than one standard error of the difference
    /// (after Breiman et al. 1984, who take that of the mean; folds differ more than values of C do), or by no more than
    /// `negligible`.
    case logLoss = "log_loss"
    /// The largest macro-F1 of the pooled out-of-fold predictions; the smaller C on a tie.
    case macroF1 = "macro_f1"
  }

  public struct Options: Sendable, Equatable {
    /// Values of C in ascending order.
    public var grid: [Double]
    public var criterion: Criterion
    /// How each fit is made; C is not read, and the tolerance is divided by √C where C is above 1. A coarse one is
    /// enough here: with 1e-3 log losses are right to about four digits.
    public var fit: LogisticRegression.Options
    /// Compares log losses of logits that were calibrated: by vector scaling where documents are many, else by a
    /// temperature. Logits of labels fitted one by one, which are no softmax's, are so in any case.
    public var calibrates = false
    /// Goes on beyond an end of the grid where the best C lies at it.
    public var extendsGrid = false

    public init(
      grid: [Double] = CrossValidation.standardGrid, criterion: Criterion = .logLoss,
      fit: LogisticRegression.Options = .init(tolerance: LogisticRegression.Options.searchTolerance)
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

  /// The share of a log loss that is not worth a greater C.
  public static let negligible = 0.005

  /// Half-decades from 0.1 to 316.
  public static let standardGrid: [Double] = [0.1, 0.316, 1, 3.16, 10, 31.6, 100, 316]

  /// Half-decades below and above the standard grid.
  static let lowerExtension: [Double] = [0.001, 0.00316, 0.01, 0.0316]
  static let upperExtension: [Double] = [1000, 3160]

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

  /// Fits the path in every fold and chooses.
  ///
  /// Folds run side by side on up to `options.fit.threads` threads, so `matrices` is called from several threads;
  /// the result does not depend on how many. By log loss the path ends early where two values
  /// of C have gained less than `negligible`; the result says which values were not tried.
  ///
  /// - Parameters:
  ///   - labels: one a document.
  ///   - sampleWeights: one a document; they weigh the fits and the mean log loss alike.
  ///   - progress: told, in order, the share of the grid that all folds have done.
  ///   - matrices: the design matrices of a fold.
  public static func run(
    folds: Folds, labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil, options: Options = Options(),
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    matrices: @escaping @Sendable (_ fold: Int) -> FoldMatrices
  ) throws(LearningError) -> CrossValidationResult {
    try options.validated()
    guard folds.assignment.count == labels.count else {
      throw .countMismatch(what: "fold numbers", count: folds.assignment.count, documents: labels.count)
    }
    if let sampleWeights, sampleWeights.count != labels.count {
      throw .countMismatch(what: "sample weights", count: sampleWeights.count, documents: labels.count)
    }
    let sweep = CrossValidationSweep(
      folds: folds, labels: labels, labelCount: labelCount, weights: sampleWeights, options: options,
      progress: progress, matrices: matrices)
    let last = options.grid[options.grid.count - 1]
    let above = options.extendsGrid ? upperExtension.filter { $0 > last } : []
    var curve = try sweep.curve(grid: options.grid, further: above)
    let untried = options.grid.filter { c in !curve.points.contains { $0.c == c } }
    if options.extendsGrid, curve.chosen(by: options.criterion) == 0 {
      let below = lowerExtension.filter { $0 < options.grid[0] }
      if !below.isEmpty { curve = try sweep.curve(grid: below, further: [], stopsEarly: false).followed(by: curve) }
    }
    return CrossValidationResult(curve, criterion: options.criterion, untried: untried)
  }
}
