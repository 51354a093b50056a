public import Files

/// What is known of one input before its records are decoded. Shared by all of its chunks.
public final class InputLayout: Sendable {
  /// The position in the list of inputs.
  public let index: Int
  public let path: FilePath
  public let format: RecordFormat
  let keys: JSONKeys
  let table: TableLayout
  let recordLimit: Int
  let fields: Set<Field>
  /// Records that had to be repaired are rejected.
  let isStrict: Bool
  /// Shared by all inputs of a reader.
  let columns: NamedColumns

  init(
    index: Int, path: FilePath, format: RecordFormat, options: ReadingOptions, columns: NamedColumns,
    keys: JSONKeys = JSONKeys(entries: []), table: TableLayout = TableLayout()
  ) {
    self.index = index
    self.path = path
    self.format = format
    self.keys = keys
    self.table = table
    recordLimit = options.recordLimit
    fields = options.fields
    isStrict = options.isStrict
    self.columns = columns
  }
}

/// Which column of a table is which field.
struct TableLayout: Sendable {
  var delimiter: UInt8 = 0x2C
  var newline: UInt8 = 0x0A
  var columnCount = 0
  /// For each of the first columns its field; the columns behind are not wanted.
  var fields: [Field?] = []

  init() {}

  /// - Throws: when a column that is needed is not in the header, or is there twice.
  init(
    columns: [String], delimiter: UInt8, newline: UInt8, options: ReadingOptions, path: FilePath
  ) throws(CorpusError) {
    self.delimiter = delimiter
    self.newline = newline
    columnCount = columns.count
    var seen: Set<String> = []
    for name in columns where !name.isEmpty && !seen.insert(name).inserted {
      throw .duplicateColumn(path, name: name, columns: columns)
    }
    var found = [Field?](repeating: nil, count: columns.count)
    for field in Field.allCases where options.fields.contains(field) {
      if let name = options.columns[field] {
        guard let index = columns.firstIndex(of: name) else {
          throw .noSuchColumn(path, name: name, columns: columns)
        }
        found[index] = field
      }
    }
    let lowered = columns.map { $0.lowercased() }
    for field in Field.allCases where options.fields.contains(field) && options.columns[field] == nil {
      let places = field.usualNames.lazy.compactMap { name in
        lowered.indices.first { lowered[$0] == name && found[$0] == nil }
      }
      if let index = places.first {
        found[index] = field
      } else if field == .text {
        throw .noTextColumn(path, columns: columns)
      }
    }
    let wanted = found.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
    fields = Array(found[..<wanted])
  }

  func columnName(of field: Field, in columns: [String]) -> String? {
    fields.firstIndex(of: field).map { columns[$0] }
  }
}

/// Which keys of a JSON object are which fields.
struct JSONKeys: Sendable {
  struct Entry: Sendable {
    /// In lower case unless `isExact`.
    var name: [UInt8]
    var field: Field
    /// Of several keys for one field the one with the lowest rank is taken.
    var rank: UInt8
    var isExact: Bool
    /// True when the user named the key, or it is the one for the text: its type must then be right.
    var isBinding: Bool
  }

  var entries: [Entry]

  init(entries: [Entry]) { self.entries = entries }

  /// The keys to look for as long as no record was seen.
  init(_ options: ReadingOptions) {
    entries = []
    for field in Field.allCases where options.fields.contains(field) {
      if let name = options.columns[field] {
        entries.append(Entry(name: Array(name.utf8), field: field, rank: 0, isExact: true, isBinding: true))
      } else {
        for (rank, name) in field.usualNames.enumerated() {
          entries.append(
            Entry(
              name: Array(name.utf8), field: field, rank: UInt8(rank), isExact: false,
              isBinding: field == .text || field == .label))
        }
      }
    }
  }

  /// The entry for a key of a record.
  @inline(__always)
  func entry(for key: Range<Int>, in bytes: ByteWindow) -> Entry? {
    for index in entries.indices where entries[index].name.count == key.count {
      if matches(index, key, bytes) { return entries[index] }
    }
    return nil
  }

  @inline(__always)
  private func matches(_ index: Int, _ key: Range<Int>, _ bytes: ByteWindow) -> Bool {
    let isExact = entries[index].isExact
    for place in 0..<key.count {
      var byte = bytes[key.lowerBound + place]
      if !isExact, byte &- 0x41 < 26 { byte |= 0x20 }
      if byte != entries[index].name[place] { return false }
    }
    return true
  }

  /// What a message calls the key for a field.
  func name(of field: Field) -> String {
    let entry = entries.first { $0.field == field }
    return entry.map { String(decoding: $0.name, as: UTF8.self) } ?? field.name
  }

  /// Keeps only the keys that a first record has, for the fields that it has.
  func fixed(to found: FieldMap<[UInt8]?>) -> JSONKeys {
    var result: [Entry] = []
    for field in Field.allCases {
      let candidates = entries.filter { $0.field == field }
      if let name = found[field], let first = candidates.first {
        result.append(Entry(name: name, field: field, rank: 0, isExact: true, isBinding: first.isBinding))
      } else {
        result += candidates
      }
    }
    return JSONKeys(entries: result)
  }
}
