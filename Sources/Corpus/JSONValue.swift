/// A JSON value as a tree, for small texts such as settings. Records are read without trees.
public enum JSONValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// A number as it was written, so that nothing is lost of 30 digits or of `1e400`.
public struct JSONNumber: Equatable, Sendable {
  /// As JSON writes numbers; only the parser makes one.
  public let text: String

  /// The nearest number of double precision; infinite when it is out of range.
  public var double: Double { Double(text) ?? .nan }

  /// Nil when the number is not written as an integer, or does not fit.
  public var integer: Int? { Int(text) }
}

/// The members of a JSON object in the order in which they were written.
public struct JSONObject: Equatable, Sendable {
  public struct Member: Equatable, Sendable {
    public let key: String
    public let value: JSONValue
  }

  public let members: [Member]

  /// The value of the first member with this key, compared by code points.
  public subscript(key: String) -> JSONValue? {
    members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }
}

extension JSONValue {
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  public var double: Double? { if case .number(let value) = self { value.double } else { nil } }
  public var integer: Int? { if case .number(let value) = self { value.integer } else { nil } }
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value of a member; nil when this is not an object or has no such member.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// Parses one value strictly (RFC 8259), of at most 64 levels and in well-formed UTF-8.
  ///
  /// - Parameter refusesDuplicateKeys: the standard allows a key twice in an object, and nobody agrees what it means.
  public init(parsing text: [UInt8], refusesDuplicateKeys: Bool = true) throws(JSONFault) {
    var bytes = text
    bytes.append(0x0A)
    let count = bytes.count
    bytes += [UInt8](repeating: 0, count: ByteWindow.padding)
    let result: Result<JSONValue, JSONFault> = withByteWindow(&bytes, count: count) { window in
      var parser = JSONTreeParser(window, refusesDuplicateKeys: refusesDuplicateKeys)
      if let value = parser.document() { return .success(value) }
      return .failure(parser.fault)
    }
    self = try result.get()
  }
}

/// Builds trees; the scanner sees to strings and numbers.
private struct JSONTreeParser {
  private var scanner: JSONScanner
  private let bytes: ByteWindow
  private let refusesDuplicateKeys: Bool

  init(_ bytes: ByteWindow, refusesDuplicateKeys: Bool) {
    self.bytes = bytes
    self.refusesDuplicateKeys = refusesDuplicateKeys
    scanner = JSONScanner(bytes, at: 0)
  }

  var fault: JSONFault {
    let fault = scanner.fault ?? (.expectedValue, scanner.position)
    return JSONFault(reason: fault.reason, offset: fault.position)
  }

  mutating func document() -> JSONValue? {
    skipBlanks()
    if isAtEnd {
      scanner.fail(.emptyInput)
      return nil
    }
    guard let value = value(depth: 0) else { return nil }
    skipBlanks()
    if !isAtEnd {
      scanner.fail(.trailingContent)
      return nil
    }
    return value
  }

  private var isAtEnd: Bool { scanner.position >= bytes.count - 1 }

  private mutating func skipBlanks() {
    while !isAtEnd {
      switch bytes[scanner.position] {
      case 0x20, 0x09, 0x0A, 0x0D: scanner.position += 1
      default: return
      }
    }
  }

  private mutating func fail(_ reason: JSONFault.Reason) -> JSONValue? {
    scanner.fail(reason)
    return nil
  }

  private mutating func value(depth: Int) -> JSONValue? {
    guard let kind = scanner.kind() else { return fail(.expectedValue) }
    let start = scanner.position
    switch kind {
    case .string: return string().map { .string($0) }
    case .number:
      guard scanner.skipNumber() else { return nil }
      return .number(JSONNumber(text: String(decoding: bytes.copy(start..<scanner.position), as: UTF8.self)))
    case .boolean:
      let isTrue = bytes[start] == 0x74
      return scanner.skipScalar(.boolean) ? .boolean(isTrue) : nil
    case .null: return scanner.skipScalar(.null) ? .null : nil
    case .array, .object:
      if depth == JSONScanner.depthLimit { return fail(.tooDeep) }
      scanner.position += 1
      return kind == .array ? array(depth: depth + 1) : object(depth: depth + 1)
    }
  }

  private mutating func string() -> String? {
    scanner.position += 1
    guard let content = scanner.string() else { return nil }
    if UTF8Repair.firstMalformed(in: bytes, content) != nil {
      scanner.fail(.malformedUTF8)
      return nil
    }
    return String(decoding: bytes.copy(content), as: UTF8.self)
  }

  private mutating func array(depth: Int) -> JSONValue? {
    var elements: [JSONValue] = []
    skipBlanks()
    if take(0x5D) { return .array(elements) }
    while true {
      skipBlanks()
      guard let element = value(depth: depth) else { return nil }
      elements.append(element)
      skipBlanks()
      if take(0x5D) { return .array(elements) }
      if !take(0x2C) { return fail(.expectedCommaOrEnd) }
    }
  }

  private mutating func object(depth: Int) -> JSONValue? {
    var members: [JSONObject.Member] = []
    // By bytes: as strings, two keys that differ only in normal form would be equal.
    var keys: Set<[UInt8]> = []
    skipBlanks()
    if take(0x7D) { return .object(JSONObject(members: members)) }
    while true {
      skipBlanks()
      guard bytes[scanner.position] == 0x22 else { return fail(.expectedKey) }
      guard let key = string() else { return nil }
      if !keys.insert(Array(key.utf8)).inserted, refusesDuplicateKeys { return fail(.duplicateKey) }
      skipBlanks()
      if !take(0x3A) { return fail(.expectedColon) }
      skipBlanks()
      guard let value = value(depth: depth) else { return nil }
      members.append(JSONObject.Member(key: key, value: value))
      skipBlanks()
      if take(0x7D) { return .object(JSONObject(members: members)) }
      if !take(0x2C) { return fail(.expectedCommaOrEnd) }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard bytes[scanner.position] == byte, !isAtEnd else { return false }
    scanner.position += 1
    return true
  }
}
