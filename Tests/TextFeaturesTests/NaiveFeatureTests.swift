import Foundation
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

/// The fast text path beside the plain one.
@Suite("Features beside a naive reading")
struct NaiveFeatureTests {
  static func settings(_ blocks: String, _ change: (inout FeatureSettings) -> Void = { _ in }) throws -> FeatureSettings
  {
    var settings = FeatureSettings()
    settings.blocks = try FeatureSettings.blocks(blocks)
    settings.sublinear = true
    change(&settings)
    return try settings.validated()
  }

  static func counted(_ texts: [String], _ settings: FeatureSettings) -> CountedCorpus {
    var counter = CorpusCounter(settings: settings)
    for text in texts { counter.add(text) }
    return CountedCorpus(counter)
  }

  private static func expectEqual(
    _ rows: [[NaiveFeatures.Key: Double]], _ expected: [[NaiveFeatures.Key: Double]], _ location: SourceLocation
  ) {
    #expect(rows.count == expected.count, sourceLocation: location)
    for (document, (row, other)) in zip(rows, expected).enumerated() {
      let missing = Set(other.keys).subtracting(row.keys)
      let surplus = Set(row.keys).subtracting(other.keys)
      guard missing.isEmpty, surplus.isEmpty else {
        Issue.record(
          "document \(document): missing \(missing.prefix(3)), surplus \(surplus.prefix(3))", sourceLocation: location)
        continue
      }
      let worst = row.map { abs($0.value - (other[$0.key] ?? .infinity)) }.max() ?? 0
      #expect(worst <= 1e-12, "document \(document)", sourceLocation: location)
    }
  }

