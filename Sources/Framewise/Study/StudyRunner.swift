public import Evaluation
internal import Learning
internal import NearDuplicates
internal import TextFeatures

/// Makes an `EvaluationStudy`: predicts, measures, and looks at what the predictions are worth.
public struct StudyRunner: Sendable {
  public let samples: Samples
  public let plan: StudyPlan
  public let options: StudyOptions

  public init(_ samples: Samples, _ plan: StudyPlan, _ options: StudyOptions) {
    self.samples = samples
    self.plan = plan
    self.options = options
  }

  /// Documents that were predicted, and by what.
  struct Predicted: Sendable {
    var rows: [Int]
    var predictions: Predictions
    var outOfFold: OutOfFold?
    var fitter: FoldFitter?
    /// Probabilities before calibration.
    var raw: [Double]
    var method: EvaluationStudy.Method
    var reach: ModelReach?
  }

  /// - Parameters:
  ///   - dataNames: of the inputs, for the record.
  ///   - model: name and digest of the model's file.
  public func run(dataNames: [String], model: (name: String, sha256: String)? = nil) throws -> EvaluationStudy {
    let clusters = options.findsDuplicates || options.groupsDuplicates ? duplicates() : nil
    let predicted = try predict(clusters)
    let own = try samples.rows(predicted.rows)
    var evaluation = options.evaluation
    evaluation.baselines += try SimpleBaselines.all(own, seed: options.seed)
    let report = try EvaluationReport(predicted.predictions, evaluation)
    var study = EvaluationStudy(
      method: predicted.method, labels: samples.labels, report: report, predictions: predicted.predictions,
      documents: documents(predicted), rows: predicted.rows, confusionDocuments: cells(predicted.predictions),
      verdicts: Verdicts.of(report),
      provenance: .init(
        modelName: model?.name, modelSHA256: model?.sha256, dataSHA256: samples.recordsDigest, dataNames: dataNames,
        seed: options.seed, threads: options.threads, resamples: evaluation.resamples,
        confidence: evaluation.confidence, settings: settings, tally: samples.tally))
    if case .model(let model) = plan {
      study.provenance.training = .init(documents: model.training.documents, sha256: model.training.recordsDigest)
      study.overlap = TrainingOverlap(samples, model.training)
    }
    addReach(predicted.reach, to: &study)
    study.uncalibrated = try uncalibrated(predicted, evaluation)
    if let clusters { study.duplicates = StudyDuplicates(clusters, samples) }
    if predicted.predictions.probabilities != nil {
      study.reliability = try Reliability(predicted.predictions, options: evaluation)
      study.precisionRecall = samples.labels.indices.map { PrecisionRecallPoints(predicted.predictions, label: $0) }
    }
    study.groupScores = GroupScores(
      samples, predicted.predictions, rows: predicted.rows, confidence: evaluation.confidence)
    if let alpha = options.alpha {
      study.conformal = try ConformalReport(
        splitting: predicted.predictions, alpha: alpha, seed: options.seed, confidence: evaluation.confidence)
    }
    if options.mistakes > 0 { study.mistakes = try mistakes(predicted, limit: options.mistakes) }
    if case .model(let model) = plan {
      let terms = TopTerms(model, count: 20)
      study.topTerms = model.labels.indices.map { terms.of($0) }
    }
    try addTraining(to: &study, predicted, clusters)
    return study
  }

  /// What a model's predictions stand for, and what they cannot show.
  private func addReach(_ reach: ModelReach?, to study: inout EvaluationStudy) {
    if let overlap = study.overlap, let sentence = overlap.sentence {
      if overlap.flatters { study.verdicts = [sentence + " So nothing is said of how it compares with the baselines."] }
      if !overlap.flatters { study.notes.append(sentence) }
    }
    guard let reach else { return }
    study.reach = reach
    study.notes += reach.sentences
    study.provenance.tally.empty = reach.emptyCount
    study.provenance.tally.used = reach.isEmpty.count - reach.emptyCount
  }

  /// What the probabilities were worth before calibration.
  private func uncalibrated(_ predicted: Predicted, _ options: EvaluationOptions) throws -> [NamedMetric] {
    let own = predicted.predictions
    let raw = try Predictions(
      labels: own.labels, truth: own.truth, predicted: own.predicted, probabilities: predicted.raw, groups: own.groups)
    var options = options
    options.baselines = []
    options.resamples = 0
    let kinds: Set<Metric> = [.logLoss, .brier, .ece]
    return try EvaluationReport(raw, options).metrics.filter { metric in kinds.contains { $0.rawValue == metric.name } }
  }

  private var settings: String {
    switch plan {
    case .model(let model):
      "\(model.vectorizer.settings.summary); C \(model.training.c), class weights \(model.training.classWeight), "
        + "calibration \(model.calibration.kind.rawValue)"
    case .crossValidation(_, let settings, _), .cut(_, let settings):
      "\(settings.features.summary); C "
        + (settings.grid.count == 1
          ? "\(settings.grid[0])"
          : "by \(settings.criterion.rawValue) among \(settings.grid.map { "\($0)" }.joined(separator: ", "))")
        + ", class weights \(settings.classWeight.name), \(settings.isCalibrated ? "calibrated in each fold" : "not calibrated")"
    }
  }

