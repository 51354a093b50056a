import Corpus
import Files
import Foundation

/// A record as the tests compare it.
struct ReadRecord: Equatable, CustomStringConvertible {
  var line: Int
  var fields: [Field: String]
  var problem: RecordProblem?
  var hadMalformedUTF8 = false

  var text: String? { fields[.text] }

  var description: String { "\(line): \(fields) \(problem.map(String.init(describing:)) ?? "ok")" }
}

/// A folder of its own that is removed at the end.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> FilePath {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return FilePath(file.path)
  }

  /// All records of one file of this content.
  func read(_ content: some Sequence<UInt8>, as name: String, _ options: ReadingOptions = ReadingOptions()) throws
    -> [ReadRecord]
  {
    try readAll([.path(write(content, to: name))], options).records
  }
}

func readAll(_ inputs: [RecordReader.Input], _ options: ReadingOptions = ReadingOptions()) throws
  -> (records: [ReadRecord], reader: RecordReader)
{
  let reader = try RecordReader(inputs, options: options)
  var records: [ReadRecord] = []
  var chunk = RawChunk()
  var batch = RecordBatch()
  var sequence = 0
  while try reader.next(into: &chunk) {
    chunk.decode(into: &batch)
    precondition(batch.sequence == sequence, "chunks are numbered in order")
    sequence += 1
    for record in batch.records {
      var fields: [Field: String] = [:]
      for field in Field.allCases {
        guard let range = record[field] else { continue }
        // Validating, so that a test fails where bytes that are not UTF-8 slip through.
        fields[field] = String(validating: batch.bytes[range], as: UTF8.self) ?? "NOT UTF-8"
      }
      records.append(
        ReadRecord(
          line: record.line, fields: fields, problem: batch.problem(of: record),
          hadMalformedUTF8: record.hadMalformedUTF8))
    }
  }
  return (records, reader)
}

/// Options that cut the input into small pieces.
func pieces(of size: Int, chunks: Int? = nil) -> ReadingOptions {
  var options = ReadingOptions()
  options.readSize = size
  options.chunkSize = chunks ?? max(1, size * 3)
  return options
}
