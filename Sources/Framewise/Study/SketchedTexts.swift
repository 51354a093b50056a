public import Corpus
public import NearDuplicates

/// Records read for their near-duplicates: ids and sketches, without the texts.
public struct SketchedTexts: Sendable {
  public private(set) var ids: [String] = []
  /// One a record; of a text without words, and of a rejected record, an empty one.
  public private(set) var sketches: [Sketch] = []
  public private(set) var tally = Tally()

  private struct Chunk: Sendable {
    var ids: [String] = []
    var sketches: [Sketch] = []
    var tally = Tally()
  }

  /// - Parameter isStrict: ends at the first rejected record.
  public init(_ reader: RecordReader, threads: Int, isStrict: Bool = false) throws {
    let names = InputNames(reader)
    var all = Chunk()
    try OrderedPipeline<Chunk>.run(reader, threads: threads) {
      Sketcher()
    } body: { sketcher, batch in
      Self.sketch(batch, names: names, &sketcher)
    } consume: { chunk in
      all.ids += chunk.ids
      all.sketches += chunk.sketches
      all.tally.add(chunk.tally)
      if isStrict, let problem = chunk.tally.problems.first { throw TrainingError.rejected(problem) }
    }
    ids = all.ids
    sketches = all.sketches
    tally = all.tally
  }

  private static func sketch(_ batch: RecordBatch, names: InputNames, _ sketcher: inout Sketcher) -> Chunk {
    var chunk = Chunk()
    chunk.tally.bytes = batch.inputByteCount
    let bytes = batch.bytes.span
    for record in batch.records {
      chunk.tally.read += 1
      chunk.ids.append(batch.string(.id, of: record) ?? "\(record.line)")
      guard let text = record[.text], batch.problem(of: record) == nil else {
        let problem = batch.problem(of: record)?.description ?? "there is no text"
        chunk.tally.reject("\(names.place(of: record, in: batch)): \(problem)")
        chunk.sketches.append(Sketch())
        continue
      }
      let sketch = sketcher.sketch(bytes.extracting(text))
      if sketch.shingles.isEmpty { chunk.tally.empty += 1 } else { chunk.tally.used += 1 }
      if record.hadMalformedUTF8 { chunk.tally.malformedUTF8 += 1 }
      chunk.sketches.append(sketch)
    }
    return chunk
  }
}
