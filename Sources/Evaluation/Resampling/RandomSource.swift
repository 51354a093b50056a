#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The room's own source of random numbers (SplitMix64, Steele et al. 2014): the same numbers on every machine.
///
/// A resample gets its own source from the seed and its number, so it does not matter which thread draws it.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64, stream: UInt64 = 0) {
    // Both words go through the mixer, so that neighbouring seeds and streams start far apart.
    state = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (stream &* 0xD1B5_4A32_D192_ED03))
  }

  @inline(__always)
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  @inline(__always)
  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0..<bound, without bias (Lemire 2019).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "A number is drawn from a range that is not empty.")
    let bound = UInt64(bound)
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return Int(high)
  }

  public mutating func shuffle(_ values: inout [Int]) {
    for index in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(index, below(index + 1)) }
  }

  // MARK: Binomial

  /// A binomial draw, exact in distribution: inversion where n·p < 10, else BTRS, the transformed rejection
  /// of Hörmann (1993), whose cost does not grow with n.
  public mutating func binomial(_ n: Int, _ p: Double) -> Int {
    if n <= 0 || p <= 0 { return 0 }
    if p >= 1 { return n }
    if p > 0.5 { return n - binomial(n, 1 - p) }
    return Double(n) * p < 10 ? byInversion(n, p) : byRejection(n, p)
  }

  private mutating func byInversion(_ n: Int, _ p: Double) -> Int {
    let odds = p / (1 - p)
    let first = exp(Double(n) * log1p(-p))
    while true {
      var u = unit()
      var term = first
      var k = 0
      while u > term && k < n {
        u -= term
        k += 1
        term *= odds * Double(n - k + 1) / Double(k)
      }
      // Rounding can leave a crumb of u beyond the last term; then draw again.
      if u <= term { return k }
    }
  }

  private mutating func byRejection(_ n: Int, _ p: Double) -> Int {
    let count = Double(n)
    let odds = p / (1 - p)
    let spread = (count * p * (1 - p)).squareRoot()
    let b = 1.15 + 2.53 * spread
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let centre = count * p + 0.5
    let quick = 0.92 - 4.2 / b
    let alpha = (2.83 + 5.1 / b) * spread
    let mode = ((count + 1) * p).rounded(.down)
    while true {
      let u = unit() - 0.5
      let v = unit()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + centre).rounded(.down)
      if us >= 0.07 && v <= quick { return Int(k) }
      if !(k >= 0 && k <= count) { continue }
      let bound =
        (mode + 0.5) * log((mode + 1) / (odds * (count - mode + 1)))
        + (count + 1) * log((count - mode + 1) / (count - k + 1))
        + (k + 0.5) * log(odds * (count - k + 1) / (k + 1))
        + Self.stirlingTail(mode) + Self.stirlingTail(count - mode) - Self.stirlingTail(k)
        - Self.stirlingTail(count - k)
      if log(v * alpha / (a / (us * us) + b)) <= bound { return Int(k) }
    }
  }

  /// ln k! − [ln √(2π) + (k + ½) ln(k + 1) − (k + 1)].
  private static func stirlingTail(_ k: Double) -> Double {
    if k < 10 {
      return Special.logGamma(k + 1) - (0.5 * log(2 * Double.pi) + (k + 0.5) * log(k + 1) - (k + 1))
    }
    let square = (k + 1) * (k + 1)
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)
  }
}
