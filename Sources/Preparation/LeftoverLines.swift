/// Finds lines that web pages leave in a text: links to other articles, requests to subscribe or comment, credits, share
/// bars, cookie notices; and lines that documents of one outlet have in common, found when a model was trained.
///
/// A line is judged by the phrases it holds and where (`LeftoverPhrases`). A long line is an article's, whatever it says;
/// of the last paragraphs and the first the single sentences are looked at too, since pages are often copied without
/// their line ends. Behind an article's last sentence, what stands apart in a few words and is no sentence is the page's,
/// whatever it says. A text is never cut down to next to nothing.
public struct LeftoverLines: Sendable, Equatable {
  /// What the rules are; a model that was trained under others is not scored with these.
  public static let version = 2

  /// A part of a text that is left out, and why.
  public struct Cut: Sendable, Equatable {
    public enum Reason: String, Sendable {
      case leftover
      /// Many documents of an outlet have it.
      case repeated
    }
    public var range: Range<Int>
    public var reason: Reason
  }

  /// Hashes of lines that many documents of one outlet have, ascending.
  public let repeated: [UInt64]

  /// Lines are also judged by what they say; without this only repeated ones are left out.
  public let hasRules: Bool

  public init(repeated: [UInt64] = [], hasRules: Bool = true) {
    self.repeated = repeated.sorted()
    self.hasRules = hasRules
  }

  /// A line with more words is an article's.
  static let longest = 36
  /// Behind an article a line with more words is its own.
  static let longestApart = 12
  /// Lines with so many words and a full stop are an article's, and with so many words there is an article.
  static let leastOfSentence = 8
  static let leastOfArticle = 16
  /// A cut leaves so many words, or is not made.
  static let least = 8

  /// Of a long first or last line so many bytes are looked at, sentence by sentence.
  static let edge = 600

