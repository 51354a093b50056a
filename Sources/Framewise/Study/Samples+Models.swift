public import Evaluation
internal import Learning
internal import LinearAlgebra
internal import TextFeatures

extension Samples {
  /// What a model says of every document.
  ///
  /// - Throws: `EvaluationError.notComparable` where the model's labels are others.
  public func predictions(of model: Model, threads: Int) throws -> Predictions {
    try said(by: model, threads: threads).predictions
  }

  /// The same, with the probabilities before calibration beside it, and which documents have no term that is known.
  func said(by model: Model, threads: Int) throws -> (predictions: Predictions, raw: [Double], isEmpty: [Bool]) {
    let order = try columns(of: model.labels)
    let places = order.indices.map { label in order.firstIndex(of: label) ?? 0 }
    let blocks = Work.map(count, threads: threads) { range in
      var scorer = Scorer(model)
      var predicted: [Int] = []
      var calibrated: [Double] = []
      var raw: [Double] = []
      var isEmpty: [Bool] = []
      let text = bytes.span
      for document in range {
        predicted.append(places[scorer.score(text.extracting(ranges[document]))])
        isEmpty.append(scorer.isEmpty)
        for label in order {
          calibrated.append(scorer.probabilities[label])
          raw.append(scorer.logits[label])
        }
      }
      return (predicted: predicted, calibrated: calibrated, raw: raw, isEmpty: isEmpty)
    }
    var raw = blocks.flatMap(\.raw)
    Softmax.apply(to: &raw, labelCount: labels.count)
    let predictions = try Predictions(
      labels: labels, truth: truth, predicted: blocks.flatMap(\.predicted), probabilities: blocks.flatMap(\.calibrated),
      groups: groups)
    return (predictions, raw, blocks.flatMap(\.isEmpty))
  }

  /// Predictions that give every document its most probable label, of equal ones the first.
  ///
  /// - Parameter probabilities: documents × labels, row-major.
  func predictions(probabilities: [Double]) throws(EvaluationError) -> Predictions {
    try Predictions(
      labels: labels, truth: truth, predicted: Self.mostProbable(probabilities, labels: labels.count),
      probabilities: probabilities, groups: groups)
  }

  static func mostProbable(_ probabilities: [Double], labels: Int) -> [Int] {
    stride(from: 0, to: probabilities.count, by: labels).map { start in
      (0..<labels).reduce(0) { probabilities[start + $1] > probabilities[start + $0] ? $1 : $0 }
    }
  }

  /// Where each of this sample's labels stands among a model's.
  private func columns(of names: [String]) throws(EvaluationError) -> [Int] {
    guard names.count == labels.count, labels.allSatisfy({ names.place(of: $0) != nil }) else {
      throw .notComparable(
        what: "the labels are \(labels.joined(separator: ", ")) here and \(names.joined(separator: ", ")) there")
    }
    return labels.compactMap { names.place(of: $0) }
  }

  /// Words or n-grams counted as training counts them.
  func counted(_ settings: FeatureSettings) -> CountedCorpus {
    var counter = CorpusCounter(settings: settings)
    let text = bytes.span
    for range in ranges { counter.add(text.extracting(range)) }
    return CountedCorpus(counter)
  }
}
