/// How many digits of its weights a model keeps.
public enum WeightPrecision: String, Sendable, CaseIterable {
  /// Single precision: 24 binary digits.
  case full
  /// IEEE half precision: 11 binary digits, half the bytes.
  case half
}
