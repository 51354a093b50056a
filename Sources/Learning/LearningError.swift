/// Why a fit, a split or a calibration could not begin.
public enum LearningError: Error, Equatable, Sendable {
  /// Documents, labels, weights or groups that should be equally many are not.
  case countMismatch(what: String, count: Int, documents: Int)
  /// A label index outside `0..<labelCount`, at this document.
  case labelOutOfRange(document: Int, label: Int, labelCount: Int)
  /// Fewer than two labels carry any weight.
  case tooFewLabels(present: Int)
  /// A setting has no meaning at this value.
  case invalidOption(name: String, value: String, expected: String)
  /// A sample or class weight is negative or not a number.
  case invalidWeight(what: String, index: Int, value: String)
  /// The design matrix breaks its own invariants or holds a number that is not finite.
  case malformedMatrix(String)
  /// A model for this many columns met a matrix with another count.
  case columnMismatch(columns: Int, expected: Int)
  /// More folds than documents or groups, or fewer than two.
  case tooManyFolds(folds: Int, what: String, count: Int)
}

extension LearningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .countMismatch(let what, let count, let documents):
      "There are \(count) \(what) for \(documents) documents; give one for each."
    case .labelOutOfRange(let document, let label, let labelCount):
      "Document \(document) has label \(label), but labels run from 0 to \(labelCount - 1)."
    case .tooFewLabels(let present):
      "Need two labels with documents to learn from, found \(present); add documents with another label."
    case .invalidOption(let name, let value, let expected):
      "\(name) is \(value); it must be \(expected)."
    case .invalidWeight(let what, let index, let value):
      "The weight of \(what) \(index) is \(value); weights are finite numbers and not negative."
    case .malformedMatrix(let reason):
      "The design matrix is damaged: \(reason)."
    case .columnMismatch(let columns, let expected):
      "The matrix has \(columns) columns, the model was trained with \(expected); use the vocabulary of the model."
    case .tooManyFolds(let folds, let what, let count):
      folds < 2
        ? "\(folds) folds leave nothing to test on; ask for at least 2."
        : "\(folds) folds need at least as many \(what), found \(count); ask for fewer folds or add data."
    }
  }
}
