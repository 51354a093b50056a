internal import Evaluation

extension Metric {
  var title: String {
    switch self {
    case .accuracy: "Accuracy"
    case .macroF1: "Macro-F1"
    case .logLoss: "Log loss"
    case .brier: "Brier score"
    case .ece: "Calibration error"
    case .mcc: "Matthews correlation"
    case .cohenKappa: "Cohen’s kappa"
    case .balancedAccuracy: "Balanced accuracy"
    case .microF1: "Micro-F1"
    case .weightedF1: "Weighted F1"
    case .rocAUC: "ROC AUC"
    case .averagePrecision: "Average precision"
    }
  }

  /// What it says, in a few words.
  var meaning: String {
    switch self {
    case .accuracy: "share of documents labelled rightly"
    case .macroF1: "mean F1 of the labels, each counting the same"
    case .logLoss: "cost of confident errors; 0 is best"
    case .brier: "squared distance of probabilities to the truth; 0 is best"
    case .ece: "mean gap between confidence and accuracy; 0 is best"
    case .mcc: "correlation of labels with the truth; 0 is chance"
    case .cohenKappa: "agreement with the truth beyond chance; 0 is chance"
    case .balancedAccuracy: "mean recall of the labels"
    case .microF1: "F1 of all decisions pooled"
    case .weightedF1: "mean F1 weighted by the number of documents"
    case .rocAUC: "chance that a document with the label ranks above one without, mean over labels; 0.5 is chance"
    case .averagePrecision: "area under precision against recall, mean over labels"
    }
  }

  /// The title, or the name as it is where there is no such metric.
  static func title(_ name: String) -> String { Metric(rawValue: name)?.title ?? name }
}

extension BaselineReport {
  var title: String {
    switch name {
    case "majority": "Always the commonest label"
    case "majority_here": "Always the commonest label here"
    case "stratified_random": "Random, by label shares"
    case "keyword", "keywords": "Keyword list"
    case "length": "Length of the text alone"
    case "outlet", "source": "Outlet alone"
    default: DisplayNames.cut(name, to: 40)
    }
  }

  /// The classifier's lead in a metric, where one was measured.
  func lead(_ metric: Metric) -> MetricValue? { lead.first { $0.name == metric.rawValue }?.value }
}
