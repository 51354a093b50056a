public import Learning
public import LinearAlgebra
internal import Preparation
public import TextFeatures

/// A trained classifier: how text becomes features, what they weigh, and what is known of how it was made.
public struct Model: Sendable {
  /// The labels, in the order of all probabilities.
  public let labels: [String]
  public let vectorizer: Vectorizer
  /// `columnCount · (labels − 1)` log-odds against the first label, term-major.
  public let weights: Stored<Float>
  /// What the weights are written in; with `half` each of them is such a number.
  public let weightPrecision: WeightPrecision
  /// `labels − 1` log-odds against the first label.
  public let intercepts: [Double]
  public let calibration: Calibration
  public let training: TrainingRecord
  /// Nil for models that were made without it.
  let novelty: NoveltyProfile?
  let table: ScoringTable

  public var rows: Int { labels.count - 1 }

  init(
    labels: [String], vectorizer: Vectorizer, weights: Stored<Float>, intercepts: [Double], calibration: Calibration,
    training: TrainingRecord, novelty: NoveltyProfile?, weightPrecision: WeightPrecision = .full,
    table: ScoringTable? = nil
  ) {
    self.labels = labels
    self.vectorizer = vectorizer
    self.weights = weights
    self.weightPrecision = weightPrecision
    self.intercepts = intercepts
    self.calibration = calibration
    self.training = training
    self.novelty = novelty
    self.table = table ?? ScoringTable(vectorizer: vectorizer, weights: weights, rows: labels.count - 1)
  }

  init(
    labels: [String], vectorizer: Vectorizer, fit: LinearModel, calibration: Calibration, training: TrainingRecord,
    novelty: NoveltyProfile?
  ) {
    let rows = labels.count - 1
    var weights = [Float](repeating: 0, count: fit.columnCount * rows)
    for column in 0..<fit.columnCount {
      // With two labels the fit's one row is that of the second label against the first.
      let reference = fit.rows == rows ? 0 : fit.weights[column * fit.rows]
      for row in 0..<rows {
        weights[column * rows + row] = Float(fit.weights[column * fit.rows + row + (fit.rows - rows)] - reference)
      }
    }
    let reference = fit.rows == rows ? 0 : fit.intercepts[0]
    let intercepts = (0..<rows).map { fit.intercepts[$0 + (fit.rows - rows)] - reference }
    self.init(
      labels: labels, vectorizer: vectorizer, weights: Stored(weights), intercepts: intercepts,
      calibration: calibration,
      training: training, novelty: novelty)
  }

  public var leavesOutLines: Bool { vectorizer.settings.preparation.leftovers != nil }
  public var knowsNovelty: Bool { novelty != nil }

  /// The same model, leaving out further lines of texts: hashes as `RepeatedLines.find` gives them. A model that leaves
  /// nothing out so far leaves out these lines and nothing else.
  public func leavingOut(_ lines: [UInt64]) -> Model {
    var settings = vectorizer.settings
    let own = settings.preparation.leftovers
    settings.preparation.leftovers = LeftoverLines(
      repeated: Array(Set((own?.repeated ?? []) + lines)), hasRules: own?.hasRules ?? false)
    return Model(
      labels: labels,
      vectorizer: Vectorizer(settings: settings, documentCount: vectorizer.documentCount, blocks: vectorizer.blocks),
      weights: weights, intercepts: intercepts, calibration: calibration, training: training, novelty: novelty,
      weightPrecision: weightPrecision)
  }

  /// The weights of one column, a label each, centred so that they sum to zero (as scikit-learn's coefficients do).
  public func coefficients(of column: Int) -> [Double] {
    centred([0] + weights[column * rows..<(column + 1) * rows].map(Double.init))
  }

  private func centred(_ logits: [Double]) -> [Double] {
    let mean = logits.reduce(0, +) / Double(logits.count)
    return logits.map { $0 - mean }
  }
}

/// How a model was made. Nothing of the training texts is in it but numbers by which whoever has a text can know it again.
public struct TrainingRecord: Sendable, Equatable {
  /// One input file.
  public struct Source: Sendable, Equatable {
    /// The last component of its path.
    public var name: String
    /// SHA-256 of the file; empty for standard input, folders and pipes.
    public var sha256: String
    /// Documents that came from it.
    public var records: Int
  }

  public var sources: [Source] = []
  /// SHA-256 over all labels and texts in order.
  public var recordsDigest = ""
  public var documents = 0
  /// Documents of each label.
  public var support: [Int] = []
  public var rejected = 0
  public var empty = 0
  public var c = 1.0
  public var classWeight = "none"
  /// Shares of the labels where the model is to be used, as it was told, of sum 1; empty where it was not told.
  public var prior: [Double] = []
  public var fitsIntercept = true
  public var solver = ""
  public var iterations = 0
  public var objective = 0.0
  public var gradientNorm = 0.0
  public var converged = true
  public var seed: UInt64 = 0
  /// Version of the program.
  public var version = Version.current
  /// Of the cross-validation; 0 without.
  public var folds = 0
  /// Out-of-fold metrics: name and value.
  public var metrics: [NamedNumber] = []

  /// What chooses C and whether decisions are shifted to rare labels; empty without cross-validation.
  public var criterion = ""
  /// The curve that C was chosen from; empty where C was given.
  public var curve: [PenaltyPoint] = []
  /// Values of C that were left out, because log loss no longer fell before them.
  public var untried: [Double] = []
  /// As `Scheme` describes itself.
  public var scheme = "multinomial"
  /// Settings that a search tried, in its order; the one with the smallest log loss was taken.
  public var trials: [Trial] = []
  /// Cross-fitted log loss under each kind of calibration.
  public var calibrationLogLoss: [NamedLoss] = []

  /// One C and what the folds say of it.
  public struct PenaltyPoint: Sendable, Equatable {
    public var c: Double
    public var logLoss: Double
    public var standardError: Double
    public var accuracy: Double
    public var macroF1: Double
  }

  /// One setting that a search for features tried.
  public struct Trial: Sendable, Equatable {
    public var name: String
    public var c: Double
    /// Of calibrated out-of-fold predictions, as macro-F1 is.
    public var logLoss: Double
    public var macroF1: Double
  }

  public struct NamedLoss: Sendable, Equatable {
    public var name: String
    public var logLoss: Double
  }

  public struct NamedNumber: Sendable, Equatable {
    public var name: String
    public var value: Double
    public var low: Double
    public var high: Double
  }

  /// What rounding the weights did; nil where they have full precision.
  public var rounding: ProbabilityChange?
  /// What pruning did; nil where nothing was pruned.
  public var pruning: Pruning?

  /// Terms left out because the training documents hardly miss them.
  public struct Pruning: Sendable, Equatable {
    /// No probability of a training document may change by more.
    public var bound: Double
    /// Terms before.
    public var terms: Int
    /// Bytes of the model's file before.
    public var bytes: Int
    public var change: ProbabilityChange
  }

  /// Fingerprints of the training texts, ascending (`TextFingerprint`); empty where they were too many, and in models
  /// made before there were any.
  public internal(set) var texts: [UInt64] = []

  public init() {}
}

/// How the scores of the training documents differ between two models.
public struct ProbabilityChange: Sendable, Equatable {
  /// The largest change of a probability.
  public var largest = 0.0
  /// Documents with another label.
  public var labels = 0

  public init(largest: Double = 0, labels: Int = 0) {
    self.largest = largest
    self.labels = labels
  }
}

/// The version of the program.
public enum Version {
  public static let current = "0.1.0"
}
