public import Files

/// Why an input as a whole cannot be read as records.
public enum CorpusError: Error, Equatable, Sendable {
  case file(FileError)
  case jsonArray(FilePath)
  case prettyPrintedJSON(FilePath)
  case utf16(FilePath)
  case unsupported(FilePath, kind: String)
  case unknownFormat(FilePath)
  /// The first line of a table is blank.
  case emptyHeader(FilePath)
  case brokenHeader(FilePath, RecordProblem)
  case duplicateColumn(FilePath, name: String, columns: [String])
  case noTextColumn(FilePath, columns: [String])
  case noSuchColumn(FilePath, name: String, columns: [String])
  /// No record has this field; `name` is what the user called it.
  case absentField(FilePath, Field, name: String?, names: [String])
  /// In a folder that is read strictly: a symbolic link or a special file, which is never followed or opened.
  case skipped(FilePath)
  case oneColumn(FilePath, suggestedDelimiter: String)
  case badOption(String)
}

extension CorpusError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .jsonArray(let path):
      "\(path): this is a JSON array, not JSON lines — convert it with: jq -c '.[]' FILE > FILE.jsonl"
    case .prettyPrintedJSON(let path):
      "\(path): this is JSON spread over several lines, not JSON lines — convert it with: jq -c . FILE > FILE.jsonl"
    case .utf16(let path):
      "\(path): \(reasonOfOne)"
    case .unsupported(let path, let kind):
      "\(path): \(Self.unsupported(kind))"
    case .unknownFormat(let path):
      "\(path): the format is not known by the name or by the content — use a name such as .jsonl, .csv or .txt"
    case .emptyHeader(let path):
      "\(path):1: the header line is empty — the first line must name the columns"
    case .brokenHeader(let path, let problem):
      "\(path):1: the header cannot be read: \(problem)"
    case .duplicateColumn(let path, let name, let columns):
      "\(path):1: the column \(Self.quoted(name)) occurs twice — columns found: \(Self.list(columns))"
    case .noTextColumn(let path, let columns):
      "\(path):1: no column holds the text — name it with --text; columns found: \(Self.list(columns))"
    case .noSuchColumn(let path, let name, let columns):
      "\(path):1: unknown column \(Self.quoted(name)).\(Self.suggestion(name, columns)) Columns found: "
        + Self.list(columns)
    case .absentField(let path, let field, let name?, let names):
      "\(path): no record has the \(field.name) \(Self.quoted(name)).\(Self.suggestion(name, names)) The first record has "
        + Self.list(names)
    case .absentField(let path, let field, nil, let names):
      "\(path): no record has a \(field.name) — say with --\(field.name) where it is; the first record has "
        + Self.list(names)
    case .skipped(let path):
      "\(path): a symbolic link or special file in a folder is not read, and --strict lets nothing be passed over"
    case .oneColumn(let path, let delimiter):
      "\(path):1: one column found; did you mean --delimiter '\(delimiter)'?"
    case .badOption(let sentence):
      sentence
    }
  }

  /// What is wrong with a file that is one record, without its name.
  var reasonOfOne: String {
    switch self {
    case .utf16: "this looks like UTF-16; convert with: iconv -f UTF-16 -t UTF-8 FILE"
    case .unsupported(_, let kind): Self.unsupported(kind)
    case .file(.damagedGzip(_, let fault)): "\(fault.rawValue) — fetch the file again"
    case .file(.unpacksTooFar(_, let ratio)):
      "the gzip data unpacks to more than \(ratio) times its size — if it is genuine, unpack it first"
    default: description
    }
  }

  private static func unsupported(_ kind: String) -> String {
    "\(kind) is not supported — unpack or convert it to JSON lines, CSV or plain text first"
  }

  private static func quoted(_ name: String) -> String { "'" + TerminalText.escaped(name, limit: 40) + "'" }

  private static func list(_ columns: [String]) -> String {
    let shown = columns.prefix(8).map(quoted).joined(separator: ", ")
    return columns.count > 8 ? shown + " and \(columns.count - 8) more" : shown
  }

  private static func suggestion(_ name: String, _ columns: [String]) -> String {
    NearestName.of(name, among: columns).map { " Did you mean \(quoted($0))?" } ?? ""
  }
}
