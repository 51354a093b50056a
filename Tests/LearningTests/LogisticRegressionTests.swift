import Foundation
import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite struct LogisticRegressionTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence), arguments: Solver.allCases)
  func goldenFits(solver: Solver) throws {
    let golden = try Golden.load()
    let settings = try #require(golden["tfidf"] as? [[String: Any]])
    let standard = try #require(settings.first { $0["name"] as? String == "default" })
    let vocabulary = try #require(standard["vocabulary"] as? [String: Any])
    var x = SparseMatrix(columnCount: vocabulary.count)
    for row in try #require(standard["rows"] as? [Any]) {
      let entries = Golden.table(row)
      x.appendRow(columns: entries.map { UInt32($0[0]) }, values: entries.map { $0[1] })
    }
    let fits = try #require(golden["logreg"] as? [[String: Any]])
    #expect(fits.count == 5)
    for expected in fits {
      let name = try #require(expected["name"] as? String)
      let labels = Golden.numbers(expected["y"]).map { Int($0) }
      let labelCount = (labels.max() ?? 0) + 1
      let parameters = expected["params"] as? [String: Any] ?? [:]
      let options = LogisticRegression.Options(
        c: try #require(expected["C"] as? Double),
        classWeight: parameters["class_weight"] == nil ? .none : .balanced,
        fitsIntercept: parameters["fit_intercept"] == nil, tolerance: 1e-11, solver: solver)
      let fit = try LogisticRegression.fit(x, labels: labels, labelCount: labelCount, options: options)
      #expect(fit.converged, "\(name)")
      let coefficients = Golden.table(expected["coef"])
      let rows = fit.model.rows
      #expect(coefficients.count == rows)
      for (row, values) in coefficients.enumerated() {
        let own = (0..<x.columnCount).map { fit.model.weights[$0 * rows + row] }
        #expect(largestDifference(own, values) < 1e-5, "\(name)")
      }
      #expect(largestDifference(fit.model.intercepts, Golden.numbers(expected["intercept"])) < 1e-5, "\(name)")
      let probabilities = try fit.model.probabilities(of: x)
      #expect(largestDifference(probabilities, Golden.table(expected["proba"]).flatMap { $0 }) < 1e-6, "\(name)")
    }
  }

  @Test(arguments: [2, 3, 5], [0.1, 1, 30])
  func equalsTheDenseReference(labelCount: Int, c: Double) throws {
    let problem = Problem.random(documents: 30, terms: 8, labels: labelCount, seed: 11)
    let reference = problem.reference(c: c).solve()
    for solver in Solver.allCases {
      let fit = try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: labelCount,
        options: .init(c: c, tolerance: 1e-10, solver: solver))
      #expect(fit.converged)
      #expect(abs(fit.objective - reference.value) <= 1e-9 * reference.value, "\(solver)")
      let width = problem.x.columnCount + 1
      for row in 0..<fit.model.rows {
        for column in 0..<width - 1 {
          #expect(abs(fit.model.weights[column * fit.model.rows + row] - reference.theta[row * width + column]) < 1e-5)
        }
      }
    }
  }

  /// Documents that are alike make the ascent slow; with two threads what ends the fit is then made while it runs.
  @Test(arguments: [10, 1e4]) func bytesOfASlowAscentDoNotDependOnThreads(c: Double) throws {
    let problem = Problem.random(documents: 150, terms: 900, labels: 5, seed: 7, density: 0.4)
    let paths = try [1, 2, 8].map { threads in
      try LogisticRegression.path(
        problem.x, labels: problem.labels, labelCount: 5, grid: [c / 10, c, c * 10], options: .init(threads: threads))
    }
    #expect(paths[0].allSatisfy { $0.converged })
    #expect(paths[1] == paths[0])
    #expect(paths[2] == paths[0])
  }

  @Test(arguments: Solver.allCases) func bytesDoNotDependOnThreads(solver: Solver) throws {
    let problem = Problem.random(documents: 3000, terms: 300, labels: 3, seed: 3, density: 0.1)
    let fits = try [1, 2, 8].map { threads in
      try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: 3, options: .init(c: 10, solver: solver, threads: threads))
    }
    #expect(fits[0].converged)
    #expect(fits[1] == fits[0])
    #expect(fits[2] == fits[0])
    let scores = try [1, 2, 8].map { try fits[0].model.probabilities(of: problem.x, threads: $0) }
    #expect(scores[1] == scores[0])
    #expect(scores[2] == scores[0])
  }

  @Test(arguments: Solver.allCases) func harmlessChangesChangeNothing(solver: Solver) throws {
    let problem = Problem.random(documents: 60, terms: 25, labels: 3, seed: 4)
    let options = LogisticRegression.Options(c: 5, tolerance: 1e-11, solver: solver)
    let base = try LogisticRegression.fit(problem.x, labels: problem.labels, labelCount: 3, options: options)
    let expected = try base.model.probabilities(of: problem.x)

    let order = Array((0..<60).reversed())
    let shuffled = try LogisticRegression.fit(
      problem.x.selectingRows(order), labels: order.map { problem.labels[$0] }, labelCount: 3, options: options)
    #expect(largestDifference(try shuffled.model.probabilities(of: problem.x), expected) < 1e-8)

    let twice = Array(0..<60) + Array(0..<60)
    let doubled = try LogisticRegression.fit(
      problem.x.selectingRows(twice), labels: twice.map { problem.labels[$0] }, labelCount: 3,
      sampleWeights: [Double](repeating: 0.5, count: 120), options: options)
    #expect(largestDifference(try doubled.model.probabilities(of: problem.x), expected) < 1e-8)

    // Terms in reverse order.
    var mirrored = SparseMatrix(columnCount: 25)
    for row in 0..<60 {
      let range = problem.x.rowOffsets[row]..<problem.x.rowOffsets[row + 1]
      mirrored.appendRow(
        columns: problem.x.columns[range].reversed().map { 24 - $0 }, values: problem.x.values[range].reversed())
    }
    let permuted = try LogisticRegression.fit(mirrored, labels: problem.labels, labelCount: 3, options: options)
    #expect(largestDifference(try permuted.model.probabilities(of: mirrored), expected) < 1e-8)
  }

  @Test func classWeightsAreSampleWeights() throws {
    let problem = Problem.random(documents: 40, terms: 10, labels: 3, seed: 8)
    let sample = (0..<40).map { Double($0 % 4) * 0.5 }
    let options = LogisticRegression.Options(c: 2, classWeight: .balanced, tolerance: 1e-11)
    let fit = try LogisticRegression.fit(
      problem.x, labels: problem.labels, labelCount: 3, sampleWeights: sample, options: options)
    var totals = [0.0, 0, 0]
    for (label, weight) in zip(problem.labels, sample) { totals[label] += weight }
    let factors = totals.map { totals.reduce(0, +) / (3 * $0) }
    let weights = zip(problem.labels, sample).map { factors[$0] * $1 }
    #expect(abs(fit.objective - problem.reference(c: 2, weights: weights).solve().value) < 1e-9 * fit.objective)
    let explicit = try LogisticRegression.fit(
      problem.x, labels: problem.labels, labelCount: 3, sampleWeights: sample,
      options: .init(c: 2, classWeight: .explicit(factors), tolerance: 1e-11))
    #expect(largestDifference(explicit.model.weights, fit.model.weights) < 1e-8)
  }

  /// What scikit-learn 1.9.1 found (C 3, newton-cg, tolerance 1e-13) for the same rows under weights of documents, two of
  /// them zero: coefficients of the first and the last term, intercepts, and the probabilities of documents 0 and 7.
  struct Weighted: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var classWeight = ClassWeight.none
    var fitsIntercept = true
    var labelCount = 3
    var intercepts: [Double]
    var first: [Double]
    var last: [Double]
    var probabilities: [Double]
  }

  static let weighted = [
    Weighted(
      testDescription: "weights", intercepts: [1.117949636, -1.0525586946, -0.0653909414],
      first: [-0.5826909027, -0.0183480585, 0.6010389612], last: [-1.2257927641, 1.7326414456, -0.5068486815],
      probabilities: [0.6561238437, 0.1058166949, 0.2380594614, 0.1212857258, 0.46144803, 0.4172662442]),
    Weighted(
      testDescription: "weights, balanced", classWeight: .balanced,
      intercepts: [1.0031655605, -1.1293535431, 0.1261879826],
      first: [-0.6092941117, 0.0022759138, 0.6070181979], last: [-1.1811594299, 1.7501702046, -0.5690107747],
      probabilities: [0.5954284408, 0.1145822797, 0.2899892796, 0.1039495232, 0.4477593072, 0.4482911696]),
    Weighted(
      testDescription: "weights, balanced, no intercept", classWeight: .balanced, fitsIntercept: false,
      intercepts: [0, 0, 0], first: [-0.5311463167, -0.1254187779, 0.6565650946],
      last: [-0.7925800406, 1.295692871, -0.5031128303],
      probabilities: [0.4833719735, 0.2065051965, 0.31012283, 0.081167142, 0.493561954, 0.425270904]),
    Weighted(
      testDescription: "two labels, weights, balanced", classWeight: .balanced, labelCount: 2,
      intercepts: [-1.0517496541], first: [0.802798009], last: [1.4983107108],
      probabilities: [0.7181796594, 0.2818203406, 0.1722728012, 0.8277271988]),
  ]

  @Test(arguments: weighted, Solver.allCases) func weightsAreThoseOfScikitLearn(_ expected: Weighted, solver: Solver)
    throws
  {
    var x = SparseMatrix(columnCount: 6)
    for i in 0..<24 {
      let columns = (0..<6).filter { (j: Int) -> Bool in (i * j + i + j) % 3 != 0 }
      let values = columns.map { (j: Int) -> Double in Double((i * 7 + j * 3) % 5 + 1) / 5 }
      x.appendRow(columns: columns.map { UInt32($0) }, values: values)
    }
    let labels = (0..<24).map { (i: Int) -> Int in min((i * i + i / 5) % 3, expected.labelCount - 1) }
    let weights = (0..<24).map { (i: Int) -> Double in Double(i % 4) * 0.5 + Double(i % 3) * 0.25 }
    var options = LogisticRegression.Options(c: 3, tolerance: 1e-11, solver: solver)
    options.classWeight = expected.classWeight
    options.fitsIntercept = expected.fitsIntercept
    let fit = try LogisticRegression.fit(
      x, labels: labels, labelCount: expected.labelCount, sampleWeights: weights, options: options)
    let rows = fit.model.rows
    #expect(largestDifference(Array(fit.model.weights[..<rows]), expected.first) < 1e-5)
    #expect(largestDifference(Array(fit.model.weights[(5 * rows)...]), expected.last) < 1e-5)
    #expect(largestDifference(fit.model.intercepts, expected.intercepts) < 1e-5)
    let all = try fit.model.probabilities(of: x)
    let own = [0, 7].flatMap { Array(all[$0 * expected.labelCount..<($0 + 1) * expected.labelCount]) }
    #expect(largestDifference(own, expected.probabilities) < 1e-6)
  }

  @Test(arguments: Solver.allCases) func separableDataWithHugeCEnds(solver: Solver) throws {
    let x = SparseMatrix(columnCount: 1, rowOffsets: [0, 1, 2], columns: [0, 0], values: [-1, 1])
    for cap in [3, 300] {
      let fit = try LogisticRegression.fit(
        x, labels: [0, 1], labelCount: 2,
        options: .init(c: 1e300, tolerance: 1e-250, maximumIterations: cap, solver: solver))
      #expect(fit.iterations <= cap)
      if cap == 3 { #expect(!fit.converged) }
      #expect(fit.model.weights.allSatisfy { $0.isFinite })
      let p = try fit.model.probabilities(of: x)
      #expect(p[0] > 0.8 && p[3] > 0.8)
    }
  }

  @Test(arguments: Solver.allCases) func edgesOfShape(solver: Solver) throws {
    let options = LogisticRegression.Options(solver: solver)
    // No columns, or rows without entries: the intercepts are the log shares.
    for columns in [0, 4] {
      let x = SparseMatrix(columnCount: columns, rowOffsets: [0, 0, 0, 0, 0], columns: [], values: [])
      let fit = try LogisticRegression.fit(x, labels: [0, 1, 1, 2], labelCount: 3, options: options)
      #expect(fit.converged)
      #expect(fit.model.weights == [Double](repeating: 0, count: columns * 3))
      #expect(largestDifference(Array(try fit.model.probabilities(of: x)[0..<3]), [0.25, 0.5, 0.25]) < 1e-7)
    }
    // A column that nothing uses has no weight; one feature is enough.
    let x = SparseMatrix(columnCount: 2, rowOffsets: [0, 1, 2, 2], columns: [1, 1], values: [1, 2])
    let fit = try LogisticRegression.fit(x, labels: [0, 1, 0], labelCount: 2, options: options)
    #expect(fit.model.weights[0] == 0)
    #expect(fit.model.weights[1] > 0)
  }

  @Test(arguments: Solver.allCases) func aLabelWithoutDocumentsIsImprobableAndFinite(solver: Solver) throws {
    let problem = Problem.random(documents: 40, terms: 10, labels: 2, seed: 9)
    let labels = problem.labels.map { $0 * 2 }
    let fit = try LogisticRegression.fit(problem.x, labels: labels, labelCount: 3, options: .init(solver: solver))
    #expect(fit.converged)
    #expect((0..<10).allSatisfy { fit.model.weights[$0 * 3 + 1] == 0 })
    let p = try fit.model.probabilities(of: problem.x)
    #expect((0..<40).allSatisfy { p[$0 * 3 + 1] > 0.001 && p[$0 * 3 + 1] < 0.05 })
  }

  @Test func refusals() {
    let x = SparseMatrix(columnCount: 1, rowOffsets: [0, 1, 2], columns: [0, 0], values: [1, 2])
    func error(
      _ labels: [Int] = [0, 1], _ weights: [Double]? = nil, _ options: LogisticRegression.Options = .init(),
      x matrix: SparseMatrix? = nil
    ) -> LearningError? {
      do throws(LearningError) {
        _ = try LogisticRegression.fit(
          matrix ?? x, labels: labels, labelCount: 2, sampleWeights: weights, options: options)
        return nil
      } catch {
        #expect(error.description.hasSuffix("."))
        return error
      }
    }
    #expect(error() == nil)
    #expect(error([1, 1]) == .tooFewLabels(present: 1))
    #expect(error([0]) == .countMismatch(what: "labels", count: 1, documents: 2))
    #expect(error([0, 2]) == .labelOutOfRange(document: 1, label: 2, labelCount: 2))
    #expect(error([0, 1], [1]) == .countMismatch(what: "sample weights", count: 1, documents: 2))
    #expect(error([0, 1], [1, -1]) == .invalidWeight(what: "document", index: 1, value: "-1.0"))
    #expect(error([0, 1], [1, .nan]) != nil)
    #expect(error([0, 1], [1, 0]) == .tooFewLabels(present: 1))
    for c in [0, -1, .nan, .infinity] as [Double] { #expect(error([0, 1], nil, .init(c: c)) != nil) }
    for c in [1e308, 1e-308] { #expect(error([0, 1], nil, .init(c: c, maximumIterations: 5)) == nil) }
    #expect(error([0, 1], nil, .init(classWeight: .explicit([1]))) != nil)
    #expect(error([0, 1], nil, .init(classWeight: .explicit([1, .infinity]))) != nil)
    #expect(error([0, 1], nil, .init(tolerance: 0)) != nil)
    #expect(error([0, 1], nil, .init(maximumIterations: 0)) != nil)
    #expect(error([0, 1], nil, .init(threads: 0)) != nil)
    var bad = x
    bad.values[1] = .nan
    #expect(error(x: bad) == .malformedMatrix("row 1, column 0 is not a finite number"))
  }
}
