/// Confusion counts as floating point with their margins: what every label-based metric is computed from,
/// for the sample itself and for each of its resamples. NaN stands for "undefined" inside the room.
struct CountSummary {
  let classes: Int
  /// K × K, row-major.
  var counts: [Double]
  /// True labels.
  private(set) var rows: [Double]
  /// Predicted labels.
  private(set) var columns: [Double]
  private(set) var total = 0.0
  private(set) var hits = 0.0

  init(classes: Int) {
    self.classes = classes
    counts = [Double](repeating: 0, count: classes * classes)
    rows = [Double](repeating: 0, count: classes)
    columns = rows
  }

  /// Forgets the counts.
  mutating func clear() {
    for index in counts.indices { counts[index] = 0 }
  }

  /// Brings the margins in line with the counts.
  mutating func tally() {
    total = 0
    hits = 0
    for k in 0..<classes {
      rows[k] = 0
      columns[k] = 0
    }
    for i in 0..<classes {
      for j in 0..<classes {
        let count = counts[i * classes + j]
        rows[i] += count
        columns[j] += count
      }
      total += rows[i]
      hits += counts[i * classes + i]
    }
  }

  func precision(_ k: Int) -> Double { counts[k * classes + k] / columns[k] }
  func recall(_ k: Int) -> Double { counts[k * classes + k] / rows[k] }
  func f1(_ k: Int) -> Double { 2 * counts[k * classes + k] / (rows[k] + columns[k]) }

  /// A label-based metric; NaN for those that need probabilities.
  func value(of metric: Metric) -> Double {
    switch metric {
    case .accuracy, .microF1: hits / total
    case .macroF1: macroF1
    case .weightedF1: weightedF1
    case .balancedAccuracy: balancedAccuracy
    case .mcc: mcc
    case .cohenKappa: kappa
    default: .nan
    }
  }

  private var macroF1: Double {
    var sum = 0.0
    var present = 0.0
    for k in 0..<classes where rows[k] + columns[k] > 0 {
      sum += f1(k)
      present += 1
    }
    return sum / present
  }

  private var weightedF1: Double {
    var sum = 0.0
    for k in 0..<classes where rows[k] > 0 { sum += rows[k] * f1(k) }
    return sum / total
  }

  private var balancedAccuracy: Double {
    var sum = 0.0
    var present = 0.0
    for k in 0..<classes where rows[k] > 0 {
      sum += recall(k)
      present += 1
    }
    return sum / present
  }

  private var mcc: Double {
    var both = 0.0
    var truths = 0.0
    var predictions = 0.0
    for k in 0..<classes {
      both += rows[k] * columns[k]
      truths += rows[k] * rows[k]
      predictions += columns[k] * columns[k]
    }
    let denominator = (total * total - truths) * (total * total - predictions)
    return denominator > 0 ? (hits * total - both) / denominator.squareRoot() : .nan
  }

  private var kappa: Double {
    var chance = 0.0
    for k in 0..<classes { chance += rows[k] * columns[k] }
    let room = total * total - chance
    return room > 0 ? (hits * total - chance) / room : .nan
  }
}
