import Evaluation
import Foundation
import Testing

struct RandomSourceTests {
  @Test func streamsAreRepeatableAndApart() {
    var a = RandomSource(seed: 1, stream: 5)
    var b = RandomSource(seed: 1, stream: 5)
    var c = RandomSource(seed: 1, stream: 6)
    let first = (0..<8).map { _ in a.next() }
    #expect(first == (0..<8).map { _ in b.next() })
    #expect(first != (0..<8).map { _ in c.next() })
  }

  @Test(arguments: [(5, 0.3), (40, 0.9), (200, 0.02), (60, 0.4), (3_000, 0.25), (1_000_000, 0.5)])
  func binomialHasItsDistribution(n: Int, p: Double) {
    // Observed frequencies against the exact ones, cells of small expectation pooled at both ends.
    var source = RandomSource(seed: 42, stream: UInt64(n))
    let draws = 200_000
    let mean = Double(n) * p
    let spread = (mean * (1 - p)).squareRoot()
    let low = max(0, Int(mean - 4 * spread))
    let high = min(n, Int(mean + 4 * spread))
    let width = max(1, (high - low) / 40)
    var observed = [Double](repeating: 0, count: (high - low) / width + 1)
    for _ in 0..<draws {
      let k = min(max(source.binomial(n, p), low), high)
      observed[(k - low) / width] += 1
    }
    var expected = [Double](repeating: 0, count: observed.count)
    for k in 0...n where k >= low - 2_000 && k <= high + 2_000 {
      expected[(min(max(k, low), high) - low) / width] += binomialProbability(k, n, p) * Double(draws)
    }
    var statistic = 0.0
    var cells = 0.0
    for (o, e) in zip(observed, expected) where e >= 5 {
      statistic += (o - e) * (o - e) / e
      cells += 1
    }
    // Five standard deviations of a chi-squared variable.
    #expect(statistic < cells + 5 * (2 * cells).squareRoot(), "\(statistic) over \(cells) cells")
  }

  @Test func drawsFromARangeAreUniform() {
    var source = RandomSource(seed: 3)
    var counts = [Double](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[source.below(7)] += 1 }
    let statistic = counts.reduce(0) { $0 + ($1 - 10_000) * ($1 - 10_000) / 10_000 }
    #expect(statistic < 6 + 5 * 12.0.squareRoot())
  }
}

/// C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ, by the C library's lgamma.
func binomialProbability(_ k: Int, _ n: Int, _ p: Double) -> Double {
  let choose = lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
  return exp(choose + Double(k) * log(p) + Double(n - k) * log1p(-p))
}
