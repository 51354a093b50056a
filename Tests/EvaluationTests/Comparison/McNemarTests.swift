import Evaluation
import TestSupport
import Testing

struct McNemarTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func equalsStatsmodels() throws {
    let golden = try GoldenPredictions().metrics["mcnemar"] as? [String: Any] ?? [:]
    let table = Golden.table(golden["table"])
    let test = McNemar(onlyFirst: Int(table[0][1]), onlySecond: Int(table[1][0]))
    let exact = Golden.numbers([golden["exact_p"] as Any])[0]
    #expect(isClose(test.exactP / exact, 1, 1e-11))
    for (name, corrected) in [("chi2", false), ("chi2_cc", true)] {
      let expected = Golden.numbers(golden[name])
      let (statistic, p) = test.chiSquared(corrected: corrected)
      #expect(isClose(statistic / expected[0], 1, 1e-12))
      #expect(isClose(p / expected[1], 1, 1e-11))
    }
  }

  @Test func smallTablesByHand() {
    #expect(McNemar(onlyFirst: 0, onlySecond: 0).exactP == 1)
    #expect(McNemar(onlyFirst: 3, onlySecond: 3).exactP == 1)
    #expect(isClose(McNemar(onlyFirst: 0, onlySecond: 5).exactP, 2.0 / 32))
    #expect(isClose(McNemar(onlyFirst: 6, onlySecond: 1).exactP, 2 * 8.0 / 128))
    #expect(McNemar(onlyFirst: 1, onlySecond: 1).chiSquared(corrected: true).p == 1)
  }
}
