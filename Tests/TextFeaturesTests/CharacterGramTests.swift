import TestSupport
import Testing
import TextFeatures

/// What is remembered of words, and how n-grams of characters are counted, at their borders.
@Suite("N-grams of characters beside a naive reading")
struct CharacterGramTests {
  private func compare(_ texts: [String], _ blocks: String) throws {
    try NaiveFeatureTests.compare(texts, try NaiveFeatureTests.settings(blocks) { $0.norm = .none })
  }

  /// A word for each number: of up to eight bytes, of up to sixteen, or of more, all alike in the first eight.
  private static func word(_ number: Int) -> String {
    let letters = String(UInt64(number) &* 0x9E37_79B9 % 0x100_0000, radix: 32)
    return ["w\(letters)", "together\(letters)", "togetherandapart\(letters)", "\u{E4}\u{F6}\(letters)\u{4E00}"][
      number % 4]
  }

  @Test func `more words than are remembered, in one document and in many`() throws {
    // Each word again after tens of thousands of others, when it has been forgotten, and some that recur all the time.
    let words = (0..<42_000).map { Self.word($0) + ($0 % 5 == 0 ? " the house" : "") }
    let whole = words.joined(separator: " ") + "\n" + words.prefix(4_000).joined(separator: " ")
    let parts = stride(from: 0, to: words.count, by: 14_000).map { words[$0..<$0 + 14_000].joined(separator: " ") }
    try compare([whole] + parts + ["", Self.word(3)], "char:3-4")
  }

  @Test func `a long word when its bytes fit no more and the slots are full too`() throws {
    // 10,240 words, five eighths of 16,384 slots, with 524,288 bytes.
    let words = (0..<10_240).map { number in
      let digits = String(number + 100_000)
      return digits + String(repeating: "x", count: (number < 2_048 ? 52 : 51) - digits.count)
    }
    try compare([(words + [String(repeating: "y", count: 256), "end"]).joined(separator: " ")], "char:3-4")
  }

  @Test func `a long word when its n-grams fit no more and the slots are full too`() throws {
    // 2,560 words, five eighths of 4,096 slots; one of n bytes has 8 · n − 12 n-grams: 2²⁰ in all.
    let words = (0..<2_560).map { number in
      let digits = String(number + 100_000)
      return digits + String(repeating: "x", count: (number < 768 ? 52 : 53) - digits.count)
    }
    try compare([(words + [String(repeating: "y", count: 256), "end"]).joined(separator: " ")], "char:1-8")
  }

  @Test(arguments: 0..<4) func `what is not in a vocabulary is not taken for what is in its slot`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let words = letters.flatMap { first in letters.flatMap { second in letters.map { first + second + $0 } } }
      .shuffled(using: &random)
    let settings = try NaiveFeatureTests.settings("char:3") { $0.norm = .none }
    let corpus = NaiveFeatureTests.counted(Array(words.prefix(9_000)), settings)
    let vectorizer = try corpus.vectorizer(try corpus.select())
    let known = Set(vectorizer.termNames())
    let others = Array(words.dropFirst(9_000))
    let rows = NamedRows(vectorizer.transform(others), vectorizer).rows
    for (word, row) in zip(others, rows) {
      let grams = [" " + word.prefix(2), word, word.suffix(2) + " "]
      let found = Set(row.keys.map { String(decoding: $0.term, as: UTF8.self) })
      #expect(found == known.intersection(grams), "\(word)")
    }
  }

  @Test func `n-grams that occur more often than a counter of sixteen bits holds`() throws {
    let often = String(repeating: "ab ", count: 70_000)
    let texts = ["cd ab", often, "ab ce cd", often + String(repeating: "abc ", count: 140_000) + "cd", "ab abc"]
    try compare(texts, "char:2-3")
  }

  @Test func `every byte of ASCII between words`() throws {
    var texts = (0..<128).map { byte in
      let scalar = String(UnicodeScalar(UInt8(byte)))
      return "ab\(scalar)cd\(scalar)\(scalar)e \(scalar)f\(scalar)\u{E9}\(scalar)"
    }
    // And at every place of sixty-four bytes.
    texts += (0..<66).map { String(repeating: "x", count: $0) + "\u{1F}y\u{0E}z\u{1B}\u{1C}w\u{9} \u{8}v" }
    try compare(texts, "char:1-3")
  }

  @Test func `the longest words, and n-grams of eight characters beyond ASCII`() throws {
    var texts: [String] = []
    for length in [1, 7, 8, 9, 15, 16, 17, 63, 64, 253, 254, 255, 256, 257] {
      texts.append(
        String(repeating: "q", count: length) + " " + String(repeating: "\u{1F600}", count: length / 4) + " end")
    }
    try compare(texts + texts.reversed(), "char:1-8")
  }
}