  /// The parts to leave out, in order.
  public func cuts(in text: Span<UInt8>) -> [Cut] {
    var cuts: [Cut] = []
    var kept = 0
    let lines = LineCutter.lines(of: text, longest: Self.longest)
    let end = Self.endOfArticle(text, lines)
    var lowered = LoweredLine()
    for (number, line) in lines.enumerated() {
      if line.words > Self.longest {
        kept += line.words
        guard hasRules, number == 0 || number >= lines.count - 2 else { continue }
        var range = line.range
        if number > 0 || lines.count == 1 {
          range = max(range.lowerBound, range.upperBound - Self.edge)..<range.upperBound
        }
        if number == 0, lines.count > 1 {
          range = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.edge)
        }
        // The first sentence of a clipped line is only a part of one.
        let sentences = LineCutter.sentences(of: text, in: range)
        for sentence in sentences.dropFirst(range.lowerBound > line.range.lowerBound ? 1 : 0)
        where sentence.words <= Self.longest {
          lowered.read(text, sentence.range)
          if Self.isCertain(lowered) { cuts.append(Cut(range: sentence.range, reason: .leftover)) }
        }
        continue
      }
      if isRepeated(text, line) {
        cuts.append(Cut(range: line.range, reason: .repeated))
        continue
      }
      guard hasRules else {
        kept += line.words
        continue
      }
      lowered.read(text, line.range)
      if Self.isLeftover(lowered, text, line) || number >= end && Self.isShortAndNoSentence(text, line) {
        cuts.append(Cut(range: line.range, reason: .leftover))
      } else {
        kept += line.words
      }
    }
    return kept < Self.least ? [] : cuts
  }

  /// The number of the first line behind an article; past all where there is none, or hardly any article.
  private static func endOfArticle(_ text: Span<UInt8>, _ lines: [LineCutter.Piece]) -> Int {
    var words = 0
    var last = 0
    for (number, line) in lines.enumerated() where line.words >= leastOfSentence && isSentence(text, line.range) {
      words += line.words
      last = number
    }
    guard words >= leastOfArticle else { return lines.count }
    return last + 1
  }

  /// Whether a line is short, no sentence and no item of a list.
  private static func isShortAndNoSentence(_ text: Span<UInt8>, _ line: LineCutter.Piece) -> Bool {
    guard line.words <= longestApart, !isSentence(text, line.range) else { return false }
    let first = line.range.first { text[$0] > 0x20 }.map { text[$0] } ?? 0
    // `-`, `*`, a digit; most dashes and bullets begin with E2.
    return first != 0x2D && first != 0x2A && first != 0xE2 && first &- 0x30 >= 10
  }

  /// Whether a line ends in `.`, `!`, `?` or `…`, but for closing quotation marks and brackets.
  private static func isSentence(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var place = range.upperBound - 1
    while place >= range.lowerBound {
      switch text[place] {
      case 0...0x20, 0x22, 0x27, 0x29, 0x5D, 0x80, 0x94, 0x99, 0x9D, 0xBB, 0xC2, 0xE2: place -= 1
      case 0x21, 0x2E, 0x3F, 0xA6: return true
      default: return false
      }
    }
    return false
  }

  private func isRepeated(_ text: Span<UInt8>, _ line: LineCutter.Piece) -> Bool {
    guard !repeated.isEmpty else { return false }
    let hash = LineCutter.hash(text, line.range)
    var low = 0
    var high = repeated.count
    while low < high {
      let middle = (low + high) / 2
      if repeated[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return low < repeated.count && repeated[low] == hash
  }

  // MARK: - Judging a line

  private static let phrases = LeftoverPhrases.all
  private static let matchers: [PhraseMatcher] = LeftoverPhrases.Kind.allCases.map { kind in
    PhraseMatcher(phrases.filter { $0.kind == kind }.map(\.phrase))
  }

  private static func matcher(_ kind: LeftoverPhrases.Kind) -> PhraseMatcher { matchers[kind.rawValue] }

  private static func isCertain(_ line: LoweredLine) -> Bool {
    matcher(.certain).firstMatch(in: line.bytes.span) != nil
  }

  private static func isLeftover(_ lowered: LoweredLine, _ text: Span<UInt8>, _ piece: LineCutter.Piece) -> Bool {
    let line = lowered.bytes
    let words = piece.words
    if isQuoted(line) { return false }
    if LeftoverShapes.isOne(lowered, words: words) || LeftoverShapes.isByline(text, piece.range, words: words) {
      return true
    }
    if isCertain(lowered) { return true }
    let ends = endsLikeASentence(line)
    if hasLeadingMark(line), words <= 14, !ends { return true }
    if line.first == 0x5B, line.last == 0x5D, words <= 14, line.count(where: { $0 == 0x5B }) > 1 { return true }
    if isCopyright(line) { return true }
    let start = line.firstIndex { WordBytes.mayBeWord($0) && $0 < 0x80 } ?? line.count
    if let notice = matcher(.notice).match(in: line.span, at: start) {
      let rest = line[notice.range.upperBound...]
      if let mark = rest.firstIndex(of: 0x3A), rest[..<mark].count(where: { $0 == 0x20 }) <= 3 { return true }
    }
    if words <= 12, lowered.mayHaveDigits, matcher(.dated).match(in: line.span, at: start) != nil,
      line.contains(where: { $0 &- 0x30 < 10 })
    {
      return true
    }
    if words <= 5, lowered.mayHaveDigits, isCount(line, words: words) { return true }
    if words <= 25, let heading = matcher(.heading).match(in: line.span, at: start) {
      let rest = line[heading.range.upperBound...]
      if let mark = rest.firstIndex(where: { $0 == 0x3A || $0 == 0x7C }), !ends || words <= 12,
        rest[..<mark].split(separator: 0x20).count <= 5
      {
        return true
      }
    }
    if words <= 16, let opening = matcher(.opening).match(in: line.span, at: start) {
      let isMarkedOff = line[opening.range.upperBound...].first { $0 != 0x20 }.map { !WordBytes.mayBeWord($0) } ?? true
      if isMarkedOff || !ends && words <= 9 { return true }
    }
    if words <= 22, !ends || words <= 14, matcher(.request).match(in: line.span, at: start) != nil,
      matcher(.thing).firstMatch(in: line.span) != nil
    {
      return true
    }
    return isButtons(lowered, words: words)
  }

  /// Whether a line is a number of comments or the like: `14 comments`, `Show 3 more replies`.
  private static func isCount(_ line: [UInt8], words: Int) -> Bool {
    guard line.contains(where: { $0 &- 0x30 < 10 }), let space = line.lastIndex(of: 0x20) else { return false }
    guard let count = matcher(.count).match(in: line.span, at: space + 1) else { return false }
    let begins = line.prefix { $0 != 0x20 }
    let isNumber = begins.contains { $0 &- 0x30 < 10 } && words <= 3
    return
      (isNumber || ["show", "view", "see", "read", "hide", "all", "load"].contains { begins.elementsEqual($0.utf8) })
      && !line[count.range.upperBound...].contains(where: WordBytes.mayBeWord)
  }

  /// Whether a line is buttons: one alone, or several with marks between.
  private static func isButtons(_ line: LoweredLine, words: Int) -> Bool {
    guard words <= 3 || words <= 16 && (line.hasOthers || line.bytes.contains(where: isDivider)) else { return false }
    var parts = 0
    var known = 0
    var start = 0
    for place in 0...line.bytes.count where place == line.bytes.count || isDivider(line.bytes[place]) {
      if let isKnown = isButton(line, start..<place) {
        parts += 1
        if isKnown { known += 1 }
      }
      start = place + 1
    }
    return switch parts {
    case 0: false
    case 1: known == 1 && words <= 3
    case 2: known == 2
    default: known >= 1
    }
  }

  /// Whether a part of a line is a button, but for marks; nil where there is no word in it.
  private static func isButton(_ line: LoweredLine, _ part: Range<Int>) -> Bool? {
    guard !line.hasOthers else {
      let bytes = line.bytes[part].filter { $0 != 0xC2 && $0 != 0xE2 && $0 != 0x80 && $0 != 0xA6 }.drop { $0 <= 0x20 }
      guard let last = bytes.lastIndex(where: WordBytes.mayBeWord) else { return nil }
      let button = Array(bytes[...last])
      return matcher(.button).match(in: button.span, at: 0)?.range == 0..<button.count
    }
    guard let first = part.first(where: { line.bytes[$0] > 0x20 }),
      let last = part.last(where: { WordBytes.mayBeWord(line.bytes[$0]) })
    else { return nil }
    // A button may end in marks (`loading...`).
    guard let match = matcher(.button).match(in: line.bytes.span, at: first) else { return false }
    return match.range.upperBound > last && match.range.upperBound <= part.upperBound
  }

  /// `|`, `/`, `:`, `,`, `[`, `]`, `>`, and the last bytes of `·` and `–` or bullets, as they stand between buttons.
  private static func isDivider(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x7C, 0x2F, 0x3A, 0x2C, 0x5B, 0x5D, 0x3E, 0xB7, 0x95: true
    default: false
    }
  }

  /// Whether a line begins with a quotation mark: somebody speaks.
  private static func isQuoted(_ line: [UInt8]) -> Bool {
    line.starts(with: [0x22]) || line.starts(with: [0xE2, 0x80, 0x9C]) || line.starts(with: [0xE2, 0x80, 0x9E])
  }

  private static func isCopyright(_ line: [UInt8]) -> Bool {
    // © is C2 A9.
    if line.count > 1, line[0] == 0xC2, line[1] == 0xA9 { return true }
    return line.starts(with: "(c) ".utf8) && line.count > 5 && line[4] &- 0x30 < 10
  }

  /// `>>`, `»`, `→`, `►`, `▶`, `⇪`, `❯` at the beginning.
  private static func hasLeadingMark(_ line: [UInt8]) -> Bool {
    if line.starts(with: [0x3E]) || line.starts(with: [0xC2, 0xBB]) { return true }
    guard line.count > 3, line[0] == 0xE2 else { return false }
    return line[1] == 0x86 || line[1] == 0x87 || line[1] == 0x96 || line[1] == 0x9D
  }

  private static func endsLikeASentence(_ line: [UInt8]) -> Bool {
    // Closing quotes and brackets may follow the full stop.
    let last = line.last { $0 != 0x22 && $0 != 0x29 && $0 != 0x27 && $0 < 0x80 }
    return last == 0x2E
  }
}
