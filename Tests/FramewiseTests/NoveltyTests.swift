import Foundation
import Framewise
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Novelty of a text")
struct NoveltyTests {
  /// Vocabulary and centroids as anyone can read them from the file; everything else by dictionaries.
  private struct Naive {
    var idf: [String: Double] = [:]
    var centroids: [String: [Double]] = [:]
    let labels: Int

    init(_ model: Model) throws {
      labels = model.labels.count
      let file = try ModelBytes(model)
      let range = try #require(file.tensors["novelty.centroids"]?.range)
      let numbers = stride(from: range.lowerBound, to: range.upperBound, by: 4).map { start in
        Double(Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(file.data[start + $1]) << UInt32(8 * $1) }))
      }
      let block = model.vectorizer.blocks[0]
      for (number, name) in model.vectorizer.termNames().prefix(block.terms.count).enumerated()
      where block.documentFrequencies[number] > 0 {
        let share = Double(1 + model.vectorizer.documentCount) / Double(1 + block.documentFrequencies[number])
        idf[name] = Foundation.log(share) + 1
        centroids[name] = Array(numbers[number * labels..<(number + 1) * labels])
      }
    }

    func measure(_ text: String) -> (words: Int, unknown: Double, similarity: Double) {
      let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        .filter { $0.count > 1 }
      let known = words.filter { idf[$0] != nil }
      var counts: [String: Int] = [:]
      for word in known { counts[word, default: 0] += 1 }
      var norm = 0.0
      var dots = [Double](repeating: 0, count: labels)
      for (word, count) in counts {
        let value = (1 + Foundation.log(Double(count))) * (idf[word] ?? 0)
        norm += value * value
        for label in 0..<labels { dots[label] += value * (centroids[word]?[label] ?? 0) }
      }
      return (
        words.count, words.isEmpty ? 1 : 1 - Double(known.count) / Double(words.count),
        norm > 0 ? (dots.max() ?? 0) / norm.squareRoot() : 0
      )
    }
  }

  @Test(arguments: ["word:1", "word:1-3", "word:1-2,char:3"], [2, 3, 5])
  func `what it is made of is what dictionaries say`(blocks: String, labels: Int) throws {
    let names = (0..<labels).map { "label\($0)" }
    let samples = LabelledTexts.make(80, labels: LabelledTexts.labels).enumerated().map { number, sample in
      LabelledTexts.Sample(id: sample.id, text: sample.text, label: names[number % labels])
    }
    let model = try Training.model(samples, Training.options(blocks))
    let naive = try Naive(model)
    var scorer = Scorer(model)
    scorer.measuresNovelty = true
    let texts = samples.prefix(20).map(\.text) + ["", "a", "Nothing of this is known", samples[0].text + " unheard of"]
    for text in texts + [texts.joined(separator: " ")] {
      _ = scorer.probabilities(of: text)
      let novelty = try #require(scorer.novelty)
      let expected = naive.measure(text)
      #expect(novelty.words == expected.words)
      #expect(abs(novelty.unknownShare - expected.unknown) < 1e-12)
      #expect(abs(novelty.similarity - expected.similarity) < 1e-6)
      #expect((0...1).contains(novelty.score))
    }
  }

  @Test func `measuring changes no probability`() throws {
    let model = try Training.model()
    var plain = Scorer(model)
    var measuring = Scorer(model)
    measuring.measuresNovelty = true
    for sample in LabelledTexts.make(40, seed: 3) {
      #expect(plain.probabilities(of: sample.text) == measuring.probabilities(of: sample.text))
      #expect(plain.novelty == nil && measuring.novelty != nil)
    }
  }
}
