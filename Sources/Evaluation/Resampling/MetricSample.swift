/// The values of one or two systems on the same documents: on the sample itself and on each of its resamples.
struct MetricSample {
  /// System s has its values from s · width on, in the order of ``MetricSums/write(into:)``.
  let point: [Double]
  let width: Int
  let resampled: ResampledValues?
  /// Values without each document or group in turn, one after another; only for BCa.
  private let leftOut: [Double]
  private let options: EvaluationOptions

  /// - Parameters:
  ///   - systems: predictions of the same documents with the same truth; the first one's groups count.
  ///   - bins: of the calibration error; where nil, of equal width.
  init(_ systems: [Predictions], _ options: EvaluationOptions, bins: ConfidenceBins? = nil) {
    self.options = options
    let k = systems[0].labels.count
    width = MetricSums.width(classes: k)
    let bins = bins ?? ConfidenceBins(equalWidth: options.eceBins)
    let rows = systems.map { MetricRow.rows(of: $0, bins: bins) }
    let empty = systems.map {
      MetricSums(classes: k, bins: bins.count, hasProbabilities: $0.probabilities != nil)
    }
    var whole = empty
    for (s, system) in rows.enumerated() {
      for row in system { whole[s].add(cell: row.cell, bin: row.bin, count: 1, sums: row.sums) }
    }
    let write: @Sendable (inout [MetricSums], inout [Double]) -> Void = { sums, values in
      for s in sums.indices { sums[s].write(into: &values) }
    }
    var point: [Double] = []
    write(&whole, &point)
    self.point = point
    guard options.resamples > 0, !rows[0].isEmpty else {
      resampled = nil
      leftOut = []
      return
    }
    let rowWidth = width * systems.count
    func run(_ resampler: some Resampler) -> ResampledValues {
      Bootstrap.run(
        resampler, like: empty, width: rowWidth, resamples: options.resamples, seed: options.seed,
        threads: options.threads, write: write)
    }
    var values: [Double] = []
    if let groups = systems[0].groups {
      let resampler = GroupResampler(rows: rows, groups: Strata.numbered(groups))
      resampled = run(resampler)
      if options.interval == .bca { resampler.leavingOut(whole) { write(&$0, &values) } }
    } else {
      let hasProbabilities = systems.contains { $0.probabilities != nil }
      resampled = run(DocumentResampler(rows: rows, hasProbabilities: hasProbabilities))
      if options.interval == .bca {
        for document in rows[0].indices {
          for s in rows.indices {
            let row = rows[s][document]
            whole[s].add(cell: row.cell, bin: row.bin, count: -1, sums: row.sums * -1)
          }
          write(&whole, &values)
          for s in rows.indices {
            let row = rows[s][document]
            whole[s].add(cell: row.cell, bin: row.bin, count: 1, sums: row.sums)
          }
        }
      }
    }
    leftOut = values
  }

  /// One value of the first system.
  func value(_ column: Int, _ metric: Metric?, otherwise reason: String) -> MetricValue {
    value(metric, otherwise: reason) { values, row in values[row + column] }
  }

  /// First system minus second.
  func difference(_ column: Int, _ metric: Metric?, otherwise reason: String) -> MetricValue {
    value(metric, otherwise: reason) { values, row in values[row + column] - values[row + width + column] }
  }

  private func value(
    _ metric: Metric?, otherwise reason: String, of statistic: ([Double], Int) -> Double
  ) -> MetricValue {
    let result = MetricValue(statistic(point, 0), otherwise: reason)
    guard let value = result.value, let resampled else { return result }
    func all(_ values: [Double]) -> [Double] {
      stride(from: 0, to: values.count, by: resampled.width).map { statistic(values, $0) }.filter(\.isFinite)
    }
    return Bootstrap.adding(all(resampled.values).sorted(), to: result, options) { sorted in
      if metric == .ece {
        // Resampling makes the calibration error larger, for it adds noise to every bin: the reverse interval takes
        // that off. It is widened to hold the value itself, and that of one system ends at 0.
        let floor = resampled.width == width ? 0 : -Double.infinity
        return Bootstrap.basic(sorted, value: value, confidence: options.confidence)
          .map { (max(floor, min($0.low, value)), max($0.high, value)) }
      }
      guard options.interval == .bca else { return nil }
      return Bootstrap.bca(sorted, value: value, leftOut: all(leftOut), confidence: options.confidence)
    }
  }
}
