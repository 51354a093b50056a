import Evaluation
import TestSupport
import Testing

struct ProportionIntervalTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func equalsStatsmodels() throws {
    let golden = try GoldenPredictions().metrics["proportion_ci_137_of_200"] as? [String: Any] ?? [:]
    let names: [(String, ProportionInterval)] = [
      ("wilson", .wilson), ("beta", .clopperPearson), ("jeffreys", .jeffreys), ("agresti_coull", .agrestiCoull),
      ("normal", .normal),
    ]
    for (name, method) in names {
      let expected = Golden.numbers(golden[name])
      let found = method.interval(137, of: 200)
      #expect(isClose(found?.low, expected[0], 1e-12), "\(name)")
      #expect(isClose(found?.high, expected[1], 1e-12), "\(name)")
    }
  }

  @Test(arguments: ProportionInterval.allCases)
  func endsStayWithinZeroAndOne(method: ProportionInterval) throws {
    for (hits, total) in [(0, 1), (1, 1), (0, 20), (20, 20), (1, 1_000_000)] {
      let (low, high) = try #require(method.interval(hits, of: total))
      #expect(0 <= low && low <= Double(hits) / Double(total))
      #expect(Double(hits) / Double(total) <= high && high <= 1)
    }
    #expect(method.interval(0, of: 0) == nil)
  }
}
