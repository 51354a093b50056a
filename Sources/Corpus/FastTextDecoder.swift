/// Finds label and text of fastText lines: `__label__x some words`.
enum FastTextDecoder {
  static let prefix = Array("__label__".utf8)

  static func decode(
    _ bytes: ByteWindow, _ range: Range<Int>, _ firstLine: Int, _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8]
  ) {
    var line = firstLine
    var position = range.lowerBound
    while position < range.upperBound {
      let newline = bytes.first(0x0A, in: position..<range.upperBound)
      let end = newline > position && bytes[newline - 1] == 0x0D ? newline - 1 : newline
      if skipBlanks(bytes, position, end) < end {
        var record = Record(line: line)
        if newline - position > layout.recordLimit {
          batch.reject(&record, because: .tooLong(limit: layout.recordLimit))
        } else {
          readRecord(bytes, position..<end, &record, layout, &batch, &repairs)
        }
        batch.records.append(record)
      }
      position = newline + 1
      line += 1
    }
  }

  private static func readRecord(
    _ bytes: ByteWindow, _ range: Range<Int>, _ record: inout Record, _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8]
  ) {
    var position = skipBlanks(bytes, range.lowerBound, range.upperBound)
    var labels = 0
    while hasPrefix(bytes, position, range.upperBound) {
      let start = position + prefix.count
      position = start
      while position < range.upperBound, !isBlank(bytes[position]) { position += 1 }
      labels += 1
      if labels == 1, layout.fields.contains(.label) {
        record.set(.label, to: start..<position, in: bytes, repairs: &repairs)
      }
      position = skipBlanks(bytes, position, range.upperBound)
    }
    if layout.fields.contains(.text) {
      record.set(.text, to: position..<range.upperBound, in: bytes, repairs: &repairs)
    }
    if labels > 1, layout.fields.contains(.label) { batch.reject(&record, because: .severalLabels(count: labels)) }
    record.finish(in: bytes, repairs: repairs, batch: &batch)
  }

  private static func hasPrefix(_ bytes: ByteWindow, _ position: Int, _ end: Int) -> Bool {
    guard position + prefix.count <= end else { return false }
    return prefix.indices.allSatisfy { bytes[position + $0] == prefix[$0] }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func skipBlanks(_ bytes: ByteWindow, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, isBlank(bytes[index]) { index += 1 }
    return index
  }
}
