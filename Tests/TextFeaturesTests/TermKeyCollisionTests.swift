import TestSupport
import Testing
import TextFeatures

/// Long words that share a key, made on purpose: the hash of `TermKey` can be run backwards.
@Suite("Words whose keys are the same")
struct TermKeyCollisionTests {
  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func word(_ text: String) -> UInt64 {
    text.utf8.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
  }

  /// What the state is after the first eight bytes of a word of 16.
  private static func state(_ head: UInt64) -> UInt64 {
    let product = (0x243F_6A88_85A3_08D3 ^ 16 ^ head) &* multiplier
    return product ^ product >> 32
  }

  /// Two different words of 16 bytes, ASCII letters in the first half and letters beyond ASCII in the second, with one key:
  /// the second half of the other takes back the difference of the first halves.
  private static func pair() -> (String, String)? {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    var seen: [UInt64: UInt64] = [:]
    var random = SeededGenerator(seed: 5)
    // Heads whose states differ in the lowest bits of each byte only, so that both tails can be letters.
    for _ in 0..<4_000_000 {
      var head: UInt64 = 0
      for place in 0..<8 { head |= UInt64(alphabet[Int.random(in: 0..<26, using: &random)]) << UInt64(8 * place) }
      let state = state(head)
      if let other = seen[state & 0xF8F8_F8F8_0000_0000], other != head {
        let difference = state ^ self.state(other)
        if let tails = tails(difference) { return (text(head) + tails.0, text(other) + tails.1) }
      }
      seen[state & 0xF8F8_F8F8_0000_0000] = head
    }
    return nil
  }

  /// Two texts of eight letters or digits whose bytes differ by `difference`.
  private static func tails(_ difference: UInt64) -> (String, String)? {
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789_".utf8)
    var first: [UInt8] = []
    var second: [UInt8] = []
    for place in 0..<8 {
      let byte = UInt8(truncatingIfNeeded: difference >> UInt64(8 * place))
      guard let letter = letters.sorted().first(where: { letters.contains($0 ^ byte) }) else { return nil }
      first.append(letter)
      second.append(letter ^ byte)
    }
    return (String(decoding: first, as: UTF8.self), String(decoding: second, as: UTF8.self))
  }

  private static func text(_ word: UInt64) -> String {
    String(decoding: (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }, as: UTF8.self)
  }

  @Test func `two words with one key are two terms`() throws {
    let (one, other) = try #require(Self.pair())
    #expect(one != other)
    let texts = ["\(one) and more", "\(other) and more", "\(one) \(other)", "less"]
    for blocks in ["word:1", "word:1-2"] {
      var settings = FeatureSettings()
      settings.blocks = try FeatureSettings.blocks(blocks)
      let corpus = NaiveFeatureTests.counted(texts, settings)
      let vectorizer = try corpus.vectorizer(try corpus.select())
      let terms = vectorizer.blocks[0].terms
      #expect(terms.count == 5)
      let read = try TermIndex(bytes: terms.bytes, offsets: terms.offsets, slots: terms.slots, hash: terms.hash)
      #expect(read == terms)
      let naive = NaiveFeatures(texts, settings)
      let rows = NamedRows(vectorizer.transform(texts), vectorizer).rows
      for (row, text) in zip(rows, texts) {
        let expected = naive.row(text)
        #expect(Set(row.keys) == Set(expected.keys))
        #expect(row.allSatisfy { abs($0.value - (expected[$0.key] ?? .infinity)) < 1e-12 })
      }
    }
  }
}
