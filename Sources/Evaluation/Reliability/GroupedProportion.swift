/// A proportion among documents that may come in groups.
public enum GroupedProportion {
  /// Wilson's interval for the effective number of documents: their number over the design effect, which is the
  /// variance between groups over that of independent documents, at least 1 (Rao and Scott 1992). Where all documents
  /// agree, the design effect cannot be seen, and every group counts as one document.
  ///
  /// - Parameters:
  ///   - hits: whether each document is counted.
  ///   - groups: the group of each document; nil where documents are independent.
  public static func value(_ hits: [Bool], groups: [Int]?, confidence: Double = 0.95) -> MetricValue {
    let n = Double(hits.count)
    guard n > 0 else { return .undefined(Metric.accuracy.undefinedReason) }
    let p = Double(hits.count { $0 }) / n
    var effective = n
    if let groups {
      let numbers = Strata.numbered(groups)
      var surplus = [Double](repeating: 0, count: (numbers.max() ?? 0) + 1)
      for (hit, group) in zip(hits, numbers) { surplus[group] += (hit ? 1 : 0) - p }
      let m = Double(surplus.count)
      let independent = p * (1 - p) / n
      if independent > 0, m > 1 {
        let between = m / (m - 1) * surplus.reduce(0) { $0 + $1 * $1 } / (n * n)
        effective = n / max(1, between / independent)
      } else {
        effective = m
      }
    }
    let (low, high) = ProportionInterval.wilson(p, effective, confidence: confidence)
    return MetricValue(value: p, low: low, high: high)
  }
}
