internal import Preparation

/// Where in a text, as it was written, the n-grams stand that its features are counted from.
///
/// What stands between white space is normalised a character with its combining marks at a time, so that every byte of
/// the result has a place of origin; where characters further apart act on one another, as in Hangul or with a final
/// sigma, it is normalised whole, and all its bytes are the origin.
public struct TermPlaces {
  /// One occurrence of an n-gram.
  public struct Place: Equatable, Sendable {
    /// As in `Vectorizer.termNames`.
    public var term: String
    /// Which of the settings' blocks counts it.
    public var block: Int
    /// Bytes of the text: a range a word, or one of characters.
    public var ranges: [Range<Int>]
  }

  private let settings: FeatureSettings
  private var preparer: TextPreparer
  private var normalizer: Normalizer

  public init(_ settings: FeatureSettings) {
    self.settings = settings
    preparer = TextPreparer(settings.preparation)
    normalizer = Normalizer(settings)
  }

  /// All n-grams of a text, block by block.
  public mutating func places(in text: [UInt8]) -> [Place] {
    let (words, characters) = aligned(text)
    var found: [Place] = []
    for (number, block) in settings.blocks.enumerated() {
      let lengths = block.shortest...block.longest
      switch block.analyzer {
      case .word, .vectors: Self.wordGrams(words, lengths) { found.append(Place(term: $0, block: number, ranges: $1)) }
      case .char: Self.characterGrams(characters, lengths) { found.append(Place(term: $0, block: number, ranges: $1)) }
      }
    }
    return found
  }

  /// The words of a text, those of one character too: bytes of the text.
  public mutating func words(in text: [UInt8]) -> [Range<Int>] {
    alignedAsIs(text).words.runs(Self.isWord).map(\.origin).reduce(into: []) { found, range in
      if found.last != range { found.append(range) }
    }
  }

  // MARK: - Alignment

  /// A normalised view, each of its bytes with the bytes of the text that it comes from.
  private struct View {
    var bytes: [UInt8] = []
    var origins: [Range<Int>] = []

    mutating func append(_ own: ArraySlice<UInt8>, from origin: Range<Int>) {
      bytes += own
      origins += repeatElement(origin, count: own.count)
    }

    mutating func append(_ other: View) {
      bytes += other.bytes
      origins += other.origins
    }

    func origin(of range: Range<Int>) -> Range<Int> {
      origins[range.lowerBound].lowerBound..<origins[range.upperBound - 1].upperBound
    }

    /// Longest runs of bytes that answer a question with yes.
    func runs(_ isInside: (UInt8) -> Bool) -> [(range: Range<Int>, origin: Range<Int>)] {
      var found: [(range: Range<Int>, origin: Range<Int>)] = []
      var start = 0
      while start < bytes.count {
        guard isInside(bytes[start]) else {
          start += 1
          continue
        }
        var end = start
        while end < bytes.count, isInside(bytes[end]) { end += 1 }
        found.append((start..<end, origin(of: start..<end)))
        start = end
      }
      return found
    }
  }

  private mutating func aligned(_ text: [UInt8]) -> (words: View, characters: View) {
    guard preparer.prepare(text.span) else { return alignedAsIs(text) }
    var views = alignedAsIs(preparer.bytes)
    for place in views.words.origins.indices {
      views.words.origins[place] = preparer.original(views.words.origins[place])
    }
    for place in views.characters.origins.indices {
      views.characters.origins[place] = preparer.original(views.characters.origins[place])
    }
    return views
  }

  private mutating func alignedAsIs(_ text: [UInt8]) -> (words: View, characters: View) {
    var views = (words: View(), characters: View())
    var start = 0
    while start < text.count {
      var end = start
      var pieces: [Range<Int>] = []
      while end < text.count {
        let next = decodeScalar(text.span, at: end)
        let flags = ScalarProperties.shared.flags(next.scalar)
        // White space, and NUL, stand alone: nothing acts across them.
        let isAlone = flags.contains(.space) || next.scalar == 0
        if isAlone, end > start { break }
        if let last = pieces.last, flags.contains(.combining) {
          pieces[pieces.count - 1] = last.lowerBound..<end + next.length
        } else {
          pieces.append(end..<end + next.length)
        }
        end += next.length
        if isAlone { break }
      }
      var own = (words: View(), characters: View())
      for piece in pieces { append(piece, of: text, to: &own) }
      var whole = (words: View(), characters: View())
      append(start..<end, of: text, to: &whole)
      let isSame = own.words.bytes == whole.words.bytes && own.characters.bytes == whole.characters.bytes
      views.words.append(isSame ? own.words : whole.words)
      views.characters.append(isSame ? own.characters : whole.characters)
      start = end
    }
    return views
  }

  private mutating func append(_ range: Range<Int>, of text: [UInt8], to views: inout (words: View, characters: View)) {
    normalizer.prepare(text.span.extracting(range))
    views.words.append(normalizer.words[..<normalizer.wordCount], from: range)
    views.characters.append(normalizer.characters[..<normalizer.characterCount], from: range)
  }

  // MARK: - N-grams

  /// A byte of a word in the view for words.
  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  /// N-grams of words of two characters or more.
  private static func wordGrams(_ view: View, _ lengths: ClosedRange<Int>, body: (String, [Range<Int>]) -> Void) {
    let words = view.runs(isWord).map {
      (text: String(decoding: view.bytes[$0.range], as: UTF8.self), origin: $0.origin)
    }
    .filter { $0.text.unicodeScalars.count >= 2 }
    for length in lengths where length <= words.count {
      for first in 0...words.count - length {
        let own = words[first..<first + length]
        body(own.map(\.text).joined(separator: " "), own.map(\.origin))
      }
    }
  }

  /// N-grams of characters within what white space separates, with a space before and behind it.
  private static func characterGrams(_ view: View, _ lengths: ClosedRange<Int>, body: (String, [Range<Int>]) -> Void) {
    for word in view.runs({ !WordTokens.isSpace($0) }) where word.range.count <= TermKey.longest {
      let scalars = Array(String(decoding: view.bytes[word.range], as: UTF8.self).unicodeScalars)
      var starts: [Int] = []
      for place in word.range where view.bytes[place] & 0xC0 != 0x80 { starts.append(place) }
      starts.append(word.range.upperBound)
      let padded = [" "] + scalars.map(String.init) + [" "]
      for length in lengths {
        let last = max(padded.count - length, 0)
        for first in 0...last {
          // Places in the word itself, without the spaces around it.
          let own = max(first - 1, 0)..<min(first + length - 1, scalars.count)
          let term = padded[first..<min(first + length, padded.count)].joined()
          body(term, own.isEmpty ? [] : [view.origin(of: starts[own.lowerBound]..<starts[own.upperBound])])
        }
        if last == 0 { break }
      }
    }
  }
}
