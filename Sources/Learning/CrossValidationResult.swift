/// The curve over C, and the choice.
public struct CrossValidationResult: Sendable, Equatable {
  /// What the folds say about one C.
  public struct Point: Sendable, Equatable {
    public var c: Double
    /// The mean over all documents of −ln p of the true label, each scored by the model that did not see it, and
    /// calibrated where the choice is made so.
    public var logLoss: Double
    /// Of how far that is above the smallest: the standard deviation of the folds' mean differences over √folds; 0 at
    /// the smallest.
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

  /// Values of the grid that were left out, because log loss no longer fell before them.
  public let untried: [Double]

  /// Whether the chosen C is the smallest or the largest that there was, so that a better one may lie beyond.
  public var isAtEnd: Bool {
    points.count > 1 && (chosen == 0 || (chosen == points.count - 1 && untried.isEmpty))
  }

  init(_ curve: CrossValidationCurve, criterion: CrossValidation.Criterion, untried: [Double]) {
    self.criterion = criterion
    self.untried = untried
    points = curve.points.indices.map { curve.point($0) }
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
  /// Of each point: the mean log losses of the folds that have documents of some weight.
  private var foldLosses: [[Double]] = []
  private let folds: Folds
  private let labels: [Int]
  private let labelCount: Int
  private let weights: [Double]
  /// Whether log losses are those of calibrated logits.
  private let calibrates: Bool

  init(folds: Folds, labels: [Int], labelCount: Int, weights: [Double], calibrates: Bool) {
    self.folds = folds
    self.labels = labels
    self.labelCount = labelCount
    self.weights = weights
    self.calibrates = calibrates
  }

  /// The points of this curve, then those of another over larger values.
  func followed(by other: CrossValidationCurve) -> CrossValidationCurve {
    var joined = self
    joined.points += other.points
    joined.logits += other.logits
    joined.foldLosses += other.foldLosses
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

  /// The same, but the smallest C whose log loss cannot be told from the smallest, or hardly differs, where log loss
  /// chooses.
  func chosen(by criterion: CrossValidation.Criterion) -> Int {
    guard criterion == .logLoss else { return best(by: criterion) }
    return points.indices.first { !isAbove($0) } ?? best
  }

  /// The point with the smallest log loss.
  var best: Int { points.indices.min { points[$0].logLoss < points[$1].logLoss } ?? 0 }

  /// A point with its standard error, which depends on where the best one is.
  func point(_ index: Int) -> CrossValidationResult.Point {
    var point = points[index]
    point.standardError = standardError(index)
    return point
  }

  /// Whether a point is above the smallest log loss by more than one standard error of the difference and by more than
  /// is of use.
  private func isAbove(_ index: Int) -> Bool {
    let least = points[best].logLoss
    return points[index].logLoss - least > max(standardError(index), CrossValidation.negligible * least)
  }

  /// Of the mean difference to the best point, over folds: what they have in common, easy folds and hard ones, is no
  /// uncertainty of the difference.
  private func standardError(_ index: Int) -> Double {
    let differences = zip(foldLosses[index], foldLosses[best]).map { $0 - $1 }
    guard differences.count >= 2 else { return 0 }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(differences.count - 1)
    return (variance / Double(differences.count)).squareRoot()
  }

  /// Whether the last two points are not below an earlier one by more than is of use.
  var hasFallen: Bool {
    guard points.count >= 4 else { return false }
    let least = points.dropLast(2).reduce(.infinity) { min($0, $1.logLoss) }
    return points.suffix(2).allSatisfy { $0.logLoss >= least * (1 - CrossValidation.negligible) }
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
        c: c, logLoss: weightedMean(losses, weights), standardError: 0, accuracy: score.accuracy,
        macroF1: score.macroF1, converged: found.allSatisfy { $0.converged }))
    logits.append(own)
    foldLosses.append(means(losses))
  }

  /// So many documents a label tell a scale and an offset for each label; fewer tell a temperature.
  private static let manyALabel = 50

  /// What is compared: a C whose logits only want scaling is not worse for that. Every C of a curve is calibrated by the
  /// same kind, unless its logits point away from the labels: those are not turned round (`CalibrationFit`).
  private func comparable(_ logits: [Double]) -> [Double] {
    guard calibrates else { return logits }
    let sample = CalibrationSample(logits: logits, labels: labels, labelCount: labelCount, weights: weights)
    let documents = telling
    let isMany = labels.count >= Self.manyALabel * labelCount
    for kind in isMany ? [Calibration.Kind.vector, .temperature] : [.temperature] {
      let calibration = sample.fit(kind, documents: documents)
      guard calibration.scales.allSatisfy({ $0 > 0 }) else { continue }
      var mapped = logits
      calibration.apply(to: &mapped)
      return mapped
    }
    return logits
  }

  /// A fit costs documents × labels²; some documents tell enough, of each label in its share whatever their order.
  private var telling: [Int] {
    let step = max(1, min(labels.count * labelCount * labelCount / 1_000_000, labels.count / (50 * labelCount)))
    guard step > 1 else { return Array(labels.indices) }
    var seen = [Int](repeating: 0, count: labelCount)
    return labels.indices.filter { document in
      guard weights[document] > 0 else { return false }
      seen[labels[document]] += 1
      return seen[labels[document]] % step == 1
    }
  }

  private func means(_ losses: [Double]) -> [Double] {
    (0..<folds.count).compactMap { fold in
      let documents = folds.testDocuments(of: fold)
      guard documents.contains(where: { weights[$0] > 0 }) else { return nil }
      return weightedMean(documents.map { losses[$0] }, documents.map { weights[$0] })
    }
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
