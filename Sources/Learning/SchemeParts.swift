import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The problems that a scheme makes of documents and labels, and how their models become one.
struct SchemeParts {
  /// One problem.
  struct Part {
    /// The documents as the problem sees them.
    var matrix: SparseMatrix
    /// One a document, in `0..<labelCount`.
    var labels: [Int]
    var labelCount: Int
    var weights: [Double]?
    var classWeight: ClassWeight
    /// What the columns were multiplied by; empty when by nothing.
    var factors: [Double]
  }

  /// One for `multinomial` and for two labels, else one a label; nil for a label that no weighted document has.
  let parts: [Part?]
  let labelCount: Int
  let columnCount: Int
  private let documentCount: Int

  init(
    _ x: SparseMatrix, labels: [Int], labelCount: Int, sampleWeights: [Double]?, options: LogisticRegression.Options
  ) throws(LearningError) {
    self.labelCount = labelCount
    columnCount = x.columnCount
    documentCount = labels.count
    guard case .oneVsRest(let ratio) = options.scheme else {
      parts = [
        Part(
          matrix: x, labels: labels, labelCount: labelCount, weights: sampleWeights,
          classWeight: options.classWeight, factors: [])
      ]
      return
    }
    guard labels.count == x.rowCount else {
      throw .countMismatch(what: "labels", count: labels.count, documents: x.rowCount)
    }
    for (document, label) in labels.enumerated() where !(0..<labelCount).contains(label) {
      throw .labelOutOfRange(document: document, label: label, labelCount: labelCount)
    }
    if let reason = x.invariantViolation { throw .malformedMatrix(reason) }
    // Class weights are those of all labels, not of one against the rest.
    let weights = try options.classWeight.documentWeights(
      labels: labels, labelCount: labelCount, sampleWeights: sampleWeights)
    parts = (labelCount == 2 ? [1] : Array(0..<labelCount)).map { label in
      let isOwn = labels.map { $0 == label }
      guard zip(isOwn, weights).contains(where: { $0 && $1 > 0 }) else { return nil }
      var part = Part(
        matrix: x, labels: isOwn.map { $0 ? 1 : 0 }, labelCount: 2, weights: weights, classWeight: .none, factors: [])
      if ratio > 0 {
        part.factors = LogCountRatios.factors(x, isOwn: isOwn, weights: sampleWeights, exponent: ratio)
        part.matrix = x.scaled(columns: part.factors)
      }
      return part
    }
  }

  /// The model of all labels from the models of the parts, nil where there is no part.
  func join(_ models: [LinearModel?]) -> LinearModel {
    if models.count == 1, let model = models[0], parts[0]?.factors.isEmpty ?? true { return model }
    let rows = models.count
    var weights = [Double](repeating: 0, count: columnCount * rows)
    var intercepts = [Double](repeating: 0, count: rows)
    for (row, model) in models.enumerated() {
      guard let model, let part = parts[row] else {
        // Half a document in all, as for labels that are absent from a softmax.
        intercepts[row] = -log(2 * Double(max(1, documentCount)))
        continue
      }
      intercepts[row] = model.intercepts[0]
      for column in 0..<columnCount {
        weights[column * rows + row] = model.weights[column] * (part.factors.isEmpty ? 1 : part.factors[column])
      }
    }
    return LinearModel(labelCount: labelCount, columnCount: columnCount, weights: weights, intercepts: intercepts)
  }

  /// The model of one part without factors.
  func split(_ model: LinearModel, part row: Int) -> LinearModel {
    if model.rows == 1 { return model }
    let weights = (0..<columnCount).map { model.weights[$0 * model.rows + row] }
    return LinearModel(labelCount: 2, columnCount: columnCount, weights: weights, intercepts: [model.intercepts[row]])
  }
}
