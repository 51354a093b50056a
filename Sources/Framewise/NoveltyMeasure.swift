/// What the novelty of one document is made of, summed up over its single words (`ScoringTable.measure`).
struct NoveltyMeasure {
  /// Products of its weights with the centroid of each label.
  var dots: [Double]
  /// Of squares of its weights.
  var norm = 0.0
  /// Words that the model knows.
  var known = 0

  init(labels: Int) { dots = [Double](repeating: 0, count: labels) }

  mutating func reset() {
    for label in dots.indices { dots[label] = 0 }
    norm = 0
    known = 0
  }

  /// - Parameter words: of the document, known or not.
  func result(words: Int, under profile: NoveltyProfile) -> Scorer.Novelty {
    let unknown = words == 0 ? 1 : 1 - Double(known) / Double(words)
    let similarity = norm > 0 ? (dots.max() ?? 0) / norm.squareRoot() : 0
    return Scorer.Novelty(
      score: profile.novelty(unknown: unknown, similarity: similarity, words: words), words: words,
      unknownShare: unknown, similarity: similarity)
  }
}
