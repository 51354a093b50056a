internal import LinearAlgebra
internal import TextFeatures

/// Makes a trained model smaller, and measures on the training documents what that changes.
struct ModelCompaction {
  let corpus: TrainingCorpus
  let selection: CountedCorpus.Selection
  let precision: WeightPrecision
  /// No probability of a training document may move by more; nil prunes nothing.
  let bound: Double?

  /// The model as the options want it; its training record says what the change was.
  ///
  /// Weights are rounded first, terms are pruned after that, so that each change is measured against what was there
  /// before it. Where scoring with what is left does not confirm the bound, nothing is pruned.
  func run(_ model: Model) throws -> Model {
    guard precision != .full || bound != nil else { return model }
    let rows = corpus.counted.countedRows(under: selection)
    var model = model
    if precision == .half { model = try rounded(model, rows) }
    if let bound { model = try pruned(model, rows, bound: bound) }
    return model
  }

  private func scores(_ model: Model, _ rows: [CountedRows]) -> TrainingScores {
    TrainingScores(model, rows: rows, documents: corpus.counted.documentCount)
  }

  private func rounded(_ model: Model, _ rows: [CountedRows]) throws -> Model {
    let bits = Stored(model.weights.map(HalfPrecision.bits))
    if let place = bits.firstIndex(where: { !HalfPrecision.isFinite($0) }) {
      throw TrainingError.weightsTooLarge(Double(model.weights[place]))
    }
    let weights = HalfPrecision.values(bits)
    var training = model.training
    func made() -> Model {
      Model(
        labels: model.labels, vectorizer: model.vectorizer, weights: weights,
        intercepts: model.intercepts, calibration: model.calibration, training: training, novelty: model.novelty,
        weightPrecision: .half)
    }
    training.rounding = scores(model, rows).change(to: scores(made(), rows))
    return made()
  }

  private func pruned(_ model: Model, _ rows: [CountedRows], bound: Double) throws -> Model {
    var pruning = TermPruning(model, rows: rows, documents: corpus.counted.documentCount, bound: bound)
    let isKept = pruning.run()
    let (narrowed, origins) = corpus.counted.narrowed(selection, isKept: isKept)
    let vectorizer = try corpus.counted.vectorizer(narrowed)
    let width = model.rows
    let weights = Stored(origins.flatMap { model.weights[$0 * width..<($0 + 1) * width] })
    var training = model.training
    func made() -> Model {
      Model(
        labels: model.labels, vectorizer: vectorizer, weights: weights, intercepts: model.intercepts,
        calibration: model.calibration, training: training,
        novelty: NoveltyFit(corpus: corpus, vectorizer: vectorizer).profile(), weightPrecision: model.weightPrecision)
    }
    let before = scores(model, rows)
    let change = before.change(to: scores(made(), corpus.counted.countedRows(under: narrowed)))
    // The sums that pruning kept are exact to rounding; what counts is what scoring says.
    guard change.largest <= bound, change.labels == 0 else { return model }
    training.pruning = TrainingRecord.Pruning(
      bound: bound, terms: model.vectorizer.featureCount, bytes: ModelFile.encode(model).count, change: change)
    return made()
  }
}
