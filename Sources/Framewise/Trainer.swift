public import Corpus
public import Evaluation
internal import Files
public import Learning
internal import LinearAlgebra
public import TextFeatures

/// What training is told.
public struct TrainingOptions: Sendable {
  /// How the strength of the penalty is found.
  public enum Penalty: Sendable, Equatable {
    case fixed(Double)
    /// By cross-validation over a grid.
    case automatic
  }

  public var features = FeatureSettings()
  /// Searches for blocks, sublinear counts, the least document frequency and, where it is nil, the scheme; `features`
  /// then says where the search begins.
  public var searchesFeatures = false
  /// Which problems a fit is made of; nil is multinomial, or what a search finds.
  public var scheme: Scheme?
  /// The file of the word vectors in `features`, for the record.
  public var vectorSource: TrainingRecord.Source?
  public var penalty = Penalty.automatic
  /// What the choice of C is made by. By macro-F1, offsets of the decision are chosen too.
  public var criterion = CrossValidation.Criterion.logLoss
  public var classWeight = ClassWeight.none
  public var fitsIntercept = true
  public var solver = Solver.automatic
  /// Scales logits so that probabilities mean what they say, where that lowers the out-of-fold log loss beyond chance
  /// (`CalibrationFit`).
  public var calibrates = true
  /// Shares of the labels where the model will be used, by name; nil keeps those it was trained under.
  public var prior: [String: Double]?
  public var folds = 5
  /// Of more documents C is chosen on a random sample of so many: all folds of all documents along a path over C would
  /// need several times the memory of one fit. Calibration and metrics come from folds of all of them.
  public var sweptDocuments = 200_000
  public var seed: UInt64 = 0
  public var threads = 1
  /// What the weights are written in.
  public var weightPrecision = WeightPrecision.full
  /// Leaves terms out as long as no probability of a training document moves by more than this and no label changes.
  public var pruningBound: Double?
  public var isStrict = false
  /// Told how far the work is, from any thread.
  public var progress: @Sendable (TrainingProgress) -> Void = { _ in }
  /// Values of C that are tried; nil takes the standard ones, and further ones where the best lies at their end.
  var grid: [Double]?

  /// C where it cannot be chosen because the documents are too few to be split.
  public static let fallbackC = 10.0

  public init() {}

  /// The options, if they make sense.
  ///
  /// - Throws: `FeatureError` or `LearningError`.
  public func validated() throws -> TrainingOptions {
    var options = self
    options.features = try features.validated()
    var c = Self.fallbackC
    if case .fixed(let given) = penalty { c = given }
    try learning(c: c, threads: threads).validated()
    return options
  }

  func learning(c: Double, threads: Int) -> LogisticRegression.Options {
    var options = LogisticRegression.Options(
      c: c, classWeight: classWeight, fitsIntercept: fitsIntercept, solver: solver, threads: threads)
    options.scheme = scheme ?? .multinomial
    return options
  }
}

/// How far training is.
public struct TrainingProgress: Sendable, Equatable {
  public var task: String
  /// From 0 to 1.
  public var share: Double
}

/// Reads labelled texts, fits features, weights and calibration, and says how good the result is.
public struct Trainer: Sendable {
  public let options: TrainingOptions

  public init(_ options: TrainingOptions) { self.options = options }

  /// What training yields.
  public struct Result: Sendable {
    public var model: Model
    public var tally: Tally
    /// Of documents predicted by models that had not seen them; nil without folds.
    public var outOfFold: EvaluationReport?
    /// These predictions, in the order of the documents.
    public var outOfFoldPredictions: Predictions?
    /// Nil where the documents are too many for it.
    public var leaveOneOut: LeaveOneOutSummary?
    /// The calibration that cross-validation was for; a prior may have shifted it since.
    public var keptCalibration = Calibration.Kind.none
    /// Documents of weight 0; nil where documents have no weights.
    public var weightless: Int?
    /// Whether folds kept groups together.
    public var keepsGroups = false
    public var warnings: [String] = []
  }

