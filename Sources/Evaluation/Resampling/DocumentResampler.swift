/// Draws bootstrap resamples of documents: n of n with replacement, exactly, without touching rows one by one more
/// than needed.
///
/// Documents that fall into the same confusion cells and confidence bins (of every system compared) form a stratum,
/// cut into chunks of at most 1,024. A resample first draws how many of its n documents each chunk receives: one
/// multinomial draw, made of binomials. That settles all counts. Within a chunk the draws are uniform over its
/// documents, whose sums lie in 32 kB of first-level cache; six draws come from one random word.
/// The result has exactly the distribution of drawing rows.
struct DocumentResampler: Resampler {
  static let chunkSize = 1_024

  struct Chunk {
    var start: Int
    var count: Int
    /// One of each system.
    var cells: [Int]
    var bins: [Int]
  }

  let documents: Int
  let systems: Int
  let chunks: [Chunk]
  /// The sums of document i (in stratum order) and system s at i · systems + s; empty without probabilities.
  let payload: [SIMD4<Double>]

  /// - Parameter rows: one array a system, all over the same documents.
  init(rows: [[MetricRow]], hasProbabilities: Bool) {
    documents = rows[0].count
    systems = rows.count
    let order = (0..<documents).sorted { a, b in
      for system in rows {
        let (x, y) = (system[a], system[b])
        if x.cell != y.cell { return x.cell < y.cell }
        if x.bin != y.bin { return x.bin < y.bin }
      }
      return a < b
    }
    func sameStratum(_ a: Int, _ b: Int) -> Bool {
      rows.allSatisfy { $0[a].cell == $0[b].cell && $0[a].bin == $0[b].bin }
    }
    // Without sums to draw, a stratum need not be cut.
    let limit = hasProbabilities ? Self.chunkSize : Int.max
    var chunks: [Chunk] = []
    for (position, document) in order.enumerated() {
      if let last = chunks.last, last.count < limit, sameStratum(order[last.start], document) {
        chunks[chunks.count - 1].count += 1
      } else {
        chunks.append(
          Chunk(
            start: position, count: 1, cells: rows.map { $0[document].cell }, bins: rows.map { $0[document].bin }))
      }
    }
    self.chunks = chunks
    payload = hasProbabilities ? order.flatMap { document in rows.map { $0[document].sums } } : []
  }

  var units: Int { documents }

  func draw(_ source: inout RandomSource, into sums: inout [MetricSums]) {
    var drawsLeft = documents
    var documentsLeft = documents
    for chunk in chunks {
      let draws = source.binomial(drawsLeft, Double(chunk.count) / Double(documentsLeft))
      drawsLeft -= draws
      documentsLeft -= chunk.count
      if draws == 0 { continue }
      if payload.isEmpty {
        for s in 0..<systems { sums[s].add(cell: chunk.cells[s], bin: 0, count: Double(draws), sums: .zero) }
      } else if systems == 1 {
        let total = Self.sum(of: draws, from: payload.span, chunk, &source)
        sums[0].add(cell: chunk.cells[0], bin: chunk.bins[0], count: Double(draws), sums: total)
      } else {
        let (first, second) = Self.pairSum(of: draws, from: payload.span, chunk, &source)
        sums[0].add(cell: chunk.cells[0], bin: chunk.bins[0], count: Double(draws), sums: first)
        sums[1].add(cell: chunk.cells[1], bin: chunk.bins[1], count: Double(draws), sums: second)
      }
    }
  }

  private static func sum(
    of draws: Int, from payload: Span<SIMD4<Double>>, _ chunk: Chunk, _ source: inout RandomSource
  ) -> SIMD4<Double> {
    var even = SIMD4<Double>.zero
    var odd = SIMD4<Double>.zero
    let start = chunk.start
    var left = draws
    if chunk.count == chunkSize {
      while left >= 6 {
        let word = source.next()
        even += payload[start + Int(word & 1_023)]
        odd += payload[start + Int((word >> 10) & 1_023)]
        even += payload[start + Int((word >> 20) & 1_023)]
        odd += payload[start + Int((word >> 30) & 1_023)]
        even += payload[start + Int((word >> 40) & 1_023)]
        odd += payload[start + Int((word >> 50) & 1_023)]
        left -= 6
      }
    }
    let pick = SmallRange(chunk.count)
    while left > 0 {
      even += payload[start + pick.draw(&source)]
      left -= 1
    }
    return even + odd
  }

  private static func pairSum(
    of draws: Int, from payload: Span<SIMD4<Double>>, _ chunk: Chunk, _ source: inout RandomSource
  ) -> (SIMD4<Double>, SIMD4<Double>) {
    var first = SIMD4<Double>.zero
    var second = SIMD4<Double>.zero
    let pick = SmallRange(chunk.count)
    for _ in 0..<draws {
      let at = 2 * (chunk.start + pick.draw(&source))
      first += payload[at]
      second += payload[at + 1]
    }
    return (first, second)
  }
}

/// Uniform draws from 0..<count for a count below 2³², without bias (Lemire 2019).
struct SmallRange {
  private let count: UInt64
  private let threshold: UInt64

  init(_ count: Int) {
    precondition(count > 0 && count <= Int(UInt32.max), "The range is neither empty nor above 2³².")
    self.count = UInt64(count)
    threshold = (1 << 32) % self.count
  }

  @inline(__always)
  func draw(_ source: inout RandomSource) -> Int {
    while true {
      let product = (source.next() >> 32) &* count
      if product & 0xFFFF_FFFF >= threshold { return Int(product >> 32) }
    }
  }
}
