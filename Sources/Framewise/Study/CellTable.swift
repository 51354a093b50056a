internal import Corpus
public import Files

/// A small table read whole: a header and rows of texts, from CSV, TSV or JSON Lines.
///
/// For files of other systems and of coders, whose columns are not those of records.
public struct CellTable: Sendable, Equatable {
  public var header: [String]
  /// Each as long as the header.
  public var rows: [[String]]
  /// The line, from 1, in which each row begins.
  public var lines: [Int]

  /// Bytes of the largest file that is read.
  static let limit = 1 << 30
  /// What a header is looked through for, in this order: tab, comma, semicolon.
  private static let delimiters: [UInt8] = [0x09, 0x2C, 0x3B]

  /// - Parameters:
  ///   - path: a file, or `-` for standard input.
  ///   - delimiter: between cells; nil takes the first of tab, comma and semicolon that the header has.
  /// - Throws: `CellTableError`, `FileError`.
  public init(_ path: FilePath, delimiter: UInt8? = nil) throws {
    let stream = path == "-" ? try ByteStream.standardInput() : try ByteStream(path: path)
    try self.init(stream.whole(limit: Self.limit), name: "\(stream.path)", delimiter: delimiter)
  }

  /// - Parameter name: of the file, for messages.
  public init(_ bytes: [UInt8], name: String, delimiter: UInt8? = nil) throws(CellTableError) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let first = bytes.first(where: { $0 > 0x20 }) else { throw .empty(name: name) }
    if first == 0x7B {
      (header, rows, lines) = try Self.jsonLines(bytes, name: name)
    } else {
      let end = bytes.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
      let header = bytes[..<end]
      let delimiter = delimiter ?? Self.delimiters.first { header.contains($0) } ?? Self.delimiters[1]
      var parser = CellParser(bytes, delimiter: delimiter, name: name)
      let all = try parser.parse()
      self.header = all.first?.cells ?? []
      rows = []
      lines = []
      for row in all.dropFirst() {
        guard row.cells.count == self.header.count else {
          throw .ragged(name: name, line: row.line, cells: row.cells.count, expected: self.header.count)
        }
        rows.append(row.cells)
        lines.append(row.line)
      }
    }
  }

  /// The place of the first of these columns that is there.
  func column(_ names: [String]) -> Int? {
    for name in names {
      if let place = header.firstIndex(of: name) ?? header.firstIndex(where: { $0.lowercased() == name }) {
        return place
      }
    }
    return nil
  }

  /// The place of a column that must be there.
  func needed(_ names: [String], in name: String) throws(CellTableError) -> Int {
    guard let place = column(names) else { throw .noColumn(name: name, column: names[0], found: header) }
    return place
  }

  /// Objects become rows: members of `probabilities` the columns `p_…`, all others by their keys.
  private static func jsonLines(
    _ bytes: ArraySlice<UInt8>, name: String
  ) throws(CellTableError) -> (header: [String], rows: [[String]], lines: [Int]) {
    var header: [String] = []
    var places: [String: Int] = [:]
    var objects: [(line: Int, cells: [(Int, String)])] = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      guard let object = (try? JSONValue(parsing: Array(line)))?.object else {
        throw .notJSON(name: name, line: index + 1)
      }
      var cells: [(Int, String)] = []
      func add(_ key: String, _ value: JSONValue) {
        let text: String
        switch value {
        case .string(let string): text = string
        case .number(let number): text = number.text
        case .boolean(let boolean): text = boolean ? "true" : "false"
        case .null, .array, .object: return
        }
        if places[key] == nil {
          places[key] = header.count
          header.append(key)
        }
        cells.append((places[key] ?? 0, text))
      }
      for member in object.members {
        if member.key == "probabilities", let inner = member.value.object {
          for label in inner.members { add("p_" + label.key, label.value) }
        } else {
          add(member.key, member.value)
        }
      }
      objects.append((index + 1, cells))
    }
    let rows = objects.map { object in
      var row = [String](repeating: "", count: header.count)
      for (place, text) in object.cells { row[place] = text }
      return row
    }
    return (header, rows, objects.map(\.line))
  }
}

/// Cuts RFC 4180 text into cells.
private struct CellParser {
  private let bytes: ArraySlice<UInt8>
  private let delimiter: UInt8
  private let name: String
  private var line = 1

