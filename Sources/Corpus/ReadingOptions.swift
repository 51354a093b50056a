/// How inputs are read.
public struct ReadingOptions: Sendable {
  /// Columns that the user names; matched exactly. The others are found by their usual names.
  public var columns: [Field: String] = [:]
  /// The fields that are looked for. A field that is not wanted cannot cause a rejection either.
  public var fields: Set<Field> = Set(Field.allCases)
  /// The format of all inputs; nil decides for each by its name, then by its first bytes.
  public var format: RecordFormat?
  /// What separates the fields of a CSV file, in place of a comma.
  public var delimiter: UInt8?
  /// Takes the folder names directly below an input folder as labels, if every text lies in such a folder.
  public var takesLabelsFromFolders = false
  /// Rejects records whose bytes are not UTF-8, and throws where something in a folder would be passed over that might
  /// have been a text.
  public var isStrict = false
  /// About how many bytes a chunk holds.
  public var chunkSize = 1 << 20
  /// The most bytes read from the system in one call.
  public var readSize = 1 << 20
  /// The longest record in bytes; a longer one is rejected, and not stored.
  public var recordLimit = 16 << 20

  public init() {}

  func validate() throws(CorpusError) {
    guard chunkSize > 0, readSize > 0 else { throw .badOption("a chunk and a read hold at least one byte") }
    guard recordLimit > 0, recordLimit <= 1 << 30, chunkSize <= 1 << 30 else {
      throw .badOption("the record limit is between 1 byte and 1 GiB")
    }
    guard delimiter != 0x22, delimiter != 0x0A, delimiter != 0x0D, (delimiter ?? 0) < 0x80 else {
      throw .badOption("the delimiter is one ASCII character that is not a quote and not a line end")
    }
  }
}

/// The kinds of input.
public enum RecordFormat: String, CaseIterable, Sendable {
  case jsonLines = "jsonl"
  case csv
  case tsv
  case fastText = "fasttext"
  /// The whole file is one record.
  case text

  var title: String {
    switch self {
    case .jsonLines: "JSON lines"
    case .csv: "CSV"
    case .tsv: "TSV"
    case .fastText: "fastText lines"
    case .text: "one plain text"
    }
  }
}
