import Evaluation
import Foundation
import TestSupport
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

  /// The codings of the golden file, taken apart: alphas as the Python package krippendorff 0.9.0 has them without each
  /// coder and for each category against the rest, kappas as scikit-learn 1.9.1 has them.
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence)) func partsAreThoseOfOtherPackages() throws {
    let golden = try GoldenPredictions().metrics["krippendorff"] as? [String: Any] ?? [:]
    let codings = try Codings(
      categories: ["1", "2", "3", "4", "5"],
      codes: (golden["data_nan_is_null"] as? [[Any]] ?? []).map { row in
        row.map { ($0 as? NSNumber).map { $0.intValue - 1 } }
      })
    let report = try AgreementReport(codings)
    func compare(_ found: [MetricValue], _ expected: [Double], _ what: String) {
      #expect(found.count == expected.count)
      for (one, other) in zip(found, expected) {
        #expect(isClose(one.value, other, 1e-12), "\(what): \(one), \(other)")
      }
    }
    compare(
      report.leavingOut, [0.7146739130434783, 0.7040816326530612, 0.8679245283018868, 0.6752577319587629], "nominal")
    compare(
      report.perCategory.map(\.value),
      [0.7204301075268817, 0.6666666666666667, 0.74, 0.7771428571428571, 1], "category")
    compare(
      try AgreementReport(codings, KrippendorffAlpha(.ordinal)).leavingOut,
      [0.8688089010669655, 0.7512389520202021, 0.8209223887924216, 0.8048605240912934], "ordinal")
    #expect(report.pairs.map(\.units) == [9, 8, 9, 9, 10, 10])
    compare(
      report.pairs.map(\.kappa),
      [
        0.8448275862068966, 0.4782608695652174, 0.85, 0.5423728813559321, 0.8701298701298701, 0.6153846153846154,
      ], "kappa")
    compare(report.pairs.map(\.agreement), [8.0 / 9, 0.625, 8.0 / 9, 2.0 / 3, 0.9, 0.7], "agreement")
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
