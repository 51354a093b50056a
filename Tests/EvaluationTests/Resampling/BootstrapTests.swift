import Evaluation
import Foundation
import TestSupport
import Testing

struct BootstrapTests {
  /// Draws rows one by one and computes each metric from scratch: slow and obviously right.
  private func naive(_ p: Predictions, resamples: Int, seed: UInt64) throws -> [String: (Double, Double)] {
    var random = SeededGenerator(seed: seed)
    var found: [String: [Double]] = [:]
    let k = p.labels.count
    let numbers = p.groups.map { Array(Set($0)).sorted() }
    for _ in 0..<resamples {
      var rows: [Int] = []
      if let groups = p.groups, let numbers {
        for _ in numbers.indices {
          let group = numbers[Int.random(in: 0..<numbers.count, using: &random)]
          rows += groups.indices.filter { groups[$0] == group }
        }
      } else {
        rows = (0..<p.count).map { _ in Int.random(in: 0..<p.count, using: &random) }
      }
      let one = try Predictions(
        labels: p.labels, truth: rows.map { p.truth[$0] }, predicted: rows.map { p.predicted[$0] },
        probabilities: rows.flatMap { row in (0..<k).map { (p.probabilities ?? [])[row * k + $0] } })
      let confusion = ConfusionMatrix(one)
      let values: [(Metric, MetricValue)] = [
        (.accuracy, confusion.accuracy), (.macroF1, confusion.macroF1), (.mcc, confusion.mcc),
        (.cohenKappa, confusion.kappa), (.balancedAccuracy, confusion.balancedAccuracy),
        (.weightedF1, confusion.weightedF1), (.logLoss, ProbabilityMetrics.logLoss(one)),
        (.brier, ProbabilityMetrics.brier(one)),
      ]
      for (metric, value) in values { found[metric.rawValue, default: []].append(value.value ?? 0) }
    }
    return found.mapValues { values in
      let sorted = values.sorted()
      return (sorted[Int(0.025 * Double(resamples))], sorted[Int(0.975 * Double(resamples))])
    }
  }

