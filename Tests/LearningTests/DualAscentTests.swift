import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite struct DualAscentTests {
  /// Tolerances that the ascent reaches by itself, and one that Newton's method has to end: what is said of the value
  /// and the gradient is true of the model that is given back.
  @Test(arguments: [2, 3, 5, 9, 20], [1e-2, 1e-4, 1e-9]) func saysTheTruth(labelCount: Int, tolerance: Double) throws {
    let problem = Problem.random(documents: 80, terms: 40, labels: labelCount, seed: 21, density: 0.1)
    let weights: [Double] = (0..<80).map { $0 < 40 ? 1 : Double($0 % 5) / 2 }
    for fitsIntercept in [true, false] {
      let fit = try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: labelCount, sampleWeights: weights,
        options: .init(c: 3, fitsIntercept: fitsIntercept, tolerance: tolerance, solver: .dualAscent))
      #expect(fit.converged)
      #expect(fit.solver == .dualAscent)
      let reference = problem.reference(c: 3, weights: weights, fitsIntercept: fitsIntercept)
      let theta = flat(fit.model)
      let value = reference.value(theta)
      #expect(abs(fit.objective - value) <= 1e-9 * value)
      let norm = length(reference.gradient(theta))
      let start = length(reference.gradient([Double](repeating: 0, count: theta.count)))
      #expect(abs(fit.gradientNorm - norm) <= 1e-3 * norm + 1e-7 * start)
      #expect(norm <= 1.001 * tolerance * max(1, start) + 1e-10 * start)
    }
  }

  /// Lengths far from one, weights that differ by a hundred, documents without terms: the ascent may give up, the fit
  /// may not.
  @Test(arguments: [1e-6, 1, 1e3]) func reachesTheOptimumOfUglyProblems(scale: Double) throws {
    var problem = Problem.random(documents: 60, terms: 30, labels: 3, seed: 8, density: 0.1)
    problem.x.values = problem.x.values.enumerated().map { $1 * (scale == 1 ? 1 : Double(1 + $0 % 3)) }
    problem.x.appendRow(columns: [], values: [])
    problem.labels.append(1)
    let weights: [Double] = (0..<61).map { $0 % 7 == 0 ? 0 : ($0 % 2 == 0 ? 1 : 100) }
    let fits = try [Solver.dualAscent, .lbfgs].map {
      try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: 3, sampleWeights: weights,
        options: .init(c: scale, tolerance: 1e-9, maximumIterations: 20000, solver: $0))
    }
    #expect(fits[0].converged)
    #expect(abs(fits[0].objective - fits[1].objective) <= 1e-9 * fits[1].objective)
  }

  /// Weights of several orders of magnitude and hardly a penalty: single precision holds no direction, and L-BFGS ends
  /// the fit and says so.
  @Test(arguments: [2, 3]) func reachesTheOptimumOfHugeWeights(labelCount: Int) throws {
    let problem = Problem.random(documents: 60, terms: 12, labels: labelCount, seed: 3)
    let weights: [Double] = (0..<60).map { $0 % 7 == 0 ? 10_000 : Double(1 + $0 % 3) }
    let fits = try [Solver.dualAscent, .newtonCG, .documentSpace, .lbfgs].map {
      try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: labelCount, sampleWeights: weights,
        options: .init(c: 1e6, tolerance: 1e-9, maximumIterations: 20000, solver: $0))
    }
    for fit in fits {
      #expect(fit.converged, "\(fit.solver) after \(fit.iterations) iterations, norm \(fit.gradientNorm)")
      #expect(abs(fit.objective - fits[3].objective) <= 1e-6 * fits[3].objective, "\(fit.solver)")
    }
  }

  /// Documents that share their terms and hardly a penalty: epochs are slow, and visits go further than they are asked to.
  @Test(arguments: [2, 3, 5]) func slowEpochsEndAtTheOptimum(labelCount: Int) throws {
    let problem = Problem.random(documents: 300, terms: 60, labels: labelCount, seed: 17, density: 0.3)
    // The last label has no document with a weight.
    let weights: [Double] = problem.labels.map { labelCount == 5 && $0 == 4 ? 0 : 1 }
    let fits = try [Solver.dualAscent, .lbfgs].map {
      try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: labelCount, sampleWeights: weights,
        options: .init(c: 100, tolerance: $0 == .lbfgs ? 1e-9 : 1e-4, maximumIterations: 20000, solver: $0))
    }
    let norm = fits[0].gradientNorm
    #expect(fits[0].converged && fits[1].converged)
    // Of a strongly convex function: f − f* ≤ C·‖∇f‖²/2.
    #expect(fits[0].objective - fits[1].objective <= 100 * norm * norm / 2 + 1e-9 * fits[1].objective)
    #expect(fits[0].objective >= fits[1].objective * (1 - 1e-9))
  }

  @Test func aPathEndsWhereSingleFitsEnd() throws {
    let problem = Problem.random(documents: 400, terms: 300, labels: 4, seed: 5, density: 0.05)
    let grid = [0.1, 1, 10, 100]
    let options = LogisticRegression.Options(tolerance: 1e-6, solver: .dualAscent)
    let path = try LogisticRegression.path(
      problem.x, labels: problem.labels, labelCount: 4, grid: grid, options: options)
    for (c, fit) in zip(grid, path) {
      let alone = try LogisticRegression.fit(
        problem.x, labels: problem.labels, labelCount: 4, options: options.with(c: c))
      #expect(fit.converged && alone.converged)
      #expect(abs(fit.objective - alone.objective) <= 1e-8 * alone.objective)
    }
  }

  /// A model in the layout of the reference: θ[k·width + j], the intercept last in each row.
  private func flat(_ model: LinearModel) -> [Double] {
    (0..<model.rows).flatMap { row in
      (0..<model.columnCount).map { model.weights[$0 * model.rows + row] } + [model.intercepts[row]]
    }
  }

  private func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
