#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One point of a risk–coverage curve: the documents at least as sure as `threshold`.
public struct RiskCoveragePoint: Sendable, Equatable {
  public var threshold: Double
  /// Share of documents that are decided.
  public var coverage: Double
  /// Share of wrong labels among them, with its interval.
  public var risk: MetricValue
}

/// What leaving the unsure documents undecided buys (selective classification: El-Yaniv and Wiener 2010).
public struct RiskCoverage: Sendable, Equatable {
  /// From the surest documents to all of them; thinned to about `points`.
  public let points: [RiskCoveragePoint]
  /// Area under the curve: the risk averaged over coverages 1/n … 1, tied documents in random order; less is better.
  public let area: MetricValue

  /// - Parameter points: how many points to keep.
  public init(
    _ predictions: Predictions, points limit: Int = 100, options: EvaluationOptions = .init()
  ) throws(EvaluationError) {
    try options.validated()
    guard limit >= 1 else { throw .optionOutOfRange(name: "points", value: Double(limit), allowed: "1 or more") }
    guard let probabilities = predictions.probabilities, predictions.count > 0 else {
      points = []
      area = .undefined(
        predictions.probabilities == nil ? Metric.noProbabilities : Metric.accuracy.undefinedReason)
      return
    }
    let k = predictions.labels.count
    let n = predictions.count
    let confidences = (0..<n).map { row in (0..<k).reduce(0) { max($0, probabilities[row * k + $1]) } }
    let order = (0..<n).sorted {
      confidences[$0] != confidences[$1] ? confidences[$0] > confidences[$1] : $0 < $1
    }
    let wrong = order.map { predictions.predicted[$0] != predictions.truth[$0] ? 1.0 : 0.0 }
    // Ends of runs of equal confidence, as numbers of documents.
    let ends = (1...n).filter { $0 == n || confidences[order[$0 - 1]] != confidences[order[$0]] }

    var kept: [RiskCoveragePoint] = []
    var next = 1
    for end in ends where end == n || end * limit >= next * n {
      next = end * limit / n + 1
      let members = order[0..<end]
      let groups = predictions.groups.map { groups in members.map { groups[$0] } }
      kept.append(
        RiskCoveragePoint(
          threshold: confidences[order[end - 1]], coverage: Double(end) / Double(n),
          risk: GroupedProportion.value(
            members.map { predictions.predicted[$0] != predictions.truth[$0] }, groups: groups,
            confidence: options.confidence)))
    }
    points = kept

    // Resamples of many documents take neighbours in confidence for ties: the area hardly changes (see the tests), and
    // adding up is cheaper than dividing.
    var coarse: [Int] = []
    for end in ends where end == n || (end - (coarse.last ?? 0)) * Self.finest >= n { coarse.append(end) }
    let runs = coarse
    let harmonic = HarmonicNumbers(upTo: 2 * n)
    let value = Self.area(wrong, ends, times: nil, harmonic)
    let groups = predictions.groups.map { groups in
      let numbers = Strata.numbered(groups)
      return order.map { numbers[$0] }
    }
    let units = groups.map { ($0.max() ?? 0) + 1 } ?? n
    let resampled = Bootstrap.parallel(
      [Double](repeating: 0, count: units), width: 1, resamples: options.resamples, seed: options.seed,
      threads: options.threads
    ) { drawn, source, values in
      Multiplicities.draw(&drawn, &source)
      let times = groups.map { groups in groups.map { drawn[$0] } } ?? drawn
      values.append(Self.area(wrong, runs, times: times, harmonic))
    }
    area = Bootstrap.adding(resampled.sorted(0), to: MetricValue(value: value), options)
  }

  /// Runs of documents that a resample tells apart.
  private static let finest = 4_096

  /// The area where document i occurs `times[i]` times. Within a run of ties the errors are taken to come evenly, so
  /// that its c documents behind D others, of which E are wrong, with f errors among them add
  /// Σ (E + f·s/c) / (D + s) over s = 1 … c, which is E·h + f/c·(c − D·h) with h = H(D + c) − H(D).
  private static func area(_ wrong: [Double], _ ends: [Int], times: [Double]?, _ harmonic: HarmonicNumbers) -> Double {
    var start = 0
    var documents = 0
    var errors = 0.0
    var sum = 0.0
    for end in ends {
      var count = 0.0
      var faults = 0.0
      if let times {
        for at in start..<end {
          count += times[at]
          faults += times[at] * wrong[at]
        }
      } else {
        count = Double(end - start)
        for at in start..<end { faults += wrong[at] }
      }
      start = end
      if count == 0 { continue }
      let h = harmonic[documents + Int(count)] - harmonic[documents]
      sum += errors * h + faults / count * (count - Double(documents) * h)
      documents += Int(count)
      errors += faults
    }
    return sum / Double(documents)
  }
}

/// H(n) = 1 + 1/2 + … + 1/n.
private struct HarmonicNumbers {
  private let known: [Double]

  init(upTo limit: Int) {
    var known = [0.0]
    known.reserveCapacity(limit + 1)
    for n in 1...max(limit, 1) { known.append(known[n - 1] + 1 / Double(n)) }
    self.known = known
  }

  /// Beyond the table, which groups of very unequal size can lead to, by the asymptotic series.
  subscript(_ n: Int) -> Double {
    if n < known.count { return known[n] }
    let last = known.count - 1
    let (x, y) = (Double(n), Double(last))
    return known[last] + log(x / y) + 1 / (2 * x) - 1 / (2 * y) - 1 / (12 * x * x) + 1 / (12 * y * y)
  }
}
