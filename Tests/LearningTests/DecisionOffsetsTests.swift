import Foundation
import Learning
import TestSupport
import Testing

@Suite struct DecisionOffsetsTests {
  private func sample(_ count: Int, labels labelCount: Int, seed: UInt64) -> (probabilities: [Double], labels: [Int]) {
    var random = SeededGenerator(seed: seed)
    var probabilities: [Double] = []
    var labels: [Int] = []
    for _ in 0..<count {
      // The first label is rare.
      var row = (0..<labelCount).map { Double.random(in: -2...2, using: &random) - ($0 == 0 ? 1.5 : 0) }
      Softmax.apply(to: &row, labelCount: labelCount)
      var draw = Double.random(in: 0..<1, using: &random)
      var label = 0
      while label < labelCount - 1, draw >= row[label] {
        draw -= row[label]
        label += 1
      }
      labels.append(label)
      probabilities += row
    }
    return (probabilities, labels)
  }

  private func macroF1(_ labels: [Int], _ predicted: [Int], _ labelCount: Int, _ weights: [Double]) -> Double {
    let scores = (0..<labelCount).compactMap { label -> Double? in
      var (hits, sum) = (0.0, 0.0)
      for document in labels.indices {
        if labels[document] == label { sum += weights[document] }
        if predicted[document] == label { sum += weights[document] }
        if labels[document] == label, predicted[document] == label { hits += weights[document] }
      }
      return sum > 0 ? 2 * hits / sum : nil
    }
    return scores.reduce(0, +) / Double(scores.count)
  }

  @Test(arguments: [2, 3, 5], [false, true]) func isTheSlowSearch(labelCount: Int, isWeighted: Bool) {
    let (probabilities, labels) = sample(150, labels: labelCount, seed: 7)
    let weights = labels.indices.map { isWeighted ? Double($0 % 4) : 1 }
    let offsets = DecisionOffsets(
      probabilities: probabilities, labels: labels, labelCount: labelCount, sampleWeights: weights)
    func score(_ candidate: [Double]) -> Double {
      macroF1(labels, labels.indices.map { offsets.label(of: $0, offsets: candidate) }, labelCount, weights)
    }
    var slow = [Double](repeating: 0, count: labelCount)
    for _ in 0..<3 {
      for label in 0..<labelCount {
        var tried: [(offset: Double, score: Double)] = []
        for step in -20...20 {
          var candidate = slow
          candidate[label] = Double(step) * 0.05
          tried.append((candidate[label], score(candidate)))
        }
        let top = tried.map(\.score).max() ?? 0
        slow[label] = tried.filter { $0.score > top - 1e-12 }.map(\.offset).min { abs($0) < abs($1) } ?? 0
      }
    }
    let found = offsets.fit()
    #expect(abs(score(found) - score(slow)) < 1e-12)
    #expect(score(found) >= score([Double](repeating: 0, count: labelCount)))
  }

  @Test func rareLabelsGain() {
    let (probabilities, labels) = sample(4000, labels: 3, seed: 3)
    let search = DecisionOffsets(probabilities: probabilities, labels: labels, labelCount: 3)
    let offsets = search.fit(documents: Array(0..<2000))
    #expect(offsets[0] > max(offsets[1], offsets[2]))
    let rest = Array(2000..<4000)
    func score(_ offsets: [Double]) -> Double {
      macroF1(
        rest.map { labels[$0] }, rest.map { search.label(of: $0, offsets: offsets) }, 3,
        [Double](repeating: 1, count: 2000))
    }
    #expect(score(offsets) > score([0, 0, 0]))
  }

  @Test func certaintyNeedsNoOffsets() {
    let search = DecisionOffsets(probabilities: [1, 0, 0, 1, 1, 0], labels: [0, 1, 0], labelCount: 2)
    #expect(search.fit() == [0, 0])
    #expect((0..<3).map { search.label(of: $0, offsets: [0, 0]) } == [0, 1, 0])
  }
}
