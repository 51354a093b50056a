/// Finds where whole records end in bytes that arrive piece by piece.
enum Cutter {
  case lines(LineCutter)
  case table(TableCutter)

  /// Behind the last whole record so far; 0 when there is none.
  var end: Int {
    switch self {
    case .lines(let cutter): cutter.end
    case .table(let cutter): cutter.recordStart
    }
  }

  /// Where the quote opened that the bytes end in, or that stays open for too long.
  var openQuote: Int? {
    switch self {
    case .lines: nil
    case .table(let cutter): cutter.openQuote
    }
  }

  /// True when a quoted field made its record longer than the limit.
  var isOverLimit: Bool {
    switch self {
    case .lines: false
    case .table(let cutter): cutter.isOverLimit
    }
  }

  /// Looks at the bytes that came since the last call.
  mutating func scan(_ bytes: ByteWindow, isAtEnd: Bool) {
    switch self {
    case .lines(var cutter):
      cutter.scan(bytes)
      self = .lines(cutter)
    case .table(var cutter):
      cutter.scan(bytes, isAtEnd: isAtEnd)
      self = .table(cutter)
    }
  }
}

/// One record a line.
struct LineCutter {
  private(set) var end = 0
  private var scanned = 0

  mutating func scan(_ bytes: ByteWindow) {
    if let newline = bytes.last(0x0A, in: scanned..<bytes.count) { end = newline + 1 }
    scanned = bytes.count
  }
}

/// Records end at newlines outside of quotes. Only quotes are looked for, and the last newline before each.
struct TableCutter {
  let delimiter: UInt8
  let newline: UInt8
  let limit: Int

  private(set) var recordStart = 0
  private(set) var openQuote: Int?
  private(set) var isOverLimit = false
  private var scanned = 0

  init(delimiter: UInt8, newline: UInt8, limit: Int) {
    self.delimiter = delimiter
    self.newline = newline
    self.limit = limit
  }

  mutating func scan(_ bytes: ByteWindow, isAtEnd: Bool) {
    let quote = TableDecoder.quote
    while scanned < bytes.count, !isOverLimit {
      let found = bytes.first(quote, in: scanned..<bytes.count)
      if openQuote == nil {
        if let end = bytes.last(newline, in: scanned..<found) { recordStart = end + 1 }
        if found < bytes.count, opensField(found, bytes) { openQuote = found }
        scanned = min(found + 1, bytes.count)
        continue
      }
      isOverLimit = found - recordStart > limit
      if isOverLimit { return }
      if found == bytes.count {
        scanned = found
      } else if found + 1 == bytes.count, !isAtEnd {
        // Whether this quote closes the field depends on a byte that is not here yet.
        scanned = found
        return
      } else if found + 1 < bytes.count, bytes[found + 1] == quote {
        scanned = found + 2
      } else {
        openQuote = nil
        scanned = found + 1
      }
    }
  }

  private func opensField(_ quote: Int, _ bytes: ByteWindow) -> Bool {
    (quote == recordStart || bytes[quote - 1] == delimiter) && quote - recordStart <= limit
  }
}
