import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Counted corpora")
struct CountedCorpusTests {
  private func expectEqual(
    _ one: CountedCorpus, _ other: CountedCorpus, _ location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(one.documentCount == other.documentCount, sourceLocation: location)
    let (a, b) = (try one.select(), try other.select())
    let (left, right) = (one.rows(under: a), other.rows(under: b))
    #expect(left.rowOffsets == right.rowOffsets, sourceLocation: location)
    #expect(left.columns == right.columns, sourceLocation: location)
    #expect(left.values == right.values, sourceLocation: location)
    let (v, w) = (try one.vectorizer(a), try other.vectorizer(b))
    #expect(v.idf == w.idf, sourceLocation: location)
    for (block, twin) in zip(v.blocks, w.blocks) {
      #expect(block.terms == twin.terms, sourceLocation: location)
      #expect(block.grams == twin.grams, sourceLocation: location)
      #expect(block.documentFrequencies == twin.documentFrequencies, sourceLocation: location)
    }
  }

  @Test(arguments: ["word:1-3", "word:2-3", "char:2-4", "word:1-2,char:3"], [1, 2, 5])
  func `it does not matter who counted what`(blocks: String, workers: Int) throws {
    let texts = RandomTexts.documents(60, seed: 71)
    for least in [1, 3] {
      let settings = try NaiveFeatureTests.settings(blocks) { $0.minimumDocumentFrequency = .count(least) }
      let whole = NaiveFeatureTests.counted(texts, settings)
      for seed in UInt64(0)..<3 {
        var random = SeededGenerator(seed: seed)
        var counters = (0..<workers).map { _ in CorpusCounter(settings: settings) }
        var order: [CountedCorpus.Piece] = []
        var pieces: [Range<Int>] = []
        var start = 0
        while start < texts.count {
          let end = min(texts.count, start + Int.random(in: 1...9, using: &random))
          pieces.append(start..<end)
          start = end
        }
        // Counted in any order by anyone, and joined in the order of the documents.
        var counted: [Int: CountedCorpus.Piece] = [:]
        for piece in pieces.indices.shuffled(using: &random) {
          let worker = Int.random(in: 0..<workers, using: &random)
          let first = counters[worker].documentCount
          for document in pieces[piece] { counters[worker].add(texts[document]) }
          counted[piece] = CountedCorpus.Piece(counter: worker, documents: first..<counters[worker].documentCount)
        }
        order = pieces.indices.compactMap { counted[$0] }
        try expectEqual(CountedCorpus(counters, order: order), whole)
      }
    }
  }

  @Test(arguments: ["word:1", "word:1-2", "word:1-3", "char:3-5", "char:2-6", "char:3", "word:1-2,char:3-5"])
  func `a view is the corpus counted under other settings`(blocks: String) throws {
    let texts = RandomTexts.documents(60, seed: 91)
    for least in [1, 2] {
      let widest = try NaiveFeatureTests.settings("word:1-3,char:2-6") { $0.minimumDocumentFrequency = .count(least) }
      let whole = NaiveFeatureTests.counted(texts, widest)
      let settings = try NaiveFeatureTests.settings(blocks) {
        $0.minimumDocumentFrequency = .count(least + 1)
        $0.sublinear = false
      }
      let view = try #require(whole.viewed(settings))
      try expectEqual(view, NaiveFeatureTests.counted(texts, settings))
      let some = Array(stride(from: 1, to: 60, by: 3))
      try expectEqual(view.subset(some), NaiveFeatureTests.counted(some.map { texts[$0] }, settings))
      let rarer = try NaiveFeatureTests.settings(blocks) { $0.minimumDocumentFrequency = .count(least) }
      #expect(try #require(whole.viewed(rarer)).settings == rarer)
    }
  }

  @Test func `there is no view of what was not counted`() throws {
    let whole = NaiveFeatureTests.counted(
      ["a few words", "few words"],
      try NaiveFeatureTests.settings("word:1-2,char:2-4") { $0.minimumDocumentFrequency = .count(2) })
    for blocks in ["word:1-3", "word:2", "char:1-3", "char:2-5", "char:4"] {
      let settings = try NaiveFeatureTests.settings(blocks) { $0.minimumDocumentFrequency = .count(2) }
      #expect(whole.viewed(settings) == nil, "\(blocks)")
    }
    #expect(whole.viewed(try NaiveFeatureTests.settings("word:1")) == nil)
  }

