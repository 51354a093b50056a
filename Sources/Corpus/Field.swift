/// What a column of the input means to this program.
public enum Field: UInt8, CaseIterable, Sendable {
  case id, text, label, group, date, source, weight

  static let count = 7

  /// The column names that are taken for this field when the user names none, best first, in lower case.
  public var usualNames: [String] {
    switch self {
    case .id: ["id", "doc_id", "url"]
    case .text: ["text", "body", "content", "article"]
    case .label: ["label", "frame", "class"]
    case .group: ["group"]
    case .date: ["date", "published"]
    case .source: ["source", "outlet"]
    case .weight: ["weight", "sample_weight"]
    }
  }

  /// The field as a word for messages.
  public var name: String { usualNames[0] }
}

/// One value a field.
public struct FieldMap<Value> {
  private var values: InlineArray<7, Value>

  public init(repeating value: Value) { values = InlineArray(repeating: value) }

  public subscript(field: Field) -> Value {
    get { values[Int(field.rawValue)] }
    set { values[Int(field.rawValue)] = newValue }
  }
}

extension FieldMap: Sendable where Value: Sendable {}
