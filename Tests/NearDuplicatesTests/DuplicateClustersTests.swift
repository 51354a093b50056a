import NearDuplicates
import TestSupport
import Testing

struct DuplicateClustersTests {
  /// Originals with planted copies, excerpts, light edits and reprints under a shared footer.
  private static func planted(seed: UInt64, originals: Int) -> (sketches: [Sketch], truth: [Int]) {
    var texts = Texts(seed: seed)
    var all: [(words: [String], story: Int)] = []
    let footer = texts.words(30)
    for story in 0..<originals {
      var words = texts.words(Int.random(in: 120...700, using: &texts.random))
      if story % 4 == 0 { words += footer }
      all.append((words, story))
      guard story % 3 == 0 else { continue }
      switch story % 4 {
      case 0: all.append((words, story))
      case 1:
        let length = Int.random(in: 60...words.count / 2, using: &texts.random)
        let start = Int.random(in: 0...(words.count - length), using: &texts.random)
        all.append((Array(words[start..<start + length]), story))
      case 2: all.append((texts.edited(words, share: 0.05), story))
      default: all.append((texts.words(15) + texts.edited(words, share: 0.03), story))
      }
    }
    all.shuffle(using: &texts.random)
    return (all.map { Texts.sketch($0.words) }, all.map(\.story))
  }

  private static func pairs(_ groups: [Int]) -> Set<[Int]> {
    var members: [Int: [Int]] = [:]
    for (text, group) in groups.enumerated() { members[group, default: []].append(text) }
    return Set(members.values.flatMap { own in own.indices.flatMap { i in own[(i + 1)...].map { [own[i], $0] } } })
  }

  @Test func plantedCopiesExcerptsAndEditsAreFound() {
    let (sketches, truth) = Self.planted(seed: 7, originals: 2_000)
    let wanted = Self.pairs(truth)
    let found = Self.pairs(DuplicateClusters(sketches).clusters)
    let hits = Double(wanted.intersection(found).count)
    #expect(hits / Double(wanted.count) >= 0.95)
    #expect(hits / Double(found.count) >= 0.99)
  }

  /// Every pair compared on sets of its shingles.
  @Test func pairsAreThoseOfComparingAll() {
    let (sketches, _) = Self.planted(seed: 3, originals: 150)
    var naive: Set<[Int]> = []
    for second in sketches.indices {
      for first in 0..<second {
        let (a, b) = (Set(sketches[first].shingles), Set(sketches[second].shingles))
        let both = Double(a.intersection(b).count)
        let jaccard = both / Double(a.union(b).count)
        if jaccard >= 0.5 || both >= 20 && both / Double(min(a.count, b.count)) >= 0.8 {
          naive.insert([first, second])
        }
      }
    }
    let clusters = DuplicateClusters(sketches)
    #expect(Set(clusters.pairs.map { [$0.first, $0.second] }) == naive)
    for pair in clusters.pairs {
      let (a, b) = (Set(sketches[pair.first].shingles), Set(sketches[pair.second].shingles))
      #expect(pair.resemblance.jaccard == Double(a.intersection(b).count) / Double(a.union(b).count))
    }
  }

  @Test func theSameAtAnyNumberOfThreads() {
    let (sketches, _) = Self.planted(seed: 11, originals: 1_500)
    var settings = DuplicateSettings()
    let one = DuplicateClusters(sketches, settings: settings)
    settings.threads = 2
    #expect(DuplicateClusters(sketches, settings: settings) == one)
    settings.threads = 5
    #expect(DuplicateClusters(sketches, settings: settings) == one)
  }

  @Test func thousandsOfVersionsOfOneTextAreOneCluster() {
    var texts = Texts(seed: 5)
    let words = texts.words(300)
    let sketches = (0..<2_000).map { version in
      Texts.sketch(version % 2 == 0 ? words : words + ["edition", "\(version)"])
    }
    let clusters = DuplicateClusters(sketches)
    #expect(clusters.representatives.count == 1)
    #expect(clusters.duplicateCount == 2_000)
  }

  @Test func sharedFootersAndEmptyTextsJoinNothing() {
    var texts = Texts(seed: 9)
    let footer = texts.words(40)
    let sketches =
      (0..<200).map { _ in Texts.sketch(texts.words(200) + footer) } + [Texts.sketch(""), Texts.sketch("")]
    #expect(DuplicateClusters(sketches).clusters == Array(0..<202))
  }

  @Test func theLongestTextRepresents() {
    var texts = Texts(seed: 1)
    let words = texts.words(200)
    let clusters = DuplicateClusters([
      Texts.sketch(texts.words(50)), Texts.sketch(Array(words[..<120])), Texts.sketch(words),
    ])
    #expect(clusters.clusters == [0, 1, 1])
    #expect(clusters.representatives == [0, 2])
    #expect(clusters.resemblances[1].containment == 1)
    #expect(clusters.resemblances[1].jaccard == 116.0 / 196)
  }

  @Test func groupsAndClustersAreJoined() {
    var texts = Texts(seed: 2)
    let a = texts.words(100)
    let b = texts.words(100)
    let clusters = DuplicateClusters([a, b, a, texts.words(100)].map { Texts.sketch($0) })
    #expect(clusters.joined(with: [5, 6, 7, 6]) == [0, 1, 0, 1])
    #expect(clusters.joined(with: nil) == [0, 1, 0, 2])
    #expect(clusters.joined(with: [1, 1, 2, 2]) == [0, 0, 0, 0])
  }
}