  /// - Parameter whenRead: told what became of the records as soon as they are read, also where none of them can be
  ///   used.
  public func train(_ reader: RecordReader, whenRead: (Tally) -> Void = { _ in }) throws -> Result {
    var corpus = try read(reader, whenRead)
    guard options.searchesFeatures else { return try train(on: corpus, inputs: reader.inputs, trials: []) }
    let found = try FeatureSearch(corpus: corpus, options: options).run()
    var options = options
    options.searchesFeatures = false
    options.features = found.chosen.features
    options.scheme = found.chosen.scheme
    if !found.chosen.features.blocks.contains(where: { $0.analyzer == .vectors }) {
      options.features.vectors = nil
      options.vectorSource = nil
    }
    if let counted = corpus.counted.viewed(found.chosen.features) { corpus.counted = counted }
    return try Trainer(options).train(on: corpus, inputs: reader.inputs, trials: found.trials)
  }

  private func train(
    on corpus: TrainingCorpus, inputs: [RecordReader.Input], trials: [TrainingRecord.Trial]
  ) throws -> Result {
    let (folds, warning) = try Validation.folds(corpus, options)
    var warnings = Lookalikes.sentences(corpus.labels)
    if let warning { warnings.append(warning) }
    var outcome: Validation.Outcome?
    var predictions: Predictions?
    var report: EvaluationReport?
    if let folds {
      let validation = Validation(corpus: corpus, options: options, folds: folds)
      let found = try validation.run()
      let own = try validation.predictions(found)
      let said = try evaluate(own)
      if corpus.groups != nil, let narrow = said.warning { warnings.append(narrow) }
      if let doubt = Self.doubt(said) { warnings.append(doubt) }
      report = said
      predictions = own
      outcome = found
    }
    var c = outcome?.chosenC ?? TrainingOptions.fallbackC
    if case .fixed(let given) = options.penalty {
      c = given
    } else if outcome == nil {
      warnings.append("C could not be chosen by cross-validation; \(c) is taken.")
    }
    if let outcome, let swept = outcome.sweptDocuments {
      warnings.append("C was chosen on a random sample of \(swept) of the \(corpus.truth.count) documents.")
    }
    if let outcome, outcome.isAtEnd {
      warnings.append(
        "C \(c) lies at the end of what was tried; a better one may lie beyond. Give --c a number to see.")
    }
    var result = try fit(
      corpus, c: c, outcome: outcome, report: report, inputs: inputs, trials: trials, warnings: warnings)
    result.outOfFoldPredictions = predictions
    result.keepsGroups = corpus.groups != nil && folds != nil && warning == nil
    return result
  }

  /// Says so where the shares of the labels alone are as good.
  private static func doubt(_ report: EvaluationReport) -> String? {
    guard let loss = report[.logLoss].value,
      let alone = report.baselines.first(where: { $0.name == "majority" })?[.logLoss].value, loss >= alone
    else { return nil }
    return "Out of fold the probabilities are no better than the shares of the labels alone (row log_loss): the texts "
      + "are too few, or they do not tell the labels apart."
  }

  private func read(_ reader: RecordReader, _ whenRead: (Tally) -> Void) throws -> TrainingCorpus {
    _ = try options.validated()
    var settings = options.features
    if options.searchesFeatures { settings.blocks = FeatureSearch.widest(settings) }
    let corpus = try TrainingReader(settings: settings, threads: options.threads, isStrict: options.isStrict)
      .read(reader, whenRead: whenRead)
    guard corpus.labels.count >= 2 else { throw TrainingError.oneLabel(corpus.labels.first ?? "") }
    if let prior = options.prior, Set(prior.keys) != Set(corpus.labels) {
      throw TrainingError.priorLabels(given: prior.keys.sorted(), labels: corpus.labels)
    }
    return corpus
  }

  private func evaluate(_ predictions: Predictions) throws -> EvaluationReport {
    var evaluation = EvaluationOptions()
    evaluation.seed = options.seed
    evaluation.threads = options.threads
    return try EvaluationReport(predictions, evaluation)
  }

