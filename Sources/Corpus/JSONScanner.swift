/// Goes through JSON text (RFC 8259) strictly, without building anything.
///
/// The text ends with a sentinel: a newline at `bytes.count - 1` that is not inside a value. No string can run over it,
/// because strings hold no control characters, and no number or literal either.
struct JSONScanner {
  let bytes: ByteWindow
  var position: Int
  private(set) var fault: (reason: JSONFault.Reason, position: Int)?

  /// The deepest nesting of arrays and objects.
  static let depthLimit = 64

  init(_ bytes: ByteWindow, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// Notes the first fault; the answer is always false.
  @discardableResult
  mutating func fail(_ reason: JSONFault.Reason) -> Bool {
    if fault == nil {
      // At the sentinel the text has ended, whatever was expected.
      let isAtEnd = position >= bytes.count - 1 || bytes[position] == 0x0A
      let early: Set<JSONFault.Reason> = [
        .expectedValue, .expectedKey, .expectedColon, .expectedCommaOrEnd, .controlCharacter,
      ]
      fault = (isAtEnd && early.contains(reason) ? .unterminated : reason, position)
    }
    return false
  }

  /// Skips blanks within a line; a newline ends the record.
  @inline(__always)
  mutating func skipBlanks() {
    while bytes[position] <= 0x20 {
      let byte = bytes[position]
      if byte != 0x20, byte != 0x09, byte != 0x0D { return }
      position += 1
    }
  }

  // MARK: - Strings

  /// Reads a string from behind its opening quote and answers where its content lies, escapes undone in place.
  ///
  /// `position` is then behind the closing quote. Nil after a fault.
  @inline(__always)
  mutating func string() -> Range<Int>? {
    let start = position
    let special = bytes.nextSpecial(from: start)
    if bytes[special] == 0x22 {
      position = special + 1
      return start..<special
    }
    return escapedString(from: start, special: special)
  }

  /// The rest of `string()` for strings with escapes. What is undone is never longer than what it stands for.
  private mutating func escapedString(from start: Int, special first: Int) -> Range<Int>? {
    var special = first
    var written = first
    while true {
      position = special
      switch bytes[special] {
      case 0x22:
        position = special + 1
        return start..<written
      case 0x5C:
        guard let (scalar, next) = escape(at: special) else { return nil }
        written = write(scalar, at: written)
        special = bytes.nextSpecial(from: next)
        bytes.move(next..<special, to: written)
        written += special - next
      default:
        fail(.controlCharacter)
        return nil
      }
    }
  }

  /// Goes over a string from behind its opening quote.
  mutating func skipString() -> Bool {
    var index = position
    while true {
      index = bytes.nextSpecial(from: index)
      switch bytes[index] {
      case 0x22:
        position = index + 1
        return true
      case 0x5C:
        guard let (_, next) = escape(at: index) else { return false }
        index = next
      default:
        position = index
        return fail(.controlCharacter)
      }
    }
  }

  /// The scalar that an escape stands for, and where the text goes on.
  @inline(__always)
  private mutating func escape(at backslash: Int) -> (UInt32, Int)? {
    switch bytes[backslash + 1] {
    case 0x22: return (0x22, backslash + 2)
    case 0x5C: return (0x5C, backslash + 2)
    case 0x2F: return (0x2F, backslash + 2)
    case 0x62: return (0x08, backslash + 2)
    case 0x66: return (0x0C, backslash + 2)
    case 0x6E: return (0x0A, backslash + 2)
    case 0x72: return (0x0D, backslash + 2)
    case 0x74: return (0x09, backslash + 2)
    case 0x75: return unicodeEscape(at: backslash)
    default:
      position = backslash
      fail(.badEscape)
      return nil
    }
  }

  private mutating func unicodeEscape(at backslash: Int) -> (UInt32, Int)? {
    position = backslash
    guard let unit = hexadecimal(at: backslash + 2) else {
      fail(.badEscape)
      return nil
    }
    if unit & 0xF800 != 0xD800 { return (unit, backslash + 6) }
    guard unit < 0xDC00, bytes[backslash + 6] == 0x5C, bytes[backslash + 7] == 0x75,
      let low = hexadecimal(at: backslash + 8), low & 0xFC00 == 0xDC00
    else {
      fail(.loneSurrogate)
      return nil
    }
    return (0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), backslash + 12)
  }

