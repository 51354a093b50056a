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

  @Test func noVerdictWhereTheNumbersDoNotBearOne() throws {
    var content = try SampleReport.content()
    content.noVerdict = "It was trained on 3 of the 3 documents."
    let page = PageDocument(content.render())
    #expect(
      page.elements.first { $0.attributes["class"] == "verdict" }?.text == "It was trained on 3 of the 3 documents.")
    #expect(!page.elements.contains { $0.text.contains("The strongest of the rules") && $0.name == "p" })
  }

  // MARK: - Findings of sections

  private func finding(_ section: String, _ content: ReportContent) throws -> String {
    let page = PageDocument(content.render())
    let start = try #require(page.elements.firstIndex { $0.attributes["id"] == section })
    return try #require(page.elements[start...].first { $0.attributes["class"] == "finding" }).text
  }

  private func audit(_ changes: [(altered: Int, flips: Double?)], notes: [String] = []) throws -> ReportContent {
    var content = try SampleReport.content()
    content.audit = .shown(
      Audit(
        changes: changes.enumerated().map { number, change in
          .init(
            name: "edit \(number)", detail: "d", documents: change.altered,
            flipped: change.flips.map { MetricValue(value: $0, low: 0, high: 1) } ?? .undefined("Undefined: none."))
        }, notes: notes))
    return content
  }

  @Test func anEditThatAlteredNothingHidesNoOther() throws {
    let content = try audit([(0, nil), (12, 0), (12, 0)], notes: ["Actors are not audited."])
    #expect(try finding("audit", content).contains("‘edit 1’, changes 0"))
    #expect(PageDocument(content.render()).elements.contains { $0.name == "p" && $0.text == "Actors are not audited." })
    #expect(try finding("audit", audit([(0, nil)])) == "No edit altered a document.")
    #expect(try finding("audit", audit([])) == "No edit was tried.")
  }

  @Test func aScoreThatRisesIsNotCalledAFallByChance() throws {
    func optimism(_ first: Double, _ second: Double, count: Int) throws -> String {
      func predictions(_ right: Double) throws -> Predictions {
        let truth = (0..<count).map { $0 % 2 }
        return try Predictions(
          labels: ["a", "b"], truth: truth,
          predicted: truth.enumerated().map { Double($0 / 2) < right * Double(count / 2) ? $1 : 1 - $1 })
      }
      var content = try SampleReport.content()
      content.optimismGap = .shown(
        try OptimismGap([("one", predictions(first)), ("two", predictions(second))], metric: .macroF1))
      return try finding("optimism", content)
    }
    #expect(try optimism(0.6, 0.9, count: 400).contains("The harder test is the better one, beyond chance"))
    #expect(try optimism(0.9, 0.6, count: 400).contains("the easier test flatters by"))
    #expect(try optimism(0.7, 0.7, count: 400).contains("There is no difference."))
  }

  @Test func aModelOfNothing() throws {
    let report = try EvaluationReport(Predictions(labels: ["a"], truth: [], predicted: []))
    let page = PageDocument(ReportContent(title: "t", summary: "s", evaluation: report).render())
    #expect(page.elements.first { $0.attributes["class"] == "verdict" }?.text == "There were no documents to evaluate.")
  }
}
