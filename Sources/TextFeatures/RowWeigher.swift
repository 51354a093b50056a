import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

enum Logarithm {
  @inline(__always)
  static func natural(_ x: Double) -> Double { log(x) }
}

/// From counts to weights: tf · idf, then the norm.
struct RowWeigher {
  let settings: FeatureSettings
  /// Of each column.
  let idf: [Double]
  /// The part of a weight that small counts have.
  private let frequencies: [Double]

  init(settings: FeatureSettings, idf: [Double]) {
    self.settings = settings
    self.idf = idf
    frequencies = (0..<64).map { settings.termFrequency($0) }
  }

  /// Appends one block of a row, entries `column << 32 | count` with columns ascending.
  func append(_ entries: some Collection<UInt64>, to matrix: inout SparseMatrix) {
    let start = matrix.values.count
    matrix.columns.append(contentsOf: entries.lazy.map { UInt32($0 >> 32) })
    // A loop that does nothing else, so that idf of several terms are on their way at once.
    matrix.values.append(
      contentsOf: entries.lazy.map { entry in
        let count = UInt32(truncatingIfNeeded: entry)
        let frequency = count < 64 ? frequencies[Int(count)] : settings.termFrequency(count)
        return frequency * idf[Int(entry >> 32)]
      })
    if settings.normScope == .block { normalise(&matrix, from: start) }
  }

  /// Ends the row that began at `start`.
  func finishRow(from start: Int, in matrix: inout SparseMatrix) {
    if settings.normScope == .row { normalise(&matrix, from: start) }
    matrix.rowOffsets.append(matrix.values.count)
  }

  private func normalise(_ matrix: inout SparseMatrix, from start: Int) {
    var values = matrix.values.mutableSpan
    var sum = 0.0
    switch settings.norm {
    case .none: return
    case .l1: for index in start..<values.count { sum += abs(values[index]) }
    case .l2:
      for index in start..<values.count { sum += values[index] * values[index] }
      sum = sum.squareRoot()
    }
    guard sum > 0 else { return }
    for index in start..<values.count { values[index] /= sum }
  }
}

extension FeatureSettings {
  /// The term frequency's part of a weight, for a term that occurs `count` times in a document.
  public func termFrequency(_ count: UInt32) -> Double {
    if binary { return 1 }
    return sublinear ? 1 + Logarithm.natural(Double(count)) : Double(count)
  }
}
