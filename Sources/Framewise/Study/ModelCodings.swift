public import Corpus

/// What a model calls texts, by their ids.
public struct ModelCodings: Sendable {
  public private(set) var labels: [String: String] = [:]
  public private(set) var tally = Tally()

  private struct Chunk: Sendable {
    var labels: [(id: String, label: String)] = []
    var tally = Tally()
  }

  /// Of several texts with one id the last counts.
  ///
  /// - Parameter isStrict: ends at the first rejected record.
  public init(_ reader: RecordReader, by model: Model, threads: Int, isStrict: Bool = false) throws {
    let names = InputNames(reader)
    var all = (labels: [String: String](), tally: Tally())
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      Scorer(model)
    } body: { scorer, batch in
      var chunk = Chunk()
      chunk.tally.bytes = batch.inputByteCount
      let bytes = batch.bytes.span
      for record in batch.records {
        chunk.tally.read += 1
        guard let text = record[.text], batch.problem(of: record) == nil else {
          let problem = batch.problem(of: record)?.description ?? "there is no text"
          chunk.tally.reject("\(names.place(of: record, in: batch)): \(problem)")
          continue
        }
        let label = scorer.score(bytes.extracting(text))
        if scorer.isEmpty { chunk.tally.empty += 1 } else { chunk.tally.used += 1 }
        chunk.labels.append((batch.string(.id, of: record) ?? "\(record.line)", model.labels[label]))
      }
      return chunk
    } consume: { chunk in
      for (id, label) in chunk.labels { all.labels[id] = label }
      all.tally.add(chunk.tally)
      if isStrict, let problem = chunk.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    labels = all.labels
    tally = all.tally
  }
}
