/// The metrics of a report, in the order in which they are shown.
public enum Metric: String, CaseIterable, Sendable {
  case accuracy
  case macroF1 = "macro_f1"
  case logLoss = "log_loss"
  case brier
  case ece
  case mcc
  case cohenKappa = "cohen_kappa"
  case balancedAccuracy = "balanced_accuracy"
  case microF1 = "micro_f1"
  case weightedF1 = "weighted_f1"
  case rocAUC = "roc_auc"
  case averagePrecision = "average_precision"

  /// Metrics that are functions of confusion counts and of sums over documents, and so can be resampled cheaply.
  static let resampled: [Metric] = [
    .accuracy, .macroF1, .logLoss, .brier, .ece, .mcc, .cohenKappa, .balancedAccuracy, .microF1, .weightedF1,
  ]

  /// Metrics that ask for probabilities.
  public var needsProbabilities: Bool {
    switch self {
    case .logLoss, .brier, .ece, .rocAUC, .averagePrecision: true
    default: false
    }
  }

  /// Whether a larger value is better.
  public var higherIsBetter: Bool {
    switch self {
    case .logLoss, .brier, .ece: false
    default: true
    }
  }

  /// The metric is a share of the documents, so that an interval for a proportion applies to it.
  var isProportion: Bool { self == .accuracy || self == .microF1 }

  /// What is said when the metric has no value.
  var undefinedReason: String {
    switch self {
    case .mcc:
      "Undefined: all documents have the same true label, or all have the same predicted label."
    case .cohenKappa:
      "Undefined: truth and predictions all have one and the same label, so chance alone agrees fully."
    case .rocAUC, .averagePrecision:
      "Undefined: every label needs at least one document that has it and one that has not."
    default:
      "Undefined: there are no documents to evaluate."
    }
  }

  static let noProbabilities = "The predictions carry no probabilities."
}
