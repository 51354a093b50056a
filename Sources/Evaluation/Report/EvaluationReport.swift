/// One label's scores.
public struct ClassReport: Sendable, Equatable {
  public var label: String
  public var precision: MetricValue
  public var recall: MetricValue
  public var f1: MetricValue
  /// The label against the rest.
  public var rocAUC: MetricValue
  /// The label against the rest.
  public var averagePrecision: MetricValue
  /// Documents that have the label.
  public var support: Int
  /// Documents that were predicted to have it.
  public var predicted: Int
}

/// What a simple rule without any reading of the text reaches on the same documents.
public struct BaselineReport: Sendable, Equatable {
  public var name: String
  /// What it does, in words, where the name does not say all.
  public var rule: String?
  /// The same names in the same order as the report's own metrics.
  public var metrics: [NamedMetric]
  /// The classifier's label-based metrics minus the baseline's, resampled on the same documents: where an interval
  /// does not lie above 0, the classifier is not shown to beat the baseline. Empty for a baseline that is random.
  public var lead: [NamedMetric]

  public subscript(metric: Metric) -> MetricValue { metrics.value(of: metric) }
}

/// Everything that one set of predictions says about a classifier.
public struct EvaluationReport: Sendable, Equatable {
  /// Number of documents.
  public var n: Int
  public var labels: [String]
  /// One of each ``Metric``, in its order.
  public var metrics: [NamedMetric]
  public var perClass: [ClassReport]
  public var confusion: ConfusionMatrix
  public var baselines: [BaselineReport]
  /// Number of groups that intervals were drawn over; `nil` where they were drawn over documents.
  public var groups: Int?

  /// Below so many documents or groups, resampling knows too little of how they vary, and its intervals cover less
  /// than they say.
  public static let fewUnits = 20

  /// Says so where intervals were drawn over few units.
  public var warning: String? {
    let units = groups ?? n
    guard units > 0, units < Self.fewUnits else { return nil }
    let what = groups == nil ? "document" : "group"
    return "Intervals are over \(units) \(what)\(units == 1 ? "" : "s"): below \(Self.fewUnits) they are likely too "
      + "narrow, and with fewer than about 10 they say little."
  }

  public init(_ predictions: Predictions, _ options: EvaluationOptions = .init()) throws(EvaluationError) {
    try options.validated(labels: predictions.labels.count, documents: predictions.count)
    let measured = Measurement(predictions, options)
    n = predictions.count
    labels = predictions.labels
    metrics = measured.metrics
    perClass = measured.classes
    confusion = ConfusionMatrix(predictions)
    groups = predictions.groups.map { Set($0).count }
    baselines = try Baselines.all(for: predictions, options)
  }

  public subscript(metric: Metric) -> MetricValue { metrics.value(of: metric) }
}

extension [NamedMetric] {
  func value(of metric: Metric) -> MetricValue {
    first { $0.name == metric.rawValue }?.value ?? .undefined("The metric was not measured.")
  }
}
