#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// McNemar's test (1947) of whether two classifiers err equally often on the same documents.
/// Only documents on which exactly one of them is right tell them apart.
public struct McNemar: Sendable, Equatable {
  /// Documents that only the first classifier has right.
  public let onlyFirst: Int
  /// Documents that only the second classifier has right.
  public let onlySecond: Int

  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "McNemar's test is of counts.")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// Two-sided exact p-value: twice the chance that a fair coin falls so unevenly to this side, at most 1.
  /// 1 where the classifiers are never right alone.
  public var exactP: Double {
    let n = onlyFirst + onlySecond
    let fewer = min(onlyFirst, onlySecond)
    guard n > 0 else { return 1 }
    let base = Special.logGamma(Double(n + 1)) - Double(n) * log(2)
    var sum = 0.0
    for k in 0...fewer {
      sum += exp(base - Special.logGamma(Double(k + 1)) - Special.logGamma(Double(n - k + 1)))
    }
    return min(1, 2 * sum)
  }

  /// The large-sample statistic of one degree of freedom and its p-value, Edwards' correction (1948) on or off.
  public func chiSquared(corrected: Bool) -> (statistic: Double, p: Double) {
    let n = Double(onlyFirst + onlySecond)
    guard n > 0 else { return (0, 1) }
    let difference = max(0, abs(Double(onlyFirst - onlySecond)) - (corrected ? 1 : 0))
    let statistic = difference * difference / n
    return (statistic, Special.chiSquaredTail(statistic))
  }
}
