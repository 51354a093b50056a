/// A line search for the strong Wolfe conditions (Nocedal and Wright, *Numerical Optimization*, algorithms 3.5 and
/// 3.6): sufficient decrease, and a slope whose magnitude has shrunk.
struct WolfeLineSearch {
  var sufficientDecrease = 1e-4
  var slopeShrink = 0.9
  var maximumProbes = 40
  /// Values this close to each other, relatively, cannot be told apart in double precision.
  var valueNoise = 1e-14

  /// The step to take from `start` (step 0, negative slope), trying `first` before any other, or nil when no step
  /// can be told from rounding.
  func step(from start: LineSample, first: Double, probe: (Double) -> LineSample) -> LineSample? {
    var previous = start
    var current = probe(first)
    for round in 0..<maximumProbes {
      if !current.value.isFinite || tooHigh(current, start) || (round > 0 && current.value > previous.value) {
        return zoom(low: previous, high: current, start: start, probe: probe)
      }
      if abs(current.slope) <= -slopeShrink * start.slope { return current }
      if current.slope >= 0 { return zoom(low: current, high: previous, start: start, probe: probe) }
      let next = current.step * 2.5
      previous = current
      current = probe(next)
    }
    return nil
  }

  /// Whether a sample breaks sufficient decrease. Where the decrease drowns in the rounding of the value, the slopes
  /// decide instead (Hager and Zhang 2005, the approximate Wolfe condition).
  private func tooHigh(_ sample: LineSample, _ start: LineSample) -> Bool {
    if sample.value <= start.value + sufficientDecrease * sample.step * start.slope { return false }
    let sameValue = sample.value <= start.value + valueNoise * (1 + abs(start.value))
    return !(sameValue && sample.slope <= (2 * sufficientDecrease - 1) * start.slope)
  }

  private func zoom(
    low: LineSample, high: LineSample, start: LineSample, probe: (Double) -> LineSample
  ) -> LineSample? {
    var low = low
    var high = high
    for _ in 0..<maximumProbes {
      let trial = probe(minimiser(low, high))
      if !trial.value.isFinite || tooHigh(trial, start) || trial.value > low.value {
        high = trial
      } else {
        if abs(trial.slope) <= -slopeShrink * start.slope { return trial }
        if trial.slope * (high.step - low.step) >= 0 { high = low }
        low = trial
      }
      if abs(high.step - low.step) <= 1e-12 * max(abs(high.step), abs(low.step)) { break }
    }
    return low.step > 0 && !tooHigh(low, start) ? low : nil
  }

  /// The minimiser of the cubic through both samples, kept a tenth of the interval away from its ends.
  private func minimiser(_ a: LineSample, _ b: LineSample) -> Double {
    let width = b.step - a.step
    let middle = a.step + 0.5 * width
    guard b.value.isFinite, b.slope.isFinite else { return a.step + 0.1 * width }
    let first = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
    let discriminant = first * first - a.slope * b.slope
    guard discriminant >= 0 else { return middle }
    let root = discriminant.squareRoot() * (width > 0 ? 1 : -1)
    let candidate = b.step - width * (b.slope + root - first) / (b.slope - a.slope + 2 * root)
    guard candidate.isFinite else { return middle }
    let lower = min(a.step, b.step) + 0.1 * abs(width)
    let upper = max(a.step, b.step) - 0.1 * abs(width)
    return min(max(candidate, lower), upper)
  }
}
