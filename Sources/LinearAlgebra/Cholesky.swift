internal import CLAPACK

/// The Cholesky factorisation A = LLᵀ of a symmetric positive definite matrix (LAPACK dpotrf, n³/3 operations).
public struct Cholesky: Sendable {
  public let order: Int
  /// Column-major, the lower triangle of L; what is above the diagonal is never read.
  private let factor: [Double]

  /// - Parameter matrix: `order × order` numbers; only one triangle (row ≥ column, column-major) is read.
  public init(_ matrix: [Double], order: Int) throws(LinearAlgebraError) {
    guard matrix.count == order * order else {
      throw .wrongSize(count: matrix.count, expected: order * order)
    }
    var factor = matrix
    var n = Int32(order)
    var info: Int32 = 0
    var lower = CChar(bitPattern: UInt8(ascii: "L"))
    if order > 0 {
      // SAFETY: `factor` holds n × n numbers, which is what dpotrf reads and writes.
      unsafe factor.withUnsafeMutableBufferPointer { unsafe dpotrf_(&lower, &n, $0.baseAddress, &n, &info, 1) }
    }
    guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
    self.order = order
    self.factor = factor
  }

  /// Solves A·X = B in place.
  ///
  /// - Parameter right: the columns of B one after another, `order` numbers each.
  public func solve(_ right: inout [Double]) throws(LinearAlgebraError) {
    guard order > 0 else { return }
    guard right.count.isMultiple(of: order) else {
      throw .wrongSize(count: right.count, expected: (right.count / order + 1) * order)
    }
    var n = Int32(order)
    var columns = Int32(right.count / order)
    var info: Int32 = 0
    var lower = CChar(bitPattern: UInt8(ascii: "L"))
    // SAFETY: the factor is n × n and the right-hand side n × columns, as dpotrs expects.
    unsafe factor.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeMutableBufferPointer { b in
        unsafe dpotrs_(&lower, &n, &columns, a.baseAddress, &n, b.baseAddress, &n, &info, 1)
      }
    }
    precondition(info == 0, "dpotrs refuses only malformed arguments")
  }
}
