public import Corpus
public import Evaluation
internal import Files
public import Learning
public import TextFeatures

/// What training is told.
public struct TrainingOptions: Sendable {
  public var features = FeatureSettings()
  public var c = 1.0
  public var classWeight = ClassWeight.none
  public var fitsIntercept = true
  public var folds = 5
  public var seed: UInt64 = 0
  public var threads = 1
  public var isStrict = false

  public init() {}

  /// The options, if they make sense.
  ///
  /// - Throws: `FeatureError` or `LearningError`.
  public func validated() throws -> TrainingOptions {
    var options = self
    options.features = try features.validated()
    try learning(threads: threads).validated()
    return options
  }

  func learning(threads: Int) -> LogisticRegression.Options {
    LogisticRegression.Options(c: c, classWeight: classWeight, fitsIntercept: fitsIntercept, threads: threads)
  }
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
    public var warnings: [String] = []
  }

  public func train(_ reader: RecordReader) throws -> Result { try fit(read(reader), sources: reader.inputs) }

  /// Predicts each document by a model that has not seen it, without keeping a model.
  public func validate(_ reader: RecordReader) throws -> Evaluator.Result {
    let corpus = try read(reader)
    return Evaluator.Result(
      predictions: try Validation(corpus: corpus, options: options).predictions(), tally: corpus.tally,
      recordsDigest: corpus.recordsDigest)
  }

  private func read(_ reader: RecordReader) throws -> TrainingCorpus {
    _ = try options.validated()
    let corpus = try TrainingReader(settings: options.features, threads: options.threads, isStrict: options.isStrict)
      .read(reader)
    guard corpus.labels.count >= 2 else { throw TrainingError.oneLabel(corpus.labels.first ?? "") }
    return corpus
  }

  private func fit(_ corpus: TrainingCorpus, sources: [RecordReader.Input]) throws -> Result {
    var warnings: [String] = []
    let support = corpus.labels.indices.map { label in corpus.truth.count { $0 == label } }
    for (label, count) in zip(corpus.labels, support) where count < 5 {
      warnings.append("The label '\(label)' has only \(count) documents; what is said of it is hardly more than chance.")
    }
    let selection = try corpus.counted.select()
    let matrix = corpus.counted.rows(under: selection)
    let fit = try LogisticRegression.fit(
      matrix, labels: corpus.truth, labelCount: corpus.labels.count, sampleWeights: corpus.weights,
      options: options.learning(threads: options.threads))
    if !fit.converged {
      warnings.append(
        "The fit has not converged after \(fit.iterations) iterations (gradient norm \(fit.gradientNorm)); lower --c.")
    }
    let report = try crossValidate(corpus, &warnings)

    var record = TrainingRecord()
    record.sources = try zip(sources, corpus.sourceRecords).map { input, records in
      guard case .path(let path) = input else { return TrainingRecord.Source(name: "-", sha256: "", records: records) }
      // What is no regular file, such as a pipe, can be read once only.
      let isFile = FileIdentity(path) != nil
      return TrainingRecord.Source(
        name: "\(path.lastComponent)", sha256: isFile ? try Digest.ofFile(path) : "", records: records)
    }
    record.recordsDigest = corpus.recordsDigest
    record.documents = corpus.truth.count
    record.support = support
    record.rejected = corpus.tally.rejected
    record.empty = corpus.tally.empty
    record.c = options.c
    record.classWeight = options.classWeight.name
    record.fitsIntercept = options.fitsIntercept
    record.solver = fit.solver.rawValue
    record.iterations = fit.iterations
    record.objective = fit.objective
    record.gradientNorm = fit.gradientNorm
    record.converged = fit.converged
    record.seed = options.seed
    if let report {
      record.folds = options.folds
      record.metrics = report.metrics.compactMap { metric in
        guard let value = metric.value.value else { return nil }
        return TrainingRecord.NamedNumber(
          name: metric.name, value: value, low: metric.value.low ?? value, high: metric.value.high ?? value)
      }
    }
    let model = Model(
      labels: corpus.labels, vectorizer: try corpus.counted.vectorizer(selection), fit: fit.model,
      calibration: .none(labels: corpus.labels.count), training: record)
    return Result(model: model, tally: corpus.tally, outOfFold: report, warnings: warnings)
  }

  // MARK: - Cross-validation

  /// Predicts each document by a model fitted, vocabulary and all, on the folds that do not hold it.
  /// Data too few to be divided are no reason to refuse a model: the lack of an estimate is said.
  private func crossValidate(_ corpus: TrainingCorpus, _ warnings: inout [String]) throws -> EvaluationReport? {
    guard options.folds > 1 else { return nil }
    let predictions: Predictions
    do {
      predictions = try Validation(corpus: corpus, options: options).predictions()
    } catch let error where error is TrainingError || error is LearningError || error is FeatureError {
      warnings.append("Not cross-validated, so nothing is known of how good this model is: \(error)")
      return nil
    }
    var evaluation = EvaluationOptions()
    evaluation.seed = options.seed
    evaluation.threads = options.threads
    return try EvaluationReport(predictions, evaluation)
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
