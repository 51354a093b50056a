/// Builds JSON text by appending: commas, colons and indentation come by themselves.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  private let indentation: Int?
  /// For each open array or object whether it is empty so far.
  private var levels: [Bool] = []
  private var followsKey = false

  /// - Parameter indentation: spaces a level, with each member in a line of its own; nil writes everything in one line.
  public init(indentation: Int? = nil) { self.indentation = indentation }

  /// Forgets what was written, but keeps the memory.
  public mutating func removeAll() {
    precondition(levels.isEmpty, "an array or object is still open")
    bytes.removeAll(keepingCapacity: true)
  }

  // MARK: - Structure

  public mutating func beginObject() { begin(0x7B) }

  public mutating func endObject() { end(0x7D) }

  public mutating func beginArray() { begin(0x5B) }

  public mutating func endArray() { end(0x5D) }

  public mutating func key(_ name: String) {
    prepare()
    appendString(name.utf8)
    bytes.append(0x3A)
    if indentation != nil { bytes.append(0x20) }
    followsKey = true
  }

  /// Ends a line of JSON Lines, or the text.
  public mutating func endLine() {
    precondition(levels.isEmpty, "an array or object is still open")
    bytes.append(0x0A)
  }

  // MARK: - Values

  public mutating func value(_ string: String) {
    prepare()
    appendString(string.utf8)
  }

  /// A string from its UTF-8 bytes, which must be valid.
  public mutating func value(utf8: ArraySlice<UInt8>) {
    prepare()
    appendString(utf8)
  }

  /// The shortest digits that read back as the same number; null when it is not finite, which JSON cannot express.
  public mutating func value(_ number: Double) {
    prepare()
    bytes.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
  }

  public mutating func value(_ number: Int) {
    prepare()
    bytes.append(contentsOf: "\(number)".utf8)
  }

  public mutating func value(_ boolean: Bool) {
    prepare()
    bytes.append(contentsOf: (boolean ? "true" : "false").utf8)
  }

  public mutating func null() {
    prepare()
    bytes.append(contentsOf: "null".utf8)
  }

  public mutating func value(_ tree: JSONValue) {
    switch tree {
    case .null: null()
    case .boolean(let boolean): value(boolean)
    case .number(let number):
      prepare()
      bytes.append(contentsOf: number.text.utf8)
    case .string(let string): value(string)
    case .array(let elements):
      beginArray()
      for element in elements { value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for member in object.members {
        key(member.key)
        value(member.value)
      }
      endObject()
    }
  }

  // MARK: - Parts

  private mutating func begin(_ bracket: UInt8) {
    prepare()
    bytes.append(bracket)
    levels.append(true)
  }

  private mutating func end(_ bracket: UInt8) {
    precondition(!followsKey, "a key needs a value")
    guard let isEmpty = levels.popLast() else { preconditionFailure("no array or object is open") }
    if !isEmpty { breakLine() }
    bytes.append(bracket)
  }

  /// What comes between the last value and the next.
  private mutating func prepare() {
    if followsKey {
      followsKey = false
      return
    }
    guard let isFirst = levels.last else { return }
    if !isFirst { bytes.append(0x2C) }
    levels[levels.count - 1] = false
    breakLine()
  }

  private mutating func breakLine() {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indentation * levels.count))
  }

  private mutating func appendString(_ utf8: some Sequence<UInt8>) {
    bytes.append(0x22)
    for byte in utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x0D: bytes += [0x5C, 0x72]
      case 0x09: bytes += [0x5C, 0x74]
      case 0..<0x20, 0x7F:
        let digits = Array("0123456789abcdef".utf8)
        bytes += [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
}
