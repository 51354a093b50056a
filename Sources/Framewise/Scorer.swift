internal import Learning
public import Preparation
internal import TextFeatures

/// Scores one document after another; its scratch memory is used again. One a thread.
public struct Scorer {
  public let model: Model
  private var counter: RowCounter
  private var sums: ScoringTable.Sums
  private var measure: NoveltyMeasure
  /// Of the document scored last, a label each.
  public private(set) var probabilities: [Double]
  /// The same before calibration, as logits whose mean is zero.
  public private(set) var logits: [Double]
  /// True when no term of the document scored last is in the vocabulary: the probabilities are then the priors.
  public private(set) var isEmpty = true
  /// Measures how unusual each document is, where the model knows what is usual.
  public var measuresNovelty = false
  /// Of the document scored last; nil where it was not measured.
  public private(set) var novelty: Novelty?

  /// How unlike the training texts a document is.
  public struct Novelty: Sendable, Equatable {
    /// From 0 to 1: 0.5 as the training texts on average, 1 beyond all of them.
    public var score: Double
    /// Words of the document.
    public var words: Int
    /// Share of its words that the model does not know.
    public var unknownShare: Double
    /// Cosine with the nearest of the labels' centroids.
    public var similarity: Double
  }

  public init(_ model: Model) {
    self.model = model
    counter = RowCounter(model.vectorizer)
    sums = ScoringTable.Sums(rows: model.rows)
    measure = NoveltyMeasure(labels: model.labels.count)
    probabilities = [Double](repeating: 0, count: model.labels.count)
    logits = probabilities
  }

  /// Scores a text, given as UTF-8, and leaves the result in `probabilities`.
  ///
  /// - Returns: the place of the label decided for: the most probable one, of equal ones the first, unless the model
  ///   has offsets for its decision.
  @discardableResult
  public mutating func score(_ text: Span<UInt8>) -> Int {
    // Taken out, so that what is summed up is of one owner and is not copied.
    var sums = ScoringTable.Sums(rows: 0)
    swap(&sums, &self.sums)
    sums.reset()
    let table = model.table
    novelty = nil
    if measuresNovelty, let profile = model.novelty {
      var measure = NoveltyMeasure(labels: 0)
      swap(&measure, &self.measure)
      measure.reset()
      let words = model.vectorizer.blocks[profile.block]
      counter.count(text, vectorizer: model.vectorizer) { block, columns, counts in
        if block == profile.block {
          table.add(
            columns, counts, to: &sums, first: words.firstColumn, words: words.terms.count, against: profile.centroids,
            into: &measure)
        } else {
          table.add(columns, counts, to: &sums)
        }
      }
      novelty = measure.result(words: counter.wordCount, under: profile)
      swap(&measure, &self.measure)
    } else {
      counter.count(text, vectorizer: model.vectorizer) { _, columns, counts in
        table.add(columns, counts, to: &sums)
      }
    }
    swap(&sums, &self.sums)
    return finish()
  }

  /// Scores a document that has been counted already, and leaves the result in `probabilities`.
  mutating func score(_ blocks: [CountedRows], document: Int) -> Int {
    sums.reset()
    for block in blocks {
      let places = block.places(of: document)
      model.table.add(
        block.columns.span.extracting(places), block.counts.span.extracting(places), to: &sums)
    }
    return finish()
  }

  /// From sums to probabilities.
  private mutating func finish() -> Int {
    model.table.finish(&sums)
    isEmpty = !sums.hasFeatures
    probabilities[0] = 0
    for row in sums.totals.indices { probabilities[row + 1] = model.intercepts[row] + sums.totals[row] }
    // Only differences of logits have a meaning: calibration was fitted with their mean taken away.
    let mean = probabilities.reduce(0, +) / Double(probabilities.count)
    for label in probabilities.indices { probabilities[label] -= mean }
    for label in probabilities.indices { logits[label] = probabilities[label] }
    model.calibration.apply(to: &probabilities)
    let best = model.calibration.decide(probabilities)
    Softmax.apply(to: &probabilities, labelCount: probabilities.count)
    return best
  }

  /// What was left out of the document scored last because web pages leave it behind, in order.
  public var leftovers: [TextPreparer.Edit] {
    counter.preparer.edits.filter { $0.kind == .leftover || $0.kind == .repeated }
  }

  /// Scores a text: probabilities in the order of the model's labels.
  public mutating func probabilities(of text: String) -> [Double] {
    var text = text
    text.makeContiguousUTF8()
    score(text.utf8.span)
    return probabilities
  }
}
