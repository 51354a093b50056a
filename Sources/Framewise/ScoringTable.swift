internal import CPrefetch
internal import LinearAlgebra
internal import TextFeatures

/// What scoring needs of a column, side by side, so that a term costs one cache line: its idf, then its weights.
///
/// Weights are log-odds against the first label, in single precision; sums are kept in double precision.
struct ScoringTable: Sendable {
  /// `columnCount · stride` numbers: idf, then `stride − 1` weights.
  private let entries: Stored<Float>
  private let stride: Int
  private let settings: FeatureSettings
  /// 1 + ln n for small n, where frequencies are sublinear.
  private let logarithms: [Double]

  init(vectorizer: Vectorizer, weights: Stored<Float>, rows: Int) {
    self.init(
      settings: vectorizer.settings,
      blocks: zip(vectorizer.blocks, vectorizer.inverseDocumentFrequencies).map { ($0.documentFrequencies, $1) },
      weights: weights, rows: rows)
  }

  /// - Parameter blocks: the document frequencies of each block's columns, and what they count for.
  init(
    settings: FeatureSettings, blocks: [(frequencies: Stored<UInt32>, formula: InverseDocumentFrequencies)],
    weights: Stored<Float>, rows: Int
  ) {
    stride = rows + 1
    self.settings = settings
    logarithms = (0..<64).map { settings.termFrequency(UInt32($0)) }
    let stride = stride
    let columns = blocks.reduce(0) { $0 + $1.frequencies.count }
    precondition(weights.count == columns * rows, "there are not as many weights as columns ask for")
    entries = unsafe Stored(count: columns * stride) { entries in
      unsafe weights.withUnsafeBufferPointer { weights in
        var column = 0
        for (frequencies, formula) in blocks {
          // Most terms share a few low frequencies.
          let known = (0..<256).map { Float(formula[UInt32($0)]) }
          unsafe frequencies.withUnsafeBufferPointer { frequencies in
            unsafe known.withUnsafeBufferPointer { known in
              // SAFETY: every entry of every column is written, and `weights` has `rows` a column.
              for number in frequencies.indices {
                let frequency = unsafe frequencies[number]
                unsafe entries[column &* stride] =
                  frequency < 256 ? unsafe known[Int(frequency)] : Float(formula[frequency])
                for row in 0..<rows { unsafe entries[column &* stride &+ 1 &+ row] = weights[column &* rows &+ row] }
                column &+= 1
              }
            }
          }
        }
      }
    }
  }

  /// The weighed sums of one document.
  struct Sums {
    /// One a row, of the blocks that are done.
    fileprivate(set) var totals: [Double]
    /// One a row, of the block or row at work, not yet divided by its norm.
    fileprivate var partial: [Double]
    fileprivate var norm = 0.0
    /// Whether there was any feature: a word that is there only for an n-gram's sake has idf 0, a feature at least 1.
    fileprivate(set) var hasFeatures = false

    init(rows: Int) {
      totals = [Double](repeating: 0, count: rows)
      partial = totals
    }

    mutating func reset() {
      for row in totals.indices {
        totals[row] = 0
        partial[row] = 0
      }
      norm = 0
      hasFeatures = false
    }

    fileprivate mutating func close(_ kind: FeatureSettings.Norm) {
      if norm > 0 { hasFeatures = true }
      let divisor =
        switch kind {
        case .none: 1.0
        case .l1: norm
        case .l2: norm.squareRoot()
        }
      for row in totals.indices {
        if divisor > 0 { totals[row] += partial[row] / divisor }
        partial[row] = 0
      }
      norm = 0
    }
  }

  /// Adds the terms of one block: columns in order of first occurrence, and how often each occurs.
  func add(_ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums) {
    switch stride {
    case 2: add1(columns, counts, to: &sums)
    case 3: add2(columns, counts, to: &sums)
    default: addAny(columns, counts, to: &sums)
    }
    if settings.normScope == .block { sums.close(settings.norm) }
  }

  /// Ends a document.
  func finish(_ sums: inout Sums) {
    if settings.normScope == .row { sums.close(settings.norm) }
  }

  /// How many terms ahead cache lines are asked for.
  private static let ahead = 24

