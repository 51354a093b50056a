import Evaluation

/// Intervals of all metrics that `evaluate` prints, on a classifier that is too sure of itself. The truth is what the
/// same metrics are on two million documents.
enum ProbabilityCoverage {
  private static let labels = ["a", "b", "c"]

  static func run() throws {
    var source = RandomSource(seed: 1, stream: 3)
    let whole = try draw(2_000_000, &source)
    var options = EvaluationOptions()
    options.resamples = 0
    let truth = try EvaluationReport(whole, options)
    let adaptive = ProbabilityMetrics.adaptiveECE(whole).value ?? .nan
    for n in [200, 1_000] {
      var hits = [Int](repeating: 0, count: Metric.allCases.count)
      var adaptiveHits = 0
      for run in 0..<Runs.count {
        var source = RandomSource(seed: UInt64(run), stream: UInt64(n) + 7)
        let predictions = try draw(n, &source)
        let report = try EvaluationReport(predictions, Runs.options(run))
        for (place, metric) in Metric.allCases.enumerated()
        where report[metric].covers(truth[metric].value ?? .nan) {
          hits[place] += 1
        }
        let found = try ProbabilityMetrics.adaptiveECE(predictions, options: Runs.options(run))
        if found.covers(adaptive) { adaptiveHits += 1 }
      }
      for (place, metric) in Metric.allCases.enumerated() {
        Line.coverage(metric.rawValue, "too sure, n = \(n)", hits[place], of: Runs.count)
      }
      Line.coverage("adaptive ece", "too sure, n = \(n)", adaptiveHits, of: Runs.count)
    }
  }

  /// The truth follows chances of which the classifier knows the order, and takes the larger for larger still.
  static func draw(_ n: Int, _ source: inout RandomSource) throws -> Predictions {
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [Double] = []
    for _ in 0..<n {
      let scores = [1.0, 0.8, 0.5].map { share -> Double in
        let u = source.unit()
        return share * u * u * u + 0.02
      }
      let sum = scores.reduce(0, +)
      var u = source.unit() * sum
      truth.append(
        scores.indices.first { place in
          u -= scores[place]
          return u < 0
        } ?? 2)
      let squares = scores.map { $0 * $0.squareRoot() }
      let whole = squares.reduce(0, +)
      let own = squares.map { $0 / whole }
      predicted.append((0..<3).max { own[$0] < own[$1] } ?? 0)
      probabilities += own
    }
    return try Predictions(labels: labels, truth: truth, predicted: predicted, probabilities: probabilities)
  }
}

/// Intervals of Krippendorff's alpha: coders who are right four times of five, some codes missing. The truth is alpha of
/// half a million units.
enum AgreementCoverage {
  static func run() throws {
    var source = RandomSource(seed: 1, stream: 4)
    var options = EvaluationOptions()
    options.resamples = 0
    let whole = try draw(500_000, &source)
    let truths = try [MeasurementLevel.nominal, .ordinal].map {
      try KrippendorffAlpha($0, options: options)(whole).value ?? .nan
    }
    for units in [50, 200] {
      var hits = [0, 0]
      for run in 0..<Runs.count {
        var source = RandomSource(seed: UInt64(run), stream: UInt64(units) + 11)
        let codings = try draw(units, &source)
        for (place, level) in [MeasurementLevel.nominal, .ordinal].enumerated()
        where try KrippendorffAlpha(level, options: Runs.options(run))(codings).covers(truths[place]) {
          hits[place] += 1
        }
      }
      Line.coverage("alpha, nominal", "3 coders, \(units) units", hits[0], of: Runs.count)
      Line.coverage("alpha, ordinal", "3 coders, \(units) units", hits[1], of: Runs.count)
    }
  }

  private static func draw(_ units: Int, _ source: inout RandomSource) throws -> Codings {
    var codes = [[Int?]](repeating: [], count: 3)
    for _ in 0..<units {
      let truth = source.below(3)
      for coder in 0..<3 {
        let isMissing = source.below(10) == 0
        let code = source.unit() < 0.8 ? truth : source.below(3)
        codes[coder].append(isMissing ? nil : code)
      }
    }
    return try Codings(categories: ["0", "1", "2"], codes: codes)
  }
}
