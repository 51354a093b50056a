import Evaluation

/// Intervals of accuracy and macro-F1 on independent documents.
enum MetricCoverage {
  static func run() throws {
    for (name, population) in [("balanced", Population.balanced), ("skewed", .skewed)] {
      for n in [200, 1_000] {
        for (title, method) in [("percentile", IntervalMethod.percentile), ("BCa", .bca)] {
          var hits = (accuracy: 0, macroF1: 0)
          for run in 0..<Runs.count {
            var source = RandomSource(seed: UInt64(run), stream: UInt64(n))
            let report = try EvaluationReport(population.draw(n, &source), Runs.options(run, method))
            if report[.accuracy].covers(population.accuracy) { hits.accuracy += 1 }
            if report[.macroF1].covers(population.macroF1) { hits.macroF1 += 1 }
          }
          if method == .percentile {
            Line.coverage("accuracy, Wilson", "\(name), n = \(n)", hits.accuracy, of: Runs.count)
          }
          Line.coverage("macro-F1, \(title)", "\(name), n = \(n)", hits.macroF1, of: Runs.count)
        }
      }
    }
  }
}

/// Intervals of the difference of two models on the same documents.
enum DifferenceCoverage {
  /// The chance that the second model repeats the first one's label instead of drawing its own.
  private static let copied = 0.6

  static func run() throws {
    let first = Population.balanced
    let second = Population(chances: [[0.25, 0.05, 0.04], [0.05, 0.23, 0.05], [0.05, 0.05, 0.23]])
    // What the second model is as a whole: a mixture of the first and of its own.
    let mixed = Population(
      chances: first.chances.indices.map { t in
        let own = first.chances[t].reduce(0, +)
        let theirs = second.chances[t].reduce(0, +)
        return first.chances.indices.map { p in
          copied * first.chances[t][p] + (1 - copied) * own * second.chances[t][p] / theirs
        }
      })
    for n in [200, 1_000] {
      var hits = (accuracy: 0, macroF1: 0)
      for run in 0..<Runs.count {
        var source = RandomSource(seed: UInt64(run), stream: UInt64(n) + 1)
        let one = try first.draw(n, &source)
        let labels = one.truth.indices.map { row -> Int in
          if source.unit() < copied { return one.predicted[row] }
          let chances = second.chances[one.truth[row]]
          var u = source.unit() * chances.reduce(0, +)
          return chances.indices.first { place in
            u -= chances[place]
            return u < 0
          } ?? chances.count - 1
        }
        let two = try Predictions(labels: one.labels, truth: one.truth, predicted: labels)
        let comparison = try PairedComparison(one, two, Runs.options(run))
        if comparison[.accuracy].covers(first.accuracy - mixed.accuracy) { hits.accuracy += 1 }
        if comparison[.macroF1].covers(first.macroF1 - mixed.macroF1) { hits.macroF1 += 1 }
      }
      Line.coverage("difference of accuracy, two models", "n = \(n)", hits.accuracy, of: Runs.count)
      Line.coverage("difference of macro-F1, two models", "n = \(n)", hits.macroF1, of: Runs.count)
    }
  }
}

/// Documents in clusters that are easy or hard as a whole: the group bootstrap holds, the plain interval does not.
enum ClusterCoverage {
  static func run() throws {
    for clusters in [5, 10, 20, 100] { try run(clusters) }
  }

  private static func run(_ clusters: Int) throws {
    let size = 10
    var hits = (grouped: 0, plain: 0, groupedF1: 0, plainF1: 0)
    // A cluster is easy or hard with even chances; its documents are right with these chances.
    let chances = [0.95, 0.55]
    let accuracy = (chances[0] + chances[1]) / 2
    for run in 0..<Runs.count {
      var source = RandomSource(seed: UInt64(run), stream: 77)
      var truth: [Int] = []
      var predicted: [Int] = []
      var groups: [Int] = []
      for cluster in 0..<clusters {
        let chance = chances[source.below(2)]
        for _ in 0..<size {
          let label = source.below(2)
          truth.append(label)
          predicted.append(source.unit() < chance ? label : 1 - label)
          groups.append(cluster)
        }
      }
      let plain = try Predictions(labels: ["a", "b"], truth: truth, predicted: predicted)
      let grouped = try EvaluationReport(plain.grouped(by: groups), Runs.options(run))
      let naive = try EvaluationReport(plain, Runs.options(run))
      if grouped[.accuracy].covers(accuracy) { hits.grouped += 1 }
      if naive[.accuracy].covers(accuracy) { hits.plain += 1 }
      // Both labels are alike, so that macro-F1 is the accuracy.
      if grouped[.macroF1].covers(accuracy) { hits.groupedF1 += 1 }
      if naive[.macroF1].covers(accuracy) { hits.plainF1 += 1 }
    }
    let data = "\(clusters) clusters of \(size)"
    // Below twenty groups the program warns; here is why.
    guard clusters >= EvaluationReport.fewUnits else {
      Line.coverage("accuracy, group bootstrap, few groups", data, hits.grouped, of: Runs.count, bar: nil)
      return
    }
    Line.coverage("accuracy, group bootstrap", data, hits.grouped, of: Runs.count)
    Line.coverage("macro-F1, group bootstrap", data, hits.groupedF1, of: Runs.count)
    guard clusters == 100 else { return }
    Line.coverage("accuracy, plain", data, hits.plain, of: Runs.count, bar: nil)
    Line.coverage("macro-F1, plain", data, hits.plainF1, of: Runs.count, bar: nil)
  }
}

/// Class-conditional conformal sets: the share of each label's documents whose set holds the label.
enum ConformalCoverage {
  private static let repeats = 300

  static func run() throws {
    for alpha in [0.1, 0.2] {
      var covered = [Double](repeating: 0, count: 3)
      for run in 0..<repeats {
        var source = RandomSource(seed: UInt64(run), stream: 5)
        let report = try ConformalReport(
          ConformalClassifier(calibration: draw(600, &source), alpha: alpha), test: draw(3_000, &source))
        for label in 0..<3 { covered[label] += (report.coverageByLabel[label].value ?? 0) / Double(repeats) }
      }
      for label in 0..<3 {
        Line.value(
          "conformal coverage, label \(label)", "600 calibrate, alpha \(alpha)", Line.percent(1 - alpha),
          Line.percent(covered[label]), "± 2 points over \(repeats) repeats", abs(covered[label] - (1 - alpha)) <= 0.02)
      }
    }
  }

  /// Labels of unequal shares and unequal difficulty, with probabilities that are far from calibrated.
  private static func draw(_ n: Int, _ source: inout RandomSource) throws -> Predictions {
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [Double] = []
    for _ in 0..<n {
      let u = source.unit()
      let label = u < 0.6 ? 0 : u < 0.85 ? 1 : 2
      var scores = (0..<3).map { _ in source.unit() * source.unit() + 0.01 }
      scores[label] += [0.8, 0.4, 0.15][label] * source.unit()
      let sum = scores.reduce(0, +)
      let own = scores.map { $0 / sum }
      truth.append(label)
      predicted.append((0..<3).max { own[$0] < own[$1] } ?? 0)
      probabilities += own
    }
    return try Predictions(labels: ["0", "1", "2"], truth: truth, predicted: predicted, probabilities: probabilities)
  }
}
