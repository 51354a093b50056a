internal import Learning
internal import LinearAlgebra
internal import TextFeatures

/// The sums that make each document's logits, kept up to date while terms are taken away.
///
/// A group is what has one norm: a feature block, or the whole row.
struct PruningSums {
  private let model: Model
  private let groups: Int
  /// `documents · groups · rows` sums of value · weight, not divided by the norm.
  private var sums: [Double]
  /// `documents · groups`: the sum of |value| or of its square.
  private var norms: [Double]
  /// `documents · groups` terms that are left.
  private var terms: [Int32]
  private let original: TrainingScores
  private var probabilities: [Double]

  /// - Parameter rows: of the model's vectoriser, one a block.
  init(_ model: Model, rows: [CountedRows], documents: Int) {
    self.model = model
    groups = model.vectorizer.settings.normScope == .block ? rows.count : 1
    sums = [Double](repeating: 0, count: documents * groups * model.rows)
    norms = [Double](repeating: 0, count: documents * groups)
    terms = [Int32](repeating: 0, count: documents * groups)
    probabilities = [Double](repeating: 0, count: model.labels.count)
    original = TrainingScores(model, rows: rows, documents: documents)
    for (index, block) in rows.enumerated() {
      for document in 0..<documents {
        for place in block.places(of: document) {
          let column = Int(block.columns[place])
          let value = model.vectorizer.weight(of: column, block: index, count: block.counts[place])
          add(value, column: column, document: document, block: index, sign: 1)
        }
      }
    }
  }

  private func group(_ block: Int) -> Int { groups == 1 ? 0 : block }

  private func size(_ value: Double) -> Double {
    switch model.vectorizer.settings.norm {
    case .l1: abs(value)
    case .l2, .none: value * value
    }
  }

  private func divisor(_ norm: Double) -> Double {
    switch model.vectorizer.settings.norm {
    case .none: 1
    case .l1: norm
    case .l2: norm.squareRoot()
    }
  }

  private mutating func add(_ value: Double, column: Int, document: Int, block: Int, sign: Double) {
    let place = document * groups + group(block)
    norms[place] += sign * size(value)
    terms[place] += sign > 0 ? 1 : -1
    let isLast = terms[place] == 0
    // What subtractions have left of nothing is nothing.
    if isLast { norms[place] = 0 }
    for row in 0..<model.rows {
      let weight = Double(model.weights[column * model.rows + row])
      sums[place * model.rows + row] = isLast ? 0 : sums[place * model.rows + row] + sign * value * weight
    }
  }

  /// Takes a term out of a document.
  mutating func remove(_ value: Double, column: Int, document: Int, block: Int) {
    add(value, column: column, document: document, block: block, sign: -1)
  }

  /// The largest difference of a probability of a document, without a term, from what it was at first; infinity where
  /// its label is another or no term is left.
  mutating func change(without value: Double, column: Int, document: Int, block: Int) -> Double {
    let rows = model.rows
    probabilities[0] = 0
    for row in 0..<rows { probabilities[row + 1] = model.intercepts[row] }
    var left: Int32 = 0
    for group in 0..<groups {
      let place = document * groups + group
      var norm = norms[place]
      var count = terms[place]
      var share = 0.0
      if group == self.group(block) {
        norm -= size(value)
        count -= 1
        share = value
      }
      guard count > 0 else { continue }
      left += count
      let divisor = divisor(norm)
      for row in 0..<rows {
        let sum = sums[place * rows + row] - share * Double(model.weights[column * rows + row])
        probabilities[row + 1] += sum / divisor
      }
    }
    guard left > 0 else { return .infinity }
    let mean = probabilities.reduce(0, +) / Double(probabilities.count)
    for label in probabilities.indices { probabilities[label] -= mean }
    model.calibration.apply(to: &probabilities)
    guard model.calibration.decide(probabilities) == original.decisions[document] else { return .infinity }
    Softmax.apply(to: &probabilities, labelCount: probabilities.count)
    var largest = 0.0
    for label in probabilities.indices {
      let before = original.probabilities[document * probabilities.count + label]
      let moved = abs(probabilities[label] - before)
      // What rounding has made no number of is no small change.
      largest = moved.isNaN ? .infinity : max(largest, moved)
    }
    return largest
  }
}
