public import Evaluation

/// How right the documents of each outlet or group were predicted.
public struct GroupScores: Sendable, Equatable {
  public struct Group: Sendable, Equatable {
    public var name: String
    public var documents: Int
    /// With Wilson's interval; where the evaluation's intervals are over groups, for so many independent documents as
    /// the groups amount to.
    public var accuracy: MetricValue
  }

  /// `source` or `group`.
  public var column: String
  /// Those with the most documents first.
  public var groups: [Group]
  /// Groups that are left out because of ``limit``.
  public var omitted: Int

  /// Groups that are kept.
  public static let limit = 200
  /// Documents a group must have on average for its accuracy to say anything.
  private static let leastMean = 5

  /// Nil where there is but one group, or groups are too small.
  init?(_ samples: Samples, _ predictions: Predictions, rows: [Int], confidence: Double) {
    let choices = [("source", samples.sources, samples.sourceNames), ("group", samples.groups, samples.groupNames)]
    for (column, numbers, names) in choices {
      guard let numbers else { continue }
      var places: [Int: [Int]] = [:]
      for (place, row) in rows.enumerated() { places[numbers[row], default: []].append(place) }
      guard places.count > 1, places.count * Self.leastMean <= rows.count else { continue }
      let all = places.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      self.column = column
      groups = all.prefix(Self.limit).map { number, own in
        Group(
          name: names.indices.contains(number) ? names[number] : "\(number + 1)", documents: own.count,
          accuracy: GroupedProportion.value(
            own.map { predictions.truth[$0] == predictions.predicted[$0] },
            groups: predictions.groups.map { groups in own.map { groups[$0] } }, confidence: confidence))
      }
      omitted = all.count - groups.count
      return
    }
    return nil
  }
}
