internal import Corpus

/// International actors and the words that name them.
public struct Gazetteer: Sendable {
  struct Entry: Sendable {
    var name: String
    var type: String
    var forms: [[UInt8]]
  }

  /// A place in a text that names an actor.
  package struct Mention: Sendable, Equatable {
    var entry: Int
    /// Which of its forms.
    var form: Int
    var range: Range<Int>
  }

  let entries: [Entry]
  /// By the first word of a form: its entry, its number and its bytes, the longest first.
  private let byFirstWord: [[UInt8]: [(entry: Int, form: Int, bytes: [UInt8])]]

  public var count: Int { entries.count }

  /// - Parameter json: `{"entries": [{"name": …, "type": …, "forms": […]}, …]}`; nil for anything else.
  public init?(_ json: [UInt8]) {
    guard let list = (try? JSONValue(parsing: json))?["entries"]?.array else { return nil }
    var entries: [Entry] = []
    var index: [[UInt8]: [(entry: Int, form: Int, bytes: [UInt8])]] = [:]
    for value in list {
      guard let name = value["name"]?.string, let type = value["type"]?.string, let forms = value["forms"]?.array else {
        return nil
      }
      let own = forms.compactMap { $0.string.map { Array($0.utf8) } }.filter { !$0.isEmpty }
      guard !own.isEmpty else { continue }
      for (form, bytes) in own.enumerated() {
        index[Array(bytes.prefix { Self.isWord($0) }), default: []].append((entries.count, form, bytes))
      }
      entries.append(Entry(name: name, type: type, forms: own))
    }
    self.entries = entries
    byFirstWord = index.mapValues {
      $0.sorted { ($1.bytes.count, $0.entry, $0.form) < ($0.bytes.count, $1.entry, $1.form) }
    }
  }

  /// All mentions in order: at each word the longest form that is there as it is written.
  package func mentions(in text: [UInt8]) -> [Mention] {
    var found: [Mention] = []
    var place = 0
    while place < text.count {
      guard Self.isWord(text[place]) else {
        place += 1
        continue
      }
      var end = place
      while end < text.count, Self.isWord(text[end]) { end += 1 }
      let match = byFirstWord[Array(text[place..<end])]?.first { candidate in
        let last = place + candidate.bytes.count
        return last <= text.count && text[place..<last].elementsEqual(candidate.bytes)
          && (last == text.count || !Self.isWord(text[last]) || !Self.isWord(text[last - 1]))
      }
      if let match {
        let range = place..<place + match.bytes.count
        found.append(Mention(entry: match.entry, form: match.form, range: range))
        place = range.upperBound
      } else {
        place = end
      }
    }
    return found
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }
}
