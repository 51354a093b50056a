/// A document as a list shows it.
public struct DocumentLine: Sendable, Equatable {
  public var id: String
  /// As much of its text as is to be shown.
  public var text: String
  /// The probability of the predicted label, if there is one.
  public var probability: Double?

  public init(id: String, text: String, probability: Double? = nil) {
    self.id = id
    self.text = text
    self.probability = probability
  }
}

/// Documents in one cell of the confusion matrix: all of them, or the first few.
public struct ConfusionCell: Sendable, Equatable {
  /// Number of the true label.
  public var truth: Int
  /// Number of the predicted label.
  public var predicted: Int
  public var documents: [DocumentLine]

  public init(truth: Int, predicted: Int, documents: [DocumentLine]) {
    self.truth = truth
    self.predicted = predicted
    self.documents = documents
  }
}
