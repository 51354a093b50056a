/// Why predictions or codings cannot be evaluated. Nothing is computed before these checks have passed.
public enum EvaluationError: Error, Equatable, Sendable {
  case noLabels
  case tooManyLabels(count: Int, limit: Int)
  case countsDiffer(what: String, expected: Int, found: Int)
  case labelOutOfRange(what: String, row: Int, value: Int, labels: Int)
  case probabilityNotFinite(row: Int, label: Int)
  case probabilityOutOfRange(row: Int, label: Int, value: Double)
  case probabilitiesDoNotSumToOne(row: Int, sum: Double)
  case optionOutOfRange(name: String, value: Double, allowed: String)
  case notComparable(what: String)
}

extension EvaluationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLabels:
      "There are no labels; name at least one."
    case .tooManyLabels(let count, let limit):
      "There are \(count) labels, more than the \(limit) that can be evaluated; check that the label column is right."
    case .countsDiffer(let what, let expected, let found):
      "There are \(found) \(what) where \(expected) are needed, one for each document and label it belongs to."
    case .labelOutOfRange(let what, let row, let value, let labels):
      "The \(what) label of document \(row + 1) has number \(value), but the labels are numbered 0 to \(labels - 1)."
    case .probabilityNotFinite(let row, let label):
      "Document \(row + 1) has a probability of label \(label + 1) that is not a finite number; score it again."
    case .probabilityOutOfRange(let row, let label, let value):
      "Document \(row + 1) gives label \(label + 1) the probability \(value); probabilities lie between 0 and 1."
    case .probabilitiesDoNotSumToOne(let row, let sum):
      "The probabilities of document \(row + 1) sum to \(sum) instead of 1; give one for every label."
    case .optionOutOfRange(let name, let value, let allowed):
      "The option \(name) is \(value); it must be \(allowed)."
    case .notComparable(let what):
      "The two sets of predictions cannot be compared: \(what)."
    }
  }
}