  // MARK: - Predicting

  private func predict(_ clusters: DuplicateClusters?) throws -> Predicted {
    let groups = options.groupsDuplicates ? clusters?.joined(with: samples.groups) : samples.groups
    switch plan {
    case .model(let model):
      let said = try samples.said(by: model, threads: options.threads)
      return Predicted(
        rows: Array(0..<samples.count), predictions: try said.predictions.grouped(by: groups), raw: said.raw,
        method: .model,
        reach: ModelReach(
          isEmpty: said.isEmpty, otherLanguages: samples.otherLanguages(than: model, threads: options.threads)))
    case .cut(let date, let settings):
      let fitter = try fitter(settings, groups: groups)
      let found = try OutOfFold(
        samples, fitter, .cut(samples, at: date), groups: groups, threads: options.threads)
      return Predicted(
        rows: found.rows, predictions: found.predictions, outOfFold: found, fitter: fitter, raw: found.raw,
        method: .cut(date: date))
    case .crossValidation(let folds, let settings, let inTime):
      let fitter = try fitter(settings, groups: groups)
      let split: Split
      if inTime {
        split = try .rolling(samples, steps: folds)
      } else if let groups, Set(groups).count >= folds {
        let name =
          options.groupsDuplicates
          ? (samples.groups == nil ? "duplicate-grouped" : "group- and duplicate-grouped") : "grouped"
        split = try .grouped(samples, by: groups, name: name, folds: folds, seed: options.seed)
      } else {
        split = try .random(samples, folds: folds, seed: options.seed)
      }
      let found = try OutOfFold(samples, fitter, split, groups: groups, threads: options.threads)
      return Predicted(
        rows: found.rows, predictions: found.predictions, outOfFold: found, fitter: fitter, raw: found.raw,
        method: inTime ? .rollingOrigin(steps: split.parts.count) : .crossValidation(folds: folds, split: split.name))
    }
  }

  /// - Parameter groups: what inner folds keep together.
  /// - Throws: `StudyError.vectorsOnly`.
  func fitter(_ settings: FoldSettings, groups: [Int]?) throws(StudyError) -> FoldFitter {
    var settings = settings
    // A model that was trained with word vectors does not hold them; what is trained here goes without.
    if settings.features.vectors == nil { settings.features.blocks.removeAll { $0.analyzer == .vectors } }
    guard !settings.features.blocks.isEmpty else { throw .vectorsOnly }
    return FoldFitter(
      counted: samples.counted(settings.features), truth: samples.truth, labelCount: samples.labels.count,
      weights: samples.weights, groups: groups, settings: settings, seed: options.seed)
  }

  private func duplicates() -> DuplicateClusters {
    var settings = DuplicateSettings()
    settings.threads = options.threads
    return DuplicateClusters(samples.sketches(threads: options.threads), settings: settings)
  }

  // MARK: - Documents

  private func documents(_ predicted: Predicted) -> [EvaluationStudy.Document] {
    let k = samples.labels.count
    return predicted.rows.enumerated().map { place, row in
      EvaluationStudy.Document(
        id: samples.ids[row], excerpt: samples.excerpt(row), truth: samples.truth[row],
        predicted: predicted.predictions.predicted[place],
        probabilities: predicted.predictions.probabilities.map { Array($0[place * k..<(place + 1) * k]) } ?? [])
    }
  }

  private func cells(_ predictions: Predictions) -> [[[Int]]] {
    let k = predictions.labels.count
    var cells = [[[Int]]](repeating: [[Int]](repeating: [], count: k), count: k)
    for (place, truth) in predictions.truth.enumerated() { cells[truth][predictions.predicted[place]].append(place) }
    return cells
  }
}

extension EvaluationStudy {
  /// Compares with another system on the documents that both have.
  ///
  /// - Parameters:
  ///   - scored: of the samples, those that `other` is about, ascending.
  public mutating func compare(
    with other: Predictions, scored: [Int], name: String, options: EvaluationOptions
  ) throws(EvaluationError) {
    let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    var own: [Int] = []
    var theirs: [Int] = []
    for (index, row) in scored.enumerated() {
      guard let place = places[row] else { continue }
      own.append(place)
      theirs.append(index)
    }
    guard !own.isEmpty else { throw .notComparable(what: "'\(name)' has none of the documents") }
    for (place, index) in zip(own, theirs) { documents[place].other = other.predicted[index] }
    let mine = try predictions.rows(own)
    var options = options
    options.baselines = []
    comparison = StudyComparison(
      name: name, rows: own,
      paired: try PairedComparison(mine, other.rows(theirs).grouped(by: mine.groups), options))
    if own.count < documents.count {
      notes.append(
        "The comparison with '\(name)' is on the \(own.count) of \(documents.count) documents that it has scores for.")
    }
  }
}
