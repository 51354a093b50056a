import Evaluation
import Foundation
import TestSupport
import Testing

struct KrippendorffAlphaTests {
  private func golden() throws -> (codings: Codings, expected: [String: Any]) {
    let expected = try GoldenPredictions().metrics["krippendorff"] as? [String: Any] ?? [:]
    let rows = (expected["data_nan_is_null"] as? [[Any]] ?? []).map { row in
      row.map { ($0 as? NSNumber).map { $0.intValue - 1 } }
    }
    return (try Codings(categories: ["1", "2", "3", "4", "5"], codes: rows), expected)
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence), arguments: MeasurementLevel.allCases)
  func equalsThePackage(level: MeasurementLevel) throws {
    let (codings, expected) = try golden()
    let alpha = try KrippendorffAlpha(level, values: [1, 2, 3, 4, 5])(codings)
    #expect(isClose(alpha.value, (expected[level.rawValue] as? NSNumber)?.doubleValue ?? .nan, 1e-12))
    #expect((alpha.low ?? 1) < (alpha.value ?? 0) && (alpha.value ?? 1) < (alpha.high ?? 0))
  }

  @Test(arguments: 1...4) func pairsOneByOne(seed: UInt64) throws {
    // The definition, pair by pair: 1 − (mean disagreement within units) / (mean disagreement of any two codes).
    var random = SeededGenerator(seed: seed)
    let codes = (0..<3).map { _ in
      (0..<30).map { unit in
        Int.random(in: 0..<5, using: &random) == 0 ? nil : (unit + Int.random(in: 0..<2, using: &random)) % 4
      }
    }
    var pairable: [Int] = []
    var within = 0.0
    for unit in 0..<30 {
      let values = codes.compactMap { $0[unit] }
      guard values.count > 1 else { continue }
      pairable += values
      for i in values.indices {
        for j in values.indices where i != j && values[i] != values[j] { within += 1 / Double(values.count - 1) }
      }
    }
    var across = 0.0
    for i in pairable.indices {
      for j in pairable.indices where i != j && pairable[i] != pairable[j] { across += 1 }
    }
    let n = Double(pairable.count)
    let expected = 1 - (within / n) / (across / (n * (n - 1)))
    let found = try KrippendorffAlpha(.nominal)(Codings(categories: ["a", "b", "c", "d"], codes: codes))
    #expect(isClose(found.value, expected, 1e-12))
  }

  @Test func oneCoderOrOneCategoryIsUndefined() throws {
    for codes: [[Int?]] in [[[0, 1, 0]], [[0, 0], [0, 0]], [], [[nil, 0], [1, nil]]] {
      let alpha = try KrippendorffAlpha(.nominal)(Codings(categories: ["a", "b"], codes: codes))
      #expect(alpha.value == nil)
      #expect(alpha.reason?.hasPrefix("Undefined") == true)
    }
  }

  @Test func threadsDoNotChangeTheInterval() throws {
    let codings = try Codings(categories: ["a", "b"], codes: [[0, 1, 0, 1, 1, 0], [0, 1, 1, 1, 0, 0]])
    var options = EvaluationOptions()
    let one = try KrippendorffAlpha(.nominal, options: options)(codings)
    options.threads = 3
    #expect(try KrippendorffAlpha(.nominal, options: options)(codings) == one)
  }

  @Test func refusesWhatCannotBeMeasured() throws {
    #expect(throws: EvaluationError.labelOutOfRange(what: "coded", row: 1, value: 2, labels: 2)) {
      try Codings(categories: ["a", "b"], codes: [[0, 2]])
    }
    #expect(throws: EvaluationError.countsDiffer(what: "codes of a coder", expected: 1, found: 2)) {
      try Codings(categories: ["a", "b"], codes: [[0], [0, 1]])
    }
    let codings = try Codings(categories: ["a", "b"], codes: [[0, 1], [0, 1]])
    #expect(throws: EvaluationError.self) { try KrippendorffAlpha(.ratio, values: [-1, 1])(codings) }
  }
}
