import LinearAlgebra
import TestSupport

/// Small made-up problems.
struct Problem {
  var x: SparseMatrix
  var labels: [Int]
  var labelCount: Int

  /// Documents of random terms, unit length, whose label depends on the terms and on chance.
  static func random(documents: Int, terms: Int, labels: Int, seed: UInt64, density: Double = 0.2) -> Problem {
    var random = SeededGenerator(seed: seed)
    var matrix = SparseMatrix(columnCount: terms)
    var assigned: [Int] = []
    for document in 0..<documents {
      let label = document < labels ? document : Int.random(in: 0..<labels, using: &random)
      var columns: [UInt32] = []
      for term in 0..<terms {
        let likely = term % labels == label ? 1.6 : 0.7
        if Double.random(in: 0..<1, using: &random) < density * likely { columns.append(UInt32(term)) }
      }
      var values = columns.map { _ in Double.random(in: 0.2...1, using: &random) }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      values = values.map { $0 / norm }
      matrix.appendRow(columns: columns, values: values)
      assigned.append(label)
    }
    return Problem(x: matrix, labels: assigned, labelCount: labels)
  }

  var dense: [[Double]] {
    (0..<x.rowCount).map { row in
      var values = [Double](repeating: 0, count: x.columnCount)
      for entry in x.rowOffsets[row]..<x.rowOffsets[row + 1] { values[Int(x.columns[entry])] = x.values[entry] }
      return values
    }
  }

  func reference(c: Double, weights: [Double]? = nil, fitsIntercept: Bool = true) -> DenseReference {
    DenseReference(
      x: dense, labels: labels, labelCount: labelCount,
      weights: weights ?? [Double](repeating: 1, count: labels.count), c: c, fitsIntercept: fitsIntercept)
  }
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}

/// The label with the largest logit of a document, the first of equals.
func topLabel(_ logits: [Double], _ document: Int, labelCount: Int) -> Int {
  var best = 0
  for label in 1..<labelCount where logits[document * labelCount + label] > logits[document * labelCount + best] {
    best = label
  }
  return best
}
