#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few special functions that intervals and tests need, to about 1e-14.
enum Special {
  /// ln Γ(x) for x > 0: Stirling's series after raising x above 10 by the recurrence.
  static func logGamma(_ x: Double) -> Double {
    precondition(x > 0, "The logarithm of the gamma function is asked for at positive numbers only.")
    var x = x
    var product = 1.0
    while x < 10 {
      product *= x
      x += 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    let series =
      inverse
      * (1.0 / 12 - square
        * (1.0 / 360 - square
          * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * (691.0 / 360_360))))))
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
  }

  /// Standard normal distribution function.
  static func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// Its inverse: Acklam's rational approximation, then two Newton steps on `erfc`.
  static func normalQuantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p > 0.5 { return -normalQuantile(1 - p) }
    var z: Double
    if p < 0.02425 {
      let q = (-2 * log(p)).squareRoot()
      let top = horner(
        q,
        [
          -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
          2.938163982698783,
        ])
      let bottom = horner(q, [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1])
      z = top / bottom
    } else {
      let q = p - 0.5
      let r = q * q
      let top = horner(
        r,
        [
          -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716,
          2.506628277459239,
        ])
      let bottom = horner(
        r, [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1])
      z = top * q / bottom
    }
    for _ in 0..<2 {
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      if density > 0 { z -= (normalCDF(z) - p) / density }
    }
    return z
  }

  private static func horner(_ x: Double, _ coefficients: [Double]) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast on this side of the mean; the other side follows by symmetry.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front =
      exp(
        a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (abs(d) < tiny ? tiny : d)
    var fraction = d
    for m in 1...10_000 {
      let m = Double(m)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + numerator * d
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = 1 + numerator / c
        if abs(c) < tiny { c = tiny }
        fraction *= d * c
      }
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * fraction
  }

  /// The x with I_x(a, b) = p, by bisection down to neighbouring numbers.
  static func betaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    var low = 0.0
    var high = 1.0
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if incompleteBeta(middle, a, b) < p { low = middle } else { high = middle }
    }
  }

  /// Probability that a chi-squared variable of one degree of freedom exceeds `statistic`.
  static func chiSquaredTail(_ statistic: Double) -> Double { erfc((statistic / 2).squareRoot()) }
}
