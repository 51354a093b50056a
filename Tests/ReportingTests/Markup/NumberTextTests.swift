import Foundation
import Reporting
import TestSupport
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0.0, 3, "0.000"), (0.8415, 3, "0.842"), (-0.0004, 3, "0.000"), (-0.25, 1, "−0.3"), (1234.5678, 2, "1,234.57"),
    (999.9996, 3, "1,000.000"), (1_234_567, 0, "1,234,567"), (.infinity, 2, "∞"), (-.infinity, 2, "−∞"), (.nan, 2, "–"),
    (1e300, 2, "1e+300"),
  ])
  func fixedDecimals(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixed(value, decimals) == expected)
  }

  @Test func equalsPrintfAwayFromTies() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2_000 {
      let value = Double.random(in: -900...900, using: &generator)
      let printed = String(format: "%.3f", value).replacingOccurrences(of: "-", with: "−")
      #expect(NumberText.fixed(value, 3) == (printed == "−0.000" ? "0.000" : printed))
    }
  }

  @Test func differencesCarryTheirSign() {
    #expect(NumberText.difference(0.0612) == "+0.061")
    #expect(NumberText.difference(-0.0612) == "−0.061")
    #expect(NumberText.difference(0.0001) == "0.000")
    #expect(NumberText.difference(nil) == "–")
  }

  @Test func sharesAndCounts() {
    #expect(NumberText.percent(0.842, 1) == "84.2\u{A0}%")
    #expect(NumberText.level(0.95) == "95\u{A0}%")
    #expect(NumberText.level(0.995) == "99.5\u{A0}%")
    #expect(NumberText.count(2_187) == "2,187")
    #expect(NumberText.count(-12) == "−12")
    #expect(NumberText.count(1, "document") == "1\u{A0}document")
    #expect(NumberText.count(0, "document") == "0\u{A0}documents")
  }

  @Test(arguments: [
    (0.0, "0"), (12.5, "12.5"), (12.056, "12.06"), (-3.25, "-3.25"), (-0.001, "0"), (7.999, "8"), (.nan, "0"),
    (.infinity, "0"), (1e30, "1000000000"),
  ])
  func coordinates(value: Double, expected: String) {
    #expect(NumberText.coordinate(value) == expected)
  }
}