  private func fit(
    _ corpus: TrainingCorpus, c: Double, outcome: Validation.Outcome?, report: EvaluationReport?,
    inputs: [RecordReader.Input], trials: [TrainingRecord.Trial], warnings: [String]
  ) throws -> Result {
    var warnings = warnings
    let support = corpus.labels.indices.map { label in corpus.truth.count { $0 == label } }
    for (label, count) in zip(corpus.labels, support) where count < 5 {
      warnings.append(
        "The label '\(label)' has only \(Wording.counted(count, "document")); what is said of it is hardly more than chance."
      )
    }
    let selection = try corpus.counted.select()
    let matrix = corpus.counted.rows(under: selection, threads: options.threads)
    let learning = options.learning(c: c, threads: options.threads)
    // What does not depend on the weights is made while they are fitted.
    let (fit, known) = try Parallel.both(
      threads: options.threads,
      { () throws -> Fit in
        try LogisticRegression.fit(
          matrix, labels: corpus.truth, labelCount: corpus.labels.count, sampleWeights: corpus.weights,
          options: learning)
      },
      { () throws -> Unweighed in
        let vectorizer = try corpus.counted.vectorizer(selection)
        return Unweighed(
          vectorizer: vectorizer, novelty: NoveltyFit(corpus: corpus, vectorizer: vectorizer).profile(),
          sources: try sources(inputs, of: corpus))
      })
    if !fit.converged {
      warnings.append(
        "The fit has not converged after \(fit.iterations) iterations (gradient norm \(Wording.short(fit.gradientNorm))); lower --c."
      )
    }
    var calibration = outcome?.calibration ?? .identity(labelCount: corpus.labels.count)
    var summary: LeaveOneOutSummary?
    if let logits = try LeaveOneOut.approximateLogits(
      matrix, labels: corpus.truth, labelCount: corpus.labels.count, sampleWeights: corpus.weights, options: learning,
      model: fit.model)
    {
      var mapped = Softmax.centred(logits, labelCount: corpus.labels.count)
      calibration.apply(to: &mapped)
      summary = LeaveOneOutSummary(logits: mapped, corpus: corpus)
    }
    let kept = calibration.kind
    if let prior = options.prior { calibration = try shift(calibration, to: prior, corpus: corpus) }
    let record = record(
      corpus, support: support, c: c, fit: fit, outcome: outcome, report: report, sources: known.sources, trials: trials
    )
    let unfolded = LinearModel(
      labelCount: fit.model.labelCount, columnCount: known.vectorizer.columnCount,
      weights: corpus.counted.unfold(fit.model.weights, rows: fit.model.rows, under: selection),
      intercepts: fit.model.intercepts)
    let model = try ModelCompaction(
      corpus: corpus, selection: selection, precision: options.weightPrecision, bound: options.pruningBound
    ).run(
      Model(
        labels: corpus.labels, vectorizer: known.vectorizer, fit: unfolded, calibration: calibration, training: record,
        novelty: known.novelty))
    if options.pruningBound != nil, model.training.pruning == nil {
      warnings.append("Nothing was pruned: scoring did not confirm the bound.")
    }
    var result = Result(model: model, tally: corpus.tally, outOfFold: report, leaveOneOut: summary, warnings: warnings)
    result.keptCalibration = kept
    result.weightless = corpus.weights.map { weights in weights.count { $0 == 0 } }
    return result
  }

  /// Bayes' rule for other shares of the labels.
  private func shift(
    _ calibration: Calibration, to prior: [String: Double], corpus: TrainingCorpus
  ) throws -> Calibration {
    // Offsets have been fitted to the documents' own shares; without them balanced weights stand for equal ones.
    let isBalanced = options.classWeight == .balanced && calibration.kind != .vector
    var trained = [Double](repeating: isBalanced ? 1 : 0, count: corpus.labels.count)
    if !isBalanced {
      for (document, label) in corpus.truth.enumerated() { trained[label] += corpus.weights?[document] ?? 1 }
    }
    var shifted = try calibration.shifted(from: trained, to: corpus.labels.map { prior[$0] ?? 0 })
    if shifted.kind == .none { shifted.kind = .vector }
    return shifted
  }

  /// What a model has beside its weights.
  private struct Unweighed {
    var vectorizer: Vectorizer
    var novelty: NoveltyProfile?
    var sources: [TrainingRecord.Source]
  }

