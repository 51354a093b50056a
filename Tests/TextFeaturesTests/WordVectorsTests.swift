import Foundation
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Word vectors")
struct WordVectorsTests {
  /// Four words, two dimensions.
  private static func vectors() throws -> WordVectors {
    try WordVectors(
      words: ["cold", "friend", "peace", "war"].map { Array($0.utf8) }, documentFrequencies: [3, 2, 9, 1],
      documentCount: 9, dimensions: 2, values: [0.5, -1, 0.25, 2, 0, 1, -3, 0.125])
  }

  private static func settings(_ norm: FeatureSettings.Norm = .l2) throws -> FeatureSettings {
    var settings = FeatureSettings()
    settings.blocks = [.init(.word, 1...2), .init(.vectors, 1...1)]
    settings.minimumDocumentFrequency = .count(2)
    settings.sublinear = true
    settings.norm = norm
    settings.vectors = try vectors()
    return try settings.validated()
  }

  private static let texts = ["War war peace.", "A friend of peace", "nothing known here", "cold war cold friend"]

  @Test(arguments: [FeatureSettings.Norm.l2, .l1, .none])
  func `a row is the weighed mean of its words' vectors`(norm: FeatureSettings.Norm) throws {
    let settings = try Self.settings(norm)
    let vectors = try Self.vectors()
    let corpus = NaiveFeatureTests.counted(Self.texts, settings)
    let selection = try corpus.select()
    let rows = corpus.rows(under: selection)
    let counts: [[String: Double]] = [
      ["war": 2, "peace": 1], ["friend": 1, "peace": 1], [:], ["cold": 2, "war": 1, "friend": 1],
    ]
    for (document, words) in counts.enumerated() {
      var sums = [0.0, 0.0]
      var size = 0.0
      for (number, word) in vectors.words.enumerated() {
        guard let count = words[String(decoding: word, as: UTF8.self)] else { continue }
        let idf = log(10.0 / (1 + Double(vectors.documentFrequencies[number]))) + 1
        let weight = (1 + log(count)) * idf
        size += norm == .l1 ? weight : weight * weight
        for dimension in 0..<2 { sums[dimension] += weight * Double(vectors.values[number * 2 + dimension]) }
      }
      let divisor = norm == .none ? 1 : norm == .l1 ? size : size.squareRoot()
      let last = (rows.rowOffsets[document]..<rows.rowOffsets[document + 1]).filter {
        Int(rows.columns[$0]) >= selection.columnCount - 2
      }
      #expect(last.count == (words.isEmpty ? 0 : 2))
      for (dimension, place) in last.enumerated() {
        #expect(abs(rows.values[place] - sums[dimension] / divisor) <= 1e-14)
      }
    }
  }

  @Test func `weights of dimensions and the weights they unfold to score alike, also words that no text held`() throws {
    let settings = try Self.settings()
    let corpus = NaiveFeatureTests.counted(Self.texts, settings)
    let selection = try corpus.select()
    let vectorizer = try corpus.vectorizer(selection)
    let rows = corpus.rows(under: selection)
    var generator = SeededGenerator(seed: 5)
    let labels = 3
    let weights = (0..<selection.columnCount * labels).map { _ in Double.random(in: -1...1, using: &generator) }
    let unfolded = corpus.unfold(weights, rows: labels, under: selection)
    #expect(unfolded.count == vectorizer.columnCount * labels)
    #expect(vectorizer.columnCount == selection.columnCount - 2 + 4)
    let plain = vectorizer.transform(Self.texts)
    for document in Self.texts.indices {
      for label in 0..<labels {
        func score(_ matrix: SparseMatrix, _ weights: [Double]) -> Double {
          (matrix.rowOffsets[document]..<matrix.rowOffsets[document + 1]).reduce(0.0) {
            $0 + matrix.values[$1] * weights[Int(matrix.columns[$1]) * labels + label]
          }
        }
        #expect(abs(score(rows, weights) - score(plain, unfolded)) <= 1e-13)
      }
    }
  }

  @Test func `a fold's rows use the same frequencies, and chosen terms leave vectors out`() throws {
    let corpus = NaiveFeatureTests.counted(Self.texts, try Self.settings())
    let all = try corpus.select()
    let some = try corpus.select([0, 1])
    let full = corpus.rows([3], under: all)
    let fold = corpus.rows([3], under: some)
    #expect(full.values.suffix(2).elementsEqual(fold.values.suffix(2)))
    #expect(try corpus.select(terms: ["peace"]).columnCount == 1)
  }

  @Test func `parts that do not fit are refused`() throws {
    func make(_ words: [String], _ frequencies: [UInt32], _ values: [Float]) throws -> WordVectors {
      try WordVectors(
        words: words.map { Array($0.utf8) }, documentFrequencies: frequencies, documentCount: 4, dimensions: 1,
        values: values)
    }
    #expect(throws: FeatureError.self) { try make([], [], []) }
    #expect(throws: FeatureError.self) { try make(["b", "a"], [1, 1], [0, 0]) }
    #expect(throws: FeatureError.self) { try make(["a", "a"], [1, 1], [0, 0]) }
    #expect(throws: FeatureError.self) { try make(["a"], [5], [0]) }
    #expect(throws: FeatureError.self) { try make(["a"], [0], [0]) }
    #expect(throws: FeatureError.self) { try make(["a"], [1], [.nan]) }
    #expect(throws: FeatureError.self) { try make(["a"], [1], [0, 1]) }
    var settings = try Self.settings()
    settings.normScope = .row
    #expect(throws: FeatureError.self) { try settings.validated() }
    settings = try Self.settings()
    settings.vectors = nil
    #expect(throws: FeatureError.self) { try NaiveFeatureTests.counted(Self.texts, settings).select() }
  }
}
