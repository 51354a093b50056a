/// Which problems a fit of several labels is made of.
public enum Scheme: Sendable, Equatable {
  /// One softmax over all labels.
  case multinomial
  /// For each label one logistic regression against all others. Before it is fitted, columns are multiplied by
  /// |r|^`ratio`, r being the column's log-count ratio for that label (`LogCountRatios`); 0 leaves them as they are,
  /// 1 is the weighting of Wang and Manning (2012). The factors are multiplied into the weights afterwards, so that a
  /// model scores as any other.
  case oneVsRest(ratio: Double)

  /// Throws `invalidOption` for an exponent without a meaning.
  func validated() throws(LearningError) {
    guard case .oneVsRest(let ratio) = self else { return }
    guard ratio.isFinite, ratio >= 0, ratio <= 4 else {
      throw .invalidOption(
        name: "The exponent of the log-count ratios", value: "\(ratio)", expected: "a number from 0 to 4")
    }
  }
}

extension Scheme: CustomStringConvertible {
  /// As the command line writes it: `multinomial`, `one-vs-rest`, `naive-bayes:0.5`.
  public var description: String {
    switch self {
    case .multinomial: "multinomial"
    case .oneVsRest(0): "one-vs-rest"
    case .oneVsRest(let ratio): "naive-bayes:\(ratio)"
    }
  }

  /// Reads what `description` writes; `naive-bayes` alone has the exponent 0.5.
  public init?(_ text: String) {
    switch text {
    case "multinomial": self = .multinomial
    case "one-vs-rest": self = .oneVsRest(ratio: 0)
    case "naive-bayes": self = .oneVsRest(ratio: 0.5)
    default:
      let halves = text.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, halves[0] == "naive-bayes", let ratio = Double(halves[1]), ratio > 0, ratio <= 4 else {
        return nil
      }
      self = .oneVsRest(ratio: ratio)
    }
  }
}
