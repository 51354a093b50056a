import Files

/// The first record of a table, which names its columns.
struct Header {
  let columns: [String]
  let table: TableLayout
  /// Where the first record begins, and in which line of the file.
  let next: Int
  let line: Int

  init(
    in bytes: ByteWindow, _ range: Range<Int>, table: TableLayout, options: ReadingOptions, path: FilePath
  ) throws(CorpusError) {
    let header = TableDecoder.fields(of: bytes, range, table: table, limit: options.recordLimit)
    if let problem = header.problem { throw .brokenHeader(path, problem) }
    let columns = header.names.map { String(decoding: UTF8Repair.repaired($0), as: UTF8.self) }
    self.columns = columns
    next = header.next
    line = header.line
    if columns.allSatisfy({ name in name.allSatisfy(\.isWhitespace) }) { throw .emptyHeader(path) }
    if columns.count == 1, options.delimiter == nil {
      let others: [(character: Character, shown: String)] = [(";", ";"), ("\t", "\\t"), ("|", "|"), (",", ",")]
      if let other = others.first(where: { columns[0].contains($0.character) }) {
        throw .oneColumn(path, suggestedDelimiter: other.shown)
      }
    }
    self.table = try TableLayout(
      columns: columns, delimiter: table.delimiter, newline: table.newline, options: options, path: path)
  }
}
