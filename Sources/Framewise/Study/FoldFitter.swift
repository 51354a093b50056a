internal import Evaluation
public import Learning
internal import LinearAlgebra
public import TextFeatures

/// How models are fitted inside an evaluation.
public struct FoldSettings: Sendable {
  public var features = FeatureSettings()
  /// Values of C among which every fold chooses by cross-validation of its own training documents; one is taken as it is.
  public var grid = [1.0]
  /// What that choice is made by.
  public var criterion = CrossValidation.Criterion.logLoss
  public var classWeight = ClassWeight.none
  public var fitsIntercept = true
  /// Which problems a fit is made of.
  public var scheme = Scheme.multinomial
  /// Calibrates inside every fold, on predictions that leave its training documents out in turn.
  public var isCalibrated = true

  public init() {}

  /// As a model was trained.
  public init(of model: Model) {
    features = model.vectorizer.settings
    grid = model.training.curve.isEmpty ? [model.training.c] : CrossValidation.standardGrid
    criterion = CrossValidation.Criterion(rawValue: model.training.criterion) ?? .logLoss
    classWeight = model.training.classWeight == "balanced" ? .balanced : .none
    fitsIntercept = model.training.fitsIntercept
    scheme = Scheme(model.training.scheme) ?? .multinomial
    isCalibrated = !model.training.calibrationLogLoss.isEmpty
  }
}

/// Fits the whole path from counts to probabilities on some documents and applies it to others: vocabulary, idf,
/// weights, the choice of C and the calibration see the training documents alone.
struct FoldFitter: Sendable {
  let counted: CountedCorpus
  let truth: [Int]
  let labelCount: Int
  let weights: [Double]?
  /// Of the documents: inner splits keep them together too.
  let groups: [Int]?
  let settings: FoldSettings
  let seed: UInt64

  /// A fitted path.
  struct Fitted: Sendable {
    var selection: CountedCorpus.Selection
    var model: LinearModel
    /// Of the labels' centred logits.
    var calibration: Calibration
  }

  private static let innerFolds = 3

  func fit(_ training: [Int]) throws -> Fitted {
    let labels = training.map { truth[$0] }
    let weights = weights.map { weights in training.map { weights[$0] } }
    let selection = try counted.select(training)
    let inner = try innerResult(training, labels: labels, weights: weights)
    let fit = try LogisticRegression.fit(
      counted.rows(training, under: selection), labels: labels, labelCount: labelCount, sampleWeights: weights,
      options: options(c: inner?.result.chosenC ?? settings.grid[0]))
    guard settings.isCalibrated, let inner else {
      return Fitted(selection: selection, model: fit.model, calibration: .identity(labelCount: labelCount))
    }
    var calibration = try CalibrationFit(
      logits: Softmax.centred(inner.result.outOfFoldLogits, labelCount: labelCount), labels: labels,
      labelCount: labelCount,
      folds: inner.folds,
      sampleWeights: weights
    ).calibration
    if settings.criterion == .macroF1 {
      var probabilities = Softmax.centred(inner.result.outOfFoldLogits, labelCount: labelCount)
      calibration.apply(to: &probabilities)
      Softmax.apply(to: &probabilities, labelCount: labelCount)
      let offsets = DecisionOffsets(
        probabilities: probabilities, labels: labels, labelCount: labelCount, sampleWeights: weights
      ).fit()
      if offsets.contains(where: { $0 != 0 }) { calibration.decision = offsets }
    }
    return Fitted(selection: selection, model: fit.model, calibration: calibration)
  }

  /// What a fitted path says of documents.
  struct Said: Sendable {
    /// Documents × labels.
    var probabilities: [Double]
    /// The same before calibration.
    var raw: [Double]
    /// The label decided for, one a document.
    var predicted: [Int]
  }

  func predict(_ documents: [Int], by fitted: Fitted) throws -> Said {
    let logits = Softmax.centred(
      try fitted.model.logits(of: counted.rows(documents, under: fitted.selection)), labelCount: labelCount)
    var said = Said(probabilities: logits, raw: logits, predicted: [])
    fitted.calibration.apply(to: &said.probabilities)
    for start in stride(from: 0, to: logits.count, by: labelCount) {
      said.predicted.append(fitted.calibration.decide(said.probabilities[start..<start + labelCount]))
    }
    Softmax.apply(to: &said.probabilities, labelCount: labelCount)
    Softmax.apply(to: &said.raw, labelCount: labelCount)
    return said
  }

  private func options(c: Double, tolerance: Double? = nil) -> LogisticRegression.Options {
    var options = LogisticRegression.Options(
      c: c, classWeight: settings.classWeight, fitsIntercept: settings.fitsIntercept,
      threads: 1)
    options.scheme = settings.scheme
    if let tolerance { options.tolerance = tolerance }
    return options
  }

  /// What an inner cross-validation finds; nil where nothing is to be chosen, or a label is too rare to be split.
  private func innerResult(
    _ training: [Int], labels: [Int], weights: [Double]?
  ) throws -> (result: CrossValidationResult, folds: Folds)? {
    guard settings.isCalibrated || settings.grid.count > 1 else { return nil }
    let own = groups.map { groups in training.map { groups[$0] } }
    let folds: Folds
    if let own, Set(own).count >= Self.innerFolds {
      folds = try .grouped(labels: labels, labelCount: labelCount, groups: own, folds: Self.innerFolds, seed: seed)
    } else {
      guard (0..<labelCount).allSatisfy({ label in labels.count { $0 == label } >= Self.innerFolds }) else {
        return nil
      }
      folds = try .stratified(labels: labels, labelCount: labelCount, folds: Self.innerFolds, seed: seed)
    }
    for fold in 0..<folds.count {
      guard Set(folds.trainingDocuments(of: fold).map { labels[$0] }).count == labelCount else { return nil }
    }
    var selections: [CountedCorpus.Selection] = []
    for fold in 0..<folds.count {
      selections.append(try counted.select(folds.trainingDocuments(of: fold).map { training[$0] }))
    }
    let chosen = selections
    var search = CrossValidation.Options(
      grid: settings.grid, criterion: settings.criterion, fit: options(c: settings.grid[0], tolerance: 1e-4))
    // As training does it.
    search.calibrates = settings.isCalibrated
    search.extendsGrid = settings.grid == CrossValidation.standardGrid
    let result = try CrossValidation.run(
      folds: folds, labels: labels, labelCount: labelCount, sampleWeights: weights, options: search
    ) { fold in
      CrossValidation.FoldMatrices(
        training: counted.rows(folds.trainingDocuments(of: fold).map { training[$0] }, under: chosen[fold]),
        test: counted.rows(folds.testDocuments(of: fold).map { training[$0] }, under: chosen[fold]))
    }
    return (result, folds)
  }
}
