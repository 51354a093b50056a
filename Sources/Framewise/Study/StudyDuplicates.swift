internal import NearDuplicates

/// Near-duplicates among the data, with a split in time also those that are only trained on.
public struct StudyDuplicates: Sendable, Equatable {
  /// Two near-duplicates with different labels: one of the labels is likely wrong.
  public struct Conflict: Sendable, Equatable {
    public var first: String
    public var second: String
    public var firstLabel: Int
    public var secondLabel: Int
    public var jaccard: Double
    public var containment: Double
  }

  /// Documents that have a near-duplicate.
  public var documents: Int
  /// Clusters of two and more.
  public var clusters: Int
  /// The most alike first.
  public var conflicts: [Conflict]

  init(_ found: DuplicateClusters, _ samples: Samples) {
    documents = found.duplicateCount
    var sizes = [Int](repeating: 0, count: found.representatives.count)
    for cluster in found.clusters { sizes[cluster] += 1 }
    clusters = sizes.count { $0 > 1 }
    conflicts = found.pairs.filter { samples.truth[$0.first] != samples.truth[$0.second] }
      .sorted { ($1.resemblance.containment, $0.second, $0.first) < ($0.resemblance.containment, $1.second, $1.first) }
      .map {
        Conflict(
          first: samples.ids[$0.first], second: samples.ids[$0.second], firstLabel: samples.truth[$0.first],
          secondLabel: samples.truth[$0.second], jaccard: $0.resemblance.jaccard,
          containment: $0.resemblance.containment)
      }
  }
}
