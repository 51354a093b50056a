import Evaluation
import Testing

struct OptimismGapTests {
  private func predictions(right: Int, of n: Int, groups: Int? = nil) throws -> Predictions {
    try Predictions(
      labels: ["a", "b"], truth: [Int](repeating: 0, count: n), predicted: (0..<n).map { $0 < right ? 0 : 1 },
      groups: groups.map { g in (0..<n).map { $0 % g } })
  }

  @Test func dropsAreMeasuredFromTheFirstStep() throws {
    let gap = try OptimismGap([
      ("random", predictions(right: 90, of: 100)), ("by outlet", predictions(right: 78, of: 100, groups: 20)),
      ("later in time", predictions(right: 37, of: 50)),
    ])
    #expect(gap.steps.map(\.name) == ["random", "by outlet", "later in time"])
    #expect(gap.steps.map(\.value.value) == [0.9, 0.78, 0.74])
    #expect(gap.steps[0].drop.value == 0)
    #expect(isClose(gap.steps[1].drop.value, 0.12) && isClose(gap.steps[2].drop.value, 0.16))
    for step in gap.steps.dropFirst() {
      #expect((step.drop.low ?? 1) < (step.drop.value ?? 0) && (step.drop.value ?? 1) < (step.drop.high ?? 0))
    }
  }

  @Test func independentSamplesCombineAsNewcombeDid() throws {
    // Newcombe (1998), table II: 56/70 − 48/80 by method 10 is .0524 to .3339.
    let gap = try OptimismGap([("first", predictions(right: 56, of: 70)), ("second", predictions(right: 48, of: 80))])
    #expect(isClose(gap.steps[1].drop.low, 0.0524, 5e-5))
    #expect(isClose(gap.steps[1].drop.high, 0.3339, 5e-5))
  }

  @Test func noStepsNoGap() throws { #expect(try OptimismGap([]).steps.isEmpty) }
}
