/// Facts that let someone else repeat the evaluation.
public struct ProvenanceGroup: Sendable, Equatable {
  public struct Fact: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// "Model", "Data", "Settings", "Software".
  public var title: String
  public var facts: [Fact]

  public init(title: String, facts: [Fact]) {
    self.title = title
    self.facts = facts
  }
}
