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

  /// Values of the grid that were left out, because log loss had been rising for good before them.
  public let untried: [Double]

  /// Whether the chosen C is the smallest or the largest that there was, so that a better one may lie beyond.
  public var isAtEnd: Bool {
    points.count > 1 && (chosen == 0 || (chosen == points.count - 1 && untried.isEmpty))
  }

  init(_ curve: CrossValidationCurve, criterion: CrossValidation.Criterion, untried: [Double]) {
    self.criterion = criterion
    self.untried = untried
    points = curve.points
    best = curve.best(by: criterion)
    chosen = curve.chosen(by: criterion)
    outOfFoldLogits = curve.logits[chosen]
  }
}

/// The curve as it grows.
struct CrossValidationCurve {
  private(set) var points: [CrossValidationResult.Point] = []
  /// Of each point: documents × labels, row-major.
  private(set) var logits: [[Double]] = []
  private let folds: Folds
  private let labels: [Int]
  private let labelCount: Int
  private let weights: [Double]
  private let scheme: Scheme

  init(folds: Folds, labels: [Int], labelCount: Int, weights: [Double], scheme: Scheme) {
    self.folds = folds
    self.labels = labels
    self.labelCount = labelCount
    self.weights = weights
    self.scheme = scheme
  }

  /// The points of this curve, then those of another over larger values.
  func followed(by other: CrossValidationCurve) -> CrossValidationCurve {
    var joined = self
    joined.points += other.points
    joined.logits += other.logits
    return joined
  }

  /// The point with the smallest log loss, or the first with the largest macro-F1.
  func best(by criterion: CrossValidation.Criterion) -> Int {
    switch criterion {
    case .logLoss: return best
    case .macroF1:
      let top = points.reduce(-1) { max($0, $1.macroF1) }
      return points.indices.first { points[$0].macroF1 == top } ?? 0
    }
  }

  /// The same, but the smallest C within one standard error where log loss chooses.
  func chosen(by criterion: CrossValidation.Criterion) -> Int {
    guard criterion == .logLoss else { return best(by: criterion) }
    let limit = limit
    return points.indices.first { points[$0].logLoss <= limit } ?? best
  }

  /// The point with the smallest log loss.
  var best: Int { points.indices.min { points[$0].logLoss < points[$1].logLoss } ?? 0 }

  /// The upper end of the band of one standard error above it.
  var limit: Double { points.isEmpty ? 0 : points[best].logLoss + points[best].standardError }

  /// Whether the last two points are above the band and the last is the higher one.
  var isRisingForGood: Bool {
    guard points.count >= 3, best < points.count - 2 else { return false }
    let last = points[points.count - 1].logLoss
    let before = points[points.count - 2].logLoss
    return before > limit && last > before
  }

  /// - Parameter found: one a fold.
  mutating func add(c: Double, _ found: [FoldPath.Point]) {
    var own = [Double](repeating: 0, count: labels.count * labelCount)
    for (fold, point) in found.enumerated() {
      for (index, document) in folds.testDocuments(of: fold).enumerated() {
        for label in 0..<labelCount {
          own[document * labelCount + label] = point.logits[index * labelCount + label]
        }
      }
    }
    let judged = comparable(own)
    let losses = Softmax.logLosses(logits: judged, labels: labels, labelCount: labelCount)
    let score = Score(logits: judged, labels: labels, labelCount: labelCount, weights: weights)
    points.append(
      CrossValidationResult.Point(
        c: c, logLoss: weightedMean(losses, weights), standardError: Self.standardError(losses, weights, folds),
        accuracy: score.accuracy, macroF1: score.macroF1, converged: found.allSatisfy { $0.converged }))
    logits.append(own)
  }

  /// The logits of labels fitted one by one are no softmax's: they are first calibrated together.
  private func comparable(_ logits: [Double]) -> [Double] {
    guard scheme != .multinomial, labelCount > 2 else { return logits }
    let sample = CalibrationSample(logits: logits, labels: labels, labelCount: labelCount, weights: weights)
    var mapped = logits
    sample.fit(.vector, documents: Array(labels.indices)).apply(to: &mapped)
    return mapped
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
