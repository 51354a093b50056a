internal import LinearAlgebra

/// The single words of a document.
public struct WordRow: Sendable {
  public struct Entry: Sendable {
    /// The word's number in its block of the vectorizer.
    public var word: Int
    /// tf · idf, not scaled.
    public var value: Double
  }

  public var entries: [Entry] = []
  /// The sum of the squared values.
  public var norm = 0.0
  /// Words, counted as often as they occur, that would be known without this document too.
  public var knownToOthers = 0
}

extension CountedCorpus {
  /// The rows of all documents over the single words of a block, weighed by a vectorizer fitted on this corpus.
  public func wordRows(block index: Int, vectorizer: Vectorizer) -> [WordRow] {
    let counted = blocks[index]
    let fitted = vectorizer.blocks[index]
    // Both are in order of the words' bytes.
    var numbers = [Int](repeating: -1, count: counted.terms.count)
    var number = 0
    for (term, bytes) in counted.terms.enumerated() where number < fitted.terms.count {
      if fitted.terms.term(number).elementsEqual(bytes) {
        numbers[term] = number
        number += 1
      }
    }
    let least = settings.minimumDocumentFrequency.documents(of: documentCount)
    return (0..<documentCount).map { document in
      var row = WordRow()
      for place in counted.rowOffsets[document]..<counted.rowOffsets[document + 1] {
        let term = Int(counted.numbers[place])
        guard term < numbers.count, numbers[term] >= 0 else { continue }
        let frequency = fitted.documentFrequencies[numbers[term]]
        guard frequency > 0 else { continue }
        let value =
          settings.termFrequency(counted.counts[place]) * vectorizer.inverseDocumentFrequencies[index][frequency]
        row.entries.append(WordRow.Entry(word: numbers[term], value: value))
        row.norm += value * value
        if Double(frequency) - 1 >= max(1, least) { row.knownToOthers += Int(counted.counts[place]) }
      }
      return row
    }
  }
}
