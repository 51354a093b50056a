#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A map from logits to calibrated logits: zₖ becomes scaleₖ·zₖ + offsetₖ.
///
/// Temperature scaling has one scale and no offsets, vector scaling one of each for every label (Guo et al. 2017).
/// It is a list of plain numbers; applying the identity changes nothing.
public struct Calibration: Sendable, Equatable {
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    case none
    case temperature
    case vector
  }

  public var kind: Kind
  /// One a label; all equal for `temperature`.
  public var scales: [Double]
  /// One a label.
  public var offsets: [Double]
  /// One a label, added to the mapped logits where a label is decided on, not in probabilities; empty for none.
  public var decision: [Double] = []

  public init(kind: Kind, scales: [Double], offsets: [Double]) {
    precondition(scales.count == offsets.count, "\(scales.count) scales and \(offsets.count) offsets")
    self.kind = kind
    self.scales = scales
    self.offsets = offsets
  }

  /// The map that changes nothing.
  public static func identity(labelCount: Int) -> Calibration {
    Calibration(
      kind: .none, scales: [Double](repeating: 1, count: labelCount),
      offsets: [Double](repeating: 0, count: labelCount))
  }

  /// Maps runs of one logit a label in place.
  public func apply(to logits: inout [Double]) {
    let labelCount = scales.count
    precondition(logits.count.isMultiple(of: max(1, labelCount)), "logits come in runs of \(labelCount)")
    var label = 0
    for index in logits.indices {
      logits[index] = scales[label] * logits[index] + offsets[label]
      label = label + 1 == labelCount ? 0 : label + 1
    }
  }

  /// The label that is decided for: by mapped logits, or by logarithms of probabilities. Of equal ones the first.
  public func decide(_ mapped: some RandomAccessCollection<Double>) -> Int {
    var best = 0
    var top = -Double.infinity
    for (label, logit) in mapped.enumerated() {
      let value = decision.isEmpty ? logit : logit + decision[label]
      if value > top {
        top = value
        best = label
      }
    }
    return best
  }

  /// The same map for a population with other label shares: ln(deployedₖ/trainedₖ) is added to each logit
  /// (Saerens et al. 2002), which is Bayes' rule when the texts of a label stay as they are.
  ///
  /// - Parameters:
  ///   - trained: the shares that the fit saw, weights included: equal ones under `balanced`.
  ///   - deployed: the shares where the model is used; both are divided by their sums.
  public func shifted(from trained: [Double], to deployed: [Double]) throws(LearningError) -> Calibration {
    for (name, shares) in [("trained", trained), ("deployed", deployed)] {
      guard shares.count == scales.count else {
        throw .invalidOption(
          name: "The number of \(name) label shares", value: "\(shares.count)",
          expected: "\(scales.count), one for each label")
      }
      for share in shares where !(share.isFinite && share > 0) {
        throw .invalidOption(name: "A \(name) label share", value: "\(share)", expected: "a positive finite number")
      }
    }
    let before = trained.reduce(0, +)
    let after = deployed.reduce(0, +)
    var result = self
    for label in scales.indices {
      result.offsets[label] += log(deployed[label] / after) - log(trained[label] / before)
    }
    return result
  }
}