  /// The inputs, and the digests of those that can be read again.
  private func sources(
    _ inputs: [RecordReader.Input], of corpus: TrainingCorpus
  ) throws -> [TrainingRecord.Source] {
    try zip(inputs, corpus.sourceRecords).map { input, records in
      guard case .path(let path) = input else { return TrainingRecord.Source(name: "-", sha256: "", records: records) }
      // What is no regular file, such as a pipe, can be read once only.
      return TrainingRecord.Source(
        name: "\(path.lastComponent)", sha256: RegularFile.isRegular(path) ? try Digest.ofFile(path) : "",
        records: records)
    }
  }

  private func record(
    _ corpus: TrainingCorpus, support: [Int], c: Double, fit: Fit, outcome: Validation.Outcome?,
    report: EvaluationReport?, sources: [TrainingRecord.Source], trials: [TrainingRecord.Trial]
  ) -> TrainingRecord {
    var record = TrainingRecord()
    record.sources = sources
    if let vectors = options.vectorSource { record.sources.append(vectors) }
    record.recordsDigest = corpus.recordsDigest
    record.texts = corpus.fingerprints
    record.documents = corpus.truth.count
    record.support = support
    record.rejected = corpus.tally.rejected
    record.empty = corpus.tally.empty
    record.c = c
    record.classWeight = options.classWeight.name
    if let prior = options.prior {
      let sum = prior.values.reduce(0, +)
      record.prior = corpus.labels.map { (prior[$0] ?? 0) / sum }
    }
    record.scheme = "\(options.scheme ?? .multinomial)"
    record.trials = trials
    record.fitsIntercept = options.fitsIntercept
    record.solver = fit.solver.rawValue
    record.iterations = fit.iterations
    record.objective = fit.objective
    record.gradientNorm = fit.gradientNorm
    record.converged = fit.converged
    record.seed = options.seed
    guard let outcome, let report else { return record }
    record.folds = options.folds
    record.criterion = options.criterion.rawValue
    if options.penalty == .automatic {
      record.curve = outcome.points
      record.untried = outcome.untried
    }
    record.calibrationLogLoss = Calibration.Kind.allCases.compactMap { kind in
      outcome.calibrationLogLoss[kind].map { (kind.rawValue, $0) }
    }.map { TrainingRecord.NamedLoss(name: $0.0, logLoss: $0.1) }
    record.metrics = report.metrics.compactMap { metric in
      guard let value = metric.value.value else { return nil }
      return TrainingRecord.NamedNumber(
        name: metric.name, value: value, low: metric.value.low ?? value, high: metric.value.high ?? value)
    }
    return record
  }
}

/// What approximate leave-one-out says of the training documents.
public struct LeaveOneOutSummary: Sendable, Equatable {
  /// A document whose label the others contradict.
  public struct Suspect: Sendable, Equatable {
    public var id: String
    public var label: String
    public var predicted: String
    /// Probability of the label that was given, without that document.
    public var probability: Double
  }

  public var accuracy: Double
  public var logLoss: Double
  /// The documents whose labels are least expected, the worst first.
  public var suspects: [Suspect]

  /// A label less probable than this, without its own document, is suspect.
  static let threshold = 0.05

  init(logits: [Double], corpus: TrainingCorpus) {
    let labels = corpus.labels.count
    var probabilities = logits
    Softmax.apply(to: &probabilities, labelCount: labels)
    var right = 0
    var found: [Suspect] = []
    for document in corpus.truth.indices {
      let row = probabilities[document * labels..<(document + 1) * labels]
      let best = row.indices.reduce(row.startIndex) { probabilities[$1] > probabilities[$0] ? $1 : $0 } - row.startIndex
      if best == corpus.truth[document] { right += 1 }
      let own = row[row.startIndex + corpus.truth[document]]
      if own < Self.threshold {
        found.append(
          Suspect(
            id: corpus.ids[document], label: corpus.labels[corpus.truth[document]], predicted: corpus.labels[best],
            probability: own))
      }
    }
    accuracy = Double(right) / Double(max(1, corpus.truth.count))
    logLoss = Softmax.logLoss(logits: logits, labels: corpus.truth, labelCount: labels)
    suspects = found.sorted { ($0.probability, $0.id) < ($1.probability, $1.id) }
  }
}

extension ClassWeight {
  var name: String {
    switch self {
    case .none: "none"
    case .balanced: "balanced"
    case .explicit(let weights): weights.map { "\($0)" }.joined(separator: ",")
    }
  }
}
