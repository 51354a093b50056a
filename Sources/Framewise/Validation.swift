internal import Dispatch
internal import Evaluation
internal import Learning
internal import LinearAlgebra
internal import Synchronization
internal import TextFeatures

/// Cross-validation of the whole way from counts to probabilities: vocabulary, idf and weights are fitted anew without
/// the fold that is predicted.
struct Validation {
  let corpus: TrainingCorpus
  let options: TrainingOptions

  /// Every document predicted by a model that has not seen it, nor its group where there are groups.
  func predictions() throws -> Predictions {
    let labels = corpus.labels.count
    let logits = try outOfFoldLogits(split())
    var probabilities = logits
    Softmax.apply(to: &probabilities, labelCount: labels)
    let predicted = stride(from: 0, to: probabilities.count, by: labels).map { start in
      (0..<labels).reduce(0) { probabilities[start + $1] > probabilities[start + $0] ? $1 : $0 }
    }
    return try Predictions(
      labels: corpus.labels, truth: corpus.truth, predicted: predicted, probabilities: probabilities,
      groups: corpus.groups)
  }

  private func split() throws -> Folds {
    if let groups = corpus.groups, Set(groups).count >= options.folds {
      return try Folds.grouped(
        labels: corpus.truth, labelCount: corpus.labels.count, groups: groups, folds: options.folds, seed: options.seed)
    }
    for (label, name) in corpus.labels.enumerated() {
      let count = corpus.truth.count { $0 == label }
      guard count >= 2 else { throw TrainingError.tooFewToDivide(label: name, documents: count) }
    }
    return try Folds.stratified(
      labels: corpus.truth, labelCount: corpus.labels.count, folds: options.folds, seed: options.seed)
  }

  /// n × labels, row-major.
  private func outOfFoldLogits(_ folds: Folds) throws -> [Double] {
    let parts = Mutex<[Int: Swift.Result<[Double], any Error>]>([:])
    let next = Mutex(0)
    // Folds are worked on side by side, each by one thread.
    DispatchQueue.concurrentPerform(iterations: min(options.threads, folds.count)) { _ in
      while true {
        let fold = next.withLock { fold -> Int in
          defer { fold += 1 }
          return fold
        }
        guard fold < folds.count else { return }
        let part = Swift.Result { try self.logits(of: fold, in: folds) }
        parts.withLock { $0[fold] = part }
      }
    }
    let labels = corpus.labels.count
    var logits = [Double](repeating: 0, count: corpus.truth.count * labels)
    for fold in 0..<folds.count {
      guard let part = try parts.withLock({ $0[fold] })?.get() else { continue }
      for (place, document) in folds.testDocuments(of: fold).enumerated() {
        for label in 0..<labels { logits[document * labels + label] = part[place * labels + label] }
      }
    }
    return logits
  }

  private func logits(of fold: Int, in folds: Folds) throws -> [Double] {
    let training = folds.trainingDocuments(of: fold)
    let selection = try corpus.counted.select(training)
    let fit = try LogisticRegression.fit(
      corpus.counted.rows(training, under: selection), labels: training.map { corpus.truth[$0] },
      labelCount: corpus.labels.count, sampleWeights: corpus.weights.map { weights in training.map { weights[$0] } },
      options: options.learning(threads: 1))
    return try fit.model.logits(of: corpus.counted.rows(folds.testDocuments(of: fold), under: selection))
  }
}
