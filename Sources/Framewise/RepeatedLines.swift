public import Corpus
internal import Preparation

/// Finds lines that many documents of one outlet have: what its pages put around every article.
public enum RepeatedLines {
  /// A line is an outlet's, not an article's, from so many of its documents on, and from this share of them on.
  static let leastDocuments = 3
  static let leastShare = 0.02
  private static let longest = 36

  private struct Line: Hashable {
    var outlet: Int
    var hash: UInt64
  }

  /// Reads all records; documents without a source count as one outlet's.
  ///
  /// - Returns: hashes of the lines (`LineCutter.hash`), ascending.
  public static func find(_ reader: RecordReader) throws -> [UInt64] {
    var outlets: [[UInt8]: Int] = [:]
    var documents: [Int] = []
    var counts: [Line: Int] = [:]
    var chunk = RawChunk()
    var batch = RecordBatch()
    while try reader.next(into: &chunk) {
      chunk.decode(into: &batch)
      for record in batch.records {
        guard batch.problem(of: record) == nil, let range = record[.text] else { continue }
        let name = record[.source].map { Array(batch.bytes[$0]) } ?? []
        let outlet = outlets[name] ?? outlets.count
        if outlet == documents.count {
          outlets[name] = outlet
          documents.append(0)
        }
        documents[outlet] += 1
        let text = batch.bytes.span.extracting(range)
        var own: Set<UInt64> = []
        for line in LineCutter.lines(of: text, longest: longest) where (2...longest).contains(line.words) {
          own.insert(LineCutter.hash(text, line.range))
        }
        for hash in own { counts[Line(outlet: outlet, hash: hash), default: 0] += 1 }
      }
    }
    try reader.checkNamedColumns()
    let found = counts.filter { line, count in
      count >= leastDocuments && Double(count) >= leastShare * Double(documents[line.outlet])
    }
    return Set(found.keys.map(\.hash)).sorted()
  }
}
