import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct SchemeTests {
  private func options(_ scheme: Scheme, c: Double = 3, tolerance: Double = 1e-11) -> LogisticRegression.Options {
    var options = LogisticRegression.Options(c: c, classWeight: .balanced, tolerance: tolerance)
    options.scheme = scheme
    return options
  }

  /// |ln(p/Σp ÷ q/Σq)|^exponent, straight from the formula.
  private func factors(_ problem: Problem, _ label: Int, weights: [Double], exponent: Double) -> [Double] {
    func counts(_ isOwn: Bool) -> [Double] {
      (0..<problem.x.columnCount).map { column in
        zip(problem.dense, zip(problem.labels, weights)).reduce(1) { sum, document in
          (document.1.0 == label) == isOwn && document.0[column] != 0 ? sum + document.1.1 : sum
        }
      }
    }
    let (p, q) = (counts(true), counts(false))
    let (sumP, sumQ) = (p.reduce(0, +), q.reduce(0, +))
    return zip(p, q).map { pow(abs(log(($0 / sumP) / ($1 / sumQ))), exponent) }
  }

  @Test(arguments: [2, 3, 4], [0, 0.5, 1]) func isOneDenseFitALabel(labelCount: Int, ratio: Double) throws {
    let problem = Problem.random(documents: 50, terms: 9, labels: labelCount, seed: 21)
    let sample = (0..<50).map { $0 % 5 == 0 ? 2.0 : 0.5 }
    let fit = try LogisticRegression.fit(
      problem.x, labels: problem.labels, labelCount: labelCount, sampleWeights: sample,
      options: options(.oneVsRest(ratio: ratio)))
    #expect(fit.converged)
    var totals = [Double](repeating: 0, count: labelCount)
    for (label, weight) in zip(problem.labels, sample) { totals[label] += weight }
    let weights = zip(problem.labels, sample).map { $1 * totals.reduce(0, +) / (Double(labelCount) * totals[$0]) }
    let logits = try fit.model.logits(of: problem.x)
    var objective = 0.0
    for label in (labelCount == 2 ? 1 : 0)..<labelCount {
      let factors = ratio == 0 ? nil : factors(problem, label, weights: sample, exponent: ratio)
      let rows = problem.dense.map { row in factors.map { zip(row, $0).map { $0 * $1 } } ?? row }
      let own = DenseReference(
        x: rows, labels: problem.labels.map { $0 == label ? 1 : 0 }, labelCount: 2, weights: weights, c: 3)
      let (theta, value) = own.solve()
      objective += value
      for document in 0..<50 {
        #expect(abs(logits[document * labelCount + label] - own.logits(theta, document)[1]) < 1e-6)
      }
    }
    #expect(abs(fit.objective - objective) < 1e-8 * objective)
  }

  @Test(arguments: [0, 0.5]) func harmlessChangesChangeNothing(ratio: Double) throws {
    let problem = Problem.random(documents: 60, terms: 25, labels: 3, seed: 4)
    func logits(_ documents: [Int], weights: [Double]?) throws -> [Double] {
      try LogisticRegression.fit(
        problem.x.selectingRows(documents), labels: documents.map { problem.labels[$0] }, labelCount: 3,
        sampleWeights: weights, options: options(.oneVsRest(ratio: ratio))
      ).model.logits(of: problem.x)
    }
    let expected = try logits(Array(0..<60), weights: nil)
    #expect(largestDifference(try logits(Array((0..<60).reversed()), weights: nil), expected) < 1e-7)
    let halves = [Double](repeating: 0.5, count: 120)
    #expect(largestDifference(try logits(Array(0..<60) + Array(0..<60), weights: halves), expected) < 1e-7)
  }

  @Test func approximateLeaveOneOut() throws {
    let problem = try Problem.articles(200, labelCount: 3)
    var options = options(.oneVsRest(ratio: 0), c: 3, tolerance: 1e-8)
    options.classWeight = .none
    let fit = try LogisticRegression.fit(problem.x, labels: problem.labels, labelCount: 3, options: options)
    let approximate = try #require(
      try LeaveOneOut.approximateLogits(
        problem.x, labels: problem.labels, labelCount: 3, options: options, model: fit.model))
    options.tolerance = 1e-6
    var different = 0
    for document in 0..<200 {
      let rest = (0..<200).filter { $0 != document }
      let without = try LogisticRegression.fit(
        problem.x.selectingRows(rest), labels: rest.map { problem.labels[$0] }, labelCount: 3, options: options)
      let exact = try without.model.logits(of: problem.x.selectingRows([document]))
      if topLabel(exact, 0, labelCount: 3) != topLabel(approximate, document, labelCount: 3) { different += 1 }
    }
    #expect(different <= 2, "\(different) of 200 labels differ")
    // The ratios know the labels, so that there is no honest approximation.
    options.scheme = .oneVsRest(ratio: 0.5)
    #expect(
      try LeaveOneOut.approximateLogits(
        problem.x, labels: problem.labels, labelCount: 3, options: options, model: fit.model) == nil)
  }

  @Test func aLabelWithoutDocumentsIsImprobable() throws {
    let problem = Problem.random(documents: 40, terms: 10, labels: 2, seed: 9)
    let fit = try LogisticRegression.fit(
      problem.x, labels: problem.labels.map { $0 * 2 }, labelCount: 3, options: options(.oneVsRest(ratio: 0.5)))
    let logits = try fit.model.logits(of: problem.x)
    #expect((0..<40).allSatisfy { abs(logits[$0 * 3 + 1] + log(80)) < 1e-12 })
  }

  @Test func names() {
    for scheme in [.multinomial, .oneVsRest(ratio: 0), .oneVsRest(ratio: 0.25), .oneVsRest(ratio: 1)] as [Scheme] {
      #expect(Scheme("\(scheme)") == scheme)
    }
    #expect(Scheme("naive-bayes") == .oneVsRest(ratio: 0.5))
    for text in ["", "ovr", "naive-bayes:", "naive-bayes:0", "naive-bayes:-1", "naive-bayes:nan", "naive-bayes:5"] {
      #expect(Scheme(text) == nil, "\(text)")
    }
    #expect(throws: LearningError.self) {
      try LogisticRegression.fit(
        Problem.random(documents: 9, terms: 3, labels: 2, seed: 1).x, labels: [0, 1, 0, 1, 0, 1, 0, 1, 0],
        labelCount: 2,
        options: options(.oneVsRest(ratio: .nan)))
    }
  }
}
