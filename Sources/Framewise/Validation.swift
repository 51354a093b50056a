internal import Evaluation
internal import Learning
internal import LinearAlgebra
internal import Synchronization
internal import TextFeatures

/// Cross-validation of the whole way from counts to probabilities: vocabulary, idf, weights and the calibration are made
/// anew without the fold that is predicted; C is chosen once, on all folds.
struct Validation {
  let corpus: TrainingCorpus
  let options: TrainingOptions
  let folds: Folds

  /// What cross-validation finds.
  struct Outcome {
    /// The curve over C; one point where C was given.
    var points: [TrainingRecord.PenaltyPoint]
    var chosenC: Double
    /// Fitted on all out-of-fold logits.
    var calibration: Calibration
    /// Cross-fitted log loss of each kind of calibration.
    var calibrationLogLoss: [Calibration.Kind: Double]
    /// Centred out-of-fold logits, documents × labels.
    var logits: [Double]
    /// Each document calibrated by a calibration fitted on the other folds.
    var probabilities: [Double]
    /// The label of each document, by offsets of the decision that were chosen on the other folds where there are any.
    var predicted: [Int] = []
    /// Values of C that were left out, and whether the chosen one is the first or last there was.
    var untried: [Double] = []
    var isAtEnd = false
    /// How many documents C was chosen on, where not on all.
    var sweptDocuments: Int?
  }

  /// Nil, with the reason, where the documents are too few to be split.
  static func folds(_ corpus: TrainingCorpus, _ options: TrainingOptions) throws -> (folds: Folds?, warning: String?) {
    guard options.folds > 1 else { return (nil, nil) }
    let labels = corpus.labels.count
    for (label, name) in corpus.labels.enumerated() where corpus.truth.count(where: { $0 == label }) < 2 {
      return (nil, "The label '\(name)' has one document, so there is no cross-validation.")
    }
    guard corpus.truth.count >= options.folds else {
      return (
        nil,
        "\(Wording.counted(corpus.truth.count, "document")) \(corpus.truth.count == 1 ? "is" : "are") too few for \(options.folds) folds, so there is no cross-validation."
      )
    }
    if let groups = corpus.groups {
      let count = Set(groups).count
      if count >= options.folds {
        let folds = try Folds.grouped(
          labels: corpus.truth, labelCount: labels, groups: groups, folds: options.folds, seed: options.seed)
        return (folds, nil)
      }
      let folds = try Folds.stratified(
        labels: corpus.truth, labelCount: labels, folds: options.folds, seed: options.seed)
      return (
        folds,
        "\(Wording.counted(count, "group")) \(count == 1 ? "is" : "are") too few for \(options.folds) folds, so groups are split over folds."
      )
    }
    return (
      try Folds.stratified(labels: corpus.truth, labelCount: labels, folds: options.folds, seed: options.seed), nil
    )
  }

  /// Of many documents C is chosen on some.
  func run() throws -> Outcome {
    guard options.penalty == .automatic, corpus.truth.count > options.sweptDocuments, let swept = try sweep() else {
      return try runAll()
    }
    var options = options
    options.penalty = .fixed(swept.chosenC)
    var outcome = try Validation(corpus: corpus, options: options, folds: folds).runAll()
    outcome.points = swept.points
    outcome.untried = swept.untried
    outcome.isAtEnd = swept.isAtEnd
    outcome.sweptDocuments = options.sweptDocuments
    return outcome
  }

  /// The choice of C on a random sample, which is gone again when this ends; nil where that cannot be split.
  private func sweep() throws -> Outcome? {
    let sample = corpus.sample(options.sweptDocuments, seed: options.seed)
    guard let folds = try Self.folds(sample, options).folds else { return nil }
    return try Validation(corpus: sample, options: options, folds: folds).runAll()
  }

