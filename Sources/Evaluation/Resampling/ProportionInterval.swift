/// Confidence intervals for a proportion: `hits` of `total`.
public enum ProportionInterval: String, CaseIterable, Sendable {
  /// Wilson's score interval (1927): the default; never outside 0…1, never empty at 0 or 1.
  case wilson
  /// Clopper and Pearson's (1934): never covers less than it says, at the price of width.
  case clopperPearson
  /// Jeffreys' equal-tailed Bayesian interval, its end set to 0 or 1 where the proportion is (Brown et al. 2001).
  case jeffreys
  /// Agresti and Coull's (1998).
  case agrestiCoull
  /// Wald's: shown for comparison only; poor near 0 and 1.
  case normal

  /// - Returns: `nil` for a total of zero.
  public func interval(_ hits: Int, of total: Int, confidence: Double = 0.95) -> (low: Double, high: Double)? {
    precondition(hits >= 0 && hits <= total, "There are at most as many hits as trials.")
    guard total > 0 else { return nil }
    let n = Double(total)
    let x = Double(hits)
    let p = x / n
    let tail = (1 - confidence) / 2
    let z = -Special.normalQuantile(tail)
    switch self {
    case .wilson:
      return Self.wilson(p, n, confidence: confidence)
    case .clopperPearson:
      let low = hits == 0 ? 0 : Special.betaQuantile(tail, x, n - x + 1)
      let high = hits == total ? 1 : Special.betaQuantile(1 - tail, x + 1, n - x)
      return (low, high)
    case .jeffreys:
      let low = hits == 0 ? 0 : Special.betaQuantile(tail, x + 0.5, n - x + 0.5)
      let high = hits == total ? 1 : Special.betaQuantile(1 - tail, x + 0.5, n - x + 0.5)
      return (low, high)
    case .agrestiCoull:
      let total = n + z * z
      let share = (x + z * z / 2) / total
      let half = z * (share * (1 - share) / total).squareRoot()
      return (max(0, share - half), min(1, share + half))
    case .normal:
      let half = z * (p * (1 - p) / n).squareRoot()
      return (max(0, p - half), min(1, p + half))
    }
  }

  /// Wilson's interval for a share `p` of `n` documents, which need not be a whole number.
  static func wilson(_ p: Double, _ n: Double, confidence: Double) -> (low: Double, high: Double) {
    let z = -Special.normalQuantile((1 - confidence) / 2)
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // Rounding must not push the ends past a proportion of exactly 0 or 1.
    return (p == 0 ? 0 : centre - half, p == 1 ? 1 : centre + half)
  }
}
