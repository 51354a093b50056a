public import Evaluation

/// What happens to decisions when the texts are changed in ways that should not matter.
public struct Audit: Sendable, Equatable {
  /// One change and what it did.
  public struct Change: Sendable, Equatable {
    public var name: String
    /// What was changed, in a few words.
    public var detail: String
    /// Number of documents that it applied to.
    public var documents: Int
    /// Share of them whose label changed.
    public var flipped: MetricValue
    /// Accuracy on them, changed minus unchanged, where it was measured.
    public var accuracyChange: MetricValue?

    public init(
      name: String, detail: String, documents: Int, flipped: MetricValue, accuracyChange: MetricValue? = nil
    ) {
      self.name = name
      self.detail = detail
      self.documents = documents
      self.flipped = flipped
      self.accuracyChange = accuracyChange
    }
  }

  /// A model that sees only what should not decide: actors, or boilerplate.
  public struct Shortcut: Sendable, Equatable {
    public var name: String
    /// What it sees, in words.
    public var detail: String
    public var value: MetricValue

    public init(name: String, detail: String = "", value: MetricValue) {
      self.name = name
      self.detail = detail
      self.value = value
    }
  }

  public var changes: [Change]
  public var shortcuts: [Shortcut]
  /// In what the shortcuts are measured.
  public var metric: Metric
  /// What was left out, and why, in sentences.
  public var notes: [String]

  public init(changes: [Change], shortcuts: [Shortcut] = [], metric: Metric = .accuracy, notes: [String] = []) {
    self.changes = changes
    self.shortcuts = shortcuts
    self.metric = metric
    self.notes = notes
  }
}
