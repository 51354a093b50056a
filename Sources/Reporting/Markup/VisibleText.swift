/// Text from outside, written so that a reader sees all of it and a browser runs none of it.
///
/// The five characters with a meaning in markup become references, within attributes and without. Characters that
/// cannot be seen but change what is (control characters, marks of direction, separators of lines, fillers, tags), and
/// those that markup must not hold, are shown by their numbers: `\u{202E}`. Everything else is kept as it is, joiners
/// included, which Persian, Indic scripts and emoji need.
package enum VisibleText {
  package static func append(_ text: some StringProtocol, to bytes: inout [UInt8], keepingLines: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: bytes += "&amp;".utf8
      case 0x3C: bytes += "&lt;".utf8
      case 0x3E: bytes += "&gt;".utf8
      case 0x22: bytes += "&quot;".utf8
      case 0x27: bytes += "&#39;".utf8
      case 0x09, 0x0A:
        if keepingLines {
          bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
          bytes += (scalar.value == 0x09 ? "\\t" : "\\n").utf8
        }
      case 0x20..<0x7F: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      default:
        if isHidden(scalar.value) {
          bytes += escape(scalar.value).utf8
        } else {
          bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        }
      }
    }
  }

  /// Whether a character is shown by its number.
  static func isHidden(_ value: UInt32) -> Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x115F...0x1160, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0x3164,
      0xFDD0...0xFDEF, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A,
      0xE0000...0xE007F:
      true
    default: value & 0xFFFE == 0xFFFE
    }
  }

  private static func escape(_ value: UInt32) -> String {
    if value == 0x0D { return "\\r" }
    let digits = String(value, radix: 16, uppercase: true)
    return "\\u{" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "}"
  }
}
