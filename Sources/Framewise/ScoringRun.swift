public import Corpus
internal import TextFeatures

/// What is said of one record: its id, what it was scored, or why it was not.
public struct ScoredRecord {
  public enum Status: String, Sendable {
    case ok
    /// No term of the vocabulary is in the text: the probabilities are the model's priors.
    case empty
    case rejected
  }

  public var status: Status
  /// The place of the most probable label; nil for a rejected record.
  public var label: Int?
  /// Why a record was rejected.
  public var message = ""
}

/// Writes results as bytes: one implementation a format.
public protocol ScoreFormat: Sendable {
  /// What stands before the first result.
  func header(labels: [String]) -> [UInt8]
  /// Appends one result. `probabilities` has no meaning for a rejected record.
  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8])
}

/// Scores all records of an input in order.
public struct ScoringRun: Sendable {
  public let model: Model
  public let threads: Int
  /// Ends at the first rejected record.
  public let isStrict: Bool

  public init(_ model: Model, threads: Int = 1, isStrict: Bool = false) {
    self.model = model
    self.threads = threads
    self.isStrict = isStrict
  }

  /// How an input was scored: `read = scored + rejected + empty`, and how many documents fell to each label.
  public struct Summary: Sendable, Equatable {
    public var tally = Tally()
    public var labelCounts: [Int]
  }

  private struct Chunk: Sendable {
    var output: [UInt8] = []
    var summary: Summary
  }

  /// - Parameters:
  ///   - write: is given whole lines, in order.
  public func run(
    _ reader: RecordReader, format: some ScoreFormat, write: @escaping ([UInt8]) throws -> Void
  ) throws -> Summary {
    var summary = Summary(labelCounts: [Int](repeating: 0, count: model.labels.count))
    var isBegun = false
    let names = InputNames(reader)
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      Scorer(model)
    } body: { scorer, batch in
      score(batch, names: names, scorer: &scorer, format: format)
    } consume: { chunk in
      summary.tally.add(chunk.summary.tally)
      for label in summary.labelCounts.indices { summary.labelCounts[label] += chunk.summary.labelCounts[label] }
      // The head comes with the first result, so that an input that cannot be read leaves nothing behind.
      if !isBegun { try write(format.header(labels: model.labels)) }
      isBegun = true
      try write(chunk.output)
      if isStrict, let problem = chunk.summary.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    if !isBegun { try write(format.header(labels: model.labels)) }
    return summary
  }

  private func score(
    _ batch: RecordBatch, names: InputNames, scorer: inout Scorer, format: some ScoreFormat
  ) -> Chunk {
    var chunk = Chunk(summary: Summary(labelCounts: [Int](repeating: 0, count: model.labels.count)))
    chunk.output.reserveCapacity(batch.records.count * 96)
    chunk.summary.tally.bytes = batch.inputByteCount
    let bytes = batch.bytes.span
    var number: [UInt8] = []
    for record in batch.records {
      chunk.summary.tally.read += 1
      var result = ScoredRecord(status: .ok)
      if let problem = batch.problem(of: record) {
        result = ScoredRecord(status: .rejected, message: problem.description)
        let place = names.place(of: record, in: batch)
        chunk.summary.tally.reject("\(place): \(problem)")
      } else if let text = record[.text] {
        let label = scorer.score(bytes.extracting(text))
        result.label = label
        result.status = scorer.isEmpty ? .empty : .ok
        if scorer.isEmpty { chunk.summary.tally.empty += 1 } else { chunk.summary.tally.used += 1 }
        chunk.summary.labelCounts[label] += 1
        if record.hadMalformedUTF8 { chunk.summary.tally.malformedUTF8 += 1 }
      }
      if let id = record[.id] {
        format.append(
          result, id: bytes.extracting(id), labels: model.labels, probabilities: scorer.probabilities, to: &chunk.output
        )
      } else {
        number = Array("\(record.line)".utf8)
        format.append(
          result, id: number.span, labels: model.labels, probabilities: scorer.probabilities, to: &chunk.output)
      }
      if isStrict, result.status == .rejected { break }
    }
    return chunk
  }
}
