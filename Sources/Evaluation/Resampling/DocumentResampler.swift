/// Draws bootstrap resamples of documents: n of n with replacement, exactly, without touching rows one by one more
/// than needed.
///
/// Documents that fall into the same confusion cells and confidence bins (of every system compared) form a stratum,
/// cut into chunks of 1,024, 512, … 64 and a rest. A resample first draws how many of its n documents each chunk
/// receives: one multinomial draw, made of binomials. That settles all counts. Within a chunk the draws are uniform
/// over its documents, whose sums lie in 32 kB of first-level cache; from a chunk whose size is a power of two, six
/// are drawn with one random word. The result has exactly the distribution of drawing rows.
struct DocumentResampler: Resampler {
  /// The largest chunk: six indices below it fit a random word.
  static let largestChunk = 1_024
  /// Rests below this size are not worth a binomial draw for each power of two in them.
  static let smallestPower = 64

  struct Chunk {
    var start: Int
    var count: Int
    /// One of each system.
    var cells: [Int]
    var bins: [Int]
    /// All its documents have the same sums, so that it does not matter which are drawn.
    var isUniform: Bool
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
    let strata = Strata.of(rows)
    let order = Strata.sorted(Array(0..<documents), by: strata)
    var chunks: [Chunk] = []
    var start = 0
    while start < documents {
      var end = start + 1
      while end < documents, strata[order[end]] == strata[order[start]] { end += 1 }
      let cells = rows.map { $0[order[start]].cell }
      let bins = rows.map { $0[order[start]].bin }
      while start < end {
        // Without sums to draw, a stratum need not be cut.
        let count = hasProbabilities ? Self.chunkSize(of: end - start) : end - start
        let isUniform = (start..<(start + count)).allSatisfy { at in
          rows.allSatisfy { $0[order[at]].sums == $0[order[start]].sums }
        }
        chunks.append(Chunk(start: start, count: count, cells: cells, bins: bins, isUniform: isUniform))
        start += count
      }
    }
    self.chunks = chunks
    payload = hasProbabilities ? order.flatMap { document in rows.map { $0[document].sums } } : []
  }

  static func chunkSize(of left: Int) -> Int {
    if left < smallestPower { return left }
    var size = largestChunk
    while size > left { size /= 2 }
    return size
  }

  func scratch() {}

  func draw(_ source: inout RandomSource, _ scratch: inout Void, into sums: inout [MetricSums]) {
    var drawsLeft = documents
    var documentsLeft = documents
    for chunk in chunks {
      let draws = source.binomial(drawsLeft, Double(chunk.count) / Double(documentsLeft))
      drawsLeft -= draws
      documentsLeft -= chunk.count
      if draws == 0 { continue }
      if payload.isEmpty {
        for s in 0..<systems { sums[s].add(cell: chunk.cells[s], bin: 0, count: Double(draws), sums: .zero) }
      } else if chunk.isUniform {
        for s in 0..<systems {
          sums[s].add(
            cell: chunk.cells[s], bin: chunk.bins[s], count: Double(draws),
            sums: payload[chunk.start * systems + s] * Double(draws))
        }
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
    var left = draws
    if chunk.count >= smallestPower {
      let payload = payload.extracting(chunk.start..<(chunk.start + chunk.count))
      let mask = UInt64(chunk.count - 1)
      while left >= 6 {
        let word = source.next()
        even += payload[Int(truncatingIfNeeded: word & mask)]
        odd += payload[Int(truncatingIfNeeded: (word >> 10) & mask)]
        even += payload[Int(truncatingIfNeeded: (word >> 20) & mask)]
        odd += payload[Int(truncatingIfNeeded: (word >> 30) & mask)]
        even += payload[Int(truncatingIfNeeded: (word >> 40) & mask)]
        odd += payload[Int(truncatingIfNeeded: (word >> 50) & mask)]
        left -= 6
      }
    }
    let pick = SmallRange(chunk.count)
    while left > 0 {
      even += payload[chunk.start + pick.draw(&source)]
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
