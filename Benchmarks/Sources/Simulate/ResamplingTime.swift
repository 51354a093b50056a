import Evaluation

/// What 2,000 resamples of 100,000 documents cost, alone and in groups: all resampled metrics of one system, with
/// probabilities. Not a part of the table, which is the same in every run; only when it is named.
enum ResamplingTime {
  static func run() throws {
    print("| what | threads | seconds |")
    print("|---|---:|---:|")
    let clock = ContinuousClock()
    for threads in [1, 2] {
      for (name, groups) in [("documents", nil), ("80,000 groups", 80_000), ("10,000 groups", 10_000)] {
        var source = RandomSource(seed: 2, stream: 5)
        let predictions = try ProbabilityCoverage.draw(100_000, &source)
        let own = try predictions.grouped(by: groups.map { groups in (0..<100_000).map { $0 % groups } })
        var options = EvaluationOptions()
        options.threads = threads
        var interval = MetricValue(value: nil)
        // Rows are made and resampled as for the whole report; the metric that is read off does not matter.
        let best = try (0..<3).map { _ in
          try clock.measure { interval = try ProbabilityMetrics.adaptiveECE(own, options: options) }
        }.min()
        guard let best, interval.low != nil else { continue }
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        print(
          "| 2,000 resamples of 100,000 documents: \(name) | \(threads) | \(Double(Int(seconds * 1_000)) / 1_000) |")
      }
    }
  }
}
