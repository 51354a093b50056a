import Corpus
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Texts in memory.
struct Texts {
  var bytes: [UInt8] = []
  var ranges: [Range<Int>] = []

  init(_ path: FilePath) throws {
    let reader = try RecordReader([.path(path)])
    var chunk = RawChunk()
    var batch = RecordBatch()
    while try reader.next(into: &chunk) {
      chunk.decode(into: &batch)
      for record in batch.records {
        guard let text = record[.text] else { continue }
        ranges.append(bytes.count..<bytes.count + text.count)
        bytes.append(contentsOf: batch.bytes[text])
      }
    }
  }
}

/// The least user time of five runs, in seconds; their results must agree.
func best(_ body: () throws -> Int) rethrows -> Double {
  var least = Double.infinity
  var answers: Set<Int> = []
  for _ in 0..<5 {
    let start = processorSeconds()
    answers.insert(try body())
    least = min(least, processorSeconds() - start)
  }
  precondition(answers.count == 1, "the same work gave different answers")
  return least
}

private func processorSeconds() -> Double {
  var time = timespec()
  // SAFETY: a local of the right type.
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
