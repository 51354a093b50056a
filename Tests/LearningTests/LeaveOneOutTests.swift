import Learning
import LinearAlgebra
import Testing

@Suite struct LeaveOneOutTests {
  @Test(arguments: [2, 3], [0.3, 5]) func agreesWithLeavingOneOut(labelCount: Int, c: Double) throws {
    let problem = Problem.random(documents: 200, terms: 120, labels: labelCount, seed: 17)
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
    #expect(abs(own - expected) < 0.02 * expected)
  }

  @Test func tooManyDocumentsAreLeftAlone() throws {
    let problem = Problem.random(documents: 1200, terms: 10, labels: 3, seed: 1)
    let fit = try LogisticRegression.fit(problem.x, labels: problem.labels, labelCount: 3)
    let logits = try LeaveOneOut.approximateLogits(
      problem.x, labels: problem.labels, labelCount: 3, options: .init(), model: fit.model)
    #expect(logits == nil)
  }
}
