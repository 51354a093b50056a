/// Text from outside made safe to show on a terminal.
///
/// Control bytes could move the cursor or colour the line, directional marks could reorder it, and bytes that are not
/// UTF-8 could end a sequence early. All are shown as escapes; everything else is kept as it is.
public enum TerminalText {
  /// - Parameter limit: the most scalars shown; what is cut is marked by `…`.
  public static func escaped(_ bytes: some Sequence<UInt8>, limit: Int = .max) -> String {
    var result = ""
    var shown = 0
    let bytes = Array(bytes)
    var index = 0
    while index < bytes.count {
      if shown == limit {
        result += "…"
        break
      }
      shown += 1
      if let (scalar, count) = scalar(in: bytes, at: index) {
        append(scalar, to: &result)
        index += count
      } else {
        result += "\\x" + hexadecimal(UInt32(bytes[index]), digits: 2)
        index += 1
      }
    }
    return result
  }

  public static func escaped(_ string: String, limit: Int = .max) -> String { escaped(string.utf8, limit: limit) }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0x09: result += "\\t"
    case 0x0A: result += "\\n"
    case 0x0D: result += "\\r"
    case 0x00..<0x20, 0x7F..<0xA0: result += "\\x" + hexadecimal(scalar.value, digits: 2)
    // Marks of direction, line and paragraph separators, zero-width characters, the byte order mark, tag characters.
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xE0000...0xE007F:
      result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension TerminalText {
  /// The scalar that begins at `index` with the count of its bytes, or nil when no well-formed sequence begins there.
  private static func scalar(in bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
    let lead = bytes[index]
    let count: Int
    switch lead {
    case 0..<0x80: return (Unicode.Scalar(lead), 1)
    case 0xC2..<0xE0: count = 2
    case 0xE0..<0xF0: count = 3
    case 0xF0..<0xF5: count = 4
    default: return nil
    }
    guard index + count <= bytes.count else { return nil }
    var value = UInt32(lead) & (0x7F >> UInt32(count))
    for byte in bytes[(index + 1)..<(index + count)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
    guard value >= smallest[count], let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, count)
  }
}
