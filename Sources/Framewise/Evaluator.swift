public import Corpus
public import Evaluation

/// Compares a model with labelled samples.
public struct Evaluator: Sendable {
  public let model: Model
  public let threads: Int
  /// Ends at the first rejected record.
  public let isStrict: Bool

  public init(_ model: Model, threads: Int = 1, isStrict: Bool = false) {
    self.model = model
    self.threads = threads
    self.isStrict = isStrict
  }

  public struct Result: Sendable {
    public var predictions: Predictions
    public var tally: Tally
    /// SHA-256 over labels and texts in order.
    public var recordsDigest: String
  }

  private struct Chunk: Sendable {
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [Double] = []
    var groups: [[UInt8]?] = []
    var digests: [UInt8] = []
    var tally = Tally()
  }

  /// Scores labelled records. A record whose label the model does not know is rejected, and counted.
  public func predict(_ reader: RecordReader) throws -> Result {
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [Double] = []
    var groups: [[UInt8]?] = []
    var tally = Tally()
    var digest = RunningDigest()
    var places: [[UInt8]: Int] = [:]
    for (place, label) in model.labels.enumerated() { places[Array(label.utf8)] = place }
    let known = places
    let names = InputNames(reader)
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      Scorer(model)
    } body: { scorer, batch in
      score(batch, names: names, scorer: &scorer, places: known)
    } consume: { chunk in
      truth.append(contentsOf: chunk.truth)
      predicted.append(contentsOf: chunk.predicted)
      probabilities.append(contentsOf: chunk.probabilities)
      groups.append(contentsOf: chunk.groups)
      digest.add(chunk.digests)
      tally.add(chunk.tally)
      if isStrict, let problem = chunk.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    guard !truth.isEmpty else { throw TrainingError.noRecords(rejected: tally.rejected, first: tally.problems.first) }
    return Result(
      predictions: try Predictions(
        labels: model.labels, truth: truth, predicted: predicted, probabilities: probabilities,
        groups: GroupNumbers.of(groups)),
      tally: tally, recordsDigest: digest.hex())
  }

  private func score(
    _ batch: RecordBatch, names: InputNames, scorer: inout Scorer, places: [[UInt8]: Int]
  ) -> Chunk {
    var chunk = Chunk()
    chunk.tally.bytes = batch.inputByteCount
    let bytes = batch.bytes.span
    for record in batch.records {
      chunk.tally.read += 1
      let problem: String
      switch (batch.problem(of: record), record[.text], record[.label]) {
      case (let reason?, _, _): problem = reason.description
      case (nil, let text?, let label?):
        if let place = places[Array(batch.bytes[label])] {
          chunk.truth.append(place)
          chunk.predicted.append(scorer.score(bytes.extracting(text)))
          chunk.probabilities.append(contentsOf: scorer.probabilities)
          chunk.groups.append(record[.group].map { Array(batch.bytes[$0]) })
          chunk.digests.append(contentsOf: RecordDigest.of(label: batch.bytes[label], text: batch.bytes[text]))
          if scorer.isEmpty { chunk.tally.empty += 1 } else { chunk.tally.used += 1 }
          if record.hadMalformedUTF8 { chunk.tally.malformedUTF8 += 1 }
          continue
        }
        problem = "the model does not know the label '\(batch.string(.label, of: record) ?? "")'"
      case (nil, nil, _): problem = "there is no text"
      case (nil, _, nil): problem = "there is no label"
      }
      chunk.tally.reject("\(names.place(of: record, in: batch)): \(problem)")
    }
    return chunk
  }
}

/// The digest that stands for one labelled record: over its label, a zero byte and its text.
enum RecordDigest {
  static func of(label: ArraySlice<UInt8>, text: ArraySlice<UInt8>) -> [UInt8] {
    var digest = RunningDigest()
    digest.add(label)
    digest.add([0])
    digest.add(text)
    return Array(digest.hex().utf8)
  }
}

/// Groups by number; a document without one is a group of its own.
enum GroupNumbers {
  static func of(_ groups: [[UInt8]?]) -> [Int]? {
    guard groups.contains(where: { $0 != nil }) else { return nil }
    var numbers: [[UInt8]: Int] = [:]
    var next = 0
    return groups.map { group in
      if let group, let number = numbers[group] { return number }
      if let group { numbers[group] = next }
      next += 1
      return next - 1
    }
  }
}
