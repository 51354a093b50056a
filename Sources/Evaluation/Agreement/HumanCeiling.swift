/// How close one coder, a model say, comes to the agreement that the others have among themselves.
public struct HumanCeiling: Sendable, Equatable {
  /// Share of equal codes among pairs of the other coders.
  public var amongOthers: MetricValue
  /// Share of equal codes among pairs of the coder and each other.
  public var withOthers: MetricValue
  /// The second as a share of the first; 1 where the coder agrees with the others as they do with one another.
  public var share: MetricValue

  /// Pairs are pooled over units; intervals come from resampling units.
  public init(
    _ codings: Codings, coder: Int, options: EvaluationOptions = .init()
  ) throws(EvaluationError) {
    try options.validated()
    guard codings.codes.indices.contains(coder) else {
      throw .optionOutOfRange(name: "coder", value: Double(coder), allowed: "from 0 to \(codings.coders - 1)")
    }
    // Of each unit: equal and all pairs with the coder, equal and all pairs of the others.
    let units = (0..<codings.units).map { unit in
      var found = SIMD4<Double>.zero
      for (a, row) in codings.codes.enumerated() {
        for b in (a + 1)..<max(codings.coders, a + 1) {
          guard let x = row[unit], let y = codings.codes[b][unit] else { continue }
          let at = a == coder || b == coder ? 0 : 2
          found[at] += x == y ? 1 : 0
          found[at + 1] += 1
        }
      }
      return found
    }
    @Sendable func shares(_ sums: SIMD4<Double>) -> [Double] {
      let (among, with) = (sums[2] / sums[3], sums[0] / sums[1])
      return [among, with, with / among]
    }
    let resampled = Bootstrap.parallel(
      [Double](repeating: 0, count: units.count), width: 3, resamples: options.resamples, seed: options.seed,
      threads: options.threads
    ) { times, source, values in
      Multiplicities.draw(&times, &source)
      var sums = SIMD4<Double>.zero
      for (unit, times) in zip(units, times) { sums += unit * times }
      values += shares(sums)
    }
    let results = shares(units.reduce(.zero, +)).enumerated().map { column, value in
      Bootstrap.adding(
        resampled.sorted(column),
        to: MetricValue(value, otherwise: "Undefined: there are no units that both sides coded."), options)
    }
    (amongOthers, withOthers, share) = (results[0], results[1], results[2])
  }
}
