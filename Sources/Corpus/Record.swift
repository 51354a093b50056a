/// Where one record of the input lies in the bytes of its batch, or why it is rejected.
///
/// A record holds no memory of its own, so that reading allocates nothing per record.
public struct Record: Sendable {
  /// The line of its file, from 1, in which the record begins.
  public var line: Int
  /// True when bytes of a field were not UTF-8 and have been replaced by U+FFFD.
  public var hadMalformedUTF8 = false

  var ranges = FieldMap(repeating: CompactRange.absent)
  /// The index of the problem in the batch, or -1.
  var problemIndex: Int32 = -1

  init(line: Int) { self.line = line }

  public var isRejected: Bool { problemIndex >= 0 }

  /// The bytes of a field in `RecordBatch.bytes`: valid UTF-8. Nil when the record does not have that field.
  public subscript(field: Field) -> Range<Int>? { ranges[field].range }
}

/// A range of bytes in half the space: a batch stays below 4 GiB.
struct CompactRange: Sendable {
  static let absent = CompactRange(start: .max, count: 0)

  var start: UInt32
  var count: UInt32

  init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    count = UInt32(truncatingIfNeeded: end - start)
  }

  var isPresent: Bool { start != .max }
  var range: Range<Int>? { isPresent ? Int(start)..<(Int(start) + Int(count)) : nil }
}

/// Some consecutive records of one input, decoded.
public struct RecordBatch: Sendable {
  /// The bytes that the records' ranges point into; what no range covers is undefined.
  public internal(set) var bytes: [UInt8] = []
  public internal(set) var records: [Record] = []
  /// Which input, by its position in the list given to the reader.
  public internal(set) var input = 0
  /// The place of this batch among all batches of the reader, from 0.
  public internal(set) var sequence = 0
  /// How many bytes of input the batch stands for, as they lay in the (unpacked) file.
  public internal(set) var inputByteCount = 0

  /// Each record is a whole file, named by its id where the input is a folder.
  public internal(set) var holdsWholeTexts = false

  var problems: [RecordProblem] = []
  var isStrict = false

  public init() {}

  /// Why a record is rejected; nil for a good one.
  public func problem(of record: Record) -> RecordProblem? {
    record.isRejected ? problems[Int(record.problemIndex)] : nil
  }

  /// A field as a string, for small fields and for tests; hot paths use the bytes.
  public func string(_ field: Field, of record: Record) -> String? {
    record[field].map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The weight of a record; nil when it has none. A record with an unusable weight is rejected.
  public func weight(of record: Record) -> Double? { string(.weight, of: record).flatMap { Weight.parse($0) } }

  mutating func removeAll() {
    records.removeAll(keepingCapacity: true)
    problems.removeAll(keepingCapacity: true)
  }

  mutating func reject(_ record: inout Record, because problem: RecordProblem) {
    if record.isRejected { return }
    record.problemIndex = Int32(problems.count)
    problems.append(problem)
  }
}

/// How much a training record counts.
enum Weight {
  /// More than this is a mistake, and sums of such weights would lose what the others say.
  static let limit = 1e9

  /// A number from 0 to the limit.
  static func parse(_ text: String) -> Double? {
    guard let value = Double(text.drop { $0 == " " }), value >= 0, value <= limit else { return nil }
    return value
  }
}
