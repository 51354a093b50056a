internal import LinearAlgebra
internal import TextFeatures

/// What texts a model was trained on looked like, so that it can say which it knows nothing of.
///
/// Two measures of a text: the share of its words that are not in the vocabulary, and how alike it is to the nearest of
/// the labels' centroids (cosine of tf-idf over single words). Both depend on length, so texts are compared with training
/// texts of like length, each measured as if it had not been trained on.
struct NoveltyProfile: Sendable, Equatable {
  /// Training texts of some lengths.
  struct Band: Sendable, Equatable {
    /// The longest, in words.
    var longest: Int
    /// Percentiles 0 to 100 of each measure.
    var unknown: [Double]
    var similarity: [Double]
  }

  /// In order of length.
  var bands: [Band]
  /// Percentiles 0 to 100 of the number of words.
  var lengths: [Double]
  /// Codes of the languages of the training texts; none where they could not be told.
  var languages: [String]
  /// A row a single word of the first block, a column a label, each column of length 1.
  var centroids: Stored<Float>
  /// Which feature block the words are of.
  var block: Int

  /// How unusual a text is: 0.5 as the training texts on average, 1 beyond all of them. The worse of the two measures.
  func novelty(unknown: Double, similarity: Double, words: Int) -> Double {
    guard let band = bands.first(where: { words <= $0.longest }) ?? bands.last else { return 0 }
    return max(Self.rank(unknown, in: band.unknown), 1 - Self.rank(similarity, in: band.similarity))
  }

  /// The share of a distribution, given by its percentiles, that lies below a value; half of what equals it counts.
  static func rank(_ value: Double, in percentiles: [Double]) -> Double {
    guard percentiles.count > 1 else { return 0.5 }
    let below = place(in: percentiles) { $0 < value }
    let equal = place(in: percentiles) { $0 <= value } - below
    if below == percentiles.count { return 1 }
    if below + equal == 0 { return 0 }
    if equal > 0 { return (Double(below) + 0.5 * Double(equal)) / Double(percentiles.count) }
    let low = percentiles[below - 1]
    let high = percentiles[below]
    return (Double(below - 1) + (value - low) / (high - low)) / Double(percentiles.count - 1)
  }

  /// How many numbers a condition holds of, where it holds of the first ones only.
  private static func place(in numbers: [Double], where holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if holds(numbers[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The percentiles 0 to 100 of some values; none of none.
  static func percentiles(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let sorted = values.sorted()
    return (0...100).map { sorted[($0 * (sorted.count - 1) + 50) / 100] }
  }
}

/// Makes the profile of a training corpus.
struct NoveltyFit {
  let corpus: TrainingCorpus
  let vectorizer: Vectorizer

  /// Bands end so that each holds this many documents, as long as there are so many.
  private static let bandSize = 200
  private static let longestBands = [40, 120]

  /// Nil where single words are no features.
  func profile() -> NoveltyProfile? {
    let blocks = vectorizer.settings.blocks
    guard let block = blocks.firstIndex(where: { $0.analyzer == .word && $0.shortest == 1 }) else { return nil }
    let labels = corpus.labels.count
    let words = vectorizer.blocks[block].terms.count
    let rows = corpus.counted.wordRows(block: block, vectorizer: vectorizer)
    var sums = [Double](repeating: 0, count: words * labels)
    for (document, row) in rows.enumerated() {
      for entry in row.entries { sums[entry.word * labels + corpus.truth[document]] += entry.value }
    }
    var norms = [Double](repeating: 0, count: labels)
    for place in sums.indices { norms[place % labels] += sums[place] * sums[place] }

    var unknown: [Double] = []
    var similarity: [Double] = []
    for (document, row) in rows.enumerated() {
      let total = corpus.wordCounts[document]
      unknown.append(total == 0 ? 1 : 1 - Double(row.knownToOthers) / Double(total))
      var best = 0.0
      for label in 0..<labels {
        var dot = row.entries.reduce(0) { $0 + $1.value * sums[$1.word * labels + label] }
        var norm = norms[label]
        // The centroid without this document.
        if label == corpus.truth[document] {
          norm += row.norm - 2 * dot
          dot -= row.norm
        }
        if norm > 1e-12, row.norm > 0 { best = max(best, dot / (norm * row.norm).squareRoot()) }
      }
      similarity.append(best)
    }
    let centroids = sums.indices.map { place in
      Float(norms[place % labels] > 0 ? sums[place] / norms[place % labels].squareRoot() : 0)
    }
    return NoveltyProfile(
      bands: bands(unknown, similarity), lengths: NoveltyProfile.percentiles(corpus.wordCounts.map(Double.init)),
      languages: languages, centroids: Stored(centroids), block: block)
  }

  private func bands(_ unknown: [Double], _ similarity: [Double]) -> [NoveltyProfile.Band] {
    var bands: [NoveltyProfile.Band] = []
    var first = 0
    for longest in Self.longestBands + [Int.max / 2] {
      let own = corpus.wordCounts.indices.filter { (first...longest).contains(corpus.wordCounts[$0]) }
      // Too few texts of these lengths: they join the next.
      if own.count < Self.bandSize, longest < Int.max / 2 { continue }
      guard !own.isEmpty else { continue }
      bands.append(
        NoveltyProfile.Band(
          longest: longest, unknown: NoveltyProfile.percentiles(own.map { unknown[$0] }),
          similarity: NoveltyProfile.percentiles(own.map { similarity[$0] })))
      first = longest + 1
    }
    return bands
  }

  /// Languages of one text in a hundred or more, where most texts' could be told.
  private var languages: [String] {
    let told = corpus.languages.values.reduce(0, +)
    guard told * 2 > corpus.truth.count else { return [] }
    return corpus.languages.filter { $0.value * 100 >= told }.keys.sorted()
  }
}
