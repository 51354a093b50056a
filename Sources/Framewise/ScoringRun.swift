public import Corpus
internal import Preparation
internal import TextFeatures

/// What is said of one record: its id, what it was scored, or why it was not.
public struct ScoredRecord {
  public enum Status: String, Sendable {
    case ok
    /// No term of the vocabulary is in the text: the probabilities are the model's priors.
    case empty
    /// In a language that the model was not trained on.
    case outOfDomain = "out_of_domain"
    case rejected
  }

  public var status: Status
  /// The place of the most probable label; nil for a record that was rejected or is out of domain.
  public var label: Int?
  /// Why a record was not scored.
  public var message = ""
  /// How unlike the training texts it is, from 0 to 1; nil where that was not asked for.
  public var novelty: Double?
}

/// Writes results as bytes: one implementation a format.
public protocol ScoreFormat: Sendable {
  /// What stands before the first result.
  func header(labels: [String]) -> [UInt8]
  /// Appends one result. `probabilities` has no meaning for a record without a label.
  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8])
}

/// Scores all records of an input in order.
public struct ScoringRun: Sendable {
  public let model: Model
  public let threads: Int
  /// Ends at the first rejected record.
  public let isStrict: Bool
  /// Scores texts in whatever language.
  public var isForced = false
  /// Measures the novelty of every text for the output.
  public var showsNovelty = false
  /// Is given a JSON line for every part of a text that was left out as a web page's, in order.
  public var writesCuts = false

  public init(_ model: Model, threads: Int = 1, isStrict: Bool = false) {
    self.model = model
    self.threads = threads
    self.isStrict = isStrict
  }

  /// How an input was scored: `read = scored + rejected + empty + out of domain`, and how many documents fell to each
  /// label.
  public struct Summary: Sendable, Equatable {
    public var tally = Tally()
    public var labelCounts: [Int]
    /// Nil where the model does not know what is usual, or nothing was scored.
    public var verdict: DomainVerdict?
  }

  private struct Chunk: Sendable {
    var output: [UInt8] = []
    var cuts: [UInt8] = []
    var summary: Summary
    var domain: DomainTally

    init(labels: Int) {
      summary = Summary(labelCounts: [Int](repeating: 0, count: labels))
      domain = DomainTally(labels: labels)
    }
  }

  /// Fingerprints kept for finding copies.
  private static let fingerprintLimit = 1 << 20
  /// Chunks of more records have every eighth measured.
  private static let measuredWhole = 256

  /// - Parameters:
  ///   - write: is given whole lines, in order.
  ///   - writeCuts: is given whole lines of what was left out, in order.
  ///   - progress: is told what became of the records so far, after each writing.
  public func run(
    _ reader: RecordReader, format: some ScoreFormat, writeCuts: @escaping ([UInt8]) throws -> Void = { _ in },
    progress: @escaping (Tally) -> Void = { _ in }, write: @escaping ([UInt8]) throws -> Void
  ) throws -> Summary {
    var summary = Summary(labelCounts: [Int](repeating: 0, count: model.labels.count))
    var domain = DomainTally(labels: model.labels.count)
    var fingerprints: Set<UInt64> = []
    var copies = 0
    var isBegun = false
    let names = InputNames(reader)
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      Scorer(model)
    } body: { scorer, batch in
      score(batch, names: names, scorer: &scorer, format: format)
    } consume: { chunk in
      summary.tally.add(chunk.summary.tally)
      for label in summary.labelCounts.indices { summary.labelCounts[label] += chunk.summary.labelCounts[label] }
      domain.add(chunk.domain)
      for fingerprint in chunk.domain.fingerprints {
        if fingerprints.count >= Self.fingerprintLimit {
          if fingerprints.contains(fingerprint) { copies += 1 }
        } else if !fingerprints.insert(fingerprint).inserted {
          copies += 1
        }
      }
      // The head comes with the first result, so that an input that cannot be read leaves nothing behind.
      if !isBegun { try write(format.header(labels: model.labels)) }
      isBegun = true
      try write(chunk.output)
      if !chunk.cuts.isEmpty { try writeCuts(chunk.cuts) }
      progress(summary.tally)
      if isStrict, let problem = chunk.summary.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    if !isBegun { try write(format.header(labels: model.labels)) }
    // Of empty texts alone there is nothing to say.
    if model.novelty != nil, domain.measured > 0 || !domain.refused.isEmpty {
      summary.verdict = domain.verdict(copies: copies, model: model)
    }
    return summary
  }

