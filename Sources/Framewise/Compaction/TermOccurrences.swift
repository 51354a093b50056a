internal import LinearAlgebra
internal import TextFeatures

/// In which documents each column occurs, and what it weighs there before the norm.
struct TermOccurrences {
  /// Places of a column; none where it is no feature that may be pruned.
  private let starts: [Int]
  let documents: [UInt32]
  let values: [Double]

  /// - Parameter rows: of the model's vectoriser, one a block.
  init(_ vectorizer: Vectorizer, rows: [CountedRows]) {
    var starts = [Int](repeating: 0, count: vectorizer.columnCount + 1)
    for block in rows { for column in block.columns { starts[Int(column) + 1] += 1 } }
    for column in 0..<vectorizer.columnCount { starts[column + 1] += starts[column] }
    var next = starts
    var documents = [UInt32](repeating: 0, count: starts[vectorizer.columnCount])
    var values = [Double](repeating: 0, count: documents.count)
    for (index, block) in rows.enumerated() {
      for document in 0..<block.offsets.count - 1 {
        for place in block.places(of: document) {
          let column = Int(block.columns[place])
          documents[next[column]] = UInt32(document)
          values[next[column]] = vectorizer.weight(of: column, block: index, count: block.counts[place])
          next[column] += 1
        }
      }
    }
    self.starts = starts
    self.documents = documents
    self.values = values
  }

  func places(of column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }
}

extension Vectorizer {
  /// The weight of a term that occurs `count` times, before the norm, as scoring has it: idf in single precision.
  func weight(of column: Int, block: Int, count: UInt32) -> Double {
    let frequency = blocks[block].documentFrequencies[column - blocks[block].firstColumn]
    return settings.termFrequency(count) * Double(Float(inverseDocumentFrequencies[block][frequency]))
  }
}
