internal import Evaluation
internal import Learning
internal import NearDuplicates

/// Labels that the model contradicts, and facets that only cross-validation has: repeats, the optimism gap, the learning curve.
extension StudyRunner {
  func addTraining(to study: inout EvaluationStudy, _ predicted: Predicted, _ clusters: DuplicateClusters?) throws {
    // A model that was trained on the documents repeats their labels, wrong ones too.
    if predicted.predictions.probabilities != nil, study.overlap?.flatters != true {
      study.labelIssues = try LabelIssues(predicted.predictions)
    }
    guard let fitter = predicted.fitter else { return }
    if case .crossValidation(let folds, _, let inTime) = plan {
      if options.repeats > 1, !inTime { study.repeats = try repeats(fitter, predicted, folds: folds, clusters) }
      if options.measuresOptimism {
        study.optimism = try optimism(fitter, predicted, folds: folds, clusters, notes: &study.notes)
      }
    }
    if options.learningCurveSteps > 0 {
      study.learningCurve = try learningCurve(fitter, predicted, notes: &study.notes)
    }
  }

  /// The same cross-validation with other seeds; the first repeat is the study's own.
  private func repeats(
    _ fitter: FoldFitter, _ predicted: Predicted, folds: Int, _ clusters: DuplicateClusters?
  ) throws -> RepeatedScores {
    let groups = options.groupsDuplicates ? clusters?.joined(with: samples.groups) : samples.groups
    var all = [predicted.predictions]
    for number in 1..<options.repeats {
      let seed = options.seed &+ UInt64(number)
      let split: Split
      if let groups, Set(groups).count >= folds {
        split = try .grouped(samples, by: groups, name: "", folds: folds, seed: seed)
      } else {
        split = try .random(samples, folds: folds, seed: seed)
      }
      all.append(try OutOfFold(samples, fitter, split, groups: nil, threads: options.threads).predictions)
    }
    var evaluation = EvaluationOptions()
    evaluation.resamples = 0
    let reports = try all.map { try EvaluationReport($0, evaluation) }
    return RepeatedScores(
      repeats: options.repeats,
      scores: Metric.allCases.compactMap { metric in
        let values = reports.compactMap { $0[metric].value }
        return values.count == reports.count ? .init(metric: metric, values: values) : nil
      })
  }

  /// Scores as test documents are kept further from training documents, as far as the data tell them apart.
  private func optimism(
    _ fitter: FoldFitter, _ predicted: Predicted, folds: Int, _ clusters: DuplicateClusters?, notes: inout [String]
  ) throws -> OptimismGap? {
    var splits: [(split: Split, groups: [Int]?)] = [
      (try .random(samples, folds: folds, seed: options.seed), nil)
    ]
    func add(_ groups: [Int]?, _ name: String) throws {
      guard let groups, Set(groups).count < samples.count else { return }
      guard Set(groups).count >= folds else {
        notes.append(
          "The split '\(name)' is left out of the optimism gap: \(Wording.counted(Set(groups).count, "group")) \(Set(groups).count == 1 ? "is" : "are") fewer than \(folds) folds."
        )
        return
      }
      let split = try Split.grouped(samples, by: groups, name: name, folds: folds, seed: options.seed)
      guard split.parts.allSatisfy({ Set($0.training.map { samples.truth[$0] }).count == samples.labels.count }) else {
        notes.append(
          "The split '\(name)' is left out of the optimism gap: a part would be trained without one of the labels.")
        return
      }
      splits.append((split, groups))
    }
    try add(clusters?.clusters, "duplicate-grouped")
    try add(samples.groups, "grouped")
    try add(samples.sources, "outlet-grouped")
    if samples.dates.contains(where: { $0 != nil }) {
      do {
        splits.append((try .rolling(samples, steps: folds), nil))
      } catch {
        notes.append("Time is left out of the optimism gap: \(error)")
      }
    }
    guard splits.count > 1 else { return nil }
    var steps: [(name: String, predictions: Predictions)] = []
    for (split, groups) in splits {
      do {
        let found = try OutOfFold(samples, fitter, split, groups: groups, threads: options.threads)
        steps.append((split.name, found.predictions))
      } catch let error as StudyError {
        notes.append("The split '\(split.name)' is left out of the optimism gap: \(error)")
      }
    }
    return try OptimismGap(steps, metric: .macroF1, options: options.evaluation)
  }

  /// Trains on growing shares of the training side of a split and tests on its other side.
  ///
  /// Shares are drawn within labels; every part of the split is one repeat.
  private func learningCurve(
    _ fitter: FoldFitter, _ predicted: Predicted, notes: inout [String]
  ) throws -> StudyLearningCurve? {
    let folds = 5
    let split: Split
    if let groups = samples.groups, Set(groups).count >= folds {
      split = try .grouped(samples, by: groups, name: "grouped", folds: folds, seed: options.seed)
    } else {
      split = try .random(samples, folds: folds, seed: options.seed)
    }
    let whole = split.parts.map(\.training.count).min() ?? 0
    let least = max(10 * samples.labels.count, 20)
    guard whole >= 3 * least else {
      notes.append("The learning curve is left out: it needs \(3 * least) training documents, and there are \(whole).")
      return nil
    }
    let steps = max(3, options.learningCurveSteps)
    let ratio = Double(whole) / Double(least)
    var points: [LearningPoint] = []
    for step in 0..<steps {
      let size = Int((Double(least) * Power.of(ratio, Double(step) / Double(steps - 1))).rounded())
      if points.last?.size == size { continue }
      let results = Work.each(split.parts.count, threads: options.threads) { place in
        Result { try error(fitter, split.parts[place], size: size, stream: UInt64(place)) }
      }
      let errors = try results.compactMap { try $0.get() }
      if !errors.isEmpty { points.append(LearningPoint(size: size, errors: errors)) }
    }
    guard points.count >= 3 else {
      notes.append("The learning curve is left out: too few sizes have every label in their training documents.")
      return nil
    }
    let curve = try LearningCurve(points, options: options.evaluation)
    return StudyLearningCurve(metric: .macroF1, curve: curve, gainOf500: curve.gain(of: 500))
  }

  /// One minus macro-F1; nil where the share drawn lacks a label.
  private func error(_ fitter: FoldFitter, _ part: Split.Part, size: Int, stream: UInt64) throws -> Double? {
    let drawn = drawingOrder(part.training, stream: stream).prefix(size).sorted()
    guard Set(drawn.map { samples.truth[$0] }).count == samples.labels.count else { return nil }
    let found = try fitter.predict(part.test, by: fitter.fit(drawn))
    let predictions = try Predictions(
      labels: samples.labels, truth: part.test.map { samples.truth[$0] },
      predicted: found.predicted)
    return ConfusionMatrix(predictions).macroF1.value.map { 1 - $0 }
  }

  /// The same order at every size, so that a larger share contains the smaller: the documents of each label at random, and
  /// labels among each other so that every beginning has each in about its proportion.
  func drawingOrder(_ documents: [Int], stream: UInt64) -> [Int] {
    var source = RandomSource(seed: options.seed, stream: stream)
    var placed: [(place: Double, label: Int, document: Int)] = []
    for label in samples.labels.indices {
      var own = documents.filter { samples.truth[$0] == label }
      source.shuffle(&own)
      for (number, document) in own.enumerated() {
        placed.append(((Double(number) + 0.5) / Double(own.count), label, document))
      }
    }
    return placed.sorted { ($0.place, $0.label) < ($1.place, $1.label) }.map(\.document)
  }
}
