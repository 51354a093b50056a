internal import Evaluation
internal import Learning

/// Rules that need no model: what a sceptic would try first.
enum SimpleBaselines {
  /// The rules that these samples allow, each with a label for every document.
  ///
  /// The length of the text and the outlet learn from the documents themselves, each from those outside its fold, which
  /// is more than the model is given; a model that does not beat them has learned little.
  static func all(_ samples: Samples, seed: UInt64) throws -> [(name: String, predicted: [Int])] {
    var found: [(name: String, predicted: [Int])] = []
    if let keyword = keyword(samples) { found.append(("keyword", keyword)) }
    guard samples.count >= 2 else { return found }
    let folds = try Folds.stratified(
      labels: samples.truth, labelCount: samples.labels.count, folds: min(10, samples.count), seed: seed)
    found.append(("length", outOfFold(lengthBins(samples), samples, folds)))
    if let sources = samples.sources, Set(sources).count > 1 {
      found.append(("outlet", outOfFold(sources, samples, folds)))
    }
    return found
  }

  /// More words of cooperation than of conflict, more of conflict, or as many; where the labels are the codebook's.
  static func keyword(_ samples: Samples) -> [Int]? {
    guard let cooperative = samples.labels.firstIndex(of: "cooperative"),
      let adversarial = samples.labels.firstIndex(of: "adversarial")
    else { return nil }
    let tie = samples.labels.firstIndex(of: "neutral") ?? cooperative
    return samples.ranges.map { range in
      let counts = KeywordLexicon.count(samples.bytes[range])
      if counts.cooperation == counts.conflict { return tie }
      return counts.cooperation > counts.conflict ? cooperative : adversarial
    }
  }

  /// The tenth of all lengths in bytes that a text's length belongs to.
  private static func lengthBins(_ samples: Samples) -> [Int] {
    let sorted = samples.ranges.map(\.count).sorted()
    let bounds = (1..<10).map { sorted[$0 * sorted.count / 10] }
    return samples.ranges.map { range in bounds.count { $0 <= range.count } }
  }

  /// The most frequent label of a document's bin among documents of other folds, else the most frequent of all there.
  private static func outOfFold(_ bins: [Int], _ samples: Samples, _ folds: Folds) -> [Int] {
    let k = samples.labels.count
    var predicted = [Int](repeating: 0, count: samples.count)
    for fold in 0..<folds.count {
      var counts: [Int: [Int]] = [:]
      var all = [Int](repeating: 0, count: k)
      for document in folds.trainingDocuments(of: fold) {
        counts[bins[document], default: [Int](repeating: 0, count: k)][samples.truth[document]] += 1
        all[samples.truth[document]] += 1
      }
      for document in folds.testDocuments(of: fold) {
        let own = counts[bins[document]] ?? all
        predicted[document] = (0..<k).reduce(0) { own[$1] > own[$0] ? $1 : $0 }
      }
    }
    return predicted
  }
}
