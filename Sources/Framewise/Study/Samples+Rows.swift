public import NearDuplicates

extension Samples {
  /// Some of the documents; the tally and the digest stay those of all.
  func rows(_ rows: [Int]) throws -> Samples {
    if rows.count == count { return self }
    var own = self
    own.truth = rows.map { truth[$0] }
    own.ids = rows.map { ids[$0] }
    own.groups = groups.map { groups in rows.map { groups[$0] } }
    own.sources = sources.map { sources in rows.map { sources[$0] } }
    own.origins = origins.isEmpty ? [] : rows.map { origins[$0] }
    own.dates = rows.map { dates[$0] }
    own.weights = weights.map { weights in rows.map { weights[$0] } }
    own.ranges = rows.map { ranges[$0] }
    return own
  }

  /// The beginning of a text: at most so many bytes, cut between characters and marked with an ellipsis.
  public func excerpt(_ document: Int, limit: Int = 1_200) -> String {
    let range = ranges[document]
    guard range.count > limit else { return text(document) }
    var end = range.lowerBound + limit
    while end > range.lowerBound, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[range.lowerBound..<end], as: UTF8.self) + "…"
  }

  /// What near-duplicates are found by.
  public func sketches(threads: Int) -> [Sketch] {
    Work.map(count, threads: threads) { range -> [Sketch] in
      var sketcher = Sketcher()
      let text = bytes.span
      var found: [Sketch] = []
      for document in range { found.append(sketcher.sketch(text.extracting(ranges[document]))) }
      return found
    }.flatMap { $0 }
  }
}
