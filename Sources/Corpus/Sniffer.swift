import Files

/// Tells what an input is by its name and its first bytes.
enum Sniffer {
  /// How many bytes are looked at.
  static let headSize = 4096
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Refuses what is surely not text in UTF-8.
  static func refuseForeign(_ head: ArraySlice<UInt8>, path: FilePath) throws(CorpusError) {
    let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0x00, 0x00, 0xFE, 0xFF]]
    if marks.contains(where: { head.starts(with: $0) }) { throw .utf16(path) }
    let kinds: [(magic: [UInt8], kind: String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive (or a Word or Excel file)"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz compression"),
      ([0x28, 0xB5, 0x2F, 0xFD], "zstd compression"),
      ([0x42, 0x5A, 0x68], "bzip2 compression"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
      ([0x1F, 0x8B], "gzip inside gzip"),
      (Array("%PDF-".utf8), "PDF"),
      (Array("{\\rtf".utf8), "RTF"),
    ]
    if let found = kinds.first(where: { head.starts(with: $0.magic) }) {
      throw .unsupported(path, kind: found.kind)
    }
    if head.dropFirst(257).starts(with: "ustar".utf8) { throw .unsupported(path, kind: "a tar archive") }
    let zeros = head.reduce(0) { $1 == 0 ? $0 + 1 : $0 }
    if head.count >= 4, zeros * 5 > head.count { throw .utf16(path) }
  }

  /// The format by the extension of the name, ignoring `.gz`.
  static func format(ofName path: FilePath) -> RecordFormat? {
    var extensions = path.extensions
    if extensions.first == "gz" { extensions.removeFirst() }
    return switch extensions.first {
    case "jsonl", "ndjson", "json": .jsonLines
    case "csv": .csv
    case "tsv", "tab": .tsv
    case "txt", "md", "text", "markdown": .text
    case "ft", "fasttext": .fastText
    default: nil
    }
  }

  /// Whether a file of this name is read where it lies in a folder that is an input.
  static func isTextInFolder(_ name: FilePath) -> Bool {
    name.bytes.first != UInt8(ascii: ".") && format(ofName: name) == .text
  }

  /// The format by the first bytes (without a byte order mark).
  static func format(of head: ArraySlice<UInt8>, options: ReadingOptions, path: FilePath) -> RecordFormat {
    if head.starts(with: FastTextDecoder.prefix) { return .fastText }
    let content = head.drop { $0 <= 0x20 }
    if content.first == UInt8(ascii: "{") || looksLikeJSONArray(content) { return .jsonLines }
    let line = String(decoding: head.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    var delimiters: [Character] = [",", "\t", ";"]
    if let delimiter = options.delimiter { delimiters = [Character(Unicode.Scalar(delimiter))] }
    for delimiter in delimiters {
      let names = line.split(separator: delimiter, omittingEmptySubsequences: false).map(unquoted)
      if names.count > 1 || delimiters.count == 1, holdsText(names, options) {
        return delimiter == "\t" ? .tsv : .csv
      }
    }
    return .text
  }

  /// A JSON array begins with a bracket before another value; a text may begin with `[1]` or `[Music]`.
  static func looksLikeJSONArray(_ content: ArraySlice<UInt8>) -> Bool {
    guard content.first == UInt8(ascii: "[") else { return false }
    return content.dropFirst().first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  private static func holdsText(_ names: [String], _ options: ReadingOptions) -> Bool {
    if let text = options.columns[.text] { return names.contains(text) }
    return names.contains { Field.text.usualNames.contains($0.lowercased()) }
  }

  private static func unquoted(_ name: Substring) -> String {
    let isQuoted = name.count >= 2 && name.first == "\"" && name.last == "\""
    return String(isQuoted ? name.dropFirst().dropLast() : name)
  }

  /// What ends the lines of a table: returns alone, as on the first Macintosh, when there is no newline at all.
  static func lineEnd(of head: ArraySlice<UInt8>) -> UInt8 {
    // A return that the head ends in may have its newline behind it.
    !head.contains(0x0A) && head.dropLast().contains(0x0D) ? 0x0D : 0x0A
  }

  /// Refuses JSON that is not one object a line.
  static func refuseOtherJSON(_ head: ArraySlice<UInt8>, path: FilePath) throws(CorpusError) {
    let content = head.drop { $0 <= 0x20 }
    if content.first == UInt8(ascii: "[") { throw .jsonArray(path) }
    guard content.first == UInt8(ascii: "{") else { return }
    let line = content.dropFirst().prefix { $0 != 0x0A }
    // An opening brace alone in its line, and more to come.
    if line.allSatisfy({ $0 <= 0x20 }), line.endIndex < content.endIndex { throw .prettyPrintedJSON(path) }
  }
}
