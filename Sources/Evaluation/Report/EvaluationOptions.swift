/// What an evaluation is computed with.
public struct EvaluationOptions: Sendable {
  /// Bootstrap resamples; 0 for no bootstrap intervals.
  public var resamples = 2_000
  /// Confidence level of all intervals.
  public var confidence = 0.95
  public var seed: UInt64 = 0
  public var interval = IntervalMethod.percentile
  /// Intervals of accuracy, precision and recall by Wilson's formula where documents are not grouped.
  public var wilsonForProportions = true
  /// Threads to draw resamples on; the result is the same at any number.
  public var threads = 1
  /// Equal-width bins of the expected calibration error.
  public var eceBins = 15
  /// How often each label occurs in the training data, for the baselines; else the evaluated documents are counted.
  public var trainingCounts: [Int]?
  /// Further baselines: a name and the label each gives to every document.
  public var baselines: [(name: String, predicted: [Int])] = []

  public init() {}

  func validated(labels: Int, documents: Int) throws(EvaluationError) {
    try validated()
    if let counts = trainingCounts {
      guard counts.count == labels else {
        throw .countsDiffer(what: "training counts", expected: labels, found: counts.count)
      }
      if let negative = counts.first(where: { $0 < 0 }) {
        throw Self.refuse("trainingCounts", Double(negative), "0 or more for every label")
      }
    }
    for baseline in baselines {
      guard baseline.predicted.count == documents else {
        throw .countsDiffer(
          what: "labels of the baseline '\(baseline.name)'", expected: documents, found: baseline.predicted.count)
      }
      try Predictions.check(baseline.predicted, baseline.name, labels: labels)
    }
  }

  /// Checks what does not depend on documents.
  func validated() throws(EvaluationError) {
    guard resamples >= 0, resamples <= 1_000_000 else {
      throw Self.refuse("resamples", Double(resamples), "from 0 to 1000000")
    }
    guard confidence > 0, confidence < 1 else { throw Self.refuse("confidence", confidence, "between 0 and 1") }
    guard threads >= 1, threads <= 1_024 else { throw Self.refuse("threads", Double(threads), "from 1 to 1024") }
    guard eceBins >= 1, eceBins <= 10_000 else { throw Self.refuse("eceBins", Double(eceBins), "from 1 to 10000") }
  }

  private static func refuse(_ name: String, _ value: Double, _ allowed: String) -> EvaluationError {
    .optionOutOfRange(name: name, value: value, allowed: allowed)
  }
}
