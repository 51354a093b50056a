import Foundation
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

  /// The first articles of `data/framing-ir`, their words as unit-length tf-idf rows; with two labels the third is part
  /// of the second.
  static func articles(_ count: Int, labelCount: Int) throws -> Problem {
    let lines = try Data(contentsOf: SharedData.checkout.appendingPathComponent("data/framing-ir/train.jsonl"))
      .split(separator: UInt8(ascii: "\n"))
    let names = ["cooperative", "adversarial", "neutral"]
    var counts: [[String: Double]] = []
    var labels: [Int] = []
    var frequencies: [String: Double] = [:]
    for line in lines.prefix(count) {
      guard let record = try JSONSerialization.jsonObject(with: line) as? [String: Any],
        let text = record["text"] as? String, let label = names.firstIndex(of: record["label"] as? String ?? "")
      else { throw CocoaError(.fileReadCorruptFile) }
      var own: [String: Double] = [:]
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) { own[String(word), default: 0] += 1 }
      for word in own.keys { frequencies[word, default: 0] += 1 }
      counts.append(own)
      labels.append(min(label, labelCount - 1))
    }
    let words = frequencies.keys.sorted()
    let columns = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, UInt32($0)) })
    var matrix = SparseMatrix(columnCount: words.count)
    for own in counts {
      let row = own.keys.sorted()
      let values = row.map { (own[$0] ?? 0) * (log(Double(count + 1) / ((frequencies[$0] ?? 0) + 1)) + 1) }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      matrix.appendRow(columns: row.map { columns[$0] ?? 0 }, values: values.map { $0 / norm })
    }
    return Problem(x: matrix, labels: labels, labelCount: labelCount)
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
