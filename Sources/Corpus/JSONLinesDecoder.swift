/// Finds the fields of JSON objects, one a line, without building trees.
enum JSONLinesDecoder {
  static func decode(
    _ bytes: ByteWindow, _ range: Range<Int>, _ firstLine: Int, _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8]
  ) {
    var line = firstLine
    var position = range.lowerBound
    var seen: UInt8 = 0
    defer { layout.columns.note(seen) }
    while position < range.upperBound {
      var scanner = JSONScanner(bytes, at: position)
      scanner.skipBlanks()
      if bytes[scanner.position] == 0x0A {
        position = scanner.position + 1
        line += 1
        continue
      }
      var record = Record(line: line)
      readRecord(&scanner, &record, layout, &batch, &repairs, &seen)
      // A fault leaves the scanner within the line, behind all that was written in place.
      var end = scanner.position
      if bytes[end] != 0x0A { end = bytes.first(0x0A, in: end..<range.upperBound) }
      if let fault = scanner.fault {
        let offset = max(0, fault.position - position)
        record.ranges = FieldMap(repeating: .absent)
        batch.reject(&record, because: .malformedJSON(JSONFault(reason: fault.reason, offset: offset)))
      }
      if end - position > layout.recordLimit {
        record.problemIndex = -1
        record.ranges = FieldMap(repeating: .absent)
        batch.reject(&record, because: .tooLong(limit: layout.recordLimit))
      }
      batch.records.append(record)
      position = end + 1
      line += 1
    }
  }

  /// What was found for one field so far.
  private struct Found {
    var range = 0..<0
    var kind = JSONKind.null
    var rank: UInt8 = .max
    var isBinding = false
    var isTwice = false
  }

  @inline(__always)
  private static func readRecord(
    _ scanner: inout JSONScanner, _ record: inout Record, _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8], _ seen: inout UInt8
  ) {
    let bytes = scanner.bytes
    guard bytes[scanner.position] == 0x7B else {
      let kind = scanner.kind()
      if scanner.skipValue(depth: 0), endsLine(&scanner), let kind {
        batch.reject(&record, because: .notAnObject(kind))
      }
      return
    }
    var found = FieldMap(repeating: Found())
    guard readMembers(&scanner, layout.keys, &found), endsLine(&scanner) else { return }
    for field in Field.allCases {
      let value = found[field]
      if value.rank == .max {
        if field == .text, layout.fields.contains(.text) {
          batch.reject(&record, because: .missing(layout.keys.name(of: .text)))
        }
        continue
      }
      seen |= NamedColumns.bit(field)
      if value.isTwice { batch.reject(&record, because: .duplicateKey(layout.keys.name(of: field))) }
      switch value.kind {
      case .string:
        record.set(field, to: value.range, in: bytes, repairs: &repairs)
      case .number where field != .text, .boolean where field != .text:
        record.set(field, to: value.range, in: bytes, repairs: &repairs)
      case .null where field != .text:
        break
      default:
        if value.isBinding {
          batch.reject(&record, because: .wrongType(layout.keys.name(of: field), found: value.kind))
        }
      }
    }
    record.finish(in: bytes, repairs: repairs, batch: &batch)
  }

  @inline(__always)
  private static func endsLine(_ scanner: inout JSONScanner) -> Bool {
    scanner.skipBlanks()
    return scanner.bytes[scanner.position] == 0x0A || scanner.fail(.trailingContent)
  }

  /// Goes over an object from its brace and notes the values of the wanted keys; false after a fault.
  @inline(__always)
  private static func readMembers(
    _ scanner: inout JSONScanner, _ keys: JSONKeys, _ found: inout FieldMap<Found>
  ) -> Bool {
    let bytes = scanner.bytes
    scanner.position += 1
    scanner.skipBlanks()
    if bytes[scanner.position] == 0x7D {
      scanner.position += 1
      return true
    }
    while true {
      guard bytes[scanner.position] == 0x22 else { return scanner.fail(.expectedKey) }
      scanner.position += 1
      guard let key = scanner.string(), scanner.skipColon() else { return false }
      if let entry = keys.entry(for: key, in: bytes) {
        guard let kind = scanner.kind() else { return scanner.fail(.expectedValue) }
        var value = Found(kind: kind, rank: entry.rank, isBinding: entry.isBinding)
        if kind == .string {
          scanner.position += 1
          guard let range = scanner.string() else { return false }
          value.range = range
        } else {
          let start = scanner.position
          guard scanner.skipValue(depth: 1) else { return false }
          value.range = start..<scanner.position
        }
        let earlier = found[entry.field].rank
        if entry.rank < earlier {
          found[entry.field] = value
        } else if entry.rank == earlier {
          found[entry.field].isTwice = true
        }
      } else if !scanner.skipValue(depth: 1) {
        return false
      }
      scanner.skipBlanks()
      switch bytes[scanner.position] {
      case 0x2C:
        scanner.position += 1
        scanner.skipBlanks()
      case 0x7D:
        scanner.position += 1
        return true
      default: return scanner.fail(.expectedCommaOrEnd)
      }
    }
  }
}

extension JSONLinesDecoder {
  /// The keys of an object.
  struct Names {
    /// Under which the object has the fields.
    var fields = FieldMap<[UInt8]?>(repeating: nil)
    /// All of them, in their order.
    var all: [String] = []
  }

  /// The keys of the first valid object, or nil when there is none.
  static func firstNames(in bytes: ByteWindow, _ range: Range<Int>, _ keys: JSONKeys) -> Names? {
    var position = range.lowerBound
    while position < range.upperBound {
      let end = bytes.first(0x0A, in: position..<range.upperBound)
      // On a copy, because escapes are undone in place.
      var line = bytes.copy(position..<end) + [0x0A]
      let count = line.count
      line += [UInt8](repeating: 0, count: ByteWindow.padding)
      if let found = withByteWindow(&line, count: count, { names(in: $0, keys) }) { return found }
      position = end + 1
    }
    return nil
  }

  private static func names(in line: ByteWindow, _ keys: JSONKeys) -> Names? {
    var scanner = JSONScanner(line, at: 0)
    scanner.skipBlanks()
    guard line[scanner.position] == 0x7B else { return nil }
    var names = Names()
    var ranks = FieldMap<UInt8>(repeating: .max)
    scanner.position += 1
    scanner.skipBlanks()
    while line[scanner.position] == 0x22 {
      scanner.position += 1
      guard let key = scanner.string(), scanner.skipColon() else { return nil }
      // Copied before the value is read; the value lies behind it, so that it stays.
      names.all.append(String(decoding: line.copy(key), as: UTF8.self))
      if let entry = keys.entry(for: key, in: line), entry.rank < ranks[entry.field] {
        ranks[entry.field] = entry.rank
        names.fields[entry.field] = line.copy(key)
      }
      guard scanner.skipValue(depth: 1) else { return nil }
      scanner.skipBlanks()
      if line[scanner.position] != 0x2C { break }
      scanner.position += 1
      scanner.skipBlanks()
    }
    return line[scanner.position] == 0x7D ? names : nil
  }
}