  private func hexadecimal(at index: Int) -> UInt32? {
    var value: UInt32 = 0
    for place in index..<(index + 4) {
      let byte = bytes[place]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
      // Also where the text ends: the sentinel is not a digit.
      default: return nil
      }
    }
    return value
  }

  @inline(__always)
  private func write(_ scalar: UInt32, at index: Int) -> Int {
    if scalar < 0x80 {
      bytes[index] = UInt8(truncatingIfNeeded: scalar)
      return index + 1
    }
    let continuation = { (shift: UInt32) in UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F)) }
    if scalar < 0x800 {
      bytes[index] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      bytes[index + 1] = continuation(0)
      return index + 2
    }
    if scalar < 0x10000 {
      bytes[index] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      bytes[index + 1] = continuation(6)
      bytes[index + 2] = continuation(0)
      return index + 3
    }
    bytes[index] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    bytes[index + 1] = continuation(12)
    bytes[index + 2] = continuation(6)
    bytes[index + 3] = continuation(0)
    return index + 4
  }

  // MARK: - Numbers and literals

  /// Goes over a number at `position`.
  mutating func skipNumber() -> Bool {
    var index = position
    if bytes[index] == 0x2D { index += 1 }
    if bytes[index] == 0x30 {
      index += 1
    } else {
      guard let next = digits(from: index) else { return fail(.badNumber) }
      index = next
    }
    if bytes[index] == 0x2E {
      guard let next = digits(from: index + 1) else { return fail(.badNumber) }
      index = next
    }
    if bytes[index] | 0x20 == 0x65 {
      index += 1
      if bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard let next = digits(from: index) else { return fail(.badNumber) }
      index = next
    }
    position = index
    return true
  }

  /// Behind one or more digits, or nil when there is none.
  private func digits(from start: Int) -> Int? {
    var index = start
    while bytes[index] &- 0x30 < 10 { index += 1 }
    return index > start ? index : nil
  }

  private mutating func skipLiteral(_ literal: StaticString) -> Bool {
    let matches = literal.withUTF8Buffer { wanted in
      for index in 0..<wanted.count where unsafe bytes[position + index] != wanted[index] { return false }
      return true
    }
    if !matches { return fail(.expectedValue) }
    position += literal.utf8CodeUnitCount
    return true
  }

  // MARK: - Values

  /// What begins at `position`, by its first byte.
  @inline(__always)
  func kind() -> JSONKind? {
    switch bytes[position] {
    case 0x22: .string
    case 0x2D, 0x30...0x39: .number
    case 0x74, 0x66: .boolean
    case 0x6E: .null
    case 0x5B: .array
    case 0x7B: .object
    default: nil
    }
  }

  /// Goes over a number, `true`, `false` or `null`.
  mutating func skipScalar(_ kind: JSONKind) -> Bool {
    switch kind {
    case .number: skipNumber()
    case .boolean: bytes[position] == 0x74 ? skipLiteral("true") : skipLiteral("false")
    default: skipLiteral("null")
    }
  }

  /// Goes over any value; blanks inside it do not include newlines.
  ///
  /// - Parameter depth: how many arrays and objects enclose the value.
  mutating func skipValue(depth: Int) -> Bool {
    guard let kind = kind() else { return fail(.expectedValue) }
    switch kind {
    case .string:
      position += 1
      return skipString()
    case .array, .object: return skipContainer(depth: depth)
    default: return skipScalar(kind)
    }
  }

  /// One bit a level says whether it is an object, so that nesting needs no recursion.
  private mutating func skipContainer(depth outer: Int) -> Bool {
    var objects: UInt64 = 0
    var depth = outer
    while true {
      // Here a value begins.
      guard let kind = kind() else { return fail(.expectedValue) }
      var isComplete = true
      switch kind {
      case .array, .object:
        if depth == Self.depthLimit { return fail(.tooDeep) }
        depth += 1
        objects = objects << 1 | (kind == .object ? 1 : 0)
        position += 1
        skipBlanks()
        if bytes[position] != (kind == .object ? 0x7D : 0x5D) {
          isComplete = false
          if kind == .object, !skipKey() { return false }
        }
      case .string:
        position += 1
        if !skipString() { return false }
      default:
        if !skipScalar(kind) { return false }
      }
      if !isComplete { continue }
      if kind == .array || kind == .object {
        position += 1
        depth -= 1
        objects >>= 1
      }
      // Here a value has ended.
      while true {
        if depth == outer { return true }
        skipBlanks()
        let isObject = objects & 1 == 1
        if bytes[position] == 0x2C {
          position += 1
          skipBlanks()
          if isObject, !skipKey() { return false }
          break
        }
        guard bytes[position] == (isObject ? 0x7D : 0x5D) else { return fail(.expectedCommaOrEnd) }
        position += 1
        depth -= 1
        objects >>= 1
      }
    }
  }

  /// Goes over a key, its colon, and the blanks up to the value.
  private mutating func skipKey() -> Bool {
    guard bytes[position] == 0x22 else { return fail(.expectedKey) }
    position += 1
    return skipString() && skipColon()
  }

  @inline(__always)
  mutating func skipColon() -> Bool {
    skipBlanks()
    guard bytes[position] == 0x3A else { return fail(.expectedColon) }
    position += 1
    skipBlanks()
    return true
  }
}