  /// Calls `body` with each term's column and count, its tf-idf before it is normalised, and its weights.
  ///
  /// - Parameter ask: asks for what `body` needs besides; called some terms ahead with the column.
  @inline(__always)
  private func forEach(
    _ columns: Span<UInt32>, _ counts: Span<UInt32>, stride: Int, ask: (_ column: Int) -> Void = { _ in },
    _ body: (_ column: Int, _ times: UInt32, _ value: Double, _ weights: UnsafePointer<Float>) -> Void
  ) {
    let count = columns.count
    // SAFETY: columns are below the number of columns, each of which has `stride` entries; asking for a line is no access.
    unsafe columns.withUnsafeBufferPointer { columns in
      unsafe counts.withUnsafeBufferPointer { counts in
        unsafe entries.withUnsafeBufferPointer { entries in
          unsafe logarithms.withUnsafeBufferPointer { logarithms in
            guard let columns = columns.baseAddress, let counts = counts.baseAddress,
              let entries = entries.baseAddress, let logarithms = logarithms.baseAddress
            else { return }
            for place in 0..<min(Self.ahead, count) {
              unsafe prefetch_line(entries + Int(columns[place]) &* stride)
              unsafe ask(Int(columns[place]))
            }
            for place in 0..<count {
              let later = unsafe Int(columns[min(place &+ Self.ahead, count &- 1)])
              unsafe prefetch_line(entries + later &* stride)
              ask(later)
              let times = unsafe counts[place]
              let frequency = unsafe times < 64 ? logarithms[Int(times)] : settings.termFrequency(times)
              let entry = unsafe entries + Int(columns[place]) &* stride
              unsafe body(Int(columns[place]), times, frequency * Double(entry[0]), entry + 1)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func size(_ value: Double, isAbsolute: Bool) -> Double { isAbsolute ? abs(value) : value * value }

  private func add1(_ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums) {
    let isAbsolute = settings.norm == .l1
    var first = 0.0
    var norm = 0.0
    unsafe forEach(columns, counts, stride: 2) { _, _, value, weights in
      norm += Self.size(value, isAbsolute: isAbsolute)
      unsafe first += value * Double(weights[0])
    }
    sums.partial[0] += first
    sums.norm += norm
  }

  private func add2(_ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums) {
    let isAbsolute = settings.norm == .l1
    var first = 0.0
    var second = 0.0
    var norm = 0.0
    unsafe forEach(columns, counts, stride: 3) { _, _, value, weights in
      norm += Self.size(value, isAbsolute: isAbsolute)
      unsafe first += value * Double(weights[0])
      unsafe second += value * Double(weights[1])
    }
    sums.partial[0] += first
    sums.partial[1] += second
    sums.norm += norm
  }

  private func addAny(_ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums) {
    let isAbsolute = settings.norm == .l1
    let rows = stride - 1
    var norm = 0.0
    unsafe sums.partial.withUnsafeMutableBufferPointer { partial in
      unsafe forEach(columns, counts, stride: stride) { _, _, value, weights in
        norm += Self.size(value, isAbsolute: isAbsolute)
        // SAFETY: as many weights as rows.
        for row in 0..<rows { unsafe partial[row] += value * Double(weights[row]) }
      }
    }
    sums.norm += norm
  }

  // MARK: - Novelty

  /// Adds the terms of one block, and the single words among them to what the document's novelty is made of.
  ///
  /// - Parameters:
  ///   - first: the column of the block's first word.
  ///   - words: how many of its columns are single words.
  ///   - centroids: a row a word, a column a label.
  func add(
    _ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums, first: Int, words: Int,
    against centroids: Stored<Float>, into measure: inout NoveltyMeasure
  ) {
    let labels = measure.dots.count
    precondition(centroids.count == words * labels, "there are not as many centroids as words ask for")
    if stride == 3, labels == 3 {
      add2(columns, counts, to: &sums, first: first, words: words, against: centroids, into: &measure)
      if settings.normScope == .block { sums.close(settings.norm) }
    } else {
      add(columns, counts, to: &sums)
      measureAny(columns, counts, first: first, words: words, against: centroids, into: &measure)
    }
  }

  /// Both at once, for the three labels that most models have.
  private func add2(
    _ columns: Span<UInt32>, _ counts: Span<UInt32>, to sums: inout Sums, first: Int, words: Int,
    against centroids: Stored<Float>, into measure: inout NoveltyMeasure
  ) {
    let isAbsolute = settings.norm == .l1
    var totals = (0.0, 0.0)
    var norm = 0.0
    var dots = (0.0, 0.0, 0.0)
    var wordNorm = 0.0
    var known = 0
    unsafe centroids.withUnsafeBufferPointer { centroids in
      // Without a word there is no row to read.
      let base = centroids.baseAddress
      func ask(_ column: Int) {
        let number = column &- first
        guard let base = unsafe base, UInt(bitPattern: number) < UInt(bitPattern: words) else { return }
        unsafe prefetch_line(base + number &* 3)
      }
      unsafe forEach(columns, counts, stride: 3, ask: ask) { column, times, value, weights in
        norm += Self.size(value, isAbsolute: isAbsolute)
        unsafe totals.0 += value * Double(weights[0])
        unsafe totals.1 += value * Double(weights[1])
        let number = column &- first
        // SAFETY: the number is that of a word, each of which has a row of centroids.
        guard let base = unsafe base, UInt(bitPattern: number) < UInt(bitPattern: words), value > 0 else { return }
        known &+= Int(times)
        wordNorm += value * value
        let row = unsafe base + number &* 3
        unsafe dots.0 += value * Double(row[0])
        unsafe dots.1 += value * Double(row[1])
        unsafe dots.2 += value * Double(row[2])
      }
    }
    sums.partial[0] += totals.0
    sums.partial[1] += totals.1
    sums.norm += norm
    measure.dots[0] += dots.0
    measure.dots[1] += dots.1
    measure.dots[2] += dots.2
    measure.norm += wordNorm
    measure.known += known
  }

  private func measureAny(
    _ columns: Span<UInt32>, _ counts: Span<UInt32>, first: Int, words: Int, against centroids: Stored<Float>,
    into measure: inout NoveltyMeasure
  ) {
    let labels = measure.dots.count
    var known = 0
    var norm = 0.0
    unsafe measure.dots.withUnsafeMutableBufferPointer { dots in
      unsafe centroids.withUnsafeBufferPointer { centroids in
        guard let base = centroids.baseAddress else { return }
        unsafe forEach(columns, counts, stride: stride) { column, times, value, _ in
          let number = column &- first
          // SAFETY: as above.
          guard UInt(bitPattern: number) < UInt(bitPattern: words), value > 0 else { return }
          known &+= Int(times)
          norm += value * value
          let row = unsafe base + number &* labels
          for label in 0..<labels { unsafe dots[label] += value * Double(row[label]) }
        }
      }
    }
    measure.known += known
    measure.norm += norm
  }
}
