import LinearAlgebra

/// Vectors of words, learned from unlabelled text: words that occur in like company lie close together.
///
/// As a feature block they let labelled texts speak for words that none of them holds. A document's row x over the
/// words (tf-idf with the frequencies below, then the norm) becomes x·E, one column a dimension. A linear model with
/// weights u over those columns scores x·E·u, which is a linear model over words with weights E·u: it is stored and
/// scored as one, and no vector is needed after training.
public struct WordVectors: Sendable, Equatable {
  /// Ascending by their bytes, none twice.
  public let words: [[UInt8]]
  /// In how many of `documentCount` unlabelled documents each word occurs.
  public let documentFrequencies: [UInt32]
  public let documentCount: Int
  public let dimensions: Int
  /// `words.count · dimensions`, word-major.
  public let values: [Float]

  /// - Throws: `FeatureError.badVectors` where the parts do not fit one another.
  public init(
    words: [[UInt8]], documentFrequencies: [UInt32], documentCount: Int, dimensions: Int, values: [Float]
  ) throws(FeatureError) {
    guard dimensions >= 1, dimensions <= 4096, !words.isEmpty else { throw .badVectors("there are none") }
    guard documentFrequencies.count == words.count, values.count == words.count * dimensions else {
      throw .badVectors("words, frequencies and numbers do not fit")
    }
    guard documentFrequencies.allSatisfy({ $0 >= 1 && Int($0) <= documentCount }) else {
      throw .badVectors("a document frequency is none")
    }
    guard values.allSatisfy(\.isFinite) else { throw .badVectors("a number is not finite") }
    for number in words.indices.dropFirst()
    where !words[number - 1].lexicographicallyPrecedes(words[number]) {
      throw .badVectors("word \(number) is out of order")
    }
    self.words = words
    self.documentFrequencies = documentFrequencies
    self.documentCount = documentCount
    self.dimensions = dimensions
    self.values = values
  }

  /// The number of a word, if it has a vector.
  func number(of word: some RandomAccessCollection<UInt8>) -> Int? {
    var low = 0
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if words[middle].lexicographicallyPrecedes(word) { low = middle + 1 } else { high = middle }
    }
    return low < words.count && words[low].elementsEqual(word) ? low : nil
  }
}

/// How the words of one counted block find their vectors: rows of counts become rows of dimensions.
struct VectorProjection: Sendable {
  let vectors: WordVectors
  /// Of each term of the block: the number of its vector, or −1.
  let numbers: [Int32]
  var firstColumn: Int
  private let idf: [Double]

  init(_ vectors: WordVectors, terms: [ArraySlice<UInt8>], firstColumn: Int, settings: FeatureSettings) {
    self.vectors = vectors
    self.firstColumn = firstColumn
    numbers = terms.map { Int32(vectors.number(of: $0) ?? -1) }
    idf = InverseDocumentFrequencies(settings.idf, documents: vectors.documentCount).of(vectors.documentFrequencies)
  }

  /// Writes the dimensions of one document, given as terms of the block and how often each occurs; answers how many:
  /// none where no term has a vector, for what a term weighs is never 0.
  ///
  /// SAFETY: `columns` and `values` have room for them.
  @unsafe
  func write(
    _ entries: some Sequence<(term: Int, count: UInt32)>, _ settings: FeatureSettings,
    columns: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Double>
  ) -> Int {
    var sums = [Double](repeating: 0, count: vectors.dimensions)
    var norm = 0.0
    for (term, count) in entries where numbers[term] >= 0 {
      let number = Int(numbers[term])
      let weight = settings.termFrequency(count) * idf[number]
      norm += settings.norm == .l1 ? abs(weight) : weight * weight
      let start = number * vectors.dimensions
      for dimension in 0..<vectors.dimensions { sums[dimension] += weight * Double(vectors.values[start + dimension]) }
    }
    guard norm > 0 else { return 0 }
    let divisor =
      switch settings.norm {
      case .none: 1.0
      case .l1: norm
      case .l2: norm.squareRoot()
      }
    for dimension in 0..<vectors.dimensions {
      unsafe columns[dimension] = UInt32(firstColumn + dimension)
      unsafe values[dimension] = sums[dimension] / divisor
    }
    return vectors.dimensions
  }

  /// E·u: what the weights of the dimensions are worth to each word, `words · rows` numbers, word-major.
  func unfold(_ weights: ArraySlice<Double>, rows: Int) -> [Double] {
    var unfolded = [Double](repeating: 0, count: vectors.words.count * rows)
    for word in vectors.words.indices {
      for dimension in 0..<vectors.dimensions {
        let value = Double(vectors.values[word * vectors.dimensions + dimension])
        let start = weights.startIndex + dimension * rows
        for row in 0..<rows { unfolded[word * rows + row] += value * weights[start + row] }
      }
    }
    return unfolded
  }
}
