public import Preparation

/// How text becomes features: which blocks of n-grams, how they are weighed and pruned.
public struct FeatureSettings: Sendable, Equatable {
  /// One kind of n-gram.
  public struct Block: Sendable, Equatable {
    public enum Analyzer: String, Sendable {
      case word, char
      /// Single words by their vectors; see `WordVectors`.
      case vectors
    }
    public var analyzer: Analyzer
    public var shortest: Int
    public var longest: Int

    public init(_ analyzer: Analyzer, _ range: ClosedRange<Int>) {
      self.analyzer = analyzer
      shortest = range.lowerBound
      longest = range.upperBound
    }
  }

  /// A bound on the document frequency: a count of documents, or a share of them.
  public enum Bound: Sendable, Equatable {
    case count(Int)
    case share(Double)

    /// The bound as a number of documents, not rounded, as in scikit-learn.
    func documents(of total: Int) -> Double {
      switch self {
      case .count(let count): Double(count)
      case .share(let share): share * Double(total)
      }
    }
  }

  public enum InverseDocumentFrequency: String, Sendable {
    /// ln((1 + n) / (1 + df)) + 1
    case smooth
    /// ln(n / df) + 1
    case plain
    case none
  }

  public enum Norm: String, Sendable { case l1, l2, none }

  /// What a row's norm is taken over: each block apart, or all of them as one row.
  public enum NormScope: String, Sendable { case block, row }

  public var blocks: [Block] = [Block(.word, 1...2)]
  /// 1 + ln tf instead of tf.
  public var sublinear = false
  /// 1 instead of tf.
  public var binary = false
  public var idf = InverseDocumentFrequency.smooth
  public var norm = Norm.l2
  public var normScope = NormScope.block
  public var minimumDocumentFrequency = Bound.count(1)
  public var maximumDocumentFrequency = Bound.share(1)
  /// Of each block only so many terms, those with the highest total frequency; equal ones in order of their numbers.
  public var maximumFeatures: Int?
  public var stripsAccents = false
  /// What is done to a text before it is cut.
  public var preparation = TextPreparation()
  /// What a block `vectors:1` is trained with. A trained model needs them no more.
  public var vectors: WordVectors?

  public init() {}

  /// The settings, if they make sense.
  public func validated() throws(FeatureError) -> FeatureSettings {
    guard !blocks.isEmpty else { throw .noBlocks }
    for (index, block) in blocks.enumerated() {
      guard block.shortest >= 1, block.shortest <= block.longest, block.longest <= 8 else {
        throw .badRange(block.description)
      }
      guard !blocks[..<index].contains(block) else { throw .repeatedBlock(block.description) }
    }
    for (name, bound) in [("min-df", minimumDocumentFrequency), ("max-df", maximumDocumentFrequency)] {
      switch bound {
      case .count(let count): guard count >= 1 else { throw .badBound(name: name, value: "\(count)") }
      case .share(let share): guard share >= 0, share <= 1 else { throw .badBound(name: name, value: "\(share)") }
      }
    }
    if blocks.contains(where: { $0.analyzer == .vectors }) {
      guard blocks.allSatisfy({ $0.analyzer != .vectors || $0.longest == 1 }) else {
        throw .badVectors("they are of single words only")
      }
      guard normScope == .block else { throw .badVectors("they need a norm of their own") }
    }
    if let maximumFeatures, maximumFeatures < 1 { throw .badMaximumFeatures(maximumFeatures) }
    return self
  }
}

extension FeatureSettings.Block: CustomStringConvertible {
  public var description: String {
    shortest == longest ? "\(analyzer.rawValue):\(shortest)" : "\(analyzer.rawValue):\(shortest)-\(longest)"
  }
}

extension FeatureSettings {
  /// The blocks as the command line writes them: `word:1-2,char:3-5`.
  public var blocksDescription: String { blocks.map(\.description).joined(separator: ",") }

  /// All settings in one line, for people.
  public var summary: String {
    var parts = [blocksDescription, "min-df \(minimumDocumentFrequency)", "max-df \(maximumDocumentFrequency)"]
    if let maximumFeatures { parts.append("at most \(maximumFeatures) terms") }
    parts.append(binary ? "binary" : sublinear ? "sublinear tf" : "tf")
    parts.append("idf \(idf.rawValue)")
    parts.append("norm \(norm.rawValue)\(blocks.count > 1 ? " a \(normScope.rawValue)" : "")")
    if stripsAccents { parts.append("accents stripped") }
    return parts.joined(separator: ", ")
  }

  /// Reads blocks written like `word:1-2,char:3-5`.
  public static func blocks(_ text: String) throws(FeatureError) -> [Block] {
    var blocks: [Block] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, let analyzer = Block.Analyzer(rawValue: String(halves[0])) else {
        throw .badBlock(String(part))
      }
      let bounds = halves[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard bounds.count <= 2, let first = bounds[0], let last = bounds[bounds.count - 1], first >= 1, first <= last
      else { throw .badBlock(String(part)) }
      blocks.append(Block(analyzer, first...last))
    }
    return blocks
  }

  /// Reads a bound as the command line writes it: `3` is a count, `0.5` and `1.0` are shares.
  public static func bound(_ text: String) -> Bound? {
    if let count = Int(text) { return .count(count) }
    if let share = Double(text), share.isFinite { return .share(share) }
    return nil
  }
}

extension FeatureSettings.Bound: CustomStringConvertible {
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .share(let share): "\(share)"
    }
  }
}

/// What can be wrong with features that are asked for, or with a corpus that is to yield them.
public enum FeatureError: Error, Equatable, CustomStringConvertible {
  case noBlocks
  case badBlock(String)
  case badRange(String)
  case repeatedBlock(String)
  case badBound(name: String, value: String)
  case badMaximumFeatures(Int)
  case noTerms(documents: Int, minimum: FeatureSettings.Bound, maximum: FeatureSettings.Bound)
  case tooManyTerms(count: Int, limit: Int)
  case badVectors(String)

  public var description: String {
    switch self {
    case .noBlocks: "No features were asked for; try word:1-2."
    case .badBlock(let text): "'\(text)' is no feature block; write word:1-2 or char:3-5, several with commas between."
    case .badRange(let text): "The n-grams of '\(text)' must be between 1 and 8 long."
    case .repeatedBlock(let text): "The feature block '\(text)' is there twice."
    case .badBound(let name, let value):
      "\(name) is \(value); give a count of documents from 1 on, or a share from 0.0 to 1.0."
    case .badMaximumFeatures(let value): "max-features is \(value); it must be 1 or more."
    case .noTerms(let documents, let minimum, let maximum):
      "No terms are left of \(documents) documents with min-df \(minimum) and max-df \(maximum) "
        + "(1 is a count of documents, 1.0 a share of them): take a smaller min-df, or the documents are empty."
    case .badVectors(let why): "The word vectors cannot be used: \(why)."
    case .tooManyTerms(let count, let limit):
      "\(count) terms are more than the \(limit) that a feature block can hold; raise min-df or set max-features."
    }
  }
}
