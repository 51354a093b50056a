public import Corpus
public import Evaluation

/// Labelled texts held in memory, with what an evaluation asks of each: its id, label, group, source and date.
public struct Samples: Sendable {
  /// The names of the labels; `truth` counts in them.
  public internal(set) var labels: [String]
  /// One a document, as all arrays here.
  public internal(set) var truth: [Int] = []
  public internal(set) var ids: [String] = []
  /// Numbers of equal groups are equal; nil without a group column.
  public internal(set) var groups: [Int]?
  /// Numbers of equal outlets are equal; nil without a source column.
  public internal(set) var sources: [Int]?
  /// What the numbers of groups and outlets stand for.
  var groupNames: [String] = []
  var sourceNames: [String] = []
  public internal(set) var dates: [String?]
  public internal(set) var weights: [Double]?
  public internal(set) var tally = Tally()
  /// Labels outside of those asked for, in order of their bytes, and how many records were left out for them.
  public private(set) var unknownLabels: [String] = []
  public private(set) var unknownCount = 0
  /// SHA-256 over labels and texts in order.
  public internal(set) var recordsDigest = ""
  /// Which input a document is of, and its line; none where texts are not from files.
  var origins: [Origin] = []
  private var inputNames: [String] = []
  var bytes: [UInt8] = []
  var ranges: [Range<Int>] = []

  public var count: Int { truth.count }

  public func text(_ document: Int) -> String { String(decoding: bytes[ranges[document]], as: UTF8.self) }

  struct Origin: Sendable {
    var input: Int32
    var line: Int
    /// Its id is one that was given, not the number of its line.
    var hasID: Bool
  }

  /// File and line of a document, where they are known.
  func place(of document: Int) -> String? {
    guard origins.indices.contains(document) else { return nil }
    let origin = origins[document]
    return "\(inputNames[Int(origin.input)]):\(origin.line)"
  }

  /// Reads all labelled records.
  ///
  /// - Parameters:
  ///   - labels: the labels that may occur, in their order: a record with another is rejected, and counted. Nil takes
  ///     the labels as they come, in the order of the codebook or of their bytes.
  ///   - isStrict: ends at the first rejected record.
  ///   - whenRead: told what became of the records, also where none is left.
  /// - Throws: `TrainingError.noRecords` where none is left; what makes an input unreadable.
  public init(
    _ reader: RecordReader, labels: [String]? = nil, isStrict: Bool = false, whenRead: (Tally) -> Void = { _ in }
  ) throws {
    self.labels = labels ?? []
    dates = []
    var columns = Columns()
    var places: [[UInt8]: Int] = [:]
    var unknown: Set<[UInt8]> = []
    for (place, label) in self.labels.enumerated() { places[Array(label.utf8)] = place }
    let names = InputNames(reader)
    inputNames = names.names
    var digest = RunningDigest()
    var chunk = RawChunk()
    var batch = RecordBatch()
    while try reader.next(into: &chunk) {
      chunk.decode(into: &batch)
      tally.bytes += batch.inputByteCount
      for record in batch.records {
        tally.read += 1
        if let problem = Self.problem(of: record, in: batch, places: labels == nil ? nil : places) {
          let sentence = "\(names.place(of: record, in: batch)): \(problem)"
          if isStrict { throw TrainingError.rejected(sentence) }
          tally.reject(sentence)
          if batch.problem(of: record) == nil {
            if record[.label] == nil { tally.unlabelled += 1 }
            if let label = record[.label], record[.text] != nil {
              unknown.insert(Array(batch.bytes[label]))
              unknownCount += 1
            }
          }
          continue
        }
        guard let label = record[.label], let text = record[.text] else { continue }
        let key = Array(batch.bytes[label])
        if let place = places[key] {
          truth.append(place)
        } else {
          truth.append(places.count)
          places[key] = places.count
        }
        ids.append(batch.string(.id, of: record) ?? "\(record.line)")
        origins.append(Origin(input: Int32(batch.input), line: record.line, hasID: record[.id] != nil))
        columns.add(record, in: batch)
        ranges.append(bytes.count..<bytes.count + text.count)
        bytes.append(contentsOf: batch.bytes[text])
        digest.add(RecordDigest.of(label: batch.bytes[label], text: batch.bytes[text]))
        if record.hadMalformedUTF8 { tally.malformedUTF8 += 1 }
      }
    }
    try reader.checkNamedColumns()
    unknownLabels = unknown.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    if truth.isEmpty, !unknown.isEmpty {
      whenRead(tally)
      throw TrainingError.unknownLabels(found: unknownLabels, known: self.labels)
    }
    if truth.isEmpty { throw tally.nothingLeft(reader, whenRead) }
    recordsDigest = digest.hex()
    groups = GroupNumbers.of(columns.groups)
    sources = GroupNumbers.of(columns.sources)
    if groups != nil { groupNames = GroupNumbers.names(of: columns.groups) }
    if sources != nil { sourceNames = GroupNumbers.names(of: columns.sources) }
    dates = columns.dates
    weights = columns.weights.contains { $0 != nil } ? columns.weights.map { $0 ?? 1 } : nil
    if labels == nil { order(places) }
    countEmpty()
    whenRead(tally)
  }

