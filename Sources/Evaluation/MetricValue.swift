/// A number with its interval; a number that is undefined is `nil` and says why. It is never NaN.
public struct MetricValue: Sendable, Equatable {
  public var value: Double?
  /// Lower end of the confidence interval.
  public var low: Double?
  /// Upper end of the confidence interval.
  public var high: Double?
  /// Why the value is undefined or, where there is a value, why it has no interval.
  public var reason: String?

  public init(value: Double?, low: Double? = nil, high: Double? = nil, reason: String? = nil) {
    self.value = value
    self.low = low
    self.high = high
    self.reason = reason
  }

  public static func undefined(_ reason: String) -> MetricValue { MetricValue(value: nil, reason: reason) }

  /// Turns the room's inner sign for "undefined" (NaN) into a value that says why.
  init(_ number: Double, otherwise reason: @autoclosure () -> String) {
    self = number.isFinite ? MetricValue(value: number) : .undefined(reason())
  }
}

/// A metric's name, as reports spell it, beside its value.
public struct NamedMetric: Sendable, Equatable {
  public var name: String
  public var value: MetricValue

  public init(name: String, value: MetricValue) {
    self.name = name
    self.value = value
  }
}
