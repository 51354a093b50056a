internal import LinearAlgebra

/// Calibrations fitted on out-of-fold logits, and what each is worth.
public struct CalibrationFit: Sendable, Equatable {
  /// The kind with the smallest cross-fitted log loss, fitted on all documents.
  public var calibration: Calibration
  /// The log loss of each kind: every document is mapped by a calibration fitted on the other folds, so that more
  /// numbers do not look better for being more.
  public var logLoss: [Calibration.Kind: Double]

  /// - Parameters:
  ///   - logits: documents × labels, row-major, each from a model that did not see the document.
  ///   - folds: as in the cross-validation that made them.
  public init(
    logits: [Double], labels: [Int], labelCount: Int, folds: Folds, sampleWeights: [Double]? = nil
  ) throws(LearningError) {
    guard logits.count == labels.count * labelCount, folds.assignment.count == labels.count else {
      throw .countMismatch(what: "rows of logits", count: logits.count / max(1, labelCount), documents: labels.count)
    }
    for (document, label) in labels.enumerated() where !(0..<labelCount).contains(label) {
      throw .labelOutOfRange(document: document, label: label, labelCount: labelCount)
    }
    let weights = sampleWeights ?? [Double](repeating: 1, count: labels.count)
    let sample = CalibrationSample(logits: logits, labels: labels, labelCount: labelCount, weights: weights)
    var losses: [Calibration.Kind: Double] = [:]
    for kind in Calibration.Kind.allCases {
      var mapped = logits
      for fold in 0..<folds.count where kind != .none {
        let own = sample.fit(kind, documents: folds.trainingDocuments(of: fold))
        for document in folds.testDocuments(of: fold) {
          var row = Array(logits[document * labelCount..<(document + 1) * labelCount])
          own.apply(to: &row)
          mapped.replaceSubrange(document * labelCount..<(document + 1) * labelCount, with: row)
        }
      }
      losses[kind] = weightedMean(
        Softmax.logLosses(logits: mapped, labels: labels, labelCount: labelCount), weights)
    }
    var chosen = Calibration.Kind.none
    for kind in Calibration.Kind.allCases where (losses[kind] ?? .infinity) < (losses[chosen] ?? .infinity) {
      chosen = kind
    }
    logLoss = losses
    calibration = sample.fit(chosen, documents: Array(labels.indices))
  }
}

/// Logits with labels, and Newton's method over the few numbers of a calibration.
struct CalibrationSample {
  let logits: [Double]
  let labels: [Int]
  let labelCount: Int
  let weights: [Double]

  /// A weak pull to the identity: offsets have no unique optimum without one, since only differences matter.
  private static let ridge = 1e-3

  func fit(_ kind: Calibration.Kind, documents: [Int]) -> Calibration {
    switch kind {
    case .none: return .identity(labelCount: labelCount)
    case .temperature:
      let parameters = minimise(start: [1], documents: documents) { _ in (scale: 0, offset: nil) }
      return Calibration(
        kind: .temperature, scales: [Double](repeating: parameters[0], count: labelCount),
        offsets: [Double](repeating: 0, count: labelCount))
    case .vector:
      let start = [Double](repeating: 1, count: labelCount) + [Double](repeating: 0, count: labelCount)
      let parameters = minimise(start: start, documents: documents) { (scale: $0, offset: labelCount + $0) }
      return Calibration(
        kind: .vector, scales: Array(parameters[..<labelCount]), offsets: Array(parameters[labelCount...]))
    }
  }

  /// Damped Newton on Σ wᵢ·ℓᵢ + ridge/2·‖θ − start‖².
  ///
  /// - Parameter place: which parameters are the scale and the offset of a label.
  private func minimise(
    start: [Double], documents: [Int], place: (Int) -> (scale: Int, offset: Int?)
  ) -> [Double] {
    let count = start.count
    let places = (0..<labelCount).map(place)
    var theta = start
    var current = value(theta, start, places, documents)
    for _ in 0..<100 {
      var gradient = zip(theta, start).map { Self.ridge * ($0 - $1) }
      var hessian = [Double](repeating: 0, count: count * count)
      for index in 0..<count { hessian[index * count + index] = Self.ridge }
      for document in documents { accumulate(document, theta, places, &gradient, &hessian) }
      var step = gradient
      guard let factor = try? Cholesky(hessian, order: count), (try? factor.solve(&step)) != nil else { break }
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement <= 1e-20 * (1 + abs(current)) { break }
      var length = 1.0
      var improved = false
      while length > 1e-8 {
        let trial = zip(theta, step).map { $0 - length * $1 }
        let found = value(trial, start, places, documents)
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

  private func mapped(_ document: Int, _ theta: [Double], _ places: [(scale: Int, offset: Int?)]) -> [Double] {
    (0..<labelCount).map { label in
      theta[places[label].scale] * logits[document * labelCount + label]
        + (places[label].offset.map { theta[$0] } ?? 0)
    }
  }

  private func value(
    _ theta: [Double], _ start: [Double], _ places: [(scale: Int, offset: Int?)], _ documents: [Int]
  ) -> Double {
    var total = 0.0
    for index in theta.indices {
      total += 0.5 * Self.ridge * (theta[index] - start[index]) * (theta[index] - start[index])
    }
    for document in documents {
      let row = mapped(document, theta, places)
      total +=
        weights[document] * Softmax.logLoss(logits: row, labels: [labels[document]], labelCount: labelCount)
    }
    return total
  }

  /// Adds the gradient and the Hessian (lower triangle, by columns; both triangles are kept) of one document.
  private func accumulate(
    _ document: Int, _ theta: [Double], _ places: [(scale: Int, offset: Int?)], _ gradient: inout [Double],
    _ hessian: inout [Double]
  ) {
    var p = mapped(document, theta, places)
    Softmax.apply(to: &p, labelCount: labelCount)
    let count = gradient.count
    let weight = weights[document]
    // The derivatives of logit k: by its scale the raw logit, by its offset one.
    func derivatives(_ label: Int) -> [(place: Int, value: Double)] {
      let scale = (place: places[label].scale, value: logits[document * labelCount + label])
      return places[label].offset.map { [scale, (place: $0, value: 1)] } ?? [scale]
    }
    let all = (0..<labelCount).map(derivatives)
    for a in 0..<labelCount {
      let residual = weight * (p[a] - (a == labels[document] ? 1 : 0))
      for left in all[a] { gradient[left.place] += residual * left.value }
      for b in 0..<labelCount {
        let curvature = weight * ((a == b ? p[a] : 0) - p[a] * p[b])
        for left in all[a] {
          for right in all[b] { hessian[left.place * count + right.place] += curvature * left.value * right.value }
        }
      }
    }
  }
}
