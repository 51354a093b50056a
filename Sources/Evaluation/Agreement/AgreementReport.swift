/// Two coders on the units that both coded.
public struct PairAgreement: Sendable, Equatable {
  public var first: Int
  public var second: Int
  /// Units that both coded.
  public var units: Int
  /// Share of them with equal codes, with Wilson's interval.
  public var agreement: MetricValue
  public var kappa: MetricValue
}

/// How much the codes of one unit disagree.
public struct UnitDisagreement: Sendable, Equatable {
  public var unit: Int
  /// Share of its pairs of codes that differ.
  public var disagreement: Double
  /// How many coders chose each category.
  public var counts: [Int]
}

/// Everything that codings say about the agreement of their coders.
public struct AgreementReport: Sendable, Equatable {
  public var coders: Int
  public var units: Int
  /// Units with two codes or more: the ones that count.
  public var pairableUnits: Int
  public var alpha: MetricValue
  /// Nominal alpha of each category against all others.
  public var perCategory: [NamedMetric]
  /// Alpha without each coder; one far above the rest marks a coder who codes differently.
  public var leavingOut: [MetricValue]
  /// Every pair of coders, by number.
  public var pairs: [PairAgreement]
  /// Units with differing codes, the most disputed first.
  public var worst: [UnitDisagreement]

  public init(
    _ codings: Codings, _ alpha: KrippendorffAlpha = .init(.nominal), worst limit: Int = 20
  ) throws(EvaluationError) {
    self.alpha = try alpha(codings)
    coders = codings.coders
    units = codings.units
    let k = codings.categories.count
    let nominal = KrippendorffAlpha(.nominal, options: alpha.options)
    perCategory = codings.categories.enumerated().map { number, name in
      let units = CodePatterns(codings.codes, categories: 2) { $0 == number ? 1 : 0 }
      return NamedMetric(name: name, value: nominal.alpha(units, categories: 2))
    }
    leavingOut = codings.codes.indices.map {
      alpha.alpha(CodePatterns(codings.without(coder: $0), categories: k), categories: k)
    }
    pairs = codings.codes.indices.flatMap { first in
      ((first + 1)..<max(codings.coders, first + 1)).map { second in
        Self.pair(codings, first, second, alpha.options)
      }
    }
    let all = (0..<codings.units).map { Self.unit(codings, $0) }
    pairableUnits = all.count { $0.counts.reduce(0, +) > 1 }
    self.worst = Array(
      all.filter { $0.disagreement > 0 }
        .sorted { $0.disagreement != $1.disagreement ? $0.disagreement > $1.disagreement : $0.unit < $1.unit }
        .prefix(limit))
  }

  private static func pair(
    _ codings: Codings, _ first: Int, _ second: Int, _ options: EvaluationOptions
  ) -> PairAgreement {
    let k = codings.categories.count
    var rows = [[Int]](repeating: [Int](repeating: 0, count: k), count: k)
    for case (let a?, let b?) in zip(codings.codes[first], codings.codes[second]) { rows[a][b] += 1 }
    let confusion = ConfusionMatrix(rows: rows)
    let hits = (0..<k).reduce(0) { $0 + confusion[$1, $1] }
    let total = confusion.total
    var agreement = MetricValue.undefined("Undefined: there is no unit that both coded.")
    if let interval = ProportionInterval.wilson.interval(hits, of: total, confidence: options.confidence) {
      agreement = MetricValue(value: Double(hits) / Double(total), low: interval.low, high: interval.high)
    }
    return PairAgreement(
      first: first, second: second, units: total, agreement: agreement,
      kappa: total == 0 ? .undefined("Undefined: there is no unit that both coded.") : confusion.kappa)
  }

  private static func unit(_ codings: Codings, _ unit: Int) -> UnitDisagreement {
    var counts = [Int](repeating: 0, count: codings.categories.count)
    for row in codings.codes { if let code = row[unit] { counts[code] += 1 } }
    let total = counts.reduce(0, +)
    let pairs = total * (total - 1)
    let equal = counts.reduce(0) { $0 + $1 * ($1 - 1) }
    return UnitDisagreement(
      unit: unit, disagreement: pairs > 0 ? Double(pairs - equal) / Double(pairs) : 0, counts: counts)
  }
}
