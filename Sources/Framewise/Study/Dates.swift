/// Dates as ISO 8601 writes them, from years to moments, in a form whose order of bytes is that of time.
///
/// Years have four digits; months, days, hours, minutes and seconds may have one or two. Parts of the date are apart by
/// `-`, `/` or `.`, or not at all (`20240531`), those of the time by `:` or not at all. What a clock is ahead or behind
/// (`Z`, `+02:00`, `-05:00`) is read and left out: moments are compared by their own clocks.
enum Dates {
  /// The digits of a date, two for each part behind the year, without what separates them; nil for what is none.
  static func normalised(_ text: String) -> String? {
    var reader = DateReader(Array(text.utf8))
    return reader.read() ? String(decoding: reader.digits, as: UTF8.self) : nil
  }

  static func of(_ samples: Samples) throws(StudyError) -> [String?] {
    var found: [String?] = []
    for (document, date) in samples.dates.enumerated() {
      guard let date, !date.isEmpty else {
        found.append(nil)
        continue
      }
      guard let normal = normalised(date) else {
        throw .notADate(id: samples.ids[document], place: samples.place(of: document), value: date)
      }
      found.append(normal)
    }
    guard found.contains(where: { $0 != nil }) else { throw .noDates }
    return found
  }
}

/// Reads one date from left to right.
private struct DateReader {
  private let bytes: [UInt8]
  private var place = 0
  private(set) var digits: [UInt8] = []

  init(_ bytes: [UInt8]) {
    self.bytes = Array(bytes.drop { $0 == 0x20 })
  }

  mutating func read() -> Bool {
    let first = run()
    digits += first
    switch first.count {
    case 4:
      for limit in [12, 31] where next(is: [0x2D, 0x2F, 0x2E]) {
        place += 1
        guard part(1...limit) else { return false }
      }
    case 6, 8: guard isDate(first) else { return false }
    case 14: return isDate(Array(first[..<8])) && isTime(Array(first[8...])) && rest()
    default: return false
    }
    if next(is: [0x54, 0x74]) || next(is: [0x20]) && place + 1 < bytes.count && isDigit(bytes[place + 1]) {
      place += 1
      guard time() else { return false }
    }
    return rest()
  }

  /// Hours, and what follows them.
  private mutating func time() -> Bool {
    let first = run()
    if first.count > 2 {
      digits += first
      return first.count % 2 == 0 && first.count <= 6 && isTime(first)
    }
    place -= first.count
    guard part(0...24) else { return false }
    for _ in 0..<2 where next(is: [0x3A]) {
      place += 1
      guard part(0...60) else { return false }
    }
    return true
  }

  /// A fraction, a clock's distance from that of Greenwich, blanks; then the end.
  private mutating func rest() -> Bool {
    if next(is: [0x2E, 0x2C]) {
      place += 1
      let fraction = run()
      if fraction.isEmpty { return false }
      digits += fraction
    }
    while next(is: [0x20]) { place += 1 }
    if next(is: [0x5A, 0x7A]) {
      place += 1
    } else if next(is: [0x2B, 0x2D]) {
      guard digits.count >= 10 else { return false }
      place += 1
      var count = run().count
      if next(is: [0x3A]) {
        place += 1
        count += run().count
      }
      guard count == 2 || count == 4 else { return false }
    }
    while next(is: [0x20]) { place += 1 }
    return place == bytes.count
  }

  /// One or two digits, written as two.
  private mutating func part(_ range: ClosedRange<Int>) -> Bool {
    let own = run()
    guard (1...2).contains(own.count), range.contains(value(own)) else { return false }
    digits += (own.count == 1 ? [0x30] : []) + own
    return true
  }

  private mutating func run() -> [UInt8] {
    let start = place
    while place < bytes.count, isDigit(bytes[place]) { place += 1 }
    return Array(bytes[start..<place])
  }

  private func next(is choices: [UInt8]) -> Bool { place < bytes.count && choices.contains(bytes[place]) }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Of `YYYYMM` or `YYYYMMDD`.
  private func isDate(_ run: [UInt8]) -> Bool {
    (1...12).contains(value(run[4..<6])) && (run.count == 6 || (1...31).contains(value(run[6...])))
  }

  /// Of `hh`, `hhmm` or `hhmmss`.
  private func isTime(_ run: [UInt8]) -> Bool {
    value(run[..<2]) <= 24 && stride(from: 2, to: run.count, by: 2).allSatisfy { value(run[$0..<$0 + 2]) <= 60 }
  }

  private func value(_ run: some Sequence<UInt8>) -> Int { run.reduce(0) { 10 * $0 + Int($1 - 0x30) } }
}
