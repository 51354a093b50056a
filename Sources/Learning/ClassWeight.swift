/// How much a document of each label counts in the fit.
public enum ClassWeight: Sendable, Equatable {
  /// Every document counts by its sample weight alone.
  case none
  /// n/(K·n_k): every label counts alike in sum. Counts are sums of sample weights where those are given, and K is
  /// the number of labels present, as in scikit-learn.
  case balanced
  /// One factor for each label.
  case explicit([Double])

  /// The weight of each document: its sample weight times the factor of its label.
  func documentWeights(
    labels: [Int], labelCount: Int, sampleWeights: [Double]?
  ) throws(LearningError) -> [Double] {
    if let sampleWeights {
      guard sampleWeights.count == labels.count else {
        throw .countMismatch(what: "sample weights", count: sampleWeights.count, documents: labels.count)
      }
      for (index, weight) in sampleWeights.enumerated() where !(weight.isFinite && weight >= 0) {
        throw .invalidWeight(what: "document", index: index, value: "\(weight)")
      }
    }
    let base = sampleWeights ?? [Double](repeating: 1, count: labels.count)
    let factors: [Double]
    switch self {
    case .none:
      return base
    case .explicit(let given):
      guard given.count == labelCount else {
        throw .invalidOption(
          name: "The number of class weights", value: "\(given.count)", expected: "\(labelCount), one for each label")
      }
      for (index, weight) in given.enumerated() where !(weight.isFinite && weight >= 0) {
        throw .invalidWeight(what: "label", index: index, value: "\(weight)")
      }
      factors = given
    case .balanced:
      var totals = [Double](repeating: 0, count: labelCount)
      for (label, weight) in zip(labels, base) { totals[label] += weight }
      let present = totals.count { $0 > 0 }
      let sum = totals.reduce(0, +)
      factors = totals.map { $0 > 0 ? sum / (Double(present) * $0) : 0 }
    }
    return zip(labels, base).map { factors[$0] * $1 }
  }
}
