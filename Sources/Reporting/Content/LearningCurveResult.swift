public import Evaluation

/// A learning curve with what it was measured in.
public struct LearningCurveResult: Sendable, Equatable {
  public var curve: LearningCurve
  /// The score whose distance to 1 is the curve's error.
  public var metric: Metric
  /// How many more labelled documents the forecast is for.
  public var more: Int

  public init(curve: LearningCurve, metric: Metric = .macroF1, more: Int = 500) {
    self.curve = curve
    self.metric = metric
    self.more = more
  }
}
