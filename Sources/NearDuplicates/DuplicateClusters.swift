/// Texts grouped by near-duplication: the pairs that were found, and what they join.
public struct DuplicateClusters: Sendable, Equatable {
  /// The cluster of each text, numbered in the order of their first texts; a text on its own is a cluster too.
  public let clusters: [Int]
  /// Of each cluster the text with the most different shingles, the first of equals.
  public let representatives: [Int]
  /// Of each text to its cluster's representative.
  public let resemblances: [Resemblance]
  /// The pairs found, in order of the second text, then the first. Not all pairs of a large cluster are looked at.
  public let pairs: [DuplicatePair]

  /// Texts that are not alone in their clusters.
  public var duplicateCount: Int {
    var sizes = [Int](repeating: 0, count: representatives.count)
    for cluster in clusters { sizes[cluster] += 1 }
    return clusters.count { sizes[$0] > 1 }
  }

  /// Groups that joins both: documents of one cluster, or of one group, are in one group.
  public func joined(with groups: [Int]?) -> [Int] {
    guard let groups else { return clusters }
    var sets = UnionFind(count: clusters.count)
    for key in [clusters, groups] {
      var firsts: [Int: Int] = [:]
      for (text, group) in key.enumerated() {
        if let first = firsts[group] { sets.join(first, text) } else { firsts[group] = text }
      }
    }
    return sets.numbers()
  }

  /// The same at any number of threads.
  public init(_ sketches: [Sketch], settings: DuplicateSettings = DuplicateSettings()) {
    var sets = UnionFind(count: sketches.count)
    // Copies, shingle for shingle, are joined at once: thousands of them need no search.
    var pairs: [DuplicatePair] = []
    var firsts: [UInt64: [Int]] = [:]
    var rest: [Int] = []
    for (text, sketch) in sketches.enumerated() where !sketch.shingles.isEmpty {
      let key = Self.key(sketch)
      if let first = firsts[key]?.first(where: { sketches[$0].shingles == sketch.shingles }) {
        let whole = Resemblance(jaccard: 1, containment: 1, shared: Set(sketch.shingles).count)
        pairs.append(DuplicatePair(first: first, second: text, resemblance: whole))
      } else {
        firsts[key, default: []].append(text)
        rest.append(text)
      }
    }
    pairs += PairSearch(sketches: sketches, settings: settings).pairs(among: rest)
    pairs.sort { ($0.second, $0.first) < ($1.second, $1.first) }
    for pair in pairs { sets.join(pair.first, pair.second) }
    self.pairs = pairs
    let clusters = sets.numbers()
    self.clusters = clusters
    var members = [[Int]](repeating: [], count: (clusters.max() ?? -1) + 1)
    for (text, cluster) in clusters.enumerated() { members[cluster].append(text) }
    var representatives: [Int] = []
    var resemblances = [Resemblance](repeating: .whole, count: sketches.count)
    for own in members {
      guard own.count > 1 else {
        representatives.append(own[0])
        continue
      }
      let shingles = own.map { sketches[$0].distinct() }
      let best = shingles.indices.reduce(0) { shingles[$1].count > shingles[$0].count ? $1 : $0 }
      representatives.append(own[best])
      for (place, text) in own.enumerated() { resemblances[text] = Resemblance(shingles[place], shingles[best]) }
    }
    self.representatives = representatives
    self.resemblances = resemblances
  }

  private static func key(_ sketch: Sketch) -> UInt64 {
    var key = UInt64(sketch.shingles.count)
    for shingle in sketch.shingles { key = (key ^ UInt64(shingle)) &* 0x9E37_79B9_7F4A_7C15 }
    return key
  }
}

/// Disjoint sets of numbers, joined step by step; the least number stands for its set.
struct UnionFind: Sendable {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(_ element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (root(a), root(b))
    if x < y { parents[y] = x } else { parents[x] = y }
  }

  /// The set of each element, numbered in the order of their least elements.
  mutating func numbers() -> [Int] {
    var found: [Int] = []
    var next = 0
    for element in parents.indices {
      let root = root(element)
      if root == element {
        found.append(next)
        next += 1
      } else {
        found.append(found[root])
      }
    }
    return found
  }
}