  init(_ bytes: ArraySlice<UInt8>, delimiter: UInt8, name: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.name = name
  }

  mutating func parse() throws(CellTableError) -> [(line: Int, cells: [String])] {
    var rows: [(line: Int, cells: [String])] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var start = 1
    var place = bytes.startIndex
    var isBlank = true
    while place < bytes.endIndex {
      let byte = bytes[place]
      switch byte {
      case 0x22 where cell.isEmpty && isCellStart(place):
        isBlank = false
        place = try quoted(from: place + 1, into: &cell)
        continue
      case delimiter:
        isBlank = false
        cells.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
      case 0x0A, 0x0D:
        if byte == 0x0D, place + 1 < bytes.endIndex, bytes[place + 1] == 0x0A { place += 1 }
        if !isBlank {
          cells.append(String(decoding: cell, as: UTF8.self))
          rows.append((start, cells))
        }
        cells.removeAll()
        cell.removeAll(keepingCapacity: true)
        line += 1
        start = line
        isBlank = true
      default:
        isBlank = false
        cell.append(byte)
      }
      place += 1
    }
    if !isBlank {
      cells.append(String(decoding: cell, as: UTF8.self))
      rows.append((start, cells))
    }
    return rows
  }

  private func isCellStart(_ place: Int) -> Bool {
    place == bytes.startIndex || [delimiter, 0x0A, 0x0D].contains(bytes[place - 1])
  }

  /// Reads to the closing quote; the place behind it.
  private mutating func quoted(from start: Int, into cell: inout [UInt8]) throws(CellTableError) -> Int {
    let opened = line
    var place = start
    while place < bytes.endIndex {
      let byte = bytes[place]
      if byte == 0x22 {
        guard place + 1 < bytes.endIndex, bytes[place + 1] == 0x22 else { return place + 1 }
        place += 1
      }
      if byte == 0x0A { line += 1 }
      cell.append(byte)
      place += 1
    }
    throw .openQuote(name: name, line: opened)
  }
}

/// Why a small table cannot be used.
public enum CellTableError: Error, Equatable, Sendable {
  case empty(name: String)
  case ragged(name: String, line: Int, cells: Int, expected: Int)
  case openQuote(name: String, line: Int)
  case notJSON(name: String, line: Int)
  case noColumn(name: String, column: String, found: [String])
  /// No column says who coded.
  case noCoder(name: String, found: [String])
  case badCell(name: String, line: Int, column: String, value: String, expected: String)
  case nothingShared(name: String, documents: Int)
  case repeated(name: String, line: Int, what: String)
  /// Coders' labels are none of a model's.
  case otherLabels(name: String, found: [String], model: [String])
  /// Units are none of the texts; the first of each.
  case otherUnits(name: String, found: [String], ids: [String])
}

extension CellTableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty(let name): "\(name) is empty; it needs a header and rows."
    case .ragged(let name, let line, let cells, let expected):
      "\(name):\(line) has \(cells) cells where the header has \(expected)."
    case .openQuote(let name, let line): "\(name):\(line) opens a quote that is never closed."
    case .notJSON(let name, let line): "\(name):\(line) is no JSON object; each line must be one."
    case .noColumn(let name, let column, let found):
      "\(name) has no column '\(column)'; its columns are \(found.joined(separator: ", "))."
    case .noCoder(let name, let found):
      "\(name) has no column 'coder'; its columns are \(found.joined(separator: ", ")). If each coder has a column, name "
        + "them: --coders anna,ben"
    case .badCell(let name, let line, let column, let value, let expected):
      "\(name):\(line) has '\(value)' in column '\(column)'; it must be \(expected)."
    case .nothingShared(let name, let documents):
      "\(name) has a score for none of the \(documents) documents; its ids must be those of the data."
    case .otherLabels(let name, let found, let model):
      "\(name): the coders' labels are \(found.joined(separator: ", ")), and the model's \(model.joined(separator: ", ")); "
        + "they must be the same."
    case .otherUnits(let name, let found, let ids):
      "\(name): none of its units is the id of a text; units are \(Self.few(found)), ids are \(Self.few(ids))."
    case .repeated(let name, let line, let what): "\(name):\(line) repeats \(what); each may be there once."
    }
  }

  private static func few(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ") + ", …"
  }
}
