internal import LinearAlgebra
internal import TextFeatures

/// Finds terms whose removal changes no training document's label and moves none of its probabilities beyond a bound.
///
/// Greedy: terms are tried in order of their influence, the largest change of a probability that their removal alone
/// brings about, the smallest first. Each document's sums are kept as they are without the terms already removed, its
/// norm too, so that a trial asks what the document's probabilities would be now against what they were at first: a term
/// goes only if no document moves beyond the bound, changes its label or loses its last term. Words that are part of an
/// n-gram wait for it: longer n-grams come first. Blocks of word vectors stay whole, since they are there for words that
/// the training documents lack.
///
/// Cost: for each occurrence of a term one or two softmaxes.
struct TermPruning {
  private let vectorizer: Vectorizer
  private let limit: Double
  private let occurrences: TermOccurrences
  private var sums: PruningSums

  /// Sums drift by less than this from what scoring adds up anew.
  private static let drift = 1e-10

  /// - Parameter rows: of the model's vectoriser, one a block.
  init(_ model: Model, rows: [CountedRows], documents: Int, bound: Double) {
    vectorizer = model.vectorizer
    limit = bound - Self.drift
    occurrences = TermOccurrences(model.vectorizer, rows: rows)
    sums = PruningSums(model, rows: rows, documents: documents)
  }

  /// Whether each column of the vectoriser stays a feature.
  mutating func run() -> [Bool] {
    var isKept = [Bool](repeating: true, count: vectorizer.columnCount)
    for (index, block) in vectorizer.blocks.enumerated() where block.documentCount == nil {
      prune(index, block, &isKept)
    }
    return isKept
  }

  private mutating func prune(_ index: Int, _ block: Vectorizer.Block, _ isKept: inout [Bool]) {
    // How many n-grams that are left each term is a part of.
    var uses = [Int32](repeating: 0, count: block.columns.count)
    let pairs = block.grams?.pairs() ?? []
    for pair in pairs {
      uses[Int(pair.prefix)] += 1
      uses[Int(pair.word)] += 1
    }
    var waiting = Array(uses.indices)
    while true {
      let free = waiting.filter { uses[$0] == 0 }
      if free.isEmpty { return }
      waiting.removeAll { uses[$0] == 0 }
      let ranked = free.map { (influence: change(without: block.firstColumn + $0, block: index), number: $0) }
        .sorted { ($0.influence, $0.number) < ($1.influence, $1.number) }
      for (influence, number) in ranked {
        let column = block.firstColumn + number
        // What is no feature itself goes with the last n-gram that needs it.
        if block.documentFrequencies[number] > 0 {
          guard influence <= limit, change(without: column, block: index) <= limit else { continue }
          isKept[column] = false
          for place in occurrences.places(of: column) {
            sums.remove(
              occurrences.values[place], column: column, document: Int(occurrences.documents[place]), block: index)
          }
        }
        guard number >= block.terms.count else { continue }
        uses[Int(pairs[number - block.terms.count].prefix)] -= 1
        uses[Int(pairs[number - block.terms.count].word)] -= 1
      }
    }
  }

  /// The largest change of a probability if a term went too; infinity as soon as one is beyond the bound.
  private mutating func change(without column: Int, block: Int) -> Double {
    var largest = 0.0
    for place in occurrences.places(of: column) {
      let change = sums.change(
        without: occurrences.values[place], column: column, document: Int(occurrences.documents[place]), block: block)
      if change > limit { return .infinity }
      largest = max(largest, change)
    }
    return largest
  }
}
