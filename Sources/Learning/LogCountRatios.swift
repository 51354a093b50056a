import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How much more often each column occurs in the documents of a label than in the others (Wang and Manning 2012):
/// r = ln(p/Σp) − ln(q/Σq), where pⱼ is 1 plus the number of documents of the label that have column j, qⱼ the same of
/// the other documents, and Σ goes over all columns.
enum LogCountRatios {
  /// - Parameters:
  ///   - isOwn: whether a document has the label.
  ///   - weights: how much a document counts; 1 each when nil.
  /// - Returns: r of every column.
  static func of(_ x: SparseMatrix, isOwn: [Bool], weights: [Double]?) -> [Double] {
    var own = [Double](repeating: 1, count: x.columnCount)
    var others = own
    for document in isOwn.indices {
      let weight = weights?[document] ?? 1
      for entry in x.rowOffsets[document]..<x.rowOffsets[document + 1] where x.values[entry] != 0 {
        if isOwn[document] {
          own[Int(x.columns[entry])] += weight
        } else {
          others[Int(x.columns[entry])] += weight
        }
      }
    }
    let shift = log(others.reduce(0, +)) - log(own.reduce(0, +))
    return zip(own, others).map { log($0 / $1) + shift }
  }

  /// |r|^exponent of every column.
  static func factors(_ x: SparseMatrix, isOwn: [Bool], weights: [Double]?, exponent: Double) -> [Double] {
    of(x, isOwn: isOwn, weights: weights).map { pow(abs($0), exponent) }
  }
}

extension SparseMatrix {
  /// The matrix with every column multiplied by its factor.
  func scaled(columns factors: [Double]) -> SparseMatrix {
    var copy = self
    for entry in copy.values.indices { copy.values[entry] *= factors[Int(copy.columns[entry])] }
    return copy
  }
}
