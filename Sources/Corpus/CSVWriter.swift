/// Builds CSV or TSV text (RFC 4180, lines end with a newline) by appending.
public struct CSVWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  private let delimiter: UInt8
  private let isSpreadsheetSafe: Bool
  private var lineStart = 0
  private var hasField = false

  /// - Parameter isSpreadsheetSafe: puts an apostrophe before texts that a spreadsheet would run as a formula.
  public init(delimiter: UInt8 = 0x2C, isSpreadsheetSafe: Bool = false) {
    self.delimiter = delimiter
    self.isSpreadsheetSafe = isSpreadsheetSafe
  }

  /// Forgets what was written, but keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    lineStart = 0
    hasField = false
  }

  public mutating func field(_ text: String) { append(text.utf8) }

  private mutating func append(_ text: some Collection<UInt8>) {
    separate()
    let isGuarded = isSpreadsheetSafe && text.first.map(Self.startsFormula) ?? false
    let isQuoted = text.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    if isQuoted { bytes.append(0x22) }
    if isGuarded { bytes.append(0x27) }
    if isQuoted {
      for byte in text {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    } else {
      bytes.append(contentsOf: text)
    }
  }

  /// The shortest digits that read back as the same number; empty when it is not finite.
  public mutating func field(_ number: Double) {
    separate()
    if number.isFinite { bytes.append(contentsOf: "\(number)".utf8) }
  }

  public mutating func field(_ number: Int) {
    separate()
    bytes.append(contentsOf: "\(number)".utf8)
  }

  public mutating func endRecord() {
    // A record of one empty field must not look like a blank line, which is no record.
    if hasField, bytes.count == lineStart { bytes += [0x22, 0x22] }
    bytes.append(0x0A)
    lineStart = bytes.count
    hasField = false
  }

  private mutating func separate() {
    if hasField { bytes.append(delimiter) }
    hasField = true
  }

  /// What begins a formula in the usual spreadsheets: `= + - @`, tab and return.
  static func startsFormula(_ byte: UInt8) -> Bool {
    [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(byte)
  }
}
