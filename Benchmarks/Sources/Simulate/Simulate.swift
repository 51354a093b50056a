import Evaluation

/// Draws data whose truth is known, evaluates them as `framewise evaluate` does, and counts how often the intervals and
/// guarantees hold. Prints Markdown; everything is seeded, so the table is the same in every run.
@main
enum Simulate {
  static func main() throws {
    if CommandLine.arguments.dropFirst() == ["time"] { return try ResamplingTime.run() }
    print("| what | data | nominal | measured | bar | |")
    print("|---|---|---:|---:|---|---|")
    let parts: [(name: String, run: () throws -> Void)] = [
      ("metrics", MetricCoverage.run), ("differences", DifferenceCoverage.run), ("clusters", ClusterCoverage.run),
      ("probabilities", ProbabilityCoverage.run), ("agreement", AgreementCoverage.run),
      ("conformal", ConformalCoverage.run), ("syndication", SyndicationBias.run),
    ]
    // Names of parts run these alone.
    let chosen = CommandLine.arguments.dropFirst()
    for part in parts where chosen.isEmpty || chosen.contains(part.name) { try part.run() }
  }
}

/// One line of the table.
enum Line {
  static func coverage(
    _ what: String, _ data: String, _ hits: Int, of runs: Int, bar: ClosedRange<Double>? = 0.93...0.97
  ) {
    let share = Double(hits) / Double(runs)
    let verdict = bar.map { $0.contains(share) ? "holds" : "**misses**" } ?? "shown to fail"
    let limits = bar.map { "\(percent($0.lowerBound)) to \(percent($0.upperBound))" } ?? "–"
    print("| \(what) | \(data) | \(percent(0.95)) | \(percent(share)) | \(limits) | \(verdict) |")
  }

  static func value(_ what: String, _ data: String, _ nominal: String, _ measured: String, _ bar: String, _ holds: Bool)
  {
    print("| \(what) | \(data) | \(nominal) | \(measured) | \(bar) | \(holds ? "holds" : "**misses**") |")
  }

  static func percent(_ share: Double) -> String { "\(Double((share * 1_000).rounded()) / 10) %" }
}

extension MetricValue {
  func covers(_ truth: Double) -> Bool {
    guard let low, let high else { return value == truth }
    return low <= truth && truth <= high
  }
}

/// A population of documents: the chance of each pair of true and predicted label.
struct Population {
  var chances: [[Double]]

  var labels: [String] { chances.indices.map { "l\($0)" } }
  var accuracy: Double { chances.indices.reduce(0) { $0 + chances[$1][$1] } }

  var macroF1: Double {
    let scores = chances.indices.map { k in
      2 * chances[k][k] / (chances[k].reduce(0, +) + chances.reduce(0) { $0 + $1[k] })
    }
    return scores.reduce(0, +) / Double(scores.count)
  }

  func draw(_ n: Int, _ source: inout RandomSource) throws -> Predictions {
    var truth: [Int] = []
    var predicted: [Int] = []
    for _ in 0..<n {
      var u = source.unit()
      var cell = (0, 0)
      search: for t in chances.indices {
        for p in chances.indices {
          cell = (t, p)
          u -= chances[t][p]
          if u < 0 { break search }
        }
      }
      truth.append(cell.0)
      predicted.append(cell.1)
    }
    return try Predictions(labels: labels, truth: truth, predicted: predicted)
  }

  static let balanced = Population(chances: [[0.27, 0.04, 0.03], [0.03, 0.26, 0.04], [0.05, 0.04, 0.24]])
  static let skewed = Population(chances: [[0.62, 0.05, 0.03], [0.05, 0.13, 0.02], [0.03, 0.02, 0.05]])
}

enum Runs {
  static let count = 2_000

  static func options(_ run: Int, _ method: IntervalMethod = .percentile) -> EvaluationOptions {
    var options = EvaluationOptions()
    options.resamples = 1_000
    options.seed = UInt64(run)
    options.interval = method
    options.threads = 2
    return options
  }
}
