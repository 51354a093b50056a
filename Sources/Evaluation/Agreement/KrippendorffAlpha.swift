/// Krippendorff's alpha: agreement of any number of coders beyond chance, 1 at its best, 0 at chance;
/// missing codes are allowed.
public struct KrippendorffAlpha: Sendable {
  public var level: MeasurementLevel
  /// The number that each category stands for at levels interval and ratio; else their ranks 0, 1, 2 ….
  public var values: [Double]?
  public var options: EvaluationOptions

  public init(_ level: MeasurementLevel, values: [Double]? = nil, options: EvaluationOptions = .init()) {
    self.level = level
    self.values = values
    self.options = options
  }

  static let undefined =
    "Undefined: no unit has two codes, or all codes are of one category, so that chance alone agrees fully."

  /// Alpha with an interval from resampling units.
  public func callAsFunction(_ codings: Codings) throws(EvaluationError) -> MetricValue {
    try options.validated()
    let k = codings.categories.count
    if let values {
      guard values.count == k else { throw .countsDiffer(what: "values", expected: k, found: values.count) }
      for value in values where !value.isFinite || (level == .ratio && value < 0) {
        throw .optionOutOfRange(
          name: "values", value: value, allowed: level == .ratio ? "finite and not negative" : "finite")
      }
    }
    return alpha(CodePatterns(codings.codes, categories: k), categories: k)
  }

  func alpha(_ units: CodePatterns, categories: Int) -> MetricValue {
    let values = self.values ?? (0..<categories).map(Double.init)
    let (level, patterns, times) = (level, units.patterns, units.times)
    var whole = Coincidences(categories: categories)
    for (pattern, count) in zip(patterns, times) { whole.add(pattern, times: Double(count)) }
    let result = MetricValue(whole.alpha(level, values: values), otherwise: Self.undefined)
    let total = times.reduce(0, +)
    guard result.value != nil, options.resamples > 0 else { return result }
    let resampled = Bootstrap.parallel(
      whole, width: 1, resamples: options.resamples, seed: options.seed, threads: options.threads
    ) { coincidences, source, found in
      coincidences.clear()
      var drawsLeft = total
      var unitsLeft = total
      for (pattern, count) in zip(patterns, times) {
        let draws = source.binomial(drawsLeft, Double(count) / Double(unitsLeft))
        drawsLeft -= draws
        unitsLeft -= count
        if draws > 0 { coincidences.add(pattern, times: Double(draws)) }
      }
      found.append(coincidences.alpha(level, values: values))
    }
    return Bootstrap.adding(resampled.sorted(0), to: result, options)
  }
}
