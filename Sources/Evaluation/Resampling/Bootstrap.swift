import Dispatch
import Synchronization

/// How a bootstrap interval is read off the resamples.
public enum IntervalMethod: String, Sendable, CaseIterable {
  /// Quantiles of the resampled values.
  case percentile
  /// Bias-corrected and accelerated (Efron 1987): quantiles shifted by the bias and skewness of the estimate.
  case bca
}

/// Something that draws one resample after another and adds it up.
protocol Resampler: Sendable {
  /// Memory that every thread has for itself.
  associatedtype Scratch: Sendable

  func scratch() -> Scratch
  func draw(_ source: inout RandomSource, _ scratch: inout Scratch, into sums: inout [MetricSums])
}

/// The values of all metrics in all resamples.
struct ResampledValues {
  let width: Int
  /// resamples × width, row-major.
  let values: [Double]

  /// One metric's values, ascending, undefined ones left out.
  func sorted(_ column: Int) -> [Double] {
    var found: [Double] = []
    found.reserveCapacity(values.count / max(width, 1))
    for index in stride(from: column, to: values.count, by: width) where values[index].isFinite {
      found.append(values[index])
    }
    found.sort()
    return found
  }
}

enum Bootstrap {
  /// Draws resamples of documents or groups and evaluates each with `write`.
  static func run(
    _ resampler: some Resampler, like empty: [MetricSums], width: Int, resamples: Int, seed: UInt64, threads: Int,
    write: @Sendable (inout [MetricSums], inout [Double]) -> Void
  ) -> ResampledValues {
    parallel(
      (sums: empty, scratch: resampler.scratch()), width: width, resamples: resamples, seed: seed, threads: threads
    ) { state, source, values in
      for s in state.sums.indices { state.sums[s].clear() }
      resampler.draw(&source, &state.scratch, into: &state.sums)
      write(&state.sums, &values)
    }
  }

  /// Calls `body` once for every resample, in parallel; it appends `width` values. The seed of a resample depends on
  /// its number alone, so the result is the same at any number of threads.
  ///
  /// - Parameter state: scratch space, of which every thread has a copy.
  static func parallel<State: Sendable>(
    _ state: State, width: Int, resamples: Int, seed: UInt64, threads: Int,
    body: @Sendable (inout State, inout RandomSource, inout [Double]) -> Void
  ) -> ResampledValues {
    let workers = max(1, min(threads, resamples))
    let parts = Mutex([[Double]](repeating: [], count: workers))
    @Sendable func work(_ worker: Int) {
      let range = (resamples * worker / workers)..<(resamples * (worker + 1) / workers)
      var state = state
      var values: [Double] = []
      values.reserveCapacity(range.count * width)
      for resample in range {
        var source = RandomSource(seed: seed, stream: UInt64(resample))
        body(&state, &source, &values)
      }
      parts.withLock { $0[worker] = values }
    }
    if workers == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: workers, execute: work) }
    return ResampledValues(width: width, values: parts.withLock { Array($0.joined()) })
  }

  // MARK: Reading an interval off

  /// `result` with the percentile interval of `sorted`, or with the reason why it has none.
  static func adding(
    _ sorted: [Double], to result: MetricValue, _ options: EvaluationOptions,
    interval: ([Double]) -> (low: Double, high: Double)? = { _ in nil }
  ) -> MetricValue {
    var result = result
    guard result.value != nil, options.resamples > 0 else { return result }
    guard 2 * sorted.count >= options.resamples, let first = sorted.first, let last = sorted.last else {
      result.reason = Measurement.tooFewDefined
      return result
    }
    // Values that are equal but for the order of summation count as equal.
    guard last - first > 1e-12 * max(1, abs(last)) else {
      result.reason = Measurement.tooUniform
      return result
    }
    let found = interval(sorted) ?? percentile(sorted, confidence: options.confidence)
    result.low = found?.low
    result.high = found?.high
    return result
  }

  static func percentile(_ sorted: [Double], confidence: Double) -> (low: Double, high: Double)? {
    guard !sorted.isEmpty else { return nil }
    let tail = (1 - confidence) / 2
    return (quantile(sorted, tail), quantile(sorted, 1 - tail))
  }

  /// The reverse percentile interval (Davison and Hinkley 1997, 5.2.1), for estimates that resampling biases.
  static func basic(_ sorted: [Double], value: Double, confidence: Double) -> (low: Double, high: Double)? {
    percentile(sorted, confidence: confidence).map { (2 * value - $0.high, 2 * value - $0.low) }
  }

  /// - Parameter leftOut: the estimate without each unit in turn (jackknife).
  static func bca(
    _ sorted: [Double], value: Double, leftOut: [Double], confidence: Double
  ) -> (low: Double, high: Double)? {
    guard !sorted.isEmpty else { return nil }
    let defined = leftOut.filter(\.isFinite)
    let mean = defined.reduce(0, +) / Double(max(defined.count, 1))
    var squares = 0.0
    var cubes = 0.0
    for one in defined {
      let d = mean - one
      squares += d * d
      cubes += d * d * d
    }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    // Half of the ties count as below, so that a discrete estimate is not taken for a biased one.
    let below = Double(sorted.count { $0 < value }) + 0.5 * Double(sorted.count { $0 == value })
    let share = below / Double(sorted.count)
    guard share > 0, share < 1 else { return percentile(sorted, confidence: confidence) }
    let bias = Special.normalQuantile(share)
    func shifted(_ tail: Double) -> Double {
      let z = bias + Special.normalQuantile(tail)
      return Special.normalCDF(bias + z / (1 - acceleration * z))
    }
    let tail = (1 - confidence) / 2
    return (quantile(sorted, shifted(tail)), quantile(sorted, shifted(1 - tail)))
  }
}
