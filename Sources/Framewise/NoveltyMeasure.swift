internal import TextFeatures

/// Sums up what a document's novelty is made of, from the counts that scoring has anyway.
struct NoveltyMeasure {
  private let profile: NoveltyProfile
  private let vectorizer: Vectorizer
  private var dots: [Double]
  private var norm = 0.0
  private var known = 0

  init(_ profile: NoveltyProfile, vectorizer: Vectorizer, labels: Int) {
    self.profile = profile
    self.vectorizer = vectorizer
    dots = [Double](repeating: 0, count: labels)
  }

  /// Adds the terms of the profile's block: columns and how often each occurs.
  mutating func add(_ columns: Span<UInt32>, _ counts: Span<UInt32>) {
    let block = vectorizer.blocks[profile.block]
    let words = block.terms.count
    let formula = vectorizer.inverseDocumentFrequencies[profile.block]
    let settings = vectorizer.settings
    let centroids = profile.centroids
    let labels = dots.count
    var sums: [Double] = []
    swap(&sums, &dots)
    for place in columns.indices {
      let number = Int(columns[place]) - block.firstColumn
      guard number < words, block.documentFrequencies[number] > 0 else { continue }
      known += Int(counts[place])
      let value = settings.termFrequency(counts[place]) * formula[block.documentFrequencies[number]]
      norm += value * value
      for label in 0..<labels { sums[label] += value * Double(centroids[number &* labels &+ label]) }
    }
    swap(&sums, &dots)
  }

  func result(words: Int) -> Scorer.Novelty {
    let unknown = words == 0 ? 1 : 1 - Double(known) / Double(words)
    let similarity = norm > 0 ? (dots.max() ?? 0) / norm.squareRoot() : 0
    return Scorer.Novelty(
      score: profile.novelty(unknown: unknown, similarity: similarity, words: words), words: words,
      unknownShare: unknown, similarity: similarity)
  }
}
