import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

/// Counters of several threads joined, with more n-grams than one slice of the work holds.
@Suite("Joining counters")
struct CounterJoinTests {
  private static func text(_ words: Int, seed: UInt64) -> String {
    var random = SeededGenerator(seed: seed)
    return (0..<words).map { _ in
      let number = Int.random(in: 0..<60, using: &random) * Int.random(in: 0..<60, using: &random)
      return ["w\(number)", "longerword\(number)", "\(number)"][number % 3]
    }.joined(separator: " ")
  }

  @Test(arguments: ["word:1-2", "word:1-4", "word:2-3", "word:3", "char:2-4"], [1, 2])
  func `the same corpus from any number of counters`(blocks: String, least: Int) throws {
    let settings = try NaiveFeatureTests.settings(blocks) { $0.minimumDocumentFrequency = .count(least) }
    let texts = (0..<24).map { Self.text($0 % 5 == 0 ? 4_000 : 40 * $0, seed: UInt64($0)) } + [""]
    let whole = NaiveFeatureTests.counted(texts, settings)
    let selection = try whole.select()
    let names = try whole.vectorizer(selection).termNames()
    let rows = whole.rows(under: selection)
    let naive = NaiveFeatures(texts, settings)
    #expect(
      NamedRows(rows, try whole.vectorizer(selection)).rows.map { Set($0.keys) }
        == texts.map { Set(naive.row($0).keys) })
    #expect(names == Self.inOrder(names, isOfWords: blocks.hasPrefix("word")))
    for count in [2, 3, 5] {
      var counters = (0..<count).map { _ in CorpusCounter(settings: settings) }
      var order: [CountedCorpus.Piece] = []
      for (document, text) in texts.enumerated() {
        let counter = document * 7 % 11 % count
        let place = counters[counter].documentCount
        counters[counter].add(text)
        order.append(CountedCorpus.Piece(counter: counter, documents: place..<place + 1))
      }
      let joined = CountedCorpus(counters, order: order, threads: count)
      let own = try joined.select()
      #expect(try joined.vectorizer(own).termNames() == names)
      #expect(joined.rows(under: own, threads: count) == rows)
    }
  }

  /// Words by their bytes; n-grams behind them, the shorter first, those of one length by their words.
  private static func inOrder(_ names: [String], isOfWords: Bool) -> [String] {
    guard isOfWords else { return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    return names.map { $0.split(separator: " ") }.sorted { left, right in
      if left.count != right.count { return left.count < right.count }
      return left.lexicographicallyPrecedes(right) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }.map { $0.joined(separator: " ") }
  }

  @Test(arguments: ["word:1-2", "word:2-3", "char:2-4"], [1, 2])
  func `documents that the order leaves out are not counted`(blocks: String, least: Int) throws {
    let settings = try NaiveFeatureTests.settings(blocks) { $0.minimumDocumentFrequency = .count(least) }
    let texts = (0..<12).map { Self.text(400, seed: UInt64($0)) }
    var counters = (0..<2).map { _ in CorpusCounter(settings: settings) }
    for (document, text) in texts.enumerated() { counters[document / 6].add(text) }
    let order = [
      CountedCorpus.Piece(counter: 1, documents: 1..<5), CountedCorpus.Piece(counter: 0, documents: 2..<6),
    ]
    let joined = CountedCorpus(counters, order: order, threads: 2)
    let alone = NaiveFeatureTests.counted(Array(texts[7..<11] + texts[2..<6]), settings)
    let (own, other) = (try joined.select(), try alone.select())
    #expect(try joined.vectorizer(own).termNames() == alone.vectorizer(other).termNames())
    #expect(try joined.vectorizer(own).idf == alone.vectorizer(other).idf)
    #expect(joined.rows(under: own, threads: 2) == alone.rows(under: other))
  }
}