  /// Labelled texts from elsewhere.
  ///
  /// - Parameters:
  ///   - labels: the names that `truth` counts in.
  ///   - groups, sources, dates: one a document, where there are any.
  /// - Throws: `EvaluationError` for labels out of range or counts that differ.
  public init(
    texts: [String], labels: [String], truth: [Int], ids: [String]? = nil, groups: [Int]? = nil, sources: [Int]? = nil,
    dates: [String?]? = nil
  ) throws(EvaluationError) {
    _ = try Predictions(labels: labels, truth: truth, predicted: truth, groups: groups)
    for (what, found) in [
      ("texts", texts.count), ("ids", ids?.count), ("sources", sources?.count), ("dates", dates?.count),
    ] {
      guard let found, found != truth.count else { continue }
      throw .countsDiffer(what: what, expected: truth.count, found: found)
    }
    self.labels = labels
    self.truth = truth
    self.ids = ids ?? truth.indices.map { "\($0 + 1)" }
    self.groups = groups
    self.sources = sources
    self.dates = dates ?? truth.map { _ in nil }
    var digest = RunningDigest()
    for (text, label) in zip(texts, truth) {
      ranges.append(bytes.count..<bytes.count + text.utf8.count)
      bytes += Array(text.utf8)
      digest.add(RecordDigest.of(label: Array(labels[label].utf8)[...], text: Array(text.utf8)[...]))
    }
    recordsDigest = digest.hex()
    tally.read = truth.count
    tally.bytes = bytes.count
    countEmpty()
  }

  private struct Columns {
    var groups: [[UInt8]?] = []
    var sources: [[UInt8]?] = []
    var dates: [String?] = []
    var weights: [Double?] = []

    mutating func add(_ record: Record, in batch: RecordBatch) {
      groups.append(record[.group].map { Array(batch.bytes[$0]) })
      sources.append(record[.source].map { Array(batch.bytes[$0]) })
      dates.append(batch.string(.date, of: record))
      weights.append(batch.weight(of: record))
    }
  }

  private static func problem(of record: Record, in batch: RecordBatch, places: [[UInt8]: Int]?) -> String? {
    if let problem = batch.problem(of: record) { return problem.description }
    guard record[.text] != nil else { return "there is no text" }
    guard let label = record[.label] else { return "there is no label" }
    if let places, places[Array(batch.bytes[label])] == nil {
      return "the model does not know the label '\(String(decoding: batch.bytes[label], as: UTF8.self))'"
    }
    return nil
  }

  /// Numbers the labels in their proper order instead of that of their coming.
  private mutating func order(_ places: [[UInt8]: Int]) {
    labels = LabelOrder.sorted(Set(places.keys))
    var numbers = [Int](repeating: 0, count: labels.count)
    for (number, label) in labels.enumerated() { numbers[places[Array(label.utf8)] ?? 0] = number }
    truth = truth.map { numbers[$0] }
  }

  /// A text is empty where no byte of it can be part of a word.
  private mutating func countEmpty() {
    for range in ranges {
      let hasWord = bytes[range].contains { byte in
        byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
      }
      if hasWord { tally.used += 1 } else { tally.empty += 1 }
    }
  }
}
