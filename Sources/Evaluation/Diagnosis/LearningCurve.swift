#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Errors measured with training sets of one size.
public struct LearningPoint: Sendable, Equatable {
  /// Number of training documents.
  public var size: Int
  /// One minus the score, of each repeat.
  public var errors: [Double]

  public init(size: Int, errors: [Double]) {
    self.size = size
    self.errors = errors
  }

  var mean: Double { errors.reduce(0, +) / Double(errors.count) }
}

/// Error as a function of the number of labelled documents, error(n) = floor + scale · n^−rate with floor, scale ≥ 0
/// (Cortes et al. 1994): what more labels would buy.
public struct LearningCurve: Sendable, Equatable {
  public struct Fit: Sendable, Equatable {
    /// The error that no number of documents removes.
    public var floor: Double
    public var scale: Double
    public var rate: Double

    public func error(at size: Double) -> Double { floor + scale * pow(size, -rate) }
  }

  public let points: [LearningPoint]
  public let fit: Fit
  private let resampledFits: [Fit]
  private let confidence: Double

  /// Fits by least squares weighted by the number of repeats. The band comes from drawing the repeats of every size
  /// anew; where sizes have but one repeat, from adding residuals drawn anew to the fitted curve.
  ///
  /// - Throws: ``EvaluationError`` with fewer than three sizes, a size without errors, or an error outside 0…1.
  public init(_ points: [LearningPoint], options: EvaluationOptions = .init()) throws(EvaluationError) {
    try options.validated()
    let points = points.sorted { $0.size < $1.size }
    guard Set(points.map(\.size)).count >= 3, points.count == Set(points.map(\.size)).count else {
      throw .countsDiffer(what: "different training sizes", expected: 3, found: Set(points.map(\.size)).count)
    }
    for point in points {
      guard point.size >= 1 else {
        throw .optionOutOfRange(name: "size", value: Double(point.size), allowed: "1 or more")
      }
      guard !point.errors.isEmpty else { throw .countsDiffer(what: "errors of a size", expected: 1, found: 0) }
      for error in point.errors where !(error >= 0 && error <= 1) {
        throw .optionOutOfRange(name: "error", value: error, allowed: "between 0 and 1")
      }
    }
    self.points = points
    confidence = options.confidence
    let sizes = points.map { Double($0.size) }
    let weights = points.map { Double($0.errors.count) }
    let fit = Self.fit(sizes, points.map(\.mean), weights)
    self.fit = fit
    let hasRepeats = points.allSatisfy { $0.errors.count > 1 }
    // Three coefficients are fitted, so residuals come out too small by this much.
    let inflation = (Double(points.count) / Double(max(points.count - 3, 1))).squareRoot()
    let residuals = points.map { ($0.mean - fit.error(at: Double($0.size))) * inflation }
    let found = Bootstrap.parallel(
      0, width: 3, resamples: options.resamples, seed: options.seed, threads: options.threads
    ) { _, source, values in
      var means: [Double] = []
      for point in points {
        if hasRepeats {
          var sum = 0.0
          for _ in point.errors { sum += point.errors[source.below(point.errors.count)] }
          means.append(sum / Double(point.errors.count))
        } else {
          means.append(fit.error(at: Double(point.size)) + residuals[source.below(residuals.count)])
        }
      }
      let one = Self.fit(sizes, means, weights)
      values += [one.floor, one.scale, one.rate]
    }
    resampledFits = stride(from: 0, to: found.values.count, by: 3).map {
      Fit(floor: found.values[$0], scale: found.values[$0 + 1], rate: found.values[$0 + 2])
    }
  }

  /// The error to expect with `size` training documents, with the band at that size.
  public func error(at size: Int) -> MetricValue {
    let n = Double(max(size, 1))
    let sorted = resampledFits.map { $0.error(at: n) }.sorted()
    let band = Bootstrap.percentile(sorted, confidence: confidence)
    return MetricValue(value: fit.error(at: n), low: band?.low, high: band?.high)
  }

  /// What `more` documents beyond the largest size would take off the error; its ends come from the same curves.
  public func gain(of more: Int) -> MetricValue {
    let now = Double(points[points.count - 1].size)
    let then = now + Double(max(more, 0))
    let sorted = resampledFits.map { $0.error(at: now) - $0.error(at: then) }.sorted()
    let band = Bootstrap.percentile(sorted, confidence: confidence)
    return MetricValue(value: fit.error(at: now) - fit.error(at: then), low: band?.low, high: band?.high)
  }

  // MARK: Fitting

  /// For a given rate the other two follow from linear least squares; the rate is searched from 0.02 to 3, first on a
  /// grid and then by golden section.
  private static func fit(_ sizes: [Double], _ errors: [Double], _ weights: [Double]) -> Fit {
    let logs = sizes.map { log($0) }
    func linear(_ rate: Double) -> (fit: Fit, loss: Double) {
      let x = logs.map { exp(-rate * $0) }
      let total = weights.reduce(0, +)
      var meanX = 0.0
      var meanY = 0.0
      for i in x.indices {
        meanX += weights[i] * x[i] / total
        meanY += weights[i] * errors[i] / total
      }
      var xx = 0.0
      var xy = 0.0
      var origin = (xx: 0.0, xy: 0.0)
      for i in x.indices {
        xx += weights[i] * (x[i] - meanX) * (x[i] - meanX)
        xy += weights[i] * (x[i] - meanX) * (errors[i] - meanY)
        origin.xx += weights[i] * x[i] * x[i]
        origin.xy += weights[i] * x[i] * errors[i]
      }
      var scale = xx > 0 ? max(0, xy / xx) : 0
      var floor = meanY - scale * meanX
      if floor < 0 {
        // The best curve within the bounds then has no floor.
        floor = 0
        scale = origin.xx > 0 ? max(0, origin.xy / origin.xx) : 0
      }
      var loss = 0.0
      for i in x.indices {
        let miss = floor + scale * x[i] - errors[i]
        loss += weights[i] * miss * miss
      }
      return (Fit(floor: floor, scale: scale, rate: rate), loss)
    }
    let grid = (0...40).map { 0.02 * pow(150, Double($0) / 40) }
    let losses = grid.map { linear($0).loss }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    var low = grid[max(best - 1, 0)]
    var high = grid[min(best + 1, grid.count - 1)]
    let golden = (5.0.squareRoot() - 1) / 2
    for _ in 0..<40 {
      let (a, b) = (high - golden * (high - low), low + golden * (high - low))
      if linear(a).loss <= linear(b).loss { high = b } else { low = a }
    }
    return linear((low + high) / 2).fit
  }
}
