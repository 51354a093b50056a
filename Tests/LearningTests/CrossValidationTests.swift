import Learning
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@Suite struct CrossValidationTests {
  private let problem = Problem.random(documents: 240, terms: 60, labels: 3, seed: 31)

  private func run(_ options: CrossValidation.Options) throws -> (CrossValidationResult, Folds) {
    let folds = try Folds.stratified(labels: problem.labels, labelCount: 3, folds: 4, seed: 1)
    let x = problem.x
    let result = try CrossValidation.run(
      folds: folds, labels: problem.labels, labelCount: 3, options: options
    ) { fold in
      CrossValidation.FoldMatrices(
        training: x.selectingRows(folds.trainingDocuments(of: fold)),
        test: x.selectingRows(folds.testDocuments(of: fold)))
    }
    return (result, folds)
  }

  @Test func equalsFittingEveryFoldAlone() throws {
    let (result, folds) = try run(.init(grid: [0.5, 5], fit: .init(tolerance: 1e-10)))
    for point in result.points {
      var logits = [Double](repeating: 0, count: 240 * 3)
      for fold in 0..<4 {
        let training = folds.trainingDocuments(of: fold)
        let fit = try LogisticRegression.fit(
          problem.x.selectingRows(training), labels: training.map { problem.labels[$0] }, labelCount: 3,
          options: .init(c: point.c, tolerance: 1e-10))
        let own = try fit.model.logits(of: problem.x)
        for document in folds.testDocuments(of: fold) {
          for label in 0..<3 { logits[document * 3 + label] = own[document * 3 + label] }
        }
      }
      #expect(
        abs(point.logLoss - Softmax.logLoss(logits: logits, labels: problem.labels, labelCount: 3)) < 1e-8)
      if point.c == result.chosenC { #expect(largestDifference(result.outOfFoldLogits, logits) < 1e-5) }
      let hits = (0..<240).count { topLabel(logits, $0, labelCount: 3) == problem.labels[$0] }
      #expect(abs(point.accuracy - Double(hits) / 240) < 1e-12)
    }
  }

  @Test func theOneStandardErrorRuleTakesTheSmallestGoodC() throws {
    let (result, _) = try run(.init())
    let points = result.points
    #expect(points.map { $0.c } + result.untried == CrossValidation.standardGrid)
    let least = points[result.best].logLoss
    #expect(points.allSatisfy { $0.logLoss >= least && $0.converged })
    #expect(points.indices.allSatisfy { (points[$0].standardError > 0) == ($0 != result.best) })
    func isGood(_ point: CrossValidationResult.Point) -> Bool {
      point.logLoss <= least + max(point.standardError, CrossValidation.negligible * least)
    }
    #expect(isGood(points[result.chosen]))
    #expect(!points[..<result.chosen].contains(where: isGood))
    let (byF1, _) = try run(.init(criterion: .macroF1))
    #expect(byF1.points.allSatisfy { $0.macroF1 <= byF1.points[byF1.chosen].macroF1 })
  }

  @Test func doesNotDependOnThreads() throws {
    let one = try run(.init(fit: .init(tolerance: 1e-4, threads: 1))).0
    for threads in [2, 8] {
      let other = try run(.init(fit: .init(tolerance: 1e-4, threads: threads))).0
      #expect(other == one)
    }
  }

  /// Noise for labels: more freedom makes it worse and worse.
  @Test func endsWhereLogLossNoLongerFalls() throws {
    var random = SeededGenerator(seed: 3)
    let labels = problem.labels.indices.map { $0 < 3 ? $0 : Int.random(in: 0..<3, using: &random) }
    let folds = try Folds.stratified(labels: labels, labelCount: 3, folds: 5, seed: 1)
    let x = problem.x
    func run(_ criterion: CrossValidation.Criterion, threads: Int) throws -> CrossValidationResult {
      try CrossValidation.run(
        folds: folds, labels: labels, labelCount: 3,
        options: .init(criterion: criterion, fit: .init(tolerance: 1e-4, threads: threads))
      ) { fold in
        CrossValidation.FoldMatrices(
          training: x.selectingRows(folds.trainingDocuments(of: fold)),
          test: x.selectingRows(folds.testDocuments(of: fold)))
      }
    }
    let result = try run(.logLoss, threads: 1)
    let points = result.points
    #expect(!result.untried.isEmpty && points.map { $0.c } + result.untried == CrossValidation.standardGrid)
    let last = Array(points.suffix(2))
    let least = points.dropLast(2).map { $0.logLoss }.min() ?? 0
    #expect(last.allSatisfy { $0.logLoss >= least * (1 - CrossValidation.negligible) })
    for threads in [2, 3, 8] { #expect(try run(.logLoss, threads: threads) == result) }
    // Macro-F1 may go on rising where log loss falls behind.
    let byF1 = try run(.macroF1, threads: 2)
    #expect(byF1.untried.isEmpty && byF1.points.count == CrossValidation.standardGrid.count)
    for (one, other) in zip(points, byF1.points) { #expect(one == other) }
  }

  @Test func theGridGoesOnWhereTheBestLiesAtItsEnd() throws {
    // Labels that the terms tell with certainty ask for no penalty, noise for all of it.
    let certain = SparseMatrix(
      columnCount: 2, rowOffsets: Array(0...80), columns: (0..<80).map { UInt32($0 % 2) },
      values: [Double](repeating: 1, count: 80))
    let truth = (0..<80).map { $0 % 2 }
    func run(_ labels: [Int], extends: Bool) throws -> CrossValidationResult {
      let folds = try Folds.stratified(labels: labels, labelCount: 2, folds: 4, seed: 1)
      var options = CrossValidation.Options()
      options.extendsGrid = extends
      return try CrossValidation.run(folds: folds, labels: labels, labelCount: 2, options: options) { fold in
        CrossValidation.FoldMatrices(
          training: certain.selectingRows(folds.trainingDocuments(of: fold)),
          test: certain.selectingRows(folds.testDocuments(of: fold)))
      }
    }
    let upward = try run(truth, extends: true)
    #expect(upward.points.map(\.c) == CrossValidation.standardGrid + [1000, 3160])
    #expect(upward.isAtEnd && upward.untried.isEmpty)
    #expect(try run(truth, extends: false).points.map(\.c) == CrossValidation.standardGrid)
    var random = SeededGenerator(seed: 8)
    let downward = try run(truth.map { _ in Int.random(in: 0..<2, using: &random) }, extends: true)
    #expect(downward.points.map(\.c).prefix(5) == [0.001, 0.00316, 0.01, 0.0316, 0.1])
    #expect(downward.points.map(\.c) == downward.points.map(\.c).sorted())
    #expect(downward.points[downward.chosen].c < 0.1)
    #expect(downward.points.map(\.c).suffix(from: 4) + downward.untried == CrossValidation.standardGrid[...])
  }

  @Test func tellsHowFarItIs() throws {
    let told = Mutex<[Double]>([])
    let folds = try Folds.stratified(labels: problem.labels, labelCount: 3, folds: 4, seed: 1)
    let x = problem.x
    _ = try CrossValidation.run(
      folds: folds, labels: problem.labels, labelCount: 3,
      options: .init(grid: [0.5, 5], fit: .init(tolerance: 1e-3, threads: 3))
    ) { share in
      told.withLock { $0.append(share) }
    } matrices: { fold in
      CrossValidation.FoldMatrices(
        training: x.selectingRows(folds.trainingDocuments(of: fold)),
        test: x.selectingRows(folds.testDocuments(of: fold)))
    }
    #expect(told.withLock { $0 } == [1.0 / 3, 2.0 / 3, 1])
  }

  /// So many documents that only some of them calibrate what is compared: some of each label.
  @Test func labelsInTurnAreAllCalibrated() throws {
    let truth = (0..<10_304).map { $0 % 14 }
    let x = SparseMatrix(
      columnCount: 14, rowOffsets: Array(0...truth.count), columns: truth.map { UInt32($0) },
      values: [Double](repeating: 1, count: truth.count))
    let folds = try Folds.stratified(labels: truth, labelCount: 14, folds: 2, seed: 1)
    var options = CrossValidation.Options(grid: [1])
    options.calibrates = true
    let result = try CrossValidation.run(folds: folds, labels: truth, labelCount: 14, options: options) { fold in
      CrossValidation.FoldMatrices(
        training: x.selectingRows(folds.trainingDocuments(of: fold)),
        test: x.selectingRows(folds.testDocuments(of: fold)))
    }
    #expect(result.points[0].accuracy == 1)
  }

  /// Logits that only want scaling are not worse for that.
  @Test func calibratedLogLossesDoNotCareForScale() throws {
    let x = problem.x
    let labels = problem.labels
    let folds = try Folds.stratified(labels: labels, labelCount: 3, folds: 4, seed: 1)
    func losses(calibrates: Bool) throws -> CrossValidationResult {
      var options = CrossValidation.Options(grid: [0.01, 0.1, 1, 10, 100, 1000])
      options.calibrates = calibrates
      return try CrossValidation.run(folds: folds, labels: labels, labelCount: 3, options: options) { fold in
        CrossValidation.FoldMatrices(
          training: x.selectingRows(folds.trainingDocuments(of: fold)),
          test: x.selectingRows(folds.testDocuments(of: fold)))
      }
    }
    let plain = try losses(calibrates: false)
    let calibrated = try losses(calibrates: true)
    for (one, other) in zip(plain.points, calibrated.points) { #expect(other.logLoss < one.logLoss + 1e-3) }
    // Next to no weights, but in the right direction.
    #expect(calibrated.points[0].logLoss < 0.9 * plain.points[0].logLoss)
  }

  @Test func labelsFittedOneByOneAreComparedCalibrated() throws {
    var options = CrossValidation.Options(grid: [1])
    options.fit.scheme = .oneVsRest(ratio: 0.5)
    let (result, folds) = try run(options)
    let fit = try CalibrationFit(
      logits: result.outOfFoldLogits, labels: problem.labels, labelCount: 3, folds: folds)
    let vector = try #require(fit.logLoss[.vector])
    // Cross-fitted it is a little larger.
    #expect(result.points[0].logLoss < vector && vector < 1.1 * result.points[0].logLoss)
  }

  @Test func theCoarseToleranceIsEnough() throws {
    let coarse = try run(.init()).0
    let fine = try run(.init(fit: .init(tolerance: 1e-8))).0
    #expect(coarse.chosen == fine.chosen)
    for (one, other) in zip(coarse.points, fine.points) {
      #expect(abs(one.logLoss - other.logLoss) < 1e-3)
    }
  }

  @Test func pathEqualsSingleFits() throws {
    let grid = [0.1, 3, 100]
    let fits = try LogisticRegression.path(
      problem.x, labels: problem.labels, labelCount: 3, grid: grid, options: .init(tolerance: 1e-10))
    for (fit, c) in zip(fits, grid) {
      let alone = try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: 3, options: .init(c: c, tolerance: 1e-10))
      #expect(fit.converged)
      #expect(abs(fit.objective - alone.objective) <= 1e-9 * alone.objective)
    }
  }

  @Test func refusals() throws {
    for grid in [[], [1, 1], [2, 1], [-1, 1]] as [[Double]] {
      #expect(throws: LearningError.self) { try run(.init(grid: grid)) }
    }
    let folds = try Folds(count: 2, assignment: [0, 1, 0])
    #expect(throws: LearningError.countMismatch(what: "fold numbers", count: 3, documents: 2)) {
      try CrossValidation.run(folds: folds, labels: [0, 1], labelCount: 2) { _ in
        .init(training: SparseMatrix(columnCount: 0), test: SparseMatrix(columnCount: 0))
      }
    }
    #expect(throws: LearningError.countMismatch(what: "test rows in fold 0", count: 0, documents: 2)) {
      try CrossValidation.run(folds: folds, labels: [0, 1, 1], labelCount: 2) { _ in
        .init(training: SparseMatrix(columnCount: 0), test: SparseMatrix(columnCount: 0))
      }
    }
  }
}
