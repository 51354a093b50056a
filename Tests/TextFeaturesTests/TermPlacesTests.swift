import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

struct TermPlacesTests {
  /// As often as a vectoriser counts a term, so often it has a place.
  @Test(arguments: ["word:1", "word:1-3", "word:2", "char:2-4", "word:1-2,char:3"], 1...6)
  func everyOccurrenceHasAPlace(blocks: String, seed: UInt64) throws {
    var settings = FeatureSettings()
    settings.blocks = try FeatureSettings.blocks(blocks)
    settings.norm = .none
    settings.idf = .none
    settings.stripsAccents = seed % 2 == 0
    let texts = RandomTexts.documents(30, words: 0...30, seed: seed)
    var counter = CorpusCounter(settings: settings)
    for text in texts { counter.add(text) }
    let corpus = CountedCorpus(counter)
    let vectorizer = try corpus.vectorizer(corpus.select())
    let names = vectorizer.termNames()
    var finder = TermPlaces(settings)
    for text in texts {
      let row = vectorizer.transform([text])
      var expected: [String: Double] = [:]
      for (column, value) in zip(row.columns, row.values) {
        let block = vectorizer.blocks.firstIndex { $0.columns.contains(Int(column)) } ?? -1
        expected["\(block) \(names[Int(column)])"] = value
      }
      var found: [String: Double] = [:]
      let bytes = Array(text.utf8)
      for place in finder.places(in: bytes) {
        found["\(place.block) \(place.term)", default: 0] += 1
        for range in place.ranges {
          #expect(range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty)
        }
      }
      #expect(found == expected)
    }
  }

  @Test func placesAreThoseOfTheTextAsWritten() throws {
    var settings = FeatureSettings()
    settings.blocks = try FeatureSettings.blocks("word:1-2")
    var finder = TermPlaces(settings)
    let text = "The CAFE\u{301}, a \u{201C}Treaty\u{201D}"
    let bytes = Array(text.utf8)
    let found = finder.places(in: bytes).map { place in
      (place.term, place.ranges.map { String(decoding: bytes[$0], as: UTF8.self) })
    }
    #expect(found.map(\.0) == ["the", "caf\u{E9}", "treaty", "the caf\u{E9}", "caf\u{E9} treaty"])
    #expect(
      found.map(\.1) == [["The"], ["CAFE\u{301}"], ["Treaty"], ["The", "CAFE\u{301}"], ["CAFE\u{301}", "Treaty"]])
    #expect(
      finder.words(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == [
        "The", "CAFE\u{301}", "a", "Treaty",
      ])
  }
}
