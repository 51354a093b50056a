/// Lines of web pages that are known by their shape: hashtags, crumbs, code, captions with their credit, by-lines.
enum LeftoverShapes {
  static func isOne(_ lowered: LoweredLine, words: Int) -> Bool {
    let line = lowered.bytes
    return line.first == 0x23 && isHashtags(line)
      || words <= 14 && (lowered.hasOthers || lowered.mayHave(">")) && isCrumbs(line)
      || mayBeCode(lowered) && isCode(line) || endsWithCredit(line)
  }

  private static func isHashtags(_ line: [UInt8]) -> Bool {
    line.split(separator: 0x20).allSatisfy { $0.first == 0x23 && $0.count > 1 }
  }

  /// Two or more of `»`, `›`, `>`, `→` between words.
  private static func isCrumbs(_ line: [UInt8]) -> Bool {
    // Their last bytes.
    guard line.contains(where: { $0 == 0xBB || $0 == 0xBA || $0 == 0x3E || $0 == 0x92 }) else { return false }
    let marks: [[UInt8]] = [[0xC2, 0xBB], [0xE2, 0x80, 0xBA], [0x3E], [0xE2, 0x86, 0x92]]
    return line.split(separator: 0x20).dropFirst().count { part in marks.contains { part.elementsEqual($0) } } > 1
  }

  private static func mayBeCode(_ line: LoweredLine) -> Bool {
    line.mayHave("{") || line.mayHave(";") || line.mayHave("<") || line.mayHave(">")
  }

  /// `{}`, `();`, `</` or `/>`.
  private static func isCode(_ line: [UInt8]) -> Bool {
    zip(line, line.dropFirst()).contains { pair in
      switch pair {
      case (0x7B, 0x7D), (0x29, 0x3B), (0x3C, 0x2F), (0x2F, 0x3E): true
      default: false
      }
    }
  }

  /// Whether a short bracket with a slash, `©` or a word for pictures ends the line: `(A. Person / Agency)`.
  private static func endsWithCredit(_ line: [UInt8]) -> Bool {
    guard line.last == 0x29, let open = line.lastIndex(of: 0x28), line.count - open <= 60 else { return false }
    let inside = line[(open + 1)..<(line.count - 1)]
    guard inside.contains(where: { $0 &- 0x61 < 26 }) else { return false }
    if zip(inside, inside.dropFirst()).contains(where: { $0 == (0xC2, 0xA9) }) { return true }
    let words = inside.split { !WordBytes.mayBeWord($0) }
    // Two slashed words are an alternative, as in `(and/or)`, and digits a number.
    if inside.contains(0x2F), words.count > 2, !inside.contains(where: { $0 &- 0x30 < 10 }) { return true }
    return words.contains { word in
      ["photo", "photos", "photograph", "picture"].contains { word.elementsEqual($0.utf8) }
    }
  }

  private static let small = ["and", "in", "of", "the", "for", "at", "de", "von", "van", "al"].map { Array($0.utf8) }

  /// `By` and two to nine words that begin with capitals, but for small ones, and no full stop.
  static func isByline(_ text: Span<UInt8>, _ range: Range<Int>, words: Int) -> Bool {
    guard (3...10).contains(words), text[range.lowerBound] <= 0x20 || text[range.lowerBound] == 0x42 else {
      return false
    }
    var line: [UInt8] = []
    for place in range { line.append(text[place]) }
    let parts = line.split { $0 <= 0x20 }
    guard let first = parts.first, first.elementsEqual("By".utf8) || first.elementsEqual("BY".utf8),
      parts.last?.last != 0x2E
    else { return false }
    return parts.dropFirst().allSatisfy { part in
      let letter = part.first { WordBytes.mayBeWord($0) } ?? 0x41
      return letter &- 0x41 < 26 || letter >= 0x80 || small.contains { part.elementsEqual($0) }
    }
  }
}
