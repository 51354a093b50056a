internal import Learning
internal import TextFeatures

/// Scores one document after another; its scratch memory is used again. One a thread.
public struct Scorer {
  public let model: Model
  private var counter: RowCounter
  private var sums: ScoringTable.Sums
  /// Of the document scored last, a label each.
  public private(set) var probabilities: [Double]
  /// True when no term of the document scored last is in the vocabulary: the probabilities are then the priors.
  public private(set) var isEmpty = true

  public init(_ model: Model) {
    self.model = model
    counter = RowCounter(model.vectorizer)
    sums = ScoringTable.Sums(rows: model.rows)
    probabilities = [Double](repeating: 0, count: model.labels.count)
  }

  /// Scores a text, given as UTF-8, and leaves the result in `probabilities`.
  ///
  /// - Returns: the place of the most probable label; of equal ones the first.
  @discardableResult
  public mutating func score(_ text: Span<UInt8>) -> Int {
    sums.reset()
    var sums = sums
    let table = model.table
    counter.count(text, vectorizer: model.vectorizer) { _, columns, counts in
      table.add(columns, counts, to: &sums)
    }
    table.finish(&sums)
    isEmpty = !sums.hasFeatures
    probabilities[0] = 0
    for row in sums.totals.indices { probabilities[row + 1] = model.intercepts[row] + sums.totals[row] }
    self.sums = sums
    // Only differences of logits have a meaning: calibration was fitted with their mean taken away.
    let mean = probabilities.reduce(0, +) / Double(probabilities.count)
    for label in probabilities.indices { probabilities[label] -= mean }
    model.calibration.apply(to: &probabilities)
    Softmax.apply(to: &probabilities, labelCount: probabilities.count)
    var best = 0
    for label in probabilities.indices where probabilities[label] > probabilities[best] { best = label }
    return best
  }

  /// Scores a text: probabilities in the order of the model's labels.
  public mutating func probabilities(of text: String) -> [Double] {
    var text = text
    text.makeContiguousUTF8()
    score(text.utf8.span)
    return probabilities
  }
}
