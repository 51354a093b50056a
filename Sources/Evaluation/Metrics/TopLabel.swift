/// A document's most probable label: what calibration error is measured on.
struct TopLabel {
  var confidence: Double
  var isRight: Bool

  /// Ties go to the label that the classifier chose when it is among the best, else to the first.
  init(_ predictions: Predictions, _ probabilities: [Double], row: Int) {
    let k = predictions.labels.count
    var best = 0
    var confidence = probabilities[row * k]
    for label in 1..<max(k, 1) where probabilities[row * k + label] > confidence {
      confidence = probabilities[row * k + label]
      best = label
    }
    if probabilities[row * k + predictions.predicted[row]] == confidence { best = predictions.predicted[row] }
    self.confidence = confidence
    isRight = best == predictions.truth[row]
  }
}

/// Bins over 0…1, open at the left end and closed at the right: (a, b]; the first holds 0 as well.
struct ConfidenceBins {
  /// Inner edges, ascending.
  let edges: [Double]

  var count: Int { edges.count + 1 }

  /// Bins of equal width. The edges are i · (1 / count), as numpy.linspace rounds them.
  init(equalWidth count: Int) {
    precondition(count >= 1, "There is at least one bin.")
    let step = 1.0 / Double(count)
    edges = (1..<max(count, 1)).map { Double($0) * step }
  }

  /// Bins of as nearly equal numbers of documents as ties allow: edges at the linearly interpolated quantiles.
  init(equalMass count: Int, of values: [Double]) {
    precondition(count >= 1, "There is at least one bin.")
    let sorted = values.sorted()
    edges = sorted.isEmpty ? [] : (1..<max(count, 1)).map { quantile(sorted, Double($0) / Double(count)) }
  }

  func bin(_ value: Double) -> Int {
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The linearly interpolated quantile (type 7 of Hyndman and Fan 1996, numpy's default) of sorted values.
func quantile(_ sorted: [Double], _ share: Double) -> Double {
  precondition(!sorted.isEmpty, "A quantile needs a value.")
  let position = min(max(share, 0), 1) * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  let fraction = position - Double(below)
  // The two forms of numpy's lerp: exact at both ends and monotone in between.
  let difference = sorted[above] - sorted[below]
  return fraction < 0.5 ? sorted[below] + difference * fraction : sorted[above] - difference * (1 - fraction)
}
