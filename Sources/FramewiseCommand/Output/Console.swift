internal import Files
internal import Framewise

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard error: what is said to people. That it is full or closed never changes the exit code.
enum Console {
  /// The longest message in bytes; a longer one is cut.
  private static let limit = 300

  static let isTerminal = isatty(STDERR_FILENO) == 1

  static func error(_ text: String) { say("error: \(text)") }
  static func warning(_ text: String) { say("warning: \(text)") }
  static func note(_ text: String) { say("note: \(text)") }

  /// A line of any kind, control bytes escaped.
  static func say(_ text: String) { write(cut(TerminalText.escaped(text)) + "\n") }

  /// What the argument parser says in several lines, which repeat what was typed.
  static func usage(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { say(String(line)) }
  }

  /// Lines made by this program, such as tables, however long.
  static func report(_ lines: [String]) {
    write(lines.map { TerminalText.escaped($0) + "\n" }.joined())
  }

  private static func cut(_ line: String) -> String {
    guard line.utf8.count > limit else { return line }
    return String(decoding: Array(line.utf8.prefix(limit - 3)), as: UTF8.self).trimmingReplacement + "…"
  }

  static func write(_ text: String) {
    let sink = ByteSink.standardError()
    do {
      try sink.write(text)
      try sink.flush()
    } catch {
      // Nobody is left to be told.
    }
  }
}

extension String {
  /// Without the replacement character that cutting in the middle of a scalar leaves.
  fileprivate var trimmingReplacement: String { hasSuffix("\u{FFFD}") ? String(dropLast()) : self }
}

/// How far a long run is: one line, redrawn, on a terminal only.
struct Progress {
  private let verb: String
  private let isShown: Bool
  private var last: UInt64 = 0
  private var isDrawn = false

  /// - Parameter isShown: false where results go to the terminal themselves, whose lines it would be mixed with.
  init(_ verb: String, isShown: Bool) {
    self.verb = verb
    self.isShown = isShown && Console.isTerminal
  }

  mutating func show(records: Int, bytes: Int) {
    guard isShown else { return }
    let now = Clock.nanoseconds()
    guard now - last > 100_000_000 else { return }
    last = now
    isDrawn = true
    Console.write("\r\u{1B}[K\(verb) \(Wording.grouped(records)) records, \(bytes / 1_000_000) MB")
  }

  mutating func clear() {
    if isDrawn { Console.write("\r\u{1B}[K") }
    isDrawn = false
  }
}

/// A clock that only goes forward.
enum Clock {
  static func nanoseconds() -> UInt64 { read(CLOCK_MONOTONIC) }

  private static func read(_ kind: clockid_t) -> UInt64 {
    var time = timespec()
    // SAFETY: a local of the right type.
    unsafe clock_gettime(kind, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Numbers as people read them.
enum Numbers {
  /// With so many decimals, rounded half away from zero.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (abs(value) * scale).rounded()
    // Beyond 2⁵³ a number has no such decimals.
    guard rounded < 0x1p53 else { return "\(value)" }
    let scaled = Int(rounded)
    let whole = scaled / Int(scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let rest = String(scaled % Int(scale))
    return sign + "\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
  }

  /// Appends a probability with eight decimals.
  static func appendProbability(_ value: Double, to output: inout [UInt8]) {
    var scaled = UInt32((value * 1e8).rounded())
    if scaled >= 100_000_000 {
      output.append(contentsOf: [0x31, 0x2E, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30])
      return
    }
    output.append(contentsOf: [0x30, 0x2E, 0, 0, 0, 0, 0, 0, 0, 0])
    var place = output.count - 1
    for _ in 0..<8 {
      output[place] = 0x30 &+ UInt8(truncatingIfNeeded: scaled % 10)
      scaled /= 10
      place &-= 1
    }
  }
}
