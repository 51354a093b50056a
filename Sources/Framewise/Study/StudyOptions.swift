public import Evaluation

/// What an evaluation is asked for.
public struct StudyOptions: Sendable {
  public var evaluation = EvaluationOptions()
  /// Keeps near-duplicates in one fold and in one unit of the intervals.
  public var groupsDuplicates = false
  /// Looks for near-duplicates, for what they say about labels and splits.
  public var findsDuplicates = true
  public var repeats = 1
  /// Sizes at which the learning curve is measured; 0 for none.
  public var learningCurveSteps = 0
  public var mistakes = 0
  public var alpha: Double?
  /// Compares ways of splitting.
  public var measuresOptimism = true

  public var seed: UInt64 { evaluation.seed }
  public var threads: Int { evaluation.threads }

  public init() {}
}

/// How documents are predicted.
public enum StudyPlan: Sendable {
  case model(Model)
  /// Cross-validation in so many folds; with dates the folds roll through time.
  case crossValidation(folds: Int, FoldSettings, inTime: Bool)
  /// Trains before a date and tests from it on.
  case cut(date: String, FoldSettings)

  /// Whether a text can be the date of a cut.
  public static func isDate(_ text: String) -> Bool { Dates.normalised(text) != nil }
}
