internal import Dispatch
internal import Synchronization

/// When two texts are near-duplicates.
public struct DuplicateSettings: Sendable, Equatable {
  /// Least share of the shingles of both that are in both.
  public var jaccard = 0.5
  /// Least share of the shorter text's shingles that are in the longer, where they share at least `leastShared`.
  public var containment = 0.8
  public var leastShared = 20
  public var threads = 1

  public init() {}
}

/// Two texts that are near-duplicates, by place.
public struct DuplicatePair: Sendable, Equatable {
  /// The earlier one.
  public var first: Int
  public var second: Int
  public var resemblance: Resemblance
}

/// How much of two texts is the same.
public struct Resemblance: Sendable, Equatable {
  /// Shared shingles over all shingles of both.
  public var jaccard: Double
  /// Shared shingles over those of the text that has fewer.
  public var containment: Double
  public var shared: Int

  static let whole = Resemblance(jaccard: 1, containment: 1, shared: 0)

  /// - Parameters: different shingles, ascending.
  init(_ a: [UInt32], _ b: [UInt32]) {
    let left = a.span
    let right = b.span
    var (i, j, both) = (0, 0, 0)
    while i < left.count, j < right.count {
      let (x, y) = (left[i], right[j])
      if x == y { both &+= 1 }
      if x <= y { i &+= 1 }
      if y <= x { j &+= 1 }
    }
    let least = min(a.count, b.count)
    self.init(
      jaccard: least == 0 ? 0 : Double(both) / Double(a.count + b.count - both),
      containment: least == 0 ? 0 : Double(both) / Double(least), shared: both)
  }

  init(jaccard: Double, containment: Double, shared: Int) {
    self.jaccard = jaccard
    self.containment = containment
    self.shared = shared
  }

  func isDuplicate(_ settings: DuplicateSettings) -> Bool {
    jaccard >= settings.jaccard || containment >= settings.containment && shared >= settings.leastShared
  }
}

/// Finds pairs: candidates share fingerprints, and each is verified on all its shingles.
struct PairSearch {
  let sketches: [Sketch]
  let settings: DuplicateSettings

  /// A fingerprint's earliest texts, so many, are paired with every later text that has it; boilerplate then costs
  /// no more than its length.
  private static let anchors = 8
  /// Share of the fingerprints of the text with fewer that candidates have in common; about half of what is to be
  /// expected at the thresholds.
  private static let candidateShare = 0.2

  /// Pairs in order of the second, then the first.
  func pairs(among texts: [Int]) -> [DuplicatePair] {
    let candidates = candidates(among: texts)
    let block = 512
    let blocks = (candidates.count + block - 1) / block
    let next = Atomic(0)
    let found = Mutex<[(place: Int, pairs: [DuplicatePair])]>([])
    DispatchQueue.concurrentPerform(iterations: max(1, settings.threads)) { _ in
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard place < blocks else { break }
        let verified = verify(candidates[place * block..<min((place + 1) * block, candidates.count)])
        found.withLock { $0.append((place, verified)) }
      }
    }
    return found.withLock { $0.sorted { $0.place < $1.place }.flatMap(\.pairs) }
  }

  private func verify(_ candidates: ArraySlice<UInt64>) -> [DuplicatePair] {
    var pairs: [DuplicatePair] = []
    var own = (text: -1, shingles: [UInt32]())
    for candidate in candidates {
      let (second, first) = (Int(candidate >> 32), Int(candidate & 0xFFFF_FFFF))
      if own.text != second { own = (second, sketches[second].distinct()) }
      let resemblance = Resemblance(sketches[first].distinct(), own.shingles)
      if resemblance.isDuplicate(settings) {
        pairs.append(DuplicatePair(first: first, second: second, resemblance: resemblance))
      }
    }
    return pairs
  }

  /// `later << 32 | earlier`, ascending.
  private func candidates(among texts: [Int]) -> [UInt64] {
    var postings: [UInt64] = []
    postings.reserveCapacity(texts.reduce(0) { $0 + sketches[$1].fingerprints.count })
    for text in texts {
      for fingerprint in sketches[text].fingerprints { postings.append(UInt64(fingerprint) << 32 | UInt64(text)) }
    }
    ParallelSort.sort(&postings, threads: settings.threads)
    var meetings: [UInt64] = []
    var start = 0
    for place in postings.indices {
      if postings[place] >> 32 != postings[start] >> 32 { start = place }
      let later = postings[place] & 0xFFFF_FFFF
      for anchor in start..<min(place, start + Self.anchors) {
        meetings.append(later << 32 | postings[anchor] & 0xFFFF_FFFF)
      }
      if place - start > Self.anchors { meetings.append(later << 32 | postings[place - 1] & 0xFFFF_FFFF) }
    }
    ParallelSort.sort(&meetings, threads: settings.threads)
    var found: [UInt64] = []
    var first = 0
    for place in meetings.indices where place + 1 == meetings.count || meetings[place + 1] != meetings[place] {
      let (later, earlier) = (Int(meetings[place] >> 32), Int(meetings[place] & 0xFFFF_FFFF))
      let least = min(sketches[later].fingerprints.count, sketches[earlier].fingerprints.count)
      if Double(place - first + 1) >= Self.candidateShare * Double(least) { found.append(meetings[place]) }
      first = place + 1
    }
    return found
  }
}

/// Sorts halves side by side and merges them; the result is that of any sort.
enum ParallelSort {
  static func sort(_ values: inout [UInt64], threads: Int) {
    guard threads > 1, values.count > 50_000 else {
      values.sort()
      return
    }
    let middle = values.count / 2
    let halves = Mutex([Array(values[..<middle]), Array(values[middle...])])
    DispatchQueue.concurrentPerform(iterations: 2) { half in
      var own = halves.withLock { both -> [UInt64] in
        var taken: [UInt64] = []
        swap(&taken, &both[half])
        return taken
      }
      own.sort()
      halves.withLock { swap(&own, &$0[half]) }
    }
    let sorted = halves.withLock { $0 }
    let lower = sorted[0]
    let upper = sorted[1]
    let left = lower.span
    let right = upper.span
    var (i, j) = (0, 0)
    for place in values.indices {
      if j == right.count || i < left.count && left[i] <= right[j] {
        values[place] = left[i]
        i &+= 1
      } else {
        values[place] = right[j]
        j &+= 1
      }
    }
  }
}
