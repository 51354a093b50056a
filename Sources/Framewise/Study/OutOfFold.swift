internal import Evaluation
internal import Synchronization

/// Predictions of documents by models that have not seen them.
struct OutOfFold: Sendable {
  /// Documents that were predicted, ascending; with a split in time these are not all.
  var rows: [Int]
  /// Of these documents in their order.
  var predictions: Predictions
  /// The fitted path that predicted each of them, as a place in `fitted`.
  var part: [Int]
  var fitted: [FoldFitter.Fitted]
  /// Probabilities before calibration, in the order of `rows`.
  var raw: [Double]

  /// Predicts every part's test documents; a document that several parts test is predicted by the last of them.
  ///
  /// - Parameter groups: what the intervals are over.
  init(_ samples: Samples, _ fitter: FoldFitter, _ split: Split, groups: [Int]?, threads: Int) throws {
    for part in split.parts {
      let there = Set(part.training.map { samples.truth[$0] })
      if let missing = samples.labels.indices.first(where: { !there.contains($0) }) {
        throw StudyError.labelMissing(label: samples.labels[missing], split: split.name)
      }
    }
    let results = Work.each(split.parts.count, threads: threads) { place in
      Result {
        let fitted = try fitter.fit(split.parts[place].training)
        return (fitted, try fitter.predict(split.parts[place].test, by: fitted))
      }
    }
    let k = samples.labels.count
    var probabilities = [Double](repeating: 0, count: samples.count * k)
    var raw = probabilities
    var predicted = [Int](repeating: 0, count: samples.count)
    var predictedBy = [Int](repeating: -1, count: samples.count)
    fitted = []
    for (place, result) in results.enumerated() {
      let (model, found) = try result.get()
      fitted.append(model)
      for (index, document) in split.parts[place].test.enumerated() {
        predictedBy[document] = place
        predicted[document] = found.predicted[index]
        for label in 0..<k {
          probabilities[document * k + label] = found.probabilities[index * k + label]
          raw[document * k + label] = found.raw[index * k + label]
        }
      }
    }
    let rows = predictedBy.indices.filter { predictedBy[$0] >= 0 }
    self.rows = rows
    part = rows.map { predictedBy[$0] }
    self.raw = rows.flatMap { raw[$0 * k..<($0 + 1) * k] }
    let own = rows.flatMap { probabilities[$0 * k..<($0 + 1) * k] }
    predictions = try Predictions(
      labels: samples.labels, truth: rows.map { samples.truth[$0] },
      predicted: rows.map { predicted[$0] }, probabilities: own,
      groups: groups.map { groups in rows.map { groups[$0] } })
  }
}
