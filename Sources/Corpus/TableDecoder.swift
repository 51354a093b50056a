/// Finds the fields of CSV and TSV records (RFC 4180), strictly.
///
/// A quote opens a field only where a field begins; the cutter of chunks goes by the same rule, so that both always
/// agree where a record ends, whatever is wrong inside.
enum TableDecoder {
  static let quote: UInt8 = 0x22

  static func decode(
    _ bytes: ByteWindow, _ range: Range<Int>, _ firstLine: Int, _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8]
  ) {
    let table = layout.table
    var row = TableRow(bytes, at: range.lowerBound, line: firstLine, table: table, limit: layout.recordLimit)
    while row.position < range.upperBound {
      if row.skipBlankLine() { continue }
      var record = Record(line: row.line)
      let start = row.position
      var column = 0
      row.beginRecord()
      repeat {
        let content = row.readField()
        if column < table.fields.count, let field = table.fields[column] {
          record.set(field, to: content, in: bytes, repairs: &repairs)
        }
        column += 1
      } while row.goesOn()
      if row.position - 1 - start > layout.recordLimit {
        batch.reject(&record, because: .tooLong(limit: layout.recordLimit))
      } else if let problem = row.problem {
        batch.reject(&record, because: problem)
      } else if column != table.columnCount {
        batch.reject(&record, because: .fieldCount(found: column, expected: table.columnCount))
      }
      if record.isRejected {
        // Where a field is missing or split, the others may be in the wrong place.
        record.ranges = FieldMap(repeating: .absent)
      } else {
        record.finish(in: bytes, repairs: repairs, batch: &batch)
      }
      batch.records.append(record)
    }
  }

  /// The fields of one record, and where the next begins.
  static func fields(
    of bytes: ByteWindow, _ range: Range<Int>, table: TableLayout, limit: Int
  ) -> (names: [[UInt8]], problem: RecordProblem?, next: Int, line: Int) {
    var row = TableRow(bytes, at: range.lowerBound, line: 1, table: table, limit: limit)
    var names: [[UInt8]] = []
    row.beginRecord()
    repeat { names.append(bytes.copy(row.readField())) } while row.goesOn()
    return (names, row.problem, row.position, row.line)
  }
}

/// Goes through one record after the other, field by field.
struct TableRow {
  private let bytes: ByteWindow
  private let delimiter: UInt8
  private let newline: UInt8
  private let limit: Int
  /// The pattern words of what ends an unquoted field or is not allowed there.
  private let patterns: (delimiter: UInt64, newline: UInt64)

  private(set) var position: Int
  private(set) var line: Int
  private(set) var problem: RecordProblem?
  private var lineStart: Int
  private var recordStart: Int

  init(_ bytes: ByteWindow, at position: Int, line: Int, table: TableLayout, limit: Int) {
    self.bytes = bytes
    self.position = position
    self.line = line
    self.limit = limit
    delimiter = table.delimiter
    newline = table.newline
    patterns = (ByteWord.broadcast(table.delimiter), ByteWord.broadcast(table.newline))
    lineStart = position
    recordStart = position
  }

  /// A line without anything is no record.
  mutating func skipBlankLine() -> Bool {
    if bytes[position] == newline {
      position += 1
    } else if newline == 0x0A, bytes[position] == 0x0D, bytes[position + 1] == 0x0A {
      position += 2
    } else {
      return false
    }
    line += 1
    return true
  }

  mutating func beginRecord() {
    recordStart = position
    lineStart = position
    problem = nil
  }

  /// Steps over what ends a field: true when another field follows, false behind the end of the record.
  @inline(__always)
  mutating func goesOn() -> Bool {
    let isEnd = bytes[position] == newline
    position += 1
    if isEnd { line += 1 }
    return !isEnd
  }

  /// The content of the field at `position`; `position` is then at the delimiter or newline that ends it.
  @inline(__always)
  mutating func readField() -> Range<Int> {
    if bytes[position] == TableDecoder.quote, position - recordStart <= limit { return readQuoted() }
    let start = position
    position = endOfUnquoted(from: start)
    return start..<withoutReturn(start, position)
  }

  /// A return before the newline belongs to the line end.
  @inline(__always)
  private func withoutReturn(_ start: Int, _ end: Int) -> Int {
    newline == 0x0A && end > start && bytes[end] == 0x0A && bytes[end - 1] == 0x0D ? end - 1 : end
  }

  /// The next delimiter or newline. Quotes on the way are a problem, and otherwise plain text.
  @inline(__always)
  private mutating func endOfUnquoted(from start: Int) -> Int {
    let quotes = ByteWord.broadcast(TableDecoder.quote)
    var index = start
    while true {
      let word = bytes.word(at: index)
      let found =
        ByteWord.matches(word, patterns.delimiter) | ByteWord.matches(word, patterns.newline)
        | ByteWord.matches(word, quotes)
      if found == 0 {
        index += 8
        continue
      }
      index += found.trailingZeroBitCount / 8
      if bytes[index] != TableDecoder.quote { return index }
      note(.strayQuote(line: line, column: index - lineStart + 1))
      index += 1
    }
  }

  /// Doubled quotes are undone in place.
  private mutating func readQuoted() -> Range<Int> {
    let start = position + 1
    let openedInLine = line
    var read = start
    var written = start
    while true {
      let end = bytes.first(TableDecoder.quote, in: read..<bytes.count)
      if end == bytes.count {
        // The cutter lets no such record through; but the end of the bytes is the end.
        note(.unterminatedQuote(openedInLine: openedInLine))
        position = bytes.count - 1
        return start..<start
      }
      let newlines = bytes.occurrences(of: newline, in: read..<end)
      if newlines > 0 {
        line += newlines
        lineStart = (bytes.last(newline, in: read..<end) ?? lineStart - 1) + 1
      }
      let isDoubled = bytes[end + 1] == TableDecoder.quote
      let segment = read..<(isDoubled ? end + 1 : end)
      if written != read { bytes.move(segment, to: written) }
      written += segment.count
      read = end + 2
      if !isDoubled {
        position = end + 1
        break
      }
    }
    if bytes[position] == 0x0D, newline == 0x0A, bytes[position + 1] == 0x0A { position += 1 }
    if bytes[position] != delimiter, bytes[position] != newline {
      note(.textAfterQuote(line: line, column: position - lineStart + 1))
      position = endOfUnquoted(from: position)
    }
    return start..<written
  }

  private mutating func note(_ found: RecordProblem) {
    if problem == nil { problem = found }
  }
}
