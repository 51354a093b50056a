/// The curve over C, and the choice.
public struct CrossValidationResult: Sendable, Equatable {
  /// What the folds say about one C.
  public struct Point: Sendable, Equatable {
    public var c: Double
    /// The mean over all documents of −ln p of the true label, each scored by the model that did not see it.
    public var logLoss: Double
    /// Of the folds' mean log losses: their standard deviation over √folds.
    public var standardError: Double
    public var accuracy: Double
    public var macroF1: Double
    /// False when a fit of this C ended at the cap on iterations.
    public var converged: Bool
  }

  public let criterion: CrossValidation.Criterion
  /// In the order of the grid.
  public let points: [Point]
  /// The point with the smallest log loss or largest macro-F1.
  public let best: Int
  /// The point that was chosen.
  public let chosen: Int
  /// Documents × labels, row-major: logits at the chosen C, each from the model that did not see the document.
  public let outOfFoldLogits: [Double]

  public var chosenC: Double { points[chosen].c }

  init(
    grid: [Double], criterion: CrossValidation.Criterion, folds: Folds, labels: [Int], labelCount: Int,
    weights: [Double], logits: [[Double]], converged: [Bool]
  ) {
    self.criterion = criterion
    let points = grid.indices.map { index in
      let losses = Softmax.logLosses(logits: logits[index], labels: labels, labelCount: labelCount)
      let score = Score(logits: logits[index], labels: labels, labelCount: labelCount, weights: weights)
      return Point(
        c: grid[index], logLoss: weightedMean(losses, weights),
        standardError: Self.standardError(losses, weights, folds), accuracy: score.accuracy, macroF1: score.macroF1,
        converged: converged[index])
    }
    self.points = points
    switch criterion {
    case .logLoss:
      let best = points.indices.min { points[$0].logLoss < points[$1].logLoss } ?? 0
      let limit = points[best].logLoss + points[best].standardError
      self.best = best
      chosen = points.indices.first { points[$0].logLoss <= limit } ?? best
    case .macroF1:
      let top = points.reduce(-1) { max($0, $1.macroF1) }
      best = points.indices.first { points[$0].macroF1 == top } ?? 0
      chosen = best
    }
    outOfFoldLogits = logits[chosen]
  }

  private static func standardError(_ losses: [Double], _ weights: [Double], _ folds: Folds) -> Double {
    let means = (0..<folds.count).compactMap { fold -> Double? in
      let documents = folds.testDocuments(of: fold)
      guard documents.contains(where: { weights[$0] > 0 }) else { return nil }
      return weightedMean(documents.map { losses[$0] }, documents.map { weights[$0] })
    }
    guard means.count >= 2 else { return 0 }
    let mean = means.reduce(0, +) / Double(means.count)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1)
    return (variance / Double(means.count)).squareRoot()
  }
}

/// Accuracy and macro-F1 of the labels with the largest logits; the first of equals wins.
struct Score {
  let accuracy: Double
  let macroF1: Double

  init(logits: [Double], labels: [Int], labelCount: Int, weights: [Double]) {
    var hits = [Double](repeating: 0, count: labelCount)
    var predicted = hits
    var actual = hits
    for (document, label) in labels.enumerated() {
      let start = document * labelCount
      let guess = (0..<labelCount).max { logits[start + $0] < logits[start + $1] } ?? 0
      predicted[guess] += weights[document]
      actual[label] += weights[document]
      if guess == label { hits[label] += weights[document] }
    }
    let total = actual.reduce(0, +)
    accuracy = total > 0 ? hits.reduce(0, +) / total : 0
    // A label that is neither present nor predicted has no F1 and is left out of the mean, as in scikit-learn.
    let scores = (0..<labelCount).compactMap { label -> Double? in
      let sum = predicted[label] + actual[label]
      return sum > 0 ? 2 * hits[label] / sum : nil
    }
    macroF1 = scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
  }
}

func weightedMean(_ values: [Double], _ weights: [Double]) -> Double {
  var sum = 0.0
  var total = 0.0
  for (value, weight) in zip(values, weights) {
    sum += value * weight
    total += weight
  }
  return total > 0 ? sum / total : 0
}
