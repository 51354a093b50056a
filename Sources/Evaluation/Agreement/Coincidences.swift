/// The coincidence matrix of codings and Krippendorff's alpha from it (Krippendorff 2019, chapter 12).
struct Coincidences {
  let categories: Int
  /// K × K: how often categories meet within units; a unit of m codes counts m in all.
  private(set) var pairs: [Double]

  init(categories: Int) {
    self.categories = categories
    pairs = [Double](repeating: 0, count: categories * categories)
  }

  mutating func clear() {
    for index in pairs.indices { pairs[index] = 0 }
  }

  /// Adds a unit `times` times.
  /// - Parameter counts: how many coders chose each category; fewer than two codes say nothing about agreement.
  mutating func add(_ counts: [Int], times: Double = 1) {
    let total = counts.reduce(0, +)
    guard total > 1 else { return }
    let weight = times / Double(total - 1)
    for a in 0..<categories where counts[a] > 0 {
      for b in 0..<categories where counts[b] > 0 {
        pairs[a * categories + b] += Double(counts[a] * (counts[b] - (a == b ? 1 : 0))) * weight
      }
    }
  }

  /// α = 1 − observed / expected disagreement; NaN where no units are coded twice or all codes are one category.
  func alpha(_ level: MeasurementLevel, values: [Double]) -> Double {
    let margins = (0..<categories).map { a in (0..<categories).reduce(0) { $0 + pairs[a * categories + $1] } }
    let total = margins.reduce(0, +)
    var below: [Double] = [0]
    for margin in margins { below.append((below.last ?? 0) + margin) }
    var observed = 0.0
    var expected = 0.0
    for a in 0..<categories where margins[a] > 0 {
      for b in (a + 1)..<max(categories, a + 1) where margins[b] > 0 {
        let distance: Double
        switch level {
        case .nominal: distance = 1
        // Codes from a to b, of the two ends only the half.
        case .ordinal: distance = below[b + 1] - below[a] - (margins[a] + margins[b]) / 2
        case .interval: distance = values[a] - values[b]
        case .ratio: distance = values[a] == values[b] ? 0 : (values[a] - values[b]) / (values[a] + values[b])
        }
        observed += 2 * pairs[a * categories + b] * distance * distance
        expected += 2 * margins[a] * margins[b] * distance * distance
      }
    }
    return expected > 0 ? 1 - (total - 1) * observed / expected : .nan
  }
}

/// Units with equal numbers of codes in every category, counted: alpha cannot tell them apart.
struct CodePatterns {
  private(set) var patterns: [[Int]] = []
  private(set) var times: [Int] = []

  /// - Parameter pick: the category that a code counts as.
  init(_ codes: [[Int?]], categories: Int, pick: (Int) -> Int = { $0 }) {
    var numbers: [[Int]: Int] = [:]
    for unit in 0..<(codes.first?.count ?? 0) {
      var counts = [Int](repeating: 0, count: categories)
      for row in codes { if let code = row[unit] { counts[pick(code)] += 1 } }
      if let number = numbers[counts] {
        times[number] += 1
      } else {
        numbers[counts] = patterns.count
        patterns.append(counts)
        times.append(1)
      }
    }
  }
}
