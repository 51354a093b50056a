import TestSupport
import Testing
import TextFeatures

/// Texts that go beyond one block of words, whose rows are sorted digit by digit.
@Suite("Long texts")
struct LongTextTests {
  /// Words of which some are frequent, with a few that are longer than eight and sixteen bytes.
  private static func text(_ words: Int, seed: UInt64) -> String {
    var random = SeededGenerator(seed: seed)
    return (0..<words).map { _ in
      let number = Int.random(in: 0..<40, using: &random) * Int.random(in: 0..<40, using: &random)
      return ["w\(number)", "longerword\(number)", "muchlongerword\(number)indeed"][number % 3]
    }.joined(separator: " ")
  }

  @Test(arguments: ["word:1-2", "word:1-3", "word:2-3"])
  func `long texts beside a naive reading`(blocks: String) throws {
    let settings = try NaiveFeatureTests.settings(blocks)
    let texts = [3000, 700, 256, 257, 255, 512, 1].enumerated().map { Self.text($1, seed: UInt64($0)) }
    let (corpus, selection) = try NaiveFeatureTests.compare(texts, settings)
    #expect(corpus.rows(under: selection, threads: 3) == corpus.rows(under: selection))
  }

  /// A counter of sixteen bits is not enough for the first two, and is for the third.
  @Test func `words and pairs that one text has more often than a counter holds`() throws {
    let settings = try NaiveFeatureTests.settings("word:1-2")
    let texts = [
      String(repeating: "often said ", count: 70_000), String(repeating: "often ", count: 200_000) + "said",
      "often said once, often said twice",
    ]
    try NaiveFeatureTests.compare(texts, settings)
  }
}
