internal import Preparation

/// Whether a corpus is like what a model was trained on: the worst of several findings, each with its reason.
public struct DomainVerdict: Sendable, Equatable {
  public enum Colour: Int, Sendable, Comparable {
    case green, amber, red

    public static func < (left: Colour, right: Colour) -> Bool { left.rawValue < right.rawValue }
    public var name: String { ["green", "amber", "red"][rawValue] }
  }

  public struct Reason: Sendable, Equatable {
    public var colour: Colour
    /// A sentence.
    public var text: String
  }

  public var reasons: [Reason] = []
  public var colour: Colour { reasons.map(\.colour).max() ?? .green }
}

/// What scoring counts for the verdict.
struct DomainTally: Sendable {
  /// Documents that were measured: all of a short chunk, every eighth of a long one.
  var measured = 0
  /// Those more unusual than 99 of 100 training texts.
  var unusual = 0
  /// Those shorter or longer than 99 of 100 training texts.
  var otherLength = 0
  /// Sums of the measured documents' probabilities.
  var probabilities: [Double]
  /// Of each document's beginning and length; documents alike in both count as copies.
  var fingerprints: [UInt64] = []
  /// Refused documents by language.
  var refused: [String: Int] = [:]
  var documents = 0

  init(labels: Int) { probabilities = [Double](repeating: 0, count: labels) }

  /// How unusual a document must be to count.
  static let limit = 0.99

  mutating func add(_ novelty: Scorer.Novelty, _ probabilities: [Double], _ profile: NoveltyProfile) {
    measured += 1
    if novelty.score >= Self.limit { unusual += 1 }
    let words = Double(novelty.words)
    if profile.lengths.count == 101, words < 0.7 * profile.lengths[0] || words > 1.5 * profile.lengths[100] {
      otherLength += 1
    }
    for label in probabilities.indices { self.probabilities[label] += probabilities[label] }
  }

  mutating func add(_ other: DomainTally) {
    measured += other.measured
    unusual += other.unusual
    otherLength += other.otherLength
    documents += other.documents
    for label in probabilities.indices { probabilities[label] += other.probabilities[label] }
    for (language, count) in other.refused { refused[language, default: 0] += count }
  }

  // MARK: - The verdict

  private struct Limits {
    var amber: Double
    var red: Double
    var least: Int
  }

  /// - Parameter copies: documents whose fingerprint had been met.
  func verdict(copies: Int, model: Model) -> DomainVerdict {
    var verdict = DomainVerdict()
    let of = Double(max(1, measured))
    judge(&verdict, Double(unusual) / of, measured, Limits(amber: 0.05, red: 0.3, least: 1)) { share in
      "\(share) of the texts are more unlike the training texts, in words, than 99 in 100 of those are."
    }
    judge(&verdict, Double(otherLength) / of, measured, Limits(amber: 0.1, red: 0.5, least: 1)) { share in
      "\(share) of the texts are much shorter or longer than any training text."
    }
    let foreign = refused.values.reduce(0, +)
    judge(&verdict, Double(foreign) / Double(max(1, documents)), documents, Limits(amber: 0.005, red: 0.1, least: 1)) {
      share in
      let languages = refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map { Language.name($0.key) }
      return
        "\(share) of the texts are in a language that the model was not trained on (\(languages.joined(separator: ", ")))."
    }
    judge(&verdict, Double(copies) / Double(max(1, documents)), documents, Limits(amber: 0.1, red: 0.5, least: 20)) {
      share in
      "\(share) of the texts are copies of others."
    }
    let trained = model.training.support.map { Double($0) / Double(max(1, model.training.documents)) }
    let distance = zip(trained, probabilities).reduce(0) { $0 + abs($1.0 - $1.1 / of) } / 2
    judge(&verdict, distance, measured, Limits(amber: 0.25, red: 0.45, least: 30)) { share in
      "The predicted shares of the labels differ from the training texts' by \(share); check them on a labelled sample."
    }
    return verdict
  }

  private func judge(
    _ verdict: inout DomainVerdict, _ share: Double, _ count: Int, _ limits: Limits, sentence: (String) -> String
  ) {
    guard count >= limits.least, share > limits.amber else { return }
    let percent = share * 100
    let text = percent < 10 ? "\((percent * 10).rounded() / 10) %" : "\(Int(percent.rounded())) %"
    verdict.reasons.append(.init(colour: share > limits.red ? .red : .amber, text: sentence(text)))
  }
}
