public import Evaluation

/// One metric in each group of documents.
public struct GroupResults: Sendable, Equatable {
  public struct Group: Sendable, Equatable {
    public var name: String
    /// Number of documents.
    public var count: Int
    public var value: MetricValue

    public init(name: String, count: Int, value: MetricValue) {
      self.name = name
      self.count = count
      self.value = value
    }
  }

  /// What the groups are: "source", say.
  public var column: String
  public var metric: Metric
  public var groups: [Group]

  public init(column: String, metric: Metric = .accuracy, groups: [Group]) {
    self.column = column
    self.metric = metric
    self.groups = groups
  }
}