  private func runAll() throws -> Outcome {
    let labels = corpus.labels.count
    let training = (0..<folds.count).map { folds.trainingDocuments(of: $0) }
    let failures = Failures()
    var search = CrossValidation.Options()
    search.criterion = options.criterion
    search.calibrates = options.calibrates
    search.fit = options.learning(c: 1, threads: options.threads)
    if let grid = options.grid { search.grid = grid } else { search.extendsGrid = true }
    // A choice among several needs log losses to some digits only; one fit alone is made in full.
    search.fit.tolerance = LogisticRegression.Options.searchTolerance
    if case .fixed(let c) = options.penalty {
      search.grid = [c]
      search.extendsGrid = false
      search.fit.tolerance = options.learning(c: c, threads: 1).tolerance
    }
    let report = options.progress
    let result: CrossValidationResult
    do {
      result = try CrossValidation.run(
        folds: folds, labels: corpus.truth, labelCount: labels, sampleWeights: corpus.weights, options: search
      ) {
        report(TrainingProgress(task: "cross-validating", share: $0))
      } matrices: { [corpus, folds] fold in
        do {
          let selection = try corpus.counted.select(training[fold])
          return CrossValidation.FoldMatrices(
            training: corpus.counted.rows(training[fold], under: selection),
            test: corpus.counted.rows(folds.testDocuments(of: fold), under: selection))
        } catch {
          failures.add(error, fold: fold)
          // Not as many rows as the fold has documents, which ends the run.
          let none = SparseMatrix(columnCount: 0)
          return CrossValidation.FoldMatrices(training: none, test: none)
        }
      }
    } catch {
      throw failures.first ?? error
    }
    let logits = Softmax.centred(result.outOfFoldLogits, labelCount: labels)
    var outcome = Outcome(
      points: result.points.map {
        TrainingRecord.PenaltyPoint(
          c: $0.c, logLoss: $0.logLoss, standardError: $0.standardError, accuracy: $0.accuracy, macroF1: $0.macroF1)
      }, chosenC: result.chosenC, calibration: .identity(labelCount: labels), calibrationLogLoss: [:], logits: logits,
      probabilities: logits)
    outcome.untried = result.untried
    outcome.isAtEnd = result.isAtEnd && options.grid == nil && options.penalty == .automatic
    if options.calibrates {
      let fit = try CalibrationFit(
        logits: logits, labels: corpus.truth, labelCount: labels, folds: folds, sampleWeights: corpus.weights,
        threads: options.threads)
      outcome.calibration = fit.calibration
      outcome.calibrationLogLoss = fit.logLoss
      outcome.probabilities = try crossCalibrated(logits)
    }
    Softmax.apply(to: &outcome.probabilities, labelCount: labels)
    decide(&outcome)
    return outcome
  }

  /// Folds whose training documents leave no terms.
  private final class Failures: Sendable {
    private let byFold = Mutex<[Int: any Error]>([:])

    /// Of the first of those folds.
    var first: (any Error)? { byFold.withLock { $0.min { $0.key < $1.key }?.value } }

    func add(_ error: any Error, fold: Int) { byFold.withLock { $0[fold] = error } }
  }

  /// Chooses offsets of the decision where macro-F1 is asked for, and names the labels.
  private func decide(_ outcome: inout Outcome) {
    let labels = corpus.labels.count
    outcome.predicted = Samples.mostProbable(outcome.probabilities, labels: labels)
    guard options.criterion == .macroF1, options.calibrates else { return }
    let search = DecisionOffsets(
      probabilities: outcome.probabilities, labels: corpus.truth, labelCount: labels, sampleWeights: corpus.weights)
    let offsets = search.fit()
    guard offsets.contains(where: { $0 != 0 }) else { return }
    outcome.calibration.decision = offsets
    for fold in 0..<folds.count {
      let own = search.fit(documents: folds.trainingDocuments(of: fold))
      for document in folds.testDocuments(of: fold) {
        outcome.predicted[document] = search.label(of: document, offsets: own)
      }
    }
  }

  func predictions(_ outcome: Outcome) throws -> Predictions {
    try Predictions(
      labels: corpus.labels, truth: corpus.truth, predicted: outcome.predicted, probabilities: outcome.probabilities,
      groups: corpus.groups)
  }

  /// The logits of each fold mapped by what the other folds alone would have chosen and fitted.
  private func crossCalibrated(_ logits: [Double]) throws -> [Double] {
    let labels = corpus.labels.count
    // With two folds the rest is one fold, which cannot be split again.
    guard folds.count > 2 else { return logits }
    let fits = Parallel.map(folds.count, threads: options.threads) { fold in
      Result {
        let rest = folds.trainingDocuments(of: fold)
        let split = try Folds(
          count: folds.count - 1, assignment: rest.map { folds.assignment[$0] - (folds.assignment[$0] > fold ? 1 : 0) })
        return try CalibrationFit(
          logits: rest.flatMap { logits[$0 * labels..<($0 + 1) * labels] }, labels: rest.map { corpus.truth[$0] },
          labelCount: labels, folds: split, sampleWeights: corpus.weights.map { weights in rest.map { weights[$0] } })
      }
    }
    var mapped = logits
    for (fold, fit) in fits.enumerated() {
      let calibration = try fit.get().calibration
      for document in folds.testDocuments(of: fold) {
        var row = Array(logits[document * labels..<(document + 1) * labels])
        calibration.apply(to: &row)
        mapped.replaceSubrange(document * labels..<(document + 1) * labels, with: row)
      }
    }
    return mapped
  }
}