  @Test(arguments: ["word:1-2", "word:2-3", "char:2-4", "word:1,char:3"])
  func `a fold weighed anew is the fold's texts counted from scratch`(blocks: String) throws {
    let texts = RandomTexts.documents(60, seed: 81)
    let changes: [(inout FeatureSettings) -> Void] = [
      { _ in }, { $0.minimumDocumentFrequency = .count(3) }, { $0.minimumDocumentFrequency = .share(0.1) },
      { $0.maximumDocumentFrequency = .share(0.3) }, { $0.maximumFeatures = 30 },
    ]
    for change in changes {
      let settings = try NaiveFeatureTests.settings(blocks, change)
      let corpus = NaiveFeatureTests.counted(texts, settings)
      for fold in 0..<4 {
        let training = texts.indices.filter { $0 % 4 != fold }
        let test = texts.indices.filter { $0 % 4 == fold }
        let selection = try corpus.select(training)
        let fresh = NaiveFeatureTests.counted(training.map { texts[$0] }, settings)
        let freshSelection = try fresh.select()
        let vectorizer = try fresh.vectorizer(freshSelection)
        let names = { (one: Vectorizer) in one.termNames().map { Array($0.utf8) } }
        #expect(try names(corpus.vectorizer(selection)) == names(vectorizer))
        for (rows, expected) in [
          (corpus.rows(training, under: selection), fresh.rows(under: freshSelection)),
          (corpus.rows(test, under: selection), vectorizer.transform(test.map { texts[$0] })),
        ] {
          #expect(rows.rowOffsets == expected.rowOffsets)
          #expect(rows.columns == expected.columns)
          #expect(rows.values == expected.values)
        }
      }
    }
  }

  @Test func `a document of 20 MB`() throws {
    let words = (0..<1000).map { "word\($0)" }
    let sentence = words.joined(separator: " ") + ".\n"
    let copies = 20_000_000 / sentence.utf8.count + 1
    let text = String(repeating: sentence, count: copies)
    let settings = try NaiveFeatureTests.settings("word:1-2") {
      $0.sublinear = false
      $0.idf = .none
      $0.norm = .none
    }
    let corpus = NaiveFeatureTests.counted([text], settings)
    let vectorizer = try corpus.vectorizer(try corpus.select())
    for matrix in [corpus.rows(under: try corpus.select()), vectorizer.transform([text])] {
      let row = try #require(NamedRows(matrix, vectorizer).rows.first)
      #expect(row.count == 2000)
      for (key, value) in row {
        let isAcross = key.term == Array("word999 word0".utf8)
        #expect(value == Double(isAcross ? copies - 1 : copies), "\(key)")
      }
    }
  }

  // MARK: - What cannot be

  @Test func `a corpus without terms is refused`() throws {
    for (texts, change) in [
      (["", " "], { (_: inout FeatureSettings) in }), (["a", "b"], { _ in }),
      (["one two", "three four"], { $0.minimumDocumentFrequency = .count(2) }),
      (["one two", "one two"], { $0.minimumDocumentFrequency = .count(3_000_000_000) }),
      (["one two", "one two"], { $0.maximumDocumentFrequency = .share(0.1) }), ([], { _ in }),
    ] as [([String], (inout FeatureSettings) -> Void)] {
      let settings = try NaiveFeatureTests.settings("word:1", change)
      let corpus = NaiveFeatureTests.counted(texts, settings)
      let error = FeatureError.noTerms(
        documents: texts.count, minimum: settings.minimumDocumentFrequency, maximum: settings.maximumDocumentFrequency)
      #expect(throws: error) { try corpus.select() }
    }
  }

  @Test func `more n-grams than a table can number are refused`() throws {
    // All pairs of 1,500 words: 2.25 million n-grams.
    let words = (0..<1500).map { "w\($0)" }
    var counter = CorpusCounter(settings: try NaiveFeatureTests.settings("word:1-2"))
    for (place, first) in words.enumerated() {
      counter.add(words.dropFirst(place).map { "\(first) \($0) \(first)" }.joined(separator: " "))
    }
    let corpus = CountedCorpus(counter)
    let selection = try corpus.select()
    try #require(selection.columnCount > NGramTable.limit)
    #expect(throws: FeatureError.tooManyTerms(count: selection.columnCount, limit: NGramTable.limit)) {
      try corpus.vectorizer(selection)
    }
  }

  @Test(arguments: [
    "word", "word:", "word:0", "word:2-1", "word:1-2-3", "wort:1", "word:1,", "", "word:a", "word:-1", "char:1-",
  ])
  func `blocks that are none are refused with a remedy`(text: String) {
    let error = #expect(throws: FeatureError.self) { try FeatureSettings.blocks(text) }
    #expect(error?.description.contains("write word:1-2") == true)
  }

  @Test func `settings that make no sense are refused`() throws {
    let changes: [(inout FeatureSettings) -> Void] = [
      { $0.blocks = [] }, { $0.blocks = [.init(.word, 1...9)] },
      { $0.blocks = [.init(.word, 1...2), .init(.word, 1...2)] },
      { $0.minimumDocumentFrequency = .count(0) }, { $0.minimumDocumentFrequency = .share(-0.1) },
      { $0.minimumDocumentFrequency = .share(.nan) }, { $0.maximumDocumentFrequency = .share(1.1) },
      { $0.maximumFeatures = 0 },
    ]
    for change in changes { #expect(throws: FeatureError.self) { try NaiveFeatureTests.settings("word:1", change) } }
    #expect(FeatureSettings.bound("3") == .count(3))
    #expect(FeatureSettings.bound("0.5") == .share(0.5))
    #expect(FeatureSettings.bound("1.0") == .share(1))
    for text in ["", "x", "nan", "inf", "1,5"] { #expect(FeatureSettings.bound(text) == nil) }
  }
}
