#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One axis: what it measures, from where to where, and in which unit its ticks are written.
struct Axis {
  enum Unit { case number, percent, count }

  var title: String
  var domain: ClosedRange<Double>
  var unit = Unit.number
  var isLogarithmic = false
  var tickCount = 5

  /// 0 to 1, written as shares of 100.
  static func share(_ title: String) -> Axis { Axis(title: title, domain: 0...1, unit: .percent) }

  /// Around all values, to round numbers, without leaving `limits`.
  static func around(
    _ values: [Double], _ title: String, unit: Unit = .number, within limits: ClosedRange<Double>? = nil
  ) -> Axis {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return Axis(title: title, domain: limits ?? 0...1, unit: unit)
    }
    var domain = Ticks.widened(low, high, count: 4)
    if let limits {
      domain =
        max(domain.lowerBound, limits.lowerBound)...max(min(domain.upperBound, limits.upperBound), limits.lowerBound)
      if domain.lowerBound == domain.upperBound { domain = limits }
    }
    return Axis(title: title, domain: domain, unit: unit)
  }

  var ticks: [Double] {
    isLogarithmic
      ? Ticks.logarithmic(domain.lowerBound, domain.upperBound, count: tickCount + 3)
      : Ticks.linear(domain.lowerBound, domain.upperBound, count: tickCount)
  }

  /// Where a value lies along the axis, 0 at its beginning and 1 at its end; values outside lie at the ends.
  func position(_ value: Double) -> Double {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    guard value.isFinite, high > low else { return value > 0 && !value.isNaN ? 1 : 0 }
    let place =
      isLogarithmic ? (log(max(value, low)) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    return max(0, min(1, place))
  }

  func labels(_ ticks: [Double]) -> [String] {
    switch unit {
    case .percent:
      let decimals = Ticks.decimals(ticks.map { $0 * 100 })
      return ticks.map { NumberText.percent($0, decimals) }
    case .count: return ticks.map { NumberText.fixed($0, 0) }
    case .number:
      let decimals = Ticks.decimals(ticks)
      return ticks.map { NumberText.fixed($0, decimals) }
    }
  }
}
