/// Documents of a group that share confusion cells and confidence bins, added up.
struct GroupAtoms {
  /// The group, later the kind of group, that each atom belongs to.
  private(set) var owners: [Int] = []
  /// What it shares: see ``Strata``.
  private(set) var strata: [Int] = []
  /// The sums of ``MetricRow``, one of each system, with the number of documents as the fourth.
  private(set) var sums: [[SIMD4<Double>]] = []
  /// One document of it.
  private(set) var documents: [Int] = []
  /// Documents of one stratum have the same sums throughout, as they have without probabilities: then groups are equal
  /// where they have as many documents in every stratum.
  let isUniform: Bool

  /// Atoms by ascending group, and within a group by ascending stratum.
  init(rows: [[MetricRow]], groups: [Int]) {
    let strata = Strata.of(rows)
    var first: [Int: Int] = [:]
    isUniform = strata.indices.allSatisfy { document in
      let other = first[strata[document], default: document]
      first[strata[document]] = other
      return rows.allSatisfy { $0[document].sums == $0[other].sums }
    }
    let order = Strata.sorted(Strata.sorted(Array(groups.indices), by: strata), by: groups)
    for document in order {
      let own = rows.map { SIMD4($0[document].sums[0], $0[document].sums[1], $0[document].sums[2], 1) }
      if let last = owners.last, last == groups[document], self.strata[owners.count - 1] == strata[document] {
        for s in own.indices { sums[owners.count - 1][s] += own[s] }
      } else {
        owners.append(groups[document])
        self.strata.append(strata[document])
        sums.append(own)
        documents.append(document)
      }
    }
  }

  /// Groups that have the same numbers of documents in the same strata: how many there are of each kind, and the
  /// first group of each. Groups of a kind are equal where `isUniform`.
  func kinds() -> (counts: [Int], first: [Int]) {
    struct Step: Hashable {
      var node: Int
      var stratum: Int
      var documents: Double
    }
    // Groups that begin alike share a way through a tree; where it ends is their kind.
    var nodes: [Step: Int] = [:]
    var kinds: [Int: Int] = [:]
    var counts: [Int] = []
    var first: [Int] = []
    var start = 0
    while start < owners.count {
      var end = start
      var node = 0
      while end < owners.count, owners[end] == owners[start] {
        let step = Step(node: node, stratum: strata[end], documents: sums[end][0][3])
        node = nodes[step] ?? nodes.count + 1
        nodes[step] = node
        end += 1
      }
      if let kind = kinds[node] {
        counts[kind] += 1
      } else {
        kinds[node] = counts.count
        counts.append(1)
        first.append(owners[start])
      }
      start = end
    }
    return (counts, first)
  }

  /// Leaves the atoms of these groups alone, which are ascending, and numbers the groups from 0.
  mutating func keep(_ groups: [Int]) {
    let numbers = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
    let kept = owners.indices.filter { numbers[owners[$0]] != nil }
    owners = kept.map { numbers[owners[$0]] ?? 0 }
    strata = kept.map { strata[$0] }
    sums = kept.map { sums[$0] }
    documents = kept.map { documents[$0] }
  }

  /// Numbers the groups anew by their first strata, so that those of a run lie side by side in memory.
  mutating func numberGroupsByStratum() {
    let first = owners.indices.filter { $0 == 0 || owners[$0] != owners[$0 - 1] }
    let order = Strata.sorted(Array(first.indices), by: first.map { strata[$0] })
    var numbers = [Int](repeating: 0, count: order.count)
    for (number, group) in order.enumerated() { numbers[group] = number }
    owners = owners.map { numbers[$0] }
  }
}