  private func score(
    _ batch: RecordBatch, names: InputNames, scorer: inout Scorer, format: some ScoreFormat
  ) -> Chunk {
    var chunk = Chunk(labels: model.labels.count)
    chunk.output.reserveCapacity(batch.records.count * 96)
    chunk.summary.tally.bytes = batch.inputByteCount
    let bytes = batch.bytes.span
    var number: [UInt8] = []
    for (place, record) in batch.records.enumerated() {
      chunk.summary.tally.read += 1
      var result = ScoredRecord(status: .ok)
      if let problem = batch.problem(of: record) {
        result = ScoredRecord(status: .rejected, message: problem.description)
        let place = names.place(of: record, in: batch)
        chunk.summary.tally.reject("\(place): \(problem)")
      } else if let text = record[.text] {
        let isMeasured = batch.records.count <= Self.measuredWhole || place % 8 == 0
        result = score(bytes.extracting(text), isMeasured: isMeasured, scorer: &scorer, chunk: &chunk)
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
      if writesCuts, result.label != nil, let text = record[.text] {
        let id = batch.string(.id, of: record) ?? "\(record.line)"
        appendCuts(scorer.leftovers, of: bytes.extracting(text), id: id, to: &chunk.cuts)
      }
      if isStrict, result.status == .rejected { break }
    }
    return chunk
  }

  private func score(
    _ text: Span<UInt8>, isMeasured: Bool, scorer: inout Scorer, chunk: inout Chunk
  ) -> ScoredRecord {
    if let profile = model.novelty {
      chunk.domain.documents += 1
      chunk.domain.fingerprints.append(Self.fingerprint(text))
      if let language = model.otherLanguage(of: text) {
        chunk.domain.refused[language, default: 0] += 1
        if !isForced {
          chunk.summary.tally.outOfDomain += 1
          let known = profile.languages.map { Language.name($0) }.joined(separator: " and ")
          return ScoredRecord(
            status: .outOfDomain,
            message: "the text seems to be in \(Language.name(language)); the model was trained on \(known)")
        }
      }
    }
    scorer.measuresNovelty = showsNovelty || isMeasured
    var result = ScoredRecord(status: .ok)
    let label = scorer.score(text)
    result.label = label
    if scorer.isEmpty { result.status = .empty }
    if scorer.isEmpty { chunk.summary.tally.empty += 1 } else { chunk.summary.tally.used += 1 }
    chunk.summary.labelCounts[label] += 1
    if let novelty = scorer.novelty, let profile = model.novelty {
      if showsNovelty { result.novelty = novelty.score }
      if isMeasured, !scorer.isEmpty { chunk.domain.add(novelty, scorer.probabilities, profile) }
    }
    return result
  }

  private func appendCuts(
    _ cuts: [TextPreparer.Edit], of text: Span<UInt8>, id: String, to output: inout [UInt8]
  ) {
    for cut in cuts {
      output.append(contentsOf: #"{"id":"#.utf8)
      JSONWriter.append(id.utf8.span, to: &output)
      output.append(contentsOf: #","reason":""#.utf8)
      output.append(contentsOf: cut.kind.rawValue.utf8)
      output.append(contentsOf: #"","text":"#.utf8)
      JSONWriter.append(text.extracting(cut.range), to: &output)
      output.append(contentsOf: "}\n".utf8)
    }
  }

  /// Of the first 512 bytes and the length.
  static func fingerprint(_ text: Span<UInt8>) -> UInt64 {
    var hash = UInt64(text.count)
    unsafe text.withUnsafeBytes { bytes in
      let end = min(512, bytes.count)
      var place = 0
      func add(_ number: UInt64) {
        hash = (hash ^ number) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash &>> 32
      }
      // SAFETY: places stay below `end`.
      while place &+ 8 <= end {
        add(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place &+= 8
      }
      while place < end {
        add(UInt64(unsafe bytes[place]))
        place &+= 1
      }
    }
    return hash
  }
}
