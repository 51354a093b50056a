import Files

/// Why a record is rejected. The stream goes on behind it.
public enum RecordProblem: Equatable, Sendable {
  case tooLong(limit: Int)
  case malformedJSON(JSONFault)
  /// The line is valid JSON, but something else than an object.
  case notAnObject(JSONKind)
  case missing(String)
  case wrongType(String, found: JSONKind)
  case duplicateKey(String)
  case labelTooLong(count: Int)
  case badWeight(String)
  case fieldCount(found: Int, expected: Int)
  /// A quote inside a field that does not begin with one. Line and column are counted from 1, in bytes.
  case strayQuote(line: Int, column: Int)
  case textAfterQuote(line: Int, column: Int)
  case unterminatedQuote(openedInLine: Int)
  case severalLabels(count: Int)
  /// Where records are read strictly.
  case malformedUTF8
  /// A file of a folder that is no text, or damaged.
  indirect case unusable(CorpusError)

  /// The longest label that is accepted, in bytes.
  public static let labelLimit = 1024
}

extension RecordProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let limit):
      "the record is longer than \(Self.size(limit))"
    case .malformedJSON(let fault):
      "this is not valid JSON: \(fault)"
    case .notAnObject(let kind):
      "the line is \(kind.withArticle), and an object {…} is needed"
    case .missing(let name):
      "there is no field '\(Self.quotable(name))'"
    case .wrongType(let name, let found):
      "the field '\(Self.quotable(name))' is \(found.withArticle), not a string"
    case .duplicateKey(let name):
      "duplicate key '\(Self.quotable(name))'"
    case .labelTooLong(let count):
      "the label has \(count) bytes, and at most \(Self.labelLimit) are allowed"
    case .badWeight(let text):
      "the weight '\(Self.quotable(text))' is not a number from 0 to 1e9"
    case .fieldCount(let found, let expected):
      "the record has \(found) \(found == 1 ? "field" : "fields"), and the header has \(expected)"
    case .strayQuote(let line, let column):
      "a quote inside an unquoted field (line \(line), column \(column)); enclose the field in quotes and double it"
    case .textAfterQuote(let line, let column):
      "text after a closing quote (line \(line), column \(column)); a quote inside a quoted field is doubled"
    case .unterminatedQuote(let line):
      "the quote that opens in line \(line) is not closed"
    case .severalLabels(let count):
      "the line has \(count) labels, and one is needed"
    case .malformedUTF8:
      "bytes are not UTF-8; without --strict they are read as U+FFFD"
    case .unusable(let error):
      error.reasonOfOne
    }
  }

  private static func quotable(_ name: String) -> String { TerminalText.escaped(name, limit: 40) }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 && bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }
}

/// The kinds of JSON values.
public enum JSONKind: UInt8, Sendable {
  case string, number, boolean, null, array, object

  var withArticle: String {
    switch self {
    case .string: "a string"
    case .number: "a number"
    case .boolean: "true or false"
    case .null: "null"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// Where and why a text is not JSON.
public struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case emptyInput = "there is no value"
    case expectedValue = "a value is expected"
    case expectedKey = "a key in double quotes is expected"
    case expectedColon = "a colon is expected"
    case expectedCommaOrEnd = "a comma or the end of the array or object is expected"
    case unterminated = "it ends too early"
    case badNumber = "a number is malformed"
    case badEscape = "an escape sequence is malformed"
    case loneSurrogate = "a \\u escape is half of a surrogate pair"
    case controlCharacter = "a control character in a string is not escaped"
    case malformedUTF8 = "a string is not UTF-8"
    case tooDeep = "it is nested too deeply"
    case duplicateKey = "a key occurs twice"
    case trailingContent = "something follows the value"
  }

  public var reason: Reason
  /// Bytes before the fault, from the beginning of the text or line.
  public var offset: Int

  public init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String { "\(reason.rawValue) (column \(offset + 1))" }
}
