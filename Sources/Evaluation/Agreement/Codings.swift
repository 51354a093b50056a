/// What several coders said about the same units. Codes may be missing.
public struct Codings: Sendable, Equatable {
  /// K categories, in their order if they have one.
  public let categories: [String]
  /// One row a coder, one column a unit: the number of the category, or `nil` where the coder gave none.
  public let codes: [[Int?]]

  /// - Throws: ``EvaluationError`` where rows differ in length or a code has no category.
  public init(categories: [String], codes: [[Int?]]) throws(EvaluationError) {
    guard !categories.isEmpty else { throw .noLabels }
    guard categories.count <= Predictions.labelLimit else {
      throw .tooManyLabels(count: categories.count, limit: Predictions.labelLimit)
    }
    let units = codes.first?.count ?? 0
    for row in codes {
      guard row.count == units else { throw .countsDiffer(what: "codes of a coder", expected: units, found: row.count) }
      for (unit, code) in row.enumerated() {
        if let code, code < 0 || code >= categories.count {
          throw .labelOutOfRange(what: "coded", row: unit, value: code, labels: categories.count)
        }
      }
    }
    self.categories = categories
    self.codes = codes
  }

  public var coders: Int { codes.count }
  public var units: Int { codes.first?.count ?? 0 }

  /// The same without one coder.
  func without(coder: Int) -> [[Int?]] {
    codes.indices.filter { $0 != coder }.map { codes[$0] }
  }
}

/// How far apart two categories are.
public enum MeasurementLevel: String, CaseIterable, Sendable {
  /// Equal or not.
  case nominal
  /// By the number of codes between them.
  case ordinal
  /// (a − b)² of the categories' values.
  case interval
  /// ((a − b) / (a + b))² of the categories' values.
  case ratio
}
