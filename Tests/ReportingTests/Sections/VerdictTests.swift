import Evaluation
import Reporting
import Testing

struct VerdictTests {
  /// The verdict on a model that is right on a share of 400 documents, beside a rule that is right on another.
  private func verdict(model: Double, rules: [Double]) throws -> String {
    let truth = (0..<400).map { $0 % 2 }
    func predicted(_ share: Double) -> [Int] {
      // Errors are spread over both labels.
      truth.enumerated().map { Double($0 / 2) < share * 200 ? $1 : 1 - $1 }
    }
    var options = EvaluationOptions()
    options.resamples = 200
    options.baselines = rules.enumerated().map { ("rule \($0)", predicted($1)) }
    let report = try EvaluationReport(
      Predictions(labels: ["a", "b"], truth: truth, predicted: predicted(model)), options)
    let page = PageDocument(ReportContent(title: "t", summary: "s", evaluation: report).render())
    return try #require(page.elements.first { $0.attributes["class"] == "verdict" }).text
  }

  @Test func aBetterModelBeatsAllRules() throws {
    #expect(try verdict(model: 0.9, rules: [0.6]) == "It beats all 3 simple rules it was compared with.")
  }

  @Test func anEqualModelIsNotShownToBeatTheRule() throws {
    #expect(try verdict(model: 0.75, rules: [0.75]) == "It is not shown to beat a simple rule: ‘rule 0’.")
  }

  @Test func aWorseModelIsSaidToBeWorse() throws {
    #expect(
      try verdict(model: 0.6, rules: [0.9, 0.8]) == "It does worse than 2 of 4 simple rules: ‘rule 0’ and ‘rule 1’.")
  }

  @Test func aModelOfNothing() throws {
    let report = try EvaluationReport(Predictions(labels: ["a"], truth: [], predicted: []))
    let page = PageDocument(ReportContent(title: "t", summary: "s", evaluation: report).render())
    #expect(page.elements.first { $0.attributes["class"] == "verdict" }?.text == "There were no documents to evaluate.")
  }
}
