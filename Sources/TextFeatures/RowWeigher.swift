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

  /// Writes one block of a row, entries `column << 32 | count` with columns ascending.
  ///
  /// SAFETY: `columns` and `values` have room for the entries.
  @unsafe
  func write(
    _ entries: UnsafeBufferPointer<UInt64>, columns: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Double>
  ) {
    for place in 0..<entries.count { unsafe columns[place] = unsafe UInt32(truncatingIfNeeded: entries[place] &>> 32) }
    // A loop that does nothing else, so that idf of several terms are on their way at once.
    for place in 0..<entries.count {
      let count = unsafe UInt32(truncatingIfNeeded: entries[place])
      let frequency = count < 64 ? frequencies[Int(count)] : settings.termFrequency(count)
      unsafe values[place] = unsafe frequency * idf[Int(entries[place] &>> 32)]
    }
    if settings.normScope == .block { unsafe normalise(values, count: entries.count) }
  }

  /// Ends a row, whose blocks have been written.
  ///
  /// SAFETY: it has `count` values.
  @unsafe
  func finishRow(_ values: UnsafeMutablePointer<Double>, count: Int) {
    if settings.normScope == .row { unsafe normalise(values, count: count) }
  }

  @unsafe
  private func normalise(_ values: UnsafeMutablePointer<Double>, count: Int) {
    var sum = 0.0
    switch settings.norm {
    case .none: return
    case .l1: for index in 0..<count { unsafe sum += abs(values[index]) }
    case .l2:
      for index in 0..<count { unsafe sum += values[index] * values[index] }
      sum = sum.squareRoot()
    }
    guard sum > 0 else { return }
    for index in 0..<count { unsafe values[index] /= sum }
  }
}

extension FeatureSettings {
  /// The term frequency's part of a weight, for a term that occurs `count` times in a document.
  public func termFrequency(_ count: UInt32) -> Double {
    if binary { return 1 }
    return sublinear ? 1 + Logarithm.natural(Double(count)) : Double(count)
  }
}
