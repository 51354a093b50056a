public import Evaluation

/// Whether probabilities mean what they say.
public struct Reliability: Sendable, Equatable {
  /// Of the top label: the probability given to it against how often it was right.
  public var curve: CalibrationCurve
  public var brier: BrierDecomposition?
  /// Calibration error over bins of equal numbers of documents.
  public var adaptiveECE: MetricValue?

  public init(curve: CalibrationCurve, brier: BrierDecomposition? = nil, adaptiveECE: MetricValue? = nil) {
    self.curve = curve
    self.brier = brier
    self.adaptiveECE = adaptiveECE
  }
}

/// Precision against recall of one label as the threshold on its probability falls.
public struct PrecisionRecallCurve: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public var recall: Double
    public var precision: Double

    public init(recall: Double, precision: Double) {
      self.recall = recall
      self.precision = precision
    }
  }

  public var label: String
  /// By ascending recall.
  public var points: [Point]
  /// Share of documents that have the label: the precision of guessing.
  public var share: Double
  public var averagePrecision: MetricValue

  public init(label: String, points: [Point], share: Double, averagePrecision: MetricValue) {
    self.label = label
    self.points = points
    self.share = share
    self.averagePrecision = averagePrecision
  }
}
