/// The name of a file as the system keeps it: bytes, which need not be UTF-8.
///
/// A `String` cannot hold every name that a folder may contain. `description` is the name made safe for messages.
public struct FilePath: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(_ string: String) { bytes = Array(string.utf8) }

  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// The part after the last slash, without slashes at the end: `a/b.txt` gives `b.txt`.
  public var lastComponent: FilePath {
    let trimmed = trimmedCount
    guard let slash = bytes[..<trimmed].lastIndex(of: UInt8(ascii: "/")) else {
      return FilePath(bytes: Array(bytes[..<trimmed]))
    }
    if slash == trimmed - 1 { return FilePath("/") }
    return FilePath(bytes: Array(bytes[(slash + 1)..<trimmed]))
  }

  /// The folder that holds this file: `a/b.txt` gives `a`, `b.txt` gives `.`, `/b` gives `/`.
  public var parent: FilePath {
    guard let slash = bytes[..<trimmedCount].lastIndex(of: UInt8(ascii: "/")) else { return FilePath(".") }
    return slash == 0 ? FilePath("/") : FilePath(bytes: Array(bytes[..<slash]))
  }

  public func appending(_ component: FilePath) -> FilePath {
    if bytes.isEmpty { return component }
    let separator: [UInt8] = bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
    return FilePath(bytes: bytes + separator + component.bytes)
  }

  /// The extensions of the last component in lower case, last first: `News.JSONL.gz` gives `["gz", "jsonl"]`.
  ///
  /// A name that begins with a dot has no extension there: `.hidden` gives `[]`.
  public var extensions: [String] {
    var parts = lastComponent.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    parts.removeFirst()
    if lastComponent.bytes.first == UInt8(ascii: "."), !parts.isEmpty { parts.removeFirst() }
    return parts.reversed().map { String(decoding: $0, as: UTF8.self).lowercased() }
  }

  /// Calls `body` with the name as C wants it, or with nil when a NUL inside the name makes that impossible.
  func withPlatformString<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    if bytes.contains(0) { return body(nil) }
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    // SAFETY: the array outlives the call and ends in the only NUL.
    return unsafe terminated.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
  }

  /// How many bytes remain without slashes at the end; a name of slashes alone keeps one.
  private var trimmedCount: Int {
    var count = bytes.count
    while count > 1, bytes[count - 1] == UInt8(ascii: "/") { count -= 1 }
    return count
  }
}

extension FilePath: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension FilePath: Comparable {
  public static func < (left: FilePath, right: FilePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension FilePath: CustomStringConvertible {
  public var description: String { bytes.isEmpty ? "''" : TerminalText.escaped(bytes) }
}
