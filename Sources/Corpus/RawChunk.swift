/// Some whole records of one input as they lie in the file: what the reader hands to the threads that decode.
public struct RawChunk: Sendable {
  /// The place of this chunk among all chunks of the reader, from 0.
  public internal(set) var sequence = 0
  /// The line of the file, from 1, in which the chunk begins.
  public internal(set) var firstLine = 1

  /// `bytes[start..<count]` are whole records, each with its newline; padding follows.
  var bytes: [UInt8] = []
  var start = 0
  var count = 0
  var layout: InputLayout?
  /// A record that was not even stored; the chunk is then empty otherwise.
  var rejected: RecordProblem?
  /// The documents of the chunk when its format is `text`.
  var documents: [WholeDocument] = []

  public init() {}

  /// How many bytes of input the chunk holds.
  public var byteCount: Int { count - start }

  /// Finds the records of the chunk, in the memory that `batch` already has. Pure: may run on any thread, at the same time
  /// as others. The chunk is used up, and takes over the memory of the batch for its next use by the reader: two buffers go
  /// round, and nothing is allocated.
  public mutating func decode(into batch: inout RecordBatch) {
    batch.removeAll()
    guard let layout else { return }
    batch.input = layout.index
    batch.holdsWholeTexts = layout.format == .text
    batch.isStrict = layout.isStrict
    batch.sequence = sequence
    batch.inputByteCount = byteCount
    swap(&bytes, &batch.bytes)
    if let rejected {
      var record = Record(line: firstLine)
      batch.reject(&record, because: rejected)
      batch.records.append(record)
    } else {
      var bytes: [UInt8] = []
      swap(&bytes, &batch.bytes)
      var repairs: [UInt8] = []
      withByteWindow(&bytes, count: count) { window in
        let range = start..<count
        switch layout.format {
        case .jsonLines: JSONLinesDecoder.decode(window, range, firstLine, layout, &batch, &repairs)
        case .csv, .tsv: TableDecoder.decode(window, range, firstLine, layout, &batch, &repairs)
        case .fastText: FastTextDecoder.decode(window, range, firstLine, layout, &batch, &repairs)
        case .text: WholeTextDecoder.decode(window, documents, layout, &batch, &repairs)
        }
      }
      // Repaired text is longer than what it replaces, so that it lies behind everything else.
      if !repairs.isEmpty { bytes.replaceSubrange(count..., with: repairs) }
      swap(&bytes, &batch.bytes)
    }
    start = 0
    count = 0
    self.layout = nil
    rejected = nil
    documents.removeAll(keepingCapacity: true)
  }
}

/// One file that is one record: where its parts lie in the chunk.
struct WholeDocument: Sendable {
  var id: Range<Int>?
  var label: Range<Int>?
  var text: Range<Int>
  /// Set for a file that was too long to be stored, or is no text.
  var problem: RecordProblem?
}

extension Record {
  /// Sets a field to a range of the chunk, or to its repaired copy when the range is not UTF-8.
  @inline(__always)
  mutating func set(_ field: Field, to range: Range<Int>, in bytes: ByteWindow, repairs: inout [UInt8]) {
    guard UTF8Repair.firstMalformed(in: bytes, range) != nil else {
      ranges[field] = CompactRange(range.lowerBound, range.upperBound)
      return
    }
    hadMalformedUTF8 = true
    let start = bytes.count + repairs.count
    UTF8Repair.append(range, of: bytes, to: &repairs)
    ranges[field] = CompactRange(start, bytes.count + repairs.count)
  }

  /// Checks that hold in every format, once all fields are set.
  @inline(__always)
  mutating func finish(in bytes: ByteWindow, repairs: [UInt8], batch: inout RecordBatch) {
    if hadMalformedUTF8, batch.isStrict { batch.reject(&self, because: .malformedUTF8) }
    let label = ranges[.label]
    if label.isPresent {
      if label.count == 0 { ranges[.label] = .absent }
      if label.count > RecordProblem.labelLimit {
        batch.reject(&self, because: .labelTooLong(count: Int(label.count)))
      }
    }
    if ranges[.id].isPresent, ranges[.id].count == 0 { ranges[.id] = .absent }
    if let weight = ranges[.weight].range {
      if weight.isEmpty {
        ranges[.weight] = .absent
        return
      }
      let text =
        weight.lowerBound < bytes.count
        ? bytes.copy(weight) : Array(repairs[(weight.lowerBound - bytes.count)..<(weight.upperBound - bytes.count)])
      let string = String(decoding: text, as: UTF8.self)
      if Weight.parse(string) == nil { batch.reject(&self, because: .badWeight(string)) }
    }
  }
}
