import Evaluation
import Testing

struct AgreementReportTests {
  /// Three coders on ten units; the last coder answers at random, the first two differ on unit 3.
  private func codings() throws -> Codings {
    try Codings(
      categories: ["a", "b"],
      codes: [
        [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], [0, 1, 0, 0, 0, 1, 0, 1, nil, 1], [1, 1, 1, 0, 0, 0, 0, 1, 0, nil],
      ])
  }

  @Test func findsTheCoderWhoDiffersAndTheDisputedUnits() throws {
    let report = try AgreementReport(codings())
    #expect(report.coders == 3 && report.units == 10 && report.pairableUnits == 10)
    #expect(report.leavingOut[2].value ?? 0 > report.leavingOut[0].value ?? 1)
    #expect(report.worst.map(\.unit) == [0, 2, 3, 5])
    #expect(isClose(report.worst[0].disagreement, 2.0 / 3))
    #expect(report.worst[0].counts == [2, 1])
  }

  @Test func pairsCountUnitsThatBothCoded() throws {
    let report = try AgreementReport(codings())
    #expect(report.pairs.map { [$0.first, $0.second, $0.units] } == [[0, 1, 9], [0, 2, 9], [1, 2, 8]])
    #expect(isClose(report.pairs[0].agreement.value, 8.0 / 9))
  }

  @Test func twoCategoriesHaveTheSameAlphaEach() throws {
    let report = try AgreementReport(codings())
    #expect(report.perCategory.map(\.name) == ["a", "b"])
    #expect(isClose(report.perCategory[0].value.value, report.alpha.value ?? .nan, 1e-12))
    #expect(isClose(report.perCategory[1].value.value, report.alpha.value ?? .nan, 1e-12))
  }

  @Test func theCeilingIsTheAgreementOfTheOthers() throws {
    let ceiling = try HumanCeiling(codings(), coder: 2)
    #expect(isClose(ceiling.amongOthers.value, 8.0 / 9))
    // Nine units with the first coder, eight with the second; equal on 5 and 5.
    #expect(isClose(ceiling.withOthers.value, 10.0 / 17))
    #expect(isClose(ceiling.share.value, (10.0 / 17) / (8.0 / 9)))
    #expect((ceiling.share.low ?? 1) < (ceiling.share.high ?? 0))
    #expect(throws: EvaluationError.self) { try HumanCeiling(codings(), coder: 3) }
  }
}
