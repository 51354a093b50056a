internal import LinearAlgebra

/// Calibrations fitted on out-of-fold logits, and what each is worth.
///
/// A kind with more numbers is taken where it lowers the cross-fitted log loss by more than one standard error of the
/// difference, and only with positive scales: on few documents out-of-fold logits can point away from the label, because
/// the held-out document is missing from its own label's side, and a negative scale would make a rule of that.
public struct CalibrationFit: Sendable, Equatable {
  /// The kind that was taken, fitted on all documents.
  public var calibration: Calibration
  /// The log loss of each kind: every document is mapped by a calibration fitted on the other folds, so that more
  /// numbers do not look better for being more.
  public var logLoss: [Calibration.Kind: Double]

  /// - Parameters:
  ///   - logits: documents × labels, row-major, each from a model that did not see the document.
  ///   - folds: as in the cross-validation that made them.
  ///   - threads: how many work at most; the result does not depend on it.
  public init(
    logits: [Double], labels: [Int], labelCount: Int, folds: Folds, sampleWeights: [Double]? = nil, threads: Int = 1
  ) throws(LearningError) {
    guard logits.count == labels.count * labelCount, folds.assignment.count == labels.count else {
      throw .countMismatch(what: "rows of logits", count: logits.count / max(1, labelCount), documents: labels.count)
    }
    for (document, label) in labels.enumerated() where !(0..<labelCount).contains(label) {
      throw .labelOutOfRange(document: document, label: label, labelCount: labelCount)
    }
    let weights = sampleWeights ?? [Double](repeating: 1, count: labels.count)
    let sample = CalibrationSample(logits: logits, labels: labels, labelCount: labelCount, weights: weights)
    var chosen = Calibration.identity(labelCount: labelCount)
    var best: [Double] = []
    logLoss = [:]
    for kind in Calibration.Kind.allCases {
      let own = Parallel.map(kind == .none ? 0 : folds.count, threads: threads) {
        sample.fit(kind, documents: folds.trainingDocuments(of: $0))
      }
      var mapped = logits
      for (fold, calibration) in own.enumerated() {
        for document in folds.testDocuments(of: fold) {
          var row = Array(logits[document * labelCount..<(document + 1) * labelCount])
          calibration.apply(to: &row)
          mapped.replaceSubrange(document * labelCount..<(document + 1) * labelCount, with: row)
        }
      }
      let losses = Softmax.logLosses(logits: mapped, labels: labels, labelCount: labelCount)
      logLoss[kind] = weightedMean(losses, weights)
      if kind == .none {
        best = losses
      } else if Self.isLess(losses, than: best, weights: weights) {
        let whole = sample.fit(kind, documents: Array(labels.indices))
        guard (own + [whole]).allSatisfy({ $0.scales.allSatisfy { $0 > 0 } }) else { continue }
        chosen = whole
        best = losses
      }
    }
    calibration = chosen
  }

  /// Whether one mean is below another by more than the standard error of the difference.
  private static func isLess(_ losses: [Double], than others: [Double], weights: [Double]) -> Bool {
    let gains = zip(others, losses).map { $0 - $1 }
    let gain = weightedMean(gains, weights)
    let total = weights.reduce(0, +)
    let squares = zip(gains, weights).reduce(0) { $0 + $1.1 * $1.1 * ($1.0 - gain) * ($1.0 - gain) }
    return gain.isFinite && gain > 0 && gain * total > squares.squareRoot()
  }
}

/// Logits with labels, and Newton's method over the few numbers of a calibration.
struct CalibrationSample: Sendable {
  let logits: [Double]
  let labels: [Int]
  let labelCount: Int
  let weights: [Double]

  /// A weak pull to the identity: offsets have no unique optimum without one, since only differences matter.
  private static let ridge = 1e-3

