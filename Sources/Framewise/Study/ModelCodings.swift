public import Corpus

/// What a model calls texts, by their ids.
///
/// A text without any word that the model knows, and one in a language that it was not trained on, is not coded: it would
/// get the label that the model has for nothing.
public struct ModelCodings: Sendable {
  public private(set) var labels: [String: String] = [:]
  /// Of all texts, coded or not.
  public private(set) var ids: [String] = []
  public private(set) var tally = Tally()
  /// Of texts that were not coded for it.
  private var otherLanguages: [String] = []

  private struct Chunk: Sendable {
    var labels: [(id: String, label: String?)] = []
    var tally = Tally()
    var otherLanguages: [String] = []
  }

  /// How many texts were not coded, and why, in sentences.
  public var notes: [String] {
    let texts = tally.used + tally.empty + tally.outOfDomain
    let left = texts - tally.used
    if left == 0 { return [] }
    return ["The model codes \(tally.used) of \(texts) texts."]
      + ModelReach.sentences(empty: tally.empty, otherLanguages: otherLanguages, of: texts, areCoded: false)
  }

  /// Of several texts with one id the last counts.
  ///
  /// - Parameter isStrict: ends at the first rejected record.
  public init(_ reader: RecordReader, by model: Model, threads: Int, isStrict: Bool = false) throws {
    let names = InputNames(reader)
    var all = (labels: [String: String](), ids: [String](), tally: Tally(), otherLanguages: [String]())
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
        let id = batch.string(.id, of: record) ?? "\(record.line)"
        if let language = model.otherLanguage(of: bytes.extracting(text)) {
          chunk.tally.outOfDomain += 1
          chunk.otherLanguages.append(language)
          chunk.labels.append((id, nil))
          continue
        }
        let label = scorer.score(bytes.extracting(text))
        if scorer.isEmpty { chunk.tally.empty += 1 } else { chunk.tally.used += 1 }
        chunk.labels.append((id, scorer.isEmpty ? nil : model.labels[label]))
      }
      return chunk
    } consume: { chunk in
      for (id, label) in chunk.labels {
        all.labels[id] = label
        all.ids.append(id)
      }
      all.tally.add(chunk.tally)
      if isStrict, let problem = chunk.tally.problems.first { throw TrainingError.rejected(problem) }
      all.otherLanguages += chunk.otherLanguages
    }
    labels = all.labels
    ids = all.ids
    otherLanguages = all.otherLanguages
    tally = all.tally
  }
}
