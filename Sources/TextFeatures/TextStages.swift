internal import Preparation

/// The first stages of the text path one by one, so that a benchmark can time them.
public struct TextStages {
  private var preparer: TextPreparer
  private var normalizer: Normalizer
  private var tokens = WordTokens()
  private var grams = WordGrams()

  public init(_ settings: FeatureSettings) {
    preparer = TextPreparer(settings.preparation)
    normalizer = Normalizer(settings)
  }

  /// Masks names and cuts leftovers where the settings ask for it; answers how many places were changed.
  public mutating func prepare(_ text: Span<UInt8>) -> Int { preparer.prepare(text) ? preparer.edits.count : 0 }

  /// Prepares and normalises a text and answers how many bytes came of it.
  public mutating func normalise(_ text: Span<UInt8>) -> Int {
    if preparer.prepare(text) {
      let prepared = preparer.bytes
      normalizer.prepare(prepared.span)
    } else {
      normalizer.prepare(text)
    }
    return normalizer.wordCount
  }

  /// Normalises a text, cuts it into words and keys them; answers how many words there are.
  public mutating func tokenise(_ text: Span<UInt8>) -> Int {
    _ = normalise(text)
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

  /// Looks up the words and n-grams of the first block of words, and does nothing with them: as fast as any scoring with
  /// these tables could be. Answers how many are known.
  public mutating func lookUp(_ text: Span<UInt8>, in vectorizer: Vectorizer) -> Int {
    _ = normalise(text)
    guard let block = vectorizer.blocks.first(where: { $0.block.analyzer == .word }) else { return 0 }
    var count = 0
    let lengths = block.block.shortest...block.block.longest
    // SAFETY: the hits are only counted.
    unsafe grams.lookUp(normalizer, lengths: lengths, words: block.terms, grams: block.grams) { _, found in
      count += found
    }
    return count
  }
}