  func fit(_ kind: Calibration.Kind, documents: [Int]) -> Calibration {
    let ones = [Double](repeating: 1, count: labelCount)
    let zeros = [Double](repeating: 0, count: labelCount)
    let labels = Array(0..<labelCount)
    switch kind {
    case .none: return .identity(labelCount: labelCount)
    case .temperature:
      let theta = minimise(start: [1], documents: documents, layout: Layout(scales: labels.map { _ in 0 }, offsets: []))
      return Calibration(kind: .temperature, scales: ones.map { $0 * theta[0] }, offsets: zeros)
    case .vector:
      let layout = Layout(scales: labels, offsets: labels.map { $0 + labelCount })
      let theta = minimise(start: ones + zeros, documents: documents, layout: layout)
      return Calibration(kind: .vector, scales: Array(theta[..<labelCount]), offsets: Array(theta[labelCount...]))
    }
  }

  /// Which parameters are the scale and the offset of each label; without offsets they are zero.
  private struct Layout {
    var scales: [Int]
    var offsets: [Int]
  }

  /// Damped Newton on Σ wᵢ·ℓᵢ + ridge/2·‖θ − start‖².
  private func minimise(start: [Double], documents: [Int], layout: Layout) -> [Double] {
    let count = start.count
    var row = [Double](repeating: 0, count: labelCount)
    var theta = start
    var current = value(theta, start, layout, documents, &row)
    for _ in 0..<100 {
      var gradient = zip(theta, start).map { Self.ridge * ($0 - $1) }
      var hessian = [Double](repeating: 0, count: count * count)
      for index in 0..<count { hessian[index * count + index] = Self.ridge }
      for document in documents { accumulate(document, theta, layout, &gradient, &hessian, &row) }
      var step = gradient
      guard let factor = try? Cholesky(hessian, order: count), (try? factor.solve(&step)) != nil else { break }
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement <= 1e-14 * (1 + abs(current)) { break }
      var length = 1.0
      var improved = false
      while length > 1e-8 {
        let trial = zip(theta, step).map { $0 - length * $1 }
        let found = value(trial, start, layout, documents, &row)
        if found < current {
          theta = trial
          current = found
          improved = true
          break
        }
        length /= 2
      }
      if !improved { break }
    }
    return theta
  }

  /// Writes the mapped logits of a document.
  private func map(_ document: Int, _ theta: [Double], _ layout: Layout, _ row: inout [Double]) {
    for label in 0..<labelCount {
      row[label] = theta[layout.scales[label]] * logits[document * labelCount + label]
      if !layout.offsets.isEmpty { row[label] += theta[layout.offsets[label]] }
    }
  }

  private func value(
    _ theta: [Double], _ start: [Double], _ layout: Layout, _ documents: [Int], _ row: inout [Double]
  ) -> Double {
    var total = 0.0
    for index in theta.indices {
      let away = theta[index] - start[index]
      total += 0.5 * Self.ridge * away * away
    }
    for document in documents {
      map(document, theta, layout, &row)
      total += weights[document] * Softmax.loss(row, label: labels[document])
    }
    return total
  }

  /// Adds the gradient and the Hessian of one document.
  private func accumulate(
    _ document: Int, _ theta: [Double], _ layout: Layout, _ gradient: inout [Double], _ hessian: inout [Double],
    _ row: inout [Double]
  ) {
    map(document, theta, layout, &row)
    Softmax.apply(to: &row, labelCount: labelCount)
    let count = gradient.count
    let weight = weights[document]
    let start = document * labelCount
    // The derivatives of logit k: by its scale the raw logit, by its offset one.
    for a in 0..<labelCount {
      let residual = weight * (row[a] - (a == labels[document] ? 1 : 0))
      let first = logits[start + a]
      gradient[layout.scales[a]] += residual * first
      if !layout.offsets.isEmpty { gradient[layout.offsets[a]] += residual }
      for b in 0..<labelCount {
        let curvature = weight * ((a == b ? row[a] : 0) - row[a] * row[b])
        let second = logits[start + b]
        hessian[layout.scales[a] * count + layout.scales[b]] += curvature * first * second
        guard !layout.offsets.isEmpty else { continue }
        hessian[layout.scales[a] * count + layout.offsets[b]] += curvature * first
        hessian[layout.offsets[a] * count + layout.scales[b]] += curvature * second
        hessian[layout.offsets[a] * count + layout.offsets[b]] += curvature
      }
    }
  }
}