  @Test(arguments: [nil, 40])
  func countsGiveTheIntervalsOfRows(groups: Int?) throws {
    let predictions = try randomPredictions(300, classes: 3, seed: 11, groups: groups)
    var options = EvaluationOptions()
    options.resamples = 8_000
    options.wilsonForProportions = false
    let report = try EvaluationReport(predictions, options)
    for (name, (low, high)) in try naive(predictions, resamples: 4_000, seed: 5) {
      let value = try #require(report.metrics.first { $0.name == name }?.value)
      let slack = 0.08 * (high - low)
      #expect(isClose(value.low, low, slack), "\(name): \(String(describing: value.low)) and \(low)")
      #expect(isClose(value.high, high, slack), "\(name): \(String(describing: value.high)) and \(high)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func accuracyAgreesWithScipy() throws {
    let golden = try GoldenPredictions()
    let expected = golden.metrics["bootstrap_percentile_accuracy_scipy"] as? [String: Any] ?? [:]
    var options = EvaluationOptions()
    options.wilsonForProportions = false
    let found = try EvaluationReport(golden.predictions, options)[.accuracy]
    #expect(isClose(found.low, (expected["low"] as? NSNumber)?.doubleValue ?? .nan, 0.01))
    #expect(isClose(found.high, (expected["high"] as? NSNumber)?.doubleValue ?? .nan, 0.01))
  }

  @Test(arguments: [nil, 25])
  func threadsDoNotChangeAnything(groups: Int?) throws {
    let predictions = try randomPredictions(3_000, classes: 3, seed: 2, groups: groups)
    var options = EvaluationOptions()
    options.resamples = 200
    options.interval = .bca
    let one = try EvaluationReport(predictions, options)
    for threads in [2, 3, 8] {
      options.threads = threads
      #expect(try EvaluationReport(predictions, options) == one)
    }
    options.seed = 1
    #expect(try EvaluationReport(predictions, options) != one)
  }

  @Test func groupsOfOneAreDocuments() throws {
    let single = try randomPredictions(400, classes: 3, seed: 8)
    let grouped = try Predictions(
      labels: single.labels, truth: single.truth, predicted: single.predicted, probabilities: single.probabilities,
      groups: Array(0..<400))
    var options = EvaluationOptions()
    options.resamples = 20_000
    options.wilsonForProportions = false
    let a = try EvaluationReport(single, options)
    let b = try EvaluationReport(grouped, options)
    for (x, y) in zip(a.metrics, b.metrics) {
      let width = (x.value.high ?? 0) - (x.value.low ?? 0)
      #expect(isClose(x.value.low, y.value.low ?? .nan, 0.05 * width), "\(x.name)")
      #expect(isClose(x.value.high, y.value.high ?? .nan, 0.05 * width), "\(x.name)")
    }
  }

  @Test func clusteredDocumentsWidenTheInterval() throws {
    // Ten groups of thirty, all right or all wrong together: 300 documents say as much as ten.
    let truth = [Int](repeating: 0, count: 300)
    let predicted = (0..<300).map { $0 / 30 < 7 ? 0 : 1 }
    let plain = try EvaluationReport(Predictions(labels: ["a", "b"], truth: truth, predicted: predicted))
    let grouped = try EvaluationReport(
      Predictions(labels: ["a", "b"], truth: truth, predicted: predicted, groups: (0..<300).map { $0 / 30 }))
    let narrow = (plain[.accuracy].high ?? 0) - (plain[.accuracy].low ?? 0)
    let wide = (grouped[.accuracy].high ?? 0) - (grouped[.accuracy].low ?? 0)
    #expect(wide > 4 * narrow)
    #expect(grouped.groups == 10)
  }

  /// The mean of ten log losses, one of them large. The expected ends are those that scipy.stats.bootstrap (1.17.1) finds
  /// by a million resamples: percentile 0.0679 and 0.9678, BCa 0.0778 and 1.5355.
  @Test func intervalsOfASkewedMeanAreScipys() throws {
    let p = [0.9, 0.92, 0.95, 0.85, 0.97, 0.88, 0.93, 0.9, 0.96, 0.05]
    let predictions = try Predictions(
      labels: ["a", "b"], truth: [Int](repeating: 0, count: 10), predicted: p.map { $0 > 0.5 ? 0 : 1 },
      probabilities: p.flatMap { [$0, 1 - $0] })
    var options = EvaluationOptions()
    options.resamples = 300_000
    options.threads = 2
    for (method, low, high) in [(IntervalMethod.percentile, 0.067875, 0.967811), (.bca, 0.077782, 1.535488)] {
      options.interval = method
      let found = try EvaluationReport(predictions, options)[.logLoss]
      #expect(isClose(found.low, low, 0.001), "\(method): \(String(describing: found.low))")
      #expect(isClose(found.high, high, 0.01), "\(method): \(String(describing: found.high))")
    }
  }

  /// One document, pair or trio a group, with probabilities, for one system and for two.
  @Test(arguments: [1, 2, 3]) func groupsOfAnySizeGiveTheIntervalsOfRows(size: Int) throws {
    let predictions = try randomPredictions(240, classes: 3, seed: 21).grouped(by: (0..<240).map { $0 / size })
    var options = EvaluationOptions()
    options.resamples = 8_000
    options.wilsonForProportions = false
    let report = try EvaluationReport(predictions, options)
    for (name, (low, high)) in try naive(predictions, resamples: 4_000, seed: 6) {
      let value = try #require(report.metrics.first { $0.name == name }?.value)
      let slack = 0.08 * (high - low)
      #expect(isClose(value.low, low, slack) && isClose(value.high, high, slack), "\(name): \(value), \(low), \(high)")
    }
  }

  @Test(arguments: IntervalMethod.allCases) func equalGroupsAreDrawnTogether(method: IntervalMethod) throws {
    // Without probabilities small groups are of few kinds, and are drawn by kind; with them, one by one.
    let full = try randomPredictions(1_500, classes: 2, seed: 14, groups: 900)
    let bare = try Predictions(labels: full.labels, truth: full.truth, predicted: full.predicted, groups: full.groups)
    var options = EvaluationOptions()
    options.resamples = 10_000
    options.interval = method
    let (a, b) = (try EvaluationReport(full, options), try EvaluationReport(bare, options))
    for metric in Metric.allCases where !metric.needsProbabilities {
      let width = (a[metric].high ?? 0) - (a[metric].low ?? 0)
      #expect(a[metric].value == b[metric].value)
      #expect(isClose(a[metric].low, b[metric].low ?? .nan, 0.05 * width), "\(metric)")
      #expect(isClose(a[metric].high, b[metric].high ?? .nan, 0.05 * width), "\(metric)")
    }
  }
}
