#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is done to logits before the softmax, so that probabilities mean what they say: a scale and an offset a label.
///
/// Logits are centred first, since only their differences have a meaning.
public struct Calibration: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// The logits stay as they are.
    case none
    /// All are divided by one temperature.
    case temperature
    /// Each label has its own scale and offset.
    case vector
  }

  public var kind: Kind
  public var scales: [Double]
  public var offsets: [Double]

  public static func none(labels: Int) -> Calibration {
    Calibration(
      kind: .none, scales: [Double](repeating: 1, count: labels), offsets: [Double](repeating: 0, count: labels))
  }

  /// Calibrated probabilities of logits, in place.
  func apply(to logits: inout [Double]) {
    if kind != .none {
      let mean = logits.reduce(0, +) / Double(logits.count)
      for label in logits.indices { logits[label] = (logits[label] - mean) * scales[label] + offsets[label] }
    }
    var largest = -Double.infinity
    for logit in logits { largest = max(largest, logit) }
    var sum = 0.0
    for label in logits.indices {
      logits[label] = exp(logits[label] - largest)
      sum += logits[label]
    }
    for label in logits.indices { logits[label] /= sum }
  }
}
