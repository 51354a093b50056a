#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Offsets added to the logarithms of the probabilities before the largest decides, chosen for macro-F1.
///
/// The label with the largest probability is right most often. Macro-F1 counts labels alike, so that it pays to decide
/// for a rare label somewhat earlier. Probabilities stay as they are; only the label that is named may change.
public struct DecisionOffsets {
  /// Steps of the search: hundredths of the largest odds ratio would follow noise.
  private static let grid = (-20...20).map { Double($0) * 0.05 }
  private static let rounds = 3

  private let logarithms: [Double]
  private let labels: [Int]
  private let labelCount: Int
  private let weights: [Double]

  /// - Parameters:
  ///   - probabilities: calibrated, of documents that the model has not seen; documents × labels.
  ///   - labels: the true ones.
  public init(probabilities: [Double], labels: [Int], labelCount: Int, sampleWeights: [Double]? = nil) {
    precondition(probabilities.count == labels.count * labelCount, "a probability for each document and label")
    logarithms = probabilities.map { log(max($0, 1e-300)) }
    self.labels = labels
    self.labelCount = labelCount
    weights = sampleWeights ?? [Double](repeating: 1, count: labels.count)
  }

  /// One label after the other is moved to where macro-F1 is largest; of equal places the one nearest to zero.
  ///
  /// - Returns: one number a label, all zero where nothing is better.
  public func fit(documents: [Int]? = nil) -> [Double] {
    let documents = documents ?? Array(labels.indices)
    var offsets = [Double](repeating: 0, count: labelCount)
    for _ in 0..<Self.rounds {
      let before = offsets
      for label in 0..<labelCount { offsets[label] = best(label, offsets, documents) }
      if offsets == before { break }
    }
    return offsets
  }

  /// The label that a document is given under some offsets; of equal ones the first.
  public func label(of document: Int, offsets: [Double]) -> Int {
    var calibration = Calibration.identity(labelCount: labelCount)
    calibration.decision = offsets
    return calibration.decide(logarithms[document * labelCount..<(document + 1) * labelCount])
  }

  /// The best offset of one label beside the others'.
  private func best(_ label: Int, _ offsets: [Double], _ documents: [Int]) -> Double {
    let places = Self.grid.count
    var actual = [Double](repeating: 0, count: labelCount)
    // Of documents that go to `label` from a place of the grid on: where they are before, and whether rightly.
    var moved = [Double](repeating: 0, count: (places + 1) * labelCount)
    var lost = moved
    var won = [Double](repeating: 0, count: places + 1)
    for document in documents {
      let start = document * labelCount
      let truth = labels[document]
      let weight = weights[document]
      actual[truth] += weight
      var other = -1
      var top = -Double.infinity
      for candidate in 0..<labelCount where candidate != label {
        let value = logarithms[start + candidate] + offsets[candidate]
        if value > top {
          top = value
          other = candidate
        }
      }
      let margin = top - logarithms[start + label]
      let place = Self.grid.firstIndex { label < other ? $0 >= margin : $0 > margin } ?? places
      moved[place * labelCount + other] += weight
      if truth == other { lost[place * labelCount + other] += weight }
      if truth == label { won[place] += weight }
    }
    var predicted = [Double](repeating: 0, count: labelCount)
    var hits = predicted
    for place in 0...places {
      for other in 0..<labelCount {
        predicted[other] += moved[place * labelCount + other]
        hits[other] += lost[place * labelCount + other]
      }
    }
    var found = offsets[label]
    var top = -1.0
    for place in 0..<places {
      for other in 0..<labelCount where other != label {
        predicted[other] -= moved[place * labelCount + other]
        predicted[label] += moved[place * labelCount + other]
        hits[other] -= lost[place * labelCount + other]
      }
      hits[label] += won[place]
      let score = macroF1(hits, predicted, actual)
      let value = Self.grid[place]
      if score > top + 1e-12 || (score > top - 1e-12 && abs(value) < abs(found)) {
        top = max(top, score)
        found = value
      }
    }
    return found
  }

  private func macroF1(_ hits: [Double], _ predicted: [Double], _ actual: [Double]) -> Double {
    var sum = 0.0
    var count = 0.0
    for label in 0..<labelCount where predicted[label] + actual[label] > 1e-9 {
      sum += 2 * hits[label] / (predicted[label] + actual[label])
      count += 1
    }
    return count > 0 ? sum / count : 0
  }
}
