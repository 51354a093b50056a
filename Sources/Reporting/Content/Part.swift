/// A part of a report: there, or left out with a word of why.
public enum Part<Value: Sendable>: Sendable {
  case shown(Value)
  case absent(because: String)

  /// What a part says that nobody asked for.
  public static var notComputed: Part { .absent(because: "It was not computed in this run.") }

  /// The value, or `nil` where the part is left out.
  public var value: Value? {
    if case .shown(let value) = self { value } else { nil }
  }
}