  /// Tables that were built pass the checks for those read from files.
  private static func expectSound(_ block: Vectorizer.Block, _ location: SourceLocation) {
    let terms = block.terms
    #expect(throws: Never.self, sourceLocation: location) {
      let read = try TermIndex(bytes: terms.bytes, offsets: terms.offsets, slots: terms.slots, hash: terms.hash)
      #expect(read == terms, sourceLocation: location)
      if let grams = block.grams {
        let read = try NGramTable(
          slots: grams.slots, hash: grams.hash, wordCount: grams.wordCount, count: grams.count)
        #expect(read == grams, sourceLocation: location)
      }
    }
  }

  /// Fits on the texts, and compares vocabulary and rows; then rows of texts that were not fitted on.
  @discardableResult
  static func compare(
    _ texts: [String], _ settings: FeatureSettings, new: [String] = [], _ location: SourceLocation = #_sourceLocation
  ) throws -> (corpus: CountedCorpus, selection: CountedCorpus.Selection) {
    let corpus = counted(texts, settings)
    let selection = try corpus.select()
    let vectorizer = try corpus.vectorizer(selection)
    let naive = NaiveFeatures(texts, settings)

    let fitted = NamedRows(corpus.rows(under: selection), vectorizer)
    let expected = naive.frequencies.enumerated().flatMap { index, terms in
      terms.keys.map { NaiveFeatures.Key(block: index, term: $0) }
    }
    #expect(fitted.features.symmetricDifference(expected).isEmpty, sourceLocation: location)
    for (index, block) in vectorizer.blocks.enumerated() {
      expectSound(block, location)
      let names = vectorizer.termNames()
      for (number, frequency) in block.documentFrequencies.enumerated() {
        let name = Array(names[block.firstColumn + number].utf8)
        #expect(Int(frequency) == naive.frequencies[index][name] ?? 0, sourceLocation: location)
      }
    }
    expectEqual(fitted.rows, texts.map { naive.row($0) }, location)
    expectEqual(
      NamedRows(vectorizer.transform(texts + new), vectorizer).rows, (texts + new).map { naive.row($0) }, location)
    return (corpus, selection)
  }

  @Test(arguments: ["word:1", "word:1-2", "word:1-3", "word:2", "word:2-3", "word:3", "char:2-6", "char:1", "char:3-5"])
  func `every kind of n-gram on texts of many alphabets`(blocks: String) throws {
    for seed in UInt64(1)...4 {
      try Self.compare(
        RandomTexts.documents(30, seed: seed), Self.settings(blocks), new: RandomTexts.documents(10, seed: seed + 100))
    }
  }

  @Test(arguments: ["word:1-2,char:3-5", "word:2,word:1,char:2", "char:2,char:3-4,word:1-3"])
  func `several blocks side by side`(blocks: String) throws {
    for scope in [FeatureSettings.NormScope.block, .row] {
      try Self.compare(
        RandomTexts.documents(25, seed: 21), Self.settings(blocks) { $0.normScope = scope },
        new: RandomTexts.documents(5, seed: 22))
    }
  }

  @Test(arguments: ["word:1-2", "word:2-3", "char:2-4"])
  func `weights, bounds and accents`(blocks: String) throws {
    let changes: [(inout FeatureSettings) -> Void] = [
      { $0.sublinear = false }, { $0.binary = true }, { $0.idf = .plain }, { $0.idf = .none }, { $0.norm = .l1 },
      { $0.norm = .none }, { $0.minimumDocumentFrequency = .count(3) }, { $0.minimumDocumentFrequency = .share(0.11) },
      { $0.maximumDocumentFrequency = .count(5) }, { $0.maximumDocumentFrequency = .share(0.3) },
      { $0.maximumFeatures = 25 }, { $0.stripsAccents = true },
      {
        $0.minimumDocumentFrequency = .count(2)
        $0.maximumFeatures = 40
        $0.stripsAccents = true
      },
    ]
    for (index, change) in changes.enumerated() {
      try Self.compare(
        RandomTexts.documents(30, seed: 31 + UInt64(index)), Self.settings(blocks, change),
        new: RandomTexts.documents(8, seed: 61))
    }
  }

  @Test func `every scalar of the pools between letters`() throws {
    let texts = RandomTexts.pools.flatMap { $0 }.map { "ab\($0)cd \($0)\($0) x\($0) A\($0)\u{3A3} \($0)" }
    try Self.compare(texts, Self.settings("word:1"))
    try Self.compare(texts, Self.settings("char:1-2"))
    try Self.compare(texts, Self.settings("word:1,char:2") { $0.stripsAccents = true })
  }

  @Test func `the Greek sigma at the end of a word`() throws {
    try Self.compare(
      [
        "ΟΔΟΣ ΣΑΣ ΣΣ Σ ΑΣ. ΑΣ' ΑΣ'Α Α'Σ Α\u{301}Σ ΑΣ\u{301} ΑΣ\u{301}Α ΑΣ-Α 1Σ ΑΣ1 aΣ Σa", "ΟΔΟΣ\u{AD}", "\u{AD}Σ",
        "ΑΣ\u{200D}Α", "ΣΑΣ:ΣΑ", "ΑΣ", "Σ",
      ],
      Self.settings("word:1,char:2-3"))
  }

  @Test func `composed and decomposed text give the same terms`() throws {
    let composed = "été Ångström Ἀθῆναι 각하 ṩ ǖ Ộ"
    let texts = [composed, NaiveText.string(NaiveText.scalars(composed.decomposedStringWithCanonicalMapping))]
    #expect(Array(texts[0].utf8) != Array(texts[1].utf8))
    for blocks in ["word:1-2", "char:2-4"] {
      let corpus = Self.counted(texts, try Self.settings(blocks))
      let matrix = corpus.rows(under: try corpus.select())
      #expect(matrix.columns[..<matrix.rowOffsets[1]] == matrix.columns[matrix.rowOffsets[1]...])
      #expect(matrix.values[..<matrix.rowOffsets[1]] == matrix.values[matrix.rowOffsets[1]...])
    }
  }

  // MARK: - Borders

  @Test(arguments: ["word:1-3", "word:2", "word:3"])
  func `n-grams across the border of a block of tokens`(blocks: String) throws {
    var texts: [String] = []
    for count in [1, 2, 3, 510, 511, 512, 513, 514, 515, 1022, 1023, 1024, 1025, 1026, 1537, 2048] {
      // Each word unlike its neighbours, and the last ones of a block unlike all others.
      texts.append((0..<count).map { "w\($0 % 512 > 508 || $0 % 512 < 4 ? $0 : $0 % 7)" }.joined(separator: " "))
    }
    try Self.compare(texts, Self.settings(blocks), new: texts.map { $0 + " w1 w2 " + $0 })
  }

  @Test func `words and spaces of every length around the step of sixteen bytes`() throws {
    var texts: [String] = []
    for length in 0...70 {
      for (letter, gap) in [("a", " "), ("Z", "\u{0}"), ("\u{E9}", "  "), ("\u{130}", "\u{3000}"), ("\u{23A}", ".")] {
        texts.append(
          String(repeating: letter, count: length) + gap + "tail" + gap + String(repeating: letter, count: 2))
      }
    }
    try Self.compare(texts, Self.settings("word:1-2"))
    try Self.compare(texts, Self.settings("char:2-3"))
  }

  @Test func `words at the limit of 256 bytes`() throws {
    var texts: [String] = []
    for length in 254...258 {
      texts.append("before " + String(repeating: "a", count: length) + " behind the word")
      texts.append("before " + String(repeating: "\u{E9}", count: length / 2) + " behind the word")
      texts.append("before " + String(repeating: "\u{4E00}", count: length / 3) + " behind")
    }
    let long = String(repeating: "q", count: 300)
    texts.append((0..<1030).map { [511, 512, 1024].contains($0) ? long : "w\($0 % 5)" }.joined(separator: " "))
    try Self.compare(texts, Self.settings("char:2-4"))
    for blocks in ["word:1", "word:1-3", "word:2"] { try Self.compare(texts, Self.settings(blocks)) }
  }

  @Test func `a vocabulary and documents far larger than the tables are at first`() throws {
    // 30,000 different words in one document, in two orders, and some that share their first eight bytes.
    let words = (0..<30_000).map { $0 % 3 == 0 ? "commonbeginning\($0)" : "w\($0)" }
    let texts = [
      words.joined(separator: " "), words.reversed().joined(separator: " "), words.prefix(3000).joined(separator: " "),
      (words + words.prefix(5000)).joined(separator: "\n"),
    ]
    try Self.compare(texts, Self.settings("word:1-2"))
    try Self.compare([texts[2], String(texts[0].prefix(100_000))], Self.settings("char:3-4"))
  }

  @Test func `empty documents have empty rows`() throws {
    let texts = ["", " ", "\n\t", "a b c", "!!! ???", "\u{1F600}", "two words", "two words"]
    try Self.compare(texts, Self.settings("word:1-2"))
    try Self.compare(texts, Self.settings("char:2"))
    var counter = CorpusCounter(settings: try Self.settings("word:1"))
    for (text, isEmpty) in zip(texts, [true, true, true, true, true, true, false, false]) {
      counter.add(text)
      #expect(counter.lastIsEmpty == isEmpty)
    }
  }
}
