/// The first stages of the text path one by one, so that a benchmark can time them.
public struct TextStages {
  private var normalizer: Normalizer
  private var tokens = WordTokens()

  public init(_ settings: FeatureSettings) { normalizer = Normalizer(settings) }

  /// Normalises a text and answers how many bytes came of it.
  public mutating func normalise(_ text: Span<UInt8>) -> Int {
    normalizer.prepare(text)
    return normalizer.wordCount
  }

  /// Normalises a text, cuts it into words and keys them; answers how many words there are.
  public mutating func tokenise(_ text: Span<UInt8>) -> Int {
    normalizer.prepare(text)
    var count = 0
    tokens.begin()
    let end = normalizer.wordCount
    // SAFETY: the view for words has `end` bytes with padding behind them.
    unsafe normalizer.words.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      while unsafe tokens.fill(from: base, end: end) { count += tokens.count }
    }
    return count
  }
}
