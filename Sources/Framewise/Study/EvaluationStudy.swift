public import Evaluation

/// Everything that is known of an evaluation: what a report shows and what `evaluate --json` carries.
///
/// Facets that were not asked for, or that the data do not allow, are nil or empty; `notes` says why.
public struct EvaluationStudy: Sendable {
  /// One document that was evaluated.
  public struct Document: Sendable, Equatable {
    public var id: String
    /// Its text: whole where it is short, else its beginning.
    public var excerpt: String
    public var truth: Int
    public var predicted: Int
    /// One a label; empty where there are none.
    public var probabilities: [Double]
    /// What the system compared with says; nil where it says nothing.
    public var other: Int?

    public var isRight: Bool { truth == predicted }
  }

  /// How the documents were predicted.
  public enum Method: Sendable, Equatable {
    /// By a model made before.
    case model
    /// By cross-validation with so many folds; `split` says what was kept together.
    case crossValidation(folds: Int, split: String)
    /// Trained before a date, tested from it on.
    case cut(date: String)
    /// Each block of time predicted from all before it.
    case rollingOrigin(steps: Int)
  }

  public var method: Method
  public var labels: [String]
  /// Metrics with intervals, classes, confusion and baselines.
  public var report: EvaluationReport
  public var predictions: Predictions
  /// Those that were predicted, in the order of `predictions`.
  public var documents: [Document]
  /// The place among the samples of each of them, ascending.
  public var rows: [Int]
  /// Places in `documents` for every cell of the confusion matrix: [true][predicted].
  public var confusionDocuments: [[[Int]]]
  /// Sentences on which baselines the model is, and is not, shown to beat.
  public var verdicts: [String]
  /// Sentences on what was left out, and why.
  public var notes: [String] = []
  public var provenance: Provenance

  /// Of a model made before: documents that it was trained on; nil where that cannot be told.
  public var overlap: TrainingOverlap?
  /// Of a model made before: documents that it can say something about.
  public var reach: ModelReach?
  /// Log loss, Brier score and calibration error before calibration; those of `report` are behind it.
  public var uncalibrated: [NamedMetric] = []
  public var comparison: StudyComparison?
  public var optimism: OptimismGap?
  /// Mean and spread of metrics over repeats with other folds.
  public var repeats: RepeatedScores?
  public var mistakes: [Mistake] = []
  /// Labels that the model contradicts with confidence; nil where it has learned from many of these documents.
  public var labelIssues: LabelIssues?
  public var duplicates: StudyDuplicates?
  public var reliability: Reliability?
  /// One a label, in their order; empty without probabilities, nil where no document has the label.
  public var precisionRecall: [PrecisionRecallPoints?] = []
  public var conformal: ConformalReport?
  /// Accuracy by outlet or group.
  public var groupScores: GroupScores?
  public var learningCurve: StudyLearningCurve?
  public var agreement: AgreementStudy?
  public var audit: RobustnessAudit?
  /// The terms that speak most for each label; empty without a model.
  public var topTerms: [[TopTerms.Term]] = []

  /// What the numbers come from.
  public struct Provenance: Sendable, Equatable {
    public var modelName: String?
    public var modelSHA256: String?
    /// What the model was trained on: its documents, and the digest over their labels and texts in order.
    public var training: Training?
    /// Over labels and texts in order.
    public var dataSHA256: String
    public var dataNames: [String]
    public var seed: UInt64
    public var threads: Int
    public var resamples: Int
    public var confidence: Double
    public var version = Version.current
    /// Features and training settings of the model, or of the folds.
    public var settings: String
    /// Lines of `read = used + rejected + empty`.
    public var tally: Tally

    public struct Training: Sendable, Equatable {
      public var documents: Int
      public var sha256: String
    }

    public init(
      modelName: String? = nil, modelSHA256: String? = nil, dataSHA256: String, dataNames: [String], seed: UInt64,
      threads: Int, resamples: Int, confidence: Double, settings: String, tally: Tally
    ) {
      self.modelName = modelName
      self.modelSHA256 = modelSHA256
      self.dataSHA256 = dataSHA256
      self.dataNames = dataNames
      self.seed = seed
      self.threads = threads
      self.resamples = resamples
      self.confidence = confidence
      self.settings = settings
      self.tally = tally
    }
  }
}

/// Two systems on the same documents.
public struct StudyComparison: Sendable {
  /// What the evaluated system is compared with.
  public var name: String
  /// Places in the study's documents that both have scores for; `paired.outcomes` is in this order.
  public var rows: [Int]
  public var paired: PairedComparison
}

/// Metrics over repeats of a cross-validation.
public struct RepeatedScores: Sendable, Equatable {
  public struct Score: Sendable, Equatable {
    public var metric: Metric
    /// One a repeat.
    public var values: [Double]

    public var mean: Double { values.reduce(0, +) / Double(values.count) }
    /// Over repeats: how much the choice of folds alone moves the metric.
    public var standardDeviation: Double {
      guard values.count > 1 else { return 0 }
      let mean = mean
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
  }

  public var repeats: Int
  public var scores: [Score]
}

/// How far probabilities can be taken at their word.
public struct Reliability: Sendable {
  /// Of the top label, in ten bins of equal width.
  public var curve: CalibrationCurve
  /// Of every label on its own.
  public var curves: [CalibrationCurve]
  /// Expected calibration error over bins of equal mass.
  public var adaptiveECE: MetricValue
  public var brier: BrierDecomposition?
  public var riskCoverage: RiskCoverage

  public init(_ predictions: Predictions, options: EvaluationOptions) throws(EvaluationError) {
    curve = CalibrationCurve(predictions, confidence: options.confidence)
    curves = predictions.labels.indices.map { CalibrationCurve(predictions, label: $0, confidence: options.confidence) }
    adaptiveECE = try ProbabilityMetrics.adaptiveECE(predictions, options: options)
    brier = BrierDecomposition(predictions)
    riskCoverage = try RiskCoverage(predictions, points: 50, options: options)
  }
}

/// Errors at growing numbers of training documents, and the curve through them.
public struct StudyLearningCurve: Sendable {
  public var metric: Metric
  public var curve: LearningCurve
  /// What 500 more labels would take off the error.
  public var gainOf500: MetricValue
}
