internal import TextFeatures

/// What a model says of the documents it was trained on, summed as scoring does, from counts instead of texts.
struct TrainingScores {
  /// A row a document, a column a label.
  private(set) var probabilities: [Double] = []
  /// The label decided for, one a document.
  private(set) var decisions: [Int] = []

  /// - Parameter rows: of the model's own vectoriser, one a block.
  init(_ model: Model, rows: [CountedRows], documents: Int) {
    var scorer = Scorer(model)
    probabilities.reserveCapacity(documents * model.labels.count)
    for document in 0..<documents {
      decisions.append(scorer.score(rows, document: document))
      probabilities.append(contentsOf: scorer.probabilities)
    }
  }

  /// How another model's scores differ.
  func change(to other: TrainingScores) -> ProbabilityChange {
    var change = ProbabilityChange()
    for (one, two) in zip(probabilities, other.probabilities) { change.largest = max(change.largest, abs(one - two)) }
    change.labels = zip(decisions, other.decisions).count { $0 != $1 }
    return change
  }
}
