/// What can be wrong with numbers handed to this module.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// A Cholesky factorisation met a leading minor that is not positive, at this order (counted from 1).
  case notPositiveDefinite(order: Int)
  /// A dense matrix has this many numbers where `expected` are needed.
  case wrongSize(count: Int, expected: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notPositiveDefinite(let order):
      "The matrix is not positive definite (leading minor \(order)); add to its diagonal or remove repeated columns."
    case .wrongSize(let count, let expected):
      "A dense matrix has \(count) numbers where \(expected) are needed."
    }
  }
}
