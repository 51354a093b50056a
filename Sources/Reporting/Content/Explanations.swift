/// The terms that speak most for one label.
public struct LabelTerms: Sendable, Equatable {
  public struct Term: Sendable, Equatable {
    public var text: String
    /// Log-odds that a unit of the feature adds.
    public var weight: Double

    public init(text: String, weight: Double) {
      self.text = text
      self.weight = weight
    }
  }

  public var label: String
  /// The strongest first.
  public var terms: [Term]

  public init(label: String, terms: [Term]) {
    self.label = label
    self.terms = terms
  }
}

/// A passage of a text that moved the decision.
public struct Evidence: Sendable, Equatable {
  /// Bytes of the text in UTF-8. What lies outside the text, or across another passage, is left out.
  public var range: Range<Int>
  /// Log-odds towards the predicted label against the true one; negative where the passage spoke for the true label.
  public var weight: Double

  public init(range: Range<Int>, weight: Double) {
    self.range = range
    self.weight = weight
  }
}

/// A document that was labelled wrongly with confidence.
public struct WorstError: Sendable, Equatable {
  public var id: String
  public var text: String
  /// Number of the true label.
  public var truth: Int
  /// Number of the predicted label.
  public var predicted: Int
  /// Probability of the predicted label.
  public var probability: Double?
  /// Probability of the true label.
  public var probabilityOfTruth: Double?
  public var evidence: [Evidence]

  public init(
    id: String, text: String, truth: Int, predicted: Int, probability: Double? = nil,
    probabilityOfTruth: Double? = nil, evidence: [Evidence] = []
  ) {
    self.id = id
    self.text = text
    self.truth = truth
    self.predicted = predicted
    self.probability = probability
    self.probabilityOfTruth = probabilityOfTruth
    self.evidence = evidence
  }
}
