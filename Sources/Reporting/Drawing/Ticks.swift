#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Round numbers along an axis.
package enum Ticks {
  /// Multiples of 1, 2, 2.5 or 5 times a power of ten within `low…high`: as near to `count` of them as possible.
  package static func linear(_ low: Double, _ high: Double, count: Int) -> [Double] {
    guard low.isFinite, high.isFinite, high > low else { return [low] }
    let rough = (high - low) / Double(max(count, 1))
    let power = pow(10, floor(log10(rough)))
    let step =
      [1, 2, 2.5, 5, 10].map { $0 * power }.min {
        abs(log(rough / $0)) < abs(log(rough / $1))
      } ?? rough
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1_000 else { return [low, high] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// 1, 2 and 5 times powers of ten within `low…high`; powers of ten alone where those would be more than `count`.
  package static func logarithmic(_ low: Double, _ high: Double, count: Int) -> [Double] {
    guard low > 0, high > low else { return [low] }
    let powers = Int(floor(log10(low)))...Int(ceil(log10(high)))
    func within(_ factors: [Double]) -> [Double] {
      var result: [Double] = []
      for power in powers {
        let unit: Double = pow(10, Double(power))
        for factor in factors where factor * unit >= low * (1 - 1e-9) && factor * unit <= high * (1 + 1e-9) {
          result.append(factor * unit)
        }
      }
      return result
    }
    let all = within([1, 2, 5])
    return all.count <= count ? all : within([1])
  }

  /// `low…high` widened to the multiples of a round step around it.
  package static func widened(_ low: Double, _ high: Double, count: Int) -> ClosedRange<Double> {
    guard low.isFinite, high.isFinite, low <= high else { return 0...1 }
    if low == high { return (low - 0.5)...(high + 0.5) }
    let ticks = linear(low, high, count: count)
    guard ticks.count > 1 else { return low...high }
    let step = ticks[1] - ticks[0]
    return ((low / step + 1e-9).rounded(.down) * step)...((high / step - 1e-9).rounded(.up) * step)
  }

  /// The decimals that tell ticks apart.
  package static func decimals(_ ticks: [Double]) -> Int {
    for decimals in 0..<6 {
      let power = pow(10, Double(decimals))
      if ticks.allSatisfy({ abs($0 * power - ($0 * power).rounded()) < 1e-6 }) { return decimals }
    }
    return 6
  }
}
