import Learning
import LinearAlgebra
import Testing

@Suite struct LeaveOneOutTests {
  @Test(arguments: [2, 3, 5], [0.3, 5]) func agreesWithLeavingOneOut(labelCount: Int, c: Double) throws {
    try compare(Problem.random(documents: 200, terms: 120, labels: labelCount, seed: 17), c: c, lossTolerance: 0.02)
  }

  /// Words weighed as texts are, many more of them than documents.
  @Test(arguments: [(2, 10.0), (3, 1), (3, 30)]) func agreesOnRealTexts(labelCount: Int, c: Double) throws {
    try compare(try Problem.articles(200, labelCount: labelCount), c: c, lossTolerance: 0.01)
  }

  private func compare(_ problem: Problem, c: Double, lossTolerance: Double) throws {
    let labelCount = problem.labelCount
    let options = LogisticRegression.Options(c: c, classWeight: .balanced, tolerance: 1e-9)
    let fit = try LogisticRegression.fit(
      problem.x, labels: problem.labels, labelCount: labelCount, options: options)
    let approximate = try #require(
      try LeaveOneOut.approximateLogits(
        problem.x, labels: problem.labels, labelCount: labelCount, options: options, model: fit.model))
    // Without the document, and with the class weights of the whole, as the approximation has it.
    let counts = (0..<labelCount).map { label in problem.labels.count { $0 == label } }
    let factors = counts.map { 200 / (Double(labelCount) * Double($0)) }
    var exact: [Double] = []
    for document in 0..<200 {
      let rest = (0..<200).filter { $0 != document }
      let without = try LogisticRegression.fit(
        problem.x.selectingRows(rest), labels: rest.map { problem.labels[$0] }, labelCount: labelCount,
        options: .init(c: c, classWeight: .explicit(factors), tolerance: 1e-7))
      exact += try without.model.logits(of: problem.x.selectingRows([document]))
    }
    let different = (0..<200).count {
      topLabel(exact, $0, labelCount: labelCount) != topLabel(approximate, $0, labelCount: labelCount)
    }
    #expect(different <= 2, "\(different) of 200 labels differ")
    let own = Softmax.logLoss(logits: approximate, labels: problem.labels, labelCount: labelCount)
    let expected = Softmax.logLoss(logits: exact, labels: problem.labels, labelCount: labelCount)
    #expect(abs(own - expected) < lossTolerance * expected, "log loss \(own), exactly \(expected)")
  }

  @Test func threadsDoNotShow() throws {
    let problem = Problem.random(documents: 150, terms: 90, labels: 3, seed: 5)
    let fit = try LogisticRegression.fit(problem.x, labels: problem.labels, labelCount: 3)
    let logits = try [1, 2, 8].map { threads in
      try LeaveOneOut.approximateLogits(
        problem.x, labels: problem.labels, labelCount: 3, options: .init(threads: threads), model: fit.model)
    }
    #expect(logits[0] != nil && logits[1] == logits[0] && logits[2] == logits[0])
  }

  @Test func documentsWithoutWeightStayAsTheyAre() throws {
    let problem = Problem.random(documents: 60, terms: 40, labels: 3, seed: 6)
    let weights = (0..<60).map { $0 % 4 == 3 ? 0.0 : 1.5 }
    let fit = try LogisticRegression.fit(
      problem.x, labels: problem.labels, labelCount: 3, sampleWeights: weights)
    let logits = try #require(
      try LeaveOneOut.approximateLogits(
        problem.x, labels: problem.labels, labelCount: 3, sampleWeights: weights, options: .init(), model: fit.model))
    let fitted = try fit.model.logits(of: problem.x)
    for document in 0..<60 {
      let isSame = (0..<3).allSatisfy { logits[document * 3 + $0] == fitted[document * 3 + $0] }
      #expect(isSame == (weights[document] == 0))
    }
  }

  @Test func tooMuchWorkIsLeftAlone() throws {
    // ⅔·(n·2)³ operations.
    #expect(LeaveOneOut.isWithinBound(documents: 1000, labelCount: 3))
    #expect(!LeaveOneOut.isWithinBound(documents: 1100, labelCount: 3))
    let problem = Problem.random(documents: 1200, terms: 10, labels: 3, seed: 1)
    let fit = try LogisticRegression.fit(problem.x, labels: problem.labels, labelCount: 3)
    let logits = try LeaveOneOut.approximateLogits(
      problem.x, labels: problem.labels, labelCount: 3, options: .init(), model: fit.model)
    #expect(logits == nil)
  }
}
