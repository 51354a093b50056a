import Reporting
import TestSupport
import Testing

struct TicksTests {
  @Test func roundNumbers() {
    #expect(Ticks.linear(0, 1, count: 5) == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
    #expect(Ticks.linear(0, 100, count: 4) == [0, 25, 50, 75, 100])
    #expect(Ticks.linear(-1, 1, count: 4) == [-1, -0.5, 0, 0.5, 1])
    #expect(Ticks.logarithmic(150, 5_000, count: 8) == [200, 500, 1_000, 2_000, 5_000])
    #expect(Ticks.logarithmic(1, 1e9, count: 10).count == 10)
  }

  @Test func anyRangeHasAFewTicksWithinIt() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<2_000 {
      let low = Double.random(in: -1e3...1e3, using: &generator)
      let high = low + Double.random(in: 1e-6...1e4, using: &generator)
      let ticks = Ticks.linear(low, high, count: 5)
      #expect((2...9).contains(ticks.count))
      #expect(ticks.allSatisfy { $0 >= low - (high - low) * 1e-6 && $0 <= high + (high - low) * 1e-6 })
      let around = Ticks.widened(low, high, count: 4)
      #expect(around.lowerBound <= low + 1e-9 && around.upperBound >= high - 1e-9)
      #expect(around.upperBound - around.lowerBound <= 4 * (high - low))
    }
  }

  @Test func degenerateRangesDoNotTrap() {
    #expect(Ticks.linear(1, 1, count: 5) == [1])
    #expect(Ticks.linear(.nan, 1, count: 5).count == 1)
    #expect(Ticks.linear(-1e308, 1e308, count: 0).count >= 1)
    #expect(Ticks.linear(1, 1.0000000000000002, count: 5).count >= 1)
    #expect(Ticks.widened(2, 2, count: 4) == 1.5...2.5)
    #expect(Ticks.logarithmic(0, 10, count: 3) == [0])
  }

  @Test func decimalsTellTicksApart() {
    #expect(Ticks.decimals([0, 0.25, 0.5]) == 2)
    #expect(Ticks.decimals([0, 50, 100]) == 0)
  }
}
