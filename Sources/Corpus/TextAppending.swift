/// Strings and fields appended to output that is made of bytes: for results by the million, without a writer in between.

extension JSONWriter {
  /// Appends a JSON string with its quotes.
  ///
  /// - Parameter text: valid UTF-8.
  public static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    output.append(0x22)
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x20, byte != 0x22, byte != 0x5C, byte != 0x7F {
        output.append(byte)
      } else {
        append(escaped: byte, to: &output)
      }
    }
    output.append(0x22)
  }

  private static func append(escaped byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case 0x22, 0x5C: output += [0x5C, byte]
    case 0x0A: output += [0x5C, 0x6E]
    case 0x0D: output += [0x5C, 0x72]
    case 0x09: output += [0x5C, 0x74]
    default:
      let digits = Array("0123456789abcdef".utf8)
      output += [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}

extension CSVWriter {
  /// Appends one field, quoted where it has to be.
  public static func append(
    _ text: Span<UInt8>, delimiter: UInt8, isSpreadsheetSafe: Bool, to output: inout [UInt8]
  ) {
    var isQuoted = false
    for index in text.indices {
      let byte = text[index]
      if byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D { isQuoted = true }
    }
    if isQuoted { output.append(0x22) }
    if isSpreadsheetSafe, !text.isEmpty, startsFormula(text[0]) { output.append(0x27) }
    for index in text.indices {
      if text[index] == 0x22 { output.append(0x22) }
      output.append(text[index])
    }
    if isQuoted { output.append(0x22) }
  }
}
