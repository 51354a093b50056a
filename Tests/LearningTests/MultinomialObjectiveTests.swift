import Learning
import LinearAlgebra
import TestSupport
import Testing

@Suite struct MultinomialObjectiveTests {
  /// A problem with uneven weights, and its objective at a random point.
  private func setting(_ labelCount: Int, fitsIntercept: Bool = true) throws -> (MultinomialObjective, DenseReference) {
    let problem = Problem.random(documents: 25, terms: 7, labels: labelCount, seed: 21)
    let weights = (0..<25).map { 0.5 + Double($0 % 3) }
    let training = try TrainingProblem(
      problem.x, labels: problem.labels, labelCount: labelCount, sampleWeights: weights, fitsIntercept: fitsIntercept)
    // The objective works on reduced columns, and so does its reference.
    var reduced = problem
    reduced.x = training.reduction.matrix
    return (
      MultinomialObjective(training, c: 3),
      reduced.reference(c: 3, weights: weights, fitsIntercept: fitsIntercept)
    )
  }

  private func randomVector(_ objective: MultinomialObjective, seed: UInt64) -> DenseVector<Double> {
    var random = SeededGenerator(seed: seed)
    let vector = DenseVector<Double>(repeating: 0, count: objective.dimension)
    for block in 0..<objective.dimension / objective.lanes {
      for row in 0..<objective.rows {
        vector[block * objective.lanes + row] = Double.random(in: -1...1, using: &random)
      }
    }
    return vector
  }

  /// The layout of the reference: row after row, the intercept last.
  private func theta(_ vector: DenseVector<Double>, _ objective: MultinomialObjective) -> [Double] {
    let width = objective.dimension / objective.lanes
    return (0..<objective.rows).flatMap { row in (0..<width).map { vector[$0 * objective.lanes + row] } }
  }

  @Test(arguments: [2, 3, 5, 9, 20]) func valueAndGradientAreThoseOfTheFormula(labelCount: Int) throws {
    let (objective, reference) = try setting(labelCount)
    let point = randomVector(objective, seed: 1)
    objective.move(to: point)
    let expected = reference.value(theta(point, objective))
    #expect(abs(objective.value - expected) < 1e-11 * expected)
    let gradient = DenseVector<Double>(repeating: 0, count: objective.dimension)
    objective.gradient(into: gradient)
    #expect(largestDifference(theta(gradient, objective), reference.gradient(theta(point, objective))) < 1e-11)
  }

  @Test(arguments: [2, 3, 5]) func gradientAndHessianAgreeWithDifferences(labelCount: Int) throws {
    let (objective, _) = try setting(labelCount)
    let point = randomVector(objective, seed: 2)
    let direction = randomVector(objective, seed: 3)
    let gradient = DenseVector<Double>(repeating: 0, count: objective.dimension)
    func at(_ step: Double) -> (value: Double, gradient: [Double]) {
      let moved = DenseVector<Double>(repeating: 0, count: objective.dimension)
      moved.copy(from: point)
      BLAS.axpy(step, direction, moved)
      objective.move(to: moved)
      objective.gradient(into: gradient)
      return (objective.value, gradient.elements)
    }
    let h = 1e-5
    let ahead = at(h)
    let behind = at(-h)
    let here = at(0)
    let slope = zip(here.gradient, direction.elements).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs((ahead.value - behind.value) / (2 * h) - slope) < 1e-6)

    let vector = DenseVector<Float>(repeating: 0, count: objective.dimension)
    for index in 0..<vector.count { vector[index] = Float(direction[index]) }
    let product = DenseVector<Float>(repeating: 0, count: objective.dimension)
    objective.multiplyHessian(vector, into: product)
    let differences = zip(ahead.gradient, behind.gradient).map { ($0 - $1) / (2 * h) }
    #expect(largestDifference(product.elements.map { Double($0) }, differences) < 1e-4)
  }

  @Test(arguments: [2, 4]) func hessianDiagonalIsThatOfTheFormula(labelCount: Int) throws {
    let (objective, reference) = try setting(labelCount)
    let point = randomVector(objective, seed: 4)
    objective.move(to: point)
    let diagonal = DenseVector<Float>(repeating: 0, count: objective.dimension)
    objective.hessianDiagonal(into: diagonal)
    let wide = DenseVector<Double>(repeating: 0, count: objective.dimension)
    for index in 0..<wide.count { wide[index] = Double(diagonal[index]) }
    let hessian = reference.hessian(theta(point, objective))
    #expect(largestDifference(theta(wide, objective), hessian.indices.map { hessian[$0][$0] }) < 1e-4)
  }

  @Test func probesAreTheValuesOfMoves() throws {
    let (objective, _) = try setting(3)
    objective.move(to: randomVector(objective, seed: 5))
    let direction = randomVector(objective, seed: 6)
    objective.aim(along: direction)
    let probe = objective.probe(0.7)
    let near = objective.probe(0.7 + 1e-6)
    #expect(abs((near.value - probe.value) / 1e-6 - probe.slope) < 1e-4)
    objective.advance(by: 0.7)
    #expect(abs(objective.value - probe.value) < 1e-11 * probe.value)
    let advanced = objective.value
    objective.refresh()
    #expect(abs(objective.value - advanced) < 1e-11 * advanced)
  }

  @Test func largeLogitsDoNotOverflow() throws {
    let (objective, _) = try setting(3)
    let point = randomVector(objective, seed: 7)
    BLAS.scal(1e6, point)
    objective.move(to: point)
    #expect(objective.value.isFinite)
    let gradient = DenseVector<Double>(repeating: 0, count: objective.dimension)
    objective.gradient(into: gradient)
    #expect(gradient.elements.allSatisfy { $0.isFinite })
  }

  @Test func withoutInterceptsTheirGradientIsZero() throws {
    let (objective, reference) = try setting(3, fitsIntercept: false)
    let gradient = DenseVector<Double>(repeating: 1, count: objective.dimension)
    objective.gradient(into: gradient)
    #expect(
      largestDifference(
        theta(gradient, objective), reference.gradient([Double](repeating: 0, count: reference.dimension))) < 1e-12)
  }
}
