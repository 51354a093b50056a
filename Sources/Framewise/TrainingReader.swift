internal import Corpus
internal import Preparation
internal import Synchronization
internal import TextFeatures

/// Reads labelled records on several threads and counts their terms.
struct TrainingReader {
  let settings: FeatureSettings
  let threads: Int
  /// Ends at the first rejected record.
  let isStrict: Bool

  /// One thread's share. `@unchecked Sendable` because one thread counts with it, and it is read when that thread is done.
  private final class Worker: @unchecked Sendable {
    let index: Int
    var counter: CorpusCounter

    init(index: Int, settings: FeatureSettings) {
      self.index = index
      counter = CorpusCounter(settings: settings)
    }
  }

  /// What is known of a chunk once its terms are counted.
  private struct Chunk: Sendable {
    var worker: Int
    var input: Int
    var documents: Range<Int>
    var rows: [LabelledRow] = []
    var tally = Tally()
  }

  private struct LabelledRow: Sendable {
    var label: [UInt8]
    var group: [UInt8]?
    var weight: Double?
    var id: String
    var digest: [UInt8]
    var words: Int
    var language: String?
    var fingerprint: UInt64?
  }

  /// - Parameter whenRead: told what became of the records, also where none is left.
  func read(_ reader: RecordReader, whenRead: (Tally) -> Void = { _ in }) throws -> TrainingCorpus {
    let workers = Mutex<[Worker]>([])
    var rows: [LabelledRow] = []
    var pieces: [CountedCorpus.Piece] = []
    var tally = Tally()
    var sourceRecords = [Int](repeating: 0, count: reader.inputs.count)
    let names = InputNames(reader)
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      nonisolated(unsafe) var made: Worker?
      workers.withLock { all in
        let worker = Worker(index: all.count, settings: settings)
        all.append(worker)
        unsafe made = worker
      }
      return unsafe made!
    } body: { worker, batch in
      try count(batch, names: names, worker: worker)
    } consume: { chunk in
      tally.add(chunk.tally)
      rows.append(contentsOf: chunk.rows)
      sourceRecords[chunk.input] += chunk.rows.count
      pieces.append(CountedCorpus.Piece(counter: chunk.worker, documents: chunk.documents))
      if isStrict, let problem = chunk.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    if rows.isEmpty { throw tally.nothingLeft(reader, whenRead) }
    whenRead(tally)
    let counters = workers.withLock { all in
      defer { all = [] }
      return all.map(\.counter)
    }
    return assemble(
      CountedCorpus(consume counters, order: pieces, threads: threads), rows: rows, tally: tally,
      sourceRecords: sourceRecords)
  }

  private func count(_ batch: RecordBatch, names: InputNames, worker: Worker) throws -> Chunk {
    let first = worker.counter.documentCount
    var chunk = Chunk(worker: worker.index, input: batch.input, documents: first..<first)
    chunk.tally.bytes = batch.inputByteCount
    let bytes = batch.bytes.span
    for record in batch.records {
      chunk.tally.read += 1
      var problem = batch.problem(of: record)?.description
      if problem == nil, record[.label] == nil {
        problem = "there is no label"
        chunk.tally.unlabelled += 1
      }
      if problem == nil, record[.text] == nil { problem = "there is no text" }
      guard problem == nil, let text = record[.text], let label = record[.label] else {
        chunk.tally.reject("\(names.place(of: record, in: batch)): \(problem ?? "")")
        continue
      }
      if record.hadMalformedUTF8 { chunk.tally.malformedUTF8 += 1 }
      worker.counter.add(bytes.extracting(text))
      if worker.counter.lastIsEmpty { chunk.tally.empty += 1 } else { chunk.tally.used += 1 }
      chunk.rows.append(
        LabelledRow(
          label: Array(batch.bytes[label]), group: record[.group].map { Array(batch.bytes[$0]) },
          weight: batch.weight(of: record), id: batch.string(.id, of: record) ?? "\(record.line)",
          digest: RecordDigest.of(label: batch.bytes[label], text: batch.bytes[text]),
          words: worker.counter.lastWordCount, language: Language.guess(bytes.extracting(text)),
          fingerprint: worker.counter.documentCount > TextFingerprint.limit
            ? nil : TextFingerprint.of(bytes.extracting(text))))
    }
    chunk.documents = first..<worker.counter.documentCount
    return chunk
  }

  private func assemble(
    _ counted: CountedCorpus, rows: [LabelledRow], tally: Tally, sourceRecords: [Int]
  ) -> TrainingCorpus {
    let names = LabelOrder.sorted(Set(rows.map(\.label)))
    var places: [[UInt8]: Int] = [:]
    for (place, name) in names.enumerated() { places[Array(name.utf8)] = place }
    var digest = RunningDigest()
    for row in rows { digest.add(row.digest) }
    var languages: [String: Int] = [:]
    for row in rows { if let language = row.language { languages[language, default: 0] += 1 } }
    let hasWeights = rows.contains { $0.weight != nil }
    return TrainingCorpus(
      counted: counted, labels: names, truth: rows.map { places[$0.label] ?? 0 },
      groups: GroupNumbers.of(rows.map(\.group)),
      weights: hasWeights ? rows.map { $0.weight ?? 1 } : nil, ids: rows.map(\.id),
      wordCounts: rows.map(\.words), languages: languages, tally: tally,
      sourceRecords: sourceRecords, recordsDigest: digest.hex(),
      fingerprints: TextFingerprint.kept(rows.map(\.fingerprint)))
  }
}

/// The order of labels in a model: that of the codebook where they are its labels, else that of their bytes.
enum LabelOrder {
  static let codebook = ["cooperative", "adversarial", "neutral"]

  static func sorted(_ labels: Set<[UInt8]>) -> [String] {
    let own = codebook.map { Array($0.utf8) }
    if labels.isSubset(of: own) { return codebook.filter { labels.contains(Array($0.utf8)) } }
    return labels.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Why records cannot be trained or evaluated on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  case noRecords(inputs: [String], rejected: Int, first: String?)
  /// The inputs are folders, and there are no texts in them.
  case noTexts(inputs: [String])
  case oneLabel(String)
  /// Of an evaluation: no record has a label that the model knows.
  case unknownLabels(found: [String], known: [String])
  case rejected(String)
  case cannotSplit(String)
  case priorLabels(given: [String], labels: [String])
  case weightsTooLarge(Double)

  public var description: String {
    switch self {
    case .noRecords(let inputs, let rejected, let first):
      rejected > 0
        ? "No record can be used: \(Self.were(rejected)) rejected, the first because of \(first ?? "")"
        : "There are no records in \(Self.list(inputs)) (empty, or a header alone)."
    case .noTexts(let inputs):
      "There are no records in \(Self.list(inputs)): of a folder only .txt and .md files are read, and there is none — "
        + "name files of other kinds one by one"
    case .oneLabel(let label): "All records have the label '\(label)'; training needs two labels."
    case .unknownLabels(let found, let known):
      "The model knows the labels \(Self.list(known)); the records have \(Self.list(found))."
    case .rejected(let sentence): sentence
    case .cannotSplit(let why): why
    case .priorLabels(let given, let labels):
      "The prior names \(given.joined(separator: ", ")); the data have the labels \(labels.joined(separator: ", ")), and it must name each."
    case .weightsTooLarge(let weight):
      "A weight is \(weight), too large for half precision; take --weights full, or a smaller --c."
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }

  private static func were(_ count: Int) -> String { count == 1 ? "1 was" : "\(count) were" }
}
