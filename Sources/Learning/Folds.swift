/// A split of documents into folds, each of which is the test part once.
public struct Folds: Sendable, Equatable {
  public let count: Int
  /// The fold of each document, in `0..<count`.
  public let assignment: [Int]

  /// A split that was made elsewhere.
  public init(count: Int, assignment: [Int]) throws(LearningError) {
    guard count >= 2 else { throw .tooManyFolds(folds: count, what: "documents", count: assignment.count) }
    for (document, fold) in assignment.enumerated() where !(0..<count).contains(fold) {
      throw .invalidOption(name: "The fold of document \(document)", value: "\(fold)", expected: "below \(count)")
    }
    self.count = count
    self.assignment = assignment
  }

  /// Documents, in ascending order, outside this fold.
  public func trainingDocuments(of fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] != fold } }

  /// Documents, in ascending order, of this fold.
  public func testDocuments(of fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] == fold } }

  /// Every label spread evenly: the folds' counts of a label, and their sizes, differ by one at most.
  public static func stratified(
    labels: [Int], labelCount: Int, folds: Int, seed: UInt64
  ) throws(LearningError) -> Folds {
    guard folds >= 2, folds <= labels.count else {
      throw .tooManyFolds(folds: folds, what: "documents", count: labels.count)
    }
    try check(labels, labelCount)
    var random = SplitMix(seed: seed)
    var assignment = [Int](repeating: 0, count: labels.count)
    // The deal goes on where the last label ended, so that sizes stay even too.
    var next = 0
    for label in 0..<labelCount {
      var documents = labels.indices.filter { labels[$0] == label }
      random.shuffle(&documents)
      for document in documents {
        assignment[document] = next
        next = (next + 1) % folds
      }
    }
    return try Folds(count: folds, assignment: assignment)
  }

  /// No group on both sides: whole groups are dealt, largest first, each to the fold that has least of its labels.
  ///
  /// Greedy: a group goes where Σ over labels of (the fold's count · the group's count / the label's total²) is
  /// smallest, which is where the spread of label shares over folds grows least.
  ///
  /// - Parameter groups: one number a document; equal numbers stay together.
  public static func grouped(
    labels: [Int], labelCount: Int, groups: [Int], folds: Int, seed: UInt64
  ) throws(LearningError) -> Folds {
    guard groups.count == labels.count else {
      throw .countMismatch(what: "groups", count: groups.count, documents: labels.count)
    }
    try check(labels, labelCount)
    var members: [Int: [Int]] = [:]
    for (document, group) in groups.enumerated() { members[group, default: []].append(document) }
    guard folds >= 2, folds <= members.count else {
      throw .tooManyFolds(folds: folds, what: "groups", count: members.count)
    }
    var order = members.keys.sorted()
    var random = SplitMix(seed: seed)
    random.shuffle(&order)
    let sized = order.map { (group: $0, documents: members[$0] ?? []) }
    let ranked = sized.enumerated().sorted {
      ($1.element.documents.count, $0.offset) < ($0.element.documents.count, $1.offset)
    }
    var totals = [Double](repeating: 0, count: labelCount)
    for label in labels { totals[label] += 1 }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: labelCount), count: folds)
    var sizes = [Int](repeating: 0, count: folds)
    var assignment = [Int](repeating: 0, count: labels.count)
    for (_, group) in ranked {
      var own = [Double](repeating: 0, count: labelCount)
      for document in group.documents { own[labels[document]] += 1 }
      func growth(_ fold: Int) -> Double {
        (0..<labelCount).reduce(0) { sum, label in
          own[label] == 0 ? sum : sum + counts[fold][label] * own[label] / (totals[label] * totals[label])
        }
      }
      let best = (0..<folds).min { (growth($0), sizes[$0]) < (growth($1), sizes[$1]) } ?? 0
      for label in 0..<labelCount { counts[best][label] += own[label] }
      sizes[best] += group.documents.count
      for document in group.documents { assignment[document] = best }
    }
    return try Folds(count: folds, assignment: assignment)
  }

  private static func check(_ labels: [Int], _ labelCount: Int) throws(LearningError) {
    for (document, label) in labels.enumerated() where !(0..<labelCount).contains(label) {
      throw .labelOutOfRange(document: document, label: label, labelCount: labelCount)
    }
  }
}

/// SplitMix64 with its own shuffle, because the standard library does not promise the same order in every release.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, from the high half of a 128-bit product (Lemire 2019; its bias is below 2⁻⁴⁰ here).
  mutating func next(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Fisher and Yates.
  mutating func shuffle(_ items: inout [Int]) {
    for last in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(last, next(below: last + 1)) }
  }
}
