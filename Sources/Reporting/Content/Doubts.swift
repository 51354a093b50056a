/// Labels that a person should look at again.
public struct Doubts: Sendable, Equatable {
  /// A document whose label the others contradict.
  public struct Issue: Sendable, Equatable {
    public var id: String
    /// Number of the label it has.
    public var given: Int
    /// Number of the label it looks like.
    public var suggested: Int
    /// p(suggested) − p(given).
    public var margin: Double

    public init(id: String, given: Int, suggested: Int, margin: Double) {
      self.id = id
      self.given = given
      self.suggested = suggested
      self.margin = margin
    }
  }

  /// Two near-duplicates with different labels.
  public struct Conflict: Sendable, Equatable {
    public var first: String
    public var second: String
    /// Numbers of their labels.
    public var firstLabel: Int
    public var secondLabel: Int
    /// Share of the shorter text's runs of words that the other has.
    public var containment: Double

    public init(first: String, second: String, firstLabel: Int, secondLabel: Int, containment: Double) {
      self.first = first
      self.second = second
      self.firstLabel = firstLabel
      self.secondLabel = secondLabel
      self.containment = containment
    }
  }

  /// The most doubtful first; nil where predictions are of a model that may have learned the labels.
  public var issues: [Issue]?
  /// Documents that have a near-duplicate; nil where none were looked for.
  public var duplicates: Int?
  /// The most alike first.
  public var conflicts: [Conflict]

  public init(
    issues: [Issue]? = nil, duplicates: Int? = nil, conflicts: [Conflict] = []
  ) {
    self.issues = issues
    self.duplicates = duplicates
    self.conflicts = conflicts
  }
}
