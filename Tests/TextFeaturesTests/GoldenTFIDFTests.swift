import Foundation
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

/// The eleven settings of scikit-learn's TfidfVectorizer in golden.json: vocabulary, idf and every row to 1e-12.
@Suite(.enabled(if: SharedData.isPresent, SharedData.absence))
struct GoldenTFIDFTests {
  static let names = [
    "default", "sublinear", "nosmooth", "l1", "nonorm", "bigram", "mindf2", "maxdf", "binary", "char_wb", "accents",
  ]

  struct Reference {
    let documents: [String]
    let vocabulary: [String: Int]
    let idf: [Double]
    let rows: [[(column: Int, value: Double)]]
    let settings: FeatureSettings

    init(_ name: String) throws {
      let golden = try Golden.load()
      documents = try #require(golden["docs"] as? [String])
      let all = try #require(golden["tfidf"] as? [[String: Any]])
      let entry = try #require(all.first { $0["name"] as? String == name })
      vocabulary = try #require(entry["vocabulary"] as? [String: Int])
      idf = Golden.numbers(entry["idf"])
      rows = try #require(entry["rows"] as? [Any]).map { row in
        Golden.table(row).map { (Int($0[0]), $0[1]) }
      }
      let params = try #require(entry["params"] as? [String: Any])
      var settings = FeatureSettings()
      settings.blocks = [FeatureSettings.Block(.word, 1...1)]
      for (key, value) in params {
        switch key {
        case "sublinear_tf": settings.sublinear = true
        case "smooth_idf": settings.idf = .plain
        case "norm": settings.norm = (value as? String).flatMap(FeatureSettings.Norm.init) ?? .none
        case "ngram_range":
          let range = Golden.numbers(value).map { Int($0) }
          settings.blocks[0].shortest = range[0]
          settings.blocks[0].longest = range[1]
        case "min_df": settings.minimumDocumentFrequency = .count(try #require(value as? Int))
        case "max_df": settings.maximumDocumentFrequency = .share(try #require(value as? Double))
        case "binary": settings.binary = true
        case "analyzer": settings.blocks[0].analyzer = .char
        case "max_features": settings.maximumFeatures = try #require(value as? Int)
        case "strip_accents": settings.stripsAccents = true
        default: Issue.record("unknown parameter \(key)")
        }
      }
      self.settings = settings
    }
  }

  @Test(arguments: names) func vocabularyAndRowsAreThoseOfScikitLearn(name: String) throws {
    let reference = try Reference(name)
    var counter = CorpusCounter(settings: try reference.settings.validated())
    for document in reference.documents { counter.add(document) }
    let corpus = CountedCorpus(counter)
    // Which terms of equal frequency fall to max-features is left open by scikit-learn (an unstable sort): take its choice.
    let selection =
      reference.settings.maximumFeatures == nil
      ? try corpus.select() : try corpus.select(terms: Set(reference.vocabulary.keys))
    let vectorizer = try corpus.vectorizer(selection)

    let terms = vectorizer.termNames()
    var columns: [Int: Int] = [:]  // theirs to ours
    for (column, term) in terms.enumerated() where vectorizer.isFeature(column) {
      columns[try #require(reference.vocabulary[term], "\(term)")] = column
    }
    #expect(columns.count == reference.vocabulary.count)
    for (theirs, ours) in columns { #expect(abs(vectorizer.idf[ours] - reference.idf[theirs]) <= 1e-12) }

    for matrix in [corpus.rows(under: selection), vectorizer.transform(reference.documents)] {
      #expect(matrix.rowCount == reference.rows.count)
      for (index, row) in reference.rows.enumerated() {
        let places = matrix.rowOffsets[index]..<matrix.rowOffsets[index + 1]
        #expect(places.count == row.count)
        let ours = Dictionary(uniqueKeysWithValues: places.map { (Int(matrix.columns[$0]), matrix.values[$0]) })
        for (column, value) in row {
          let own = try #require(columns[column])
          let mine = try #require(ours[own])
          #expect(abs(mine - value) <= 1e-12)
        }
      }
    }
  }

  @Test func aLimitKeepsTheMostFrequentTerms() throws {
    let reference = try Reference("char_wb")
    var counter = CorpusCounter(settings: reference.settings)
    for document in reference.documents { counter.add(document) }
    let corpus = CountedCorpus(counter)
    let limited = try corpus.vectorizer(try corpus.select())
    #expect(limited.featureCount == 60)
    // 39 terms occur more often than the last of scikit-learn's 60; 29 share that last place (counted with scikit-learn).
    let ours = Set(limited.termNames())
    #expect(ours.intersection(reference.vocabulary.keys).count >= 39)
  }
}
