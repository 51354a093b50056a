public import Corpus
internal import Learning
internal import TextFeatures

/// The terms that speak most for each label.
public struct TopTerms {
  public struct Term: Sendable, Equatable {
    public var name: String
    /// Centred over the labels: the log-odds that a unit of tf-idf adds.
    public var weight: Double
  }

  private let lists: [[Term]]

  /// - Parameter count: how many terms a label.
  public init(_ model: Model, count: Int) {
    let names = model.vectorizer.termNames()
    var ranked = [[(weight: Double, column: Int)]](repeating: [], count: model.labels.count)
    for column in names.indices where model.vectorizer.isFeature(column) {
      for (label, weight) in model.coefficients(of: column).enumerated() where weight > 0 {
        ranked[label].append((weight, column))
      }
    }
    lists = ranked.map { list in
      list.sorted { ($1.weight, $0.column) < ($0.weight, $1.column) }.prefix(count)
        .map { Term(name: names[$0.column], weight: $0.weight) }
    }
  }

  public func of(_ label: Int) -> [Term] { lists[label] }
}

/// A model's settings and history as JSON values.
public enum ModelDescription {
  public static func parts(of model: Model) -> [(name: String, value: JSONValue)] {
    [("features", ModelMetadata.encode(model.vectorizer)), ("training", ModelMetadata.encode(model.training))]
      .compactMap { name, text in (try? JSONValue(parsing: Array(text.utf8))).map { (name, $0) } }
      + [("calibration", .string(model.calibration.kind.rawValue))]
  }
}
