internal import Evaluation
internal import Learning
internal import LinearAlgebra
internal import TextFeatures

/// A document that was predicted wrongly, and why.
public struct Mistake: Sendable, Equatable {
  /// What one term adds to the log-odds of the predicted label against the true one: weight × tf-idf.
  public struct Evidence: Sendable, Equatable {
    public var term: String
    public var contribution: Double
  }

  /// Its place in the study's documents.
  public var document: Int
  /// p(predicted) − p(true): how sure the mistake is.
  public var margin: Double
  /// Terms for the predicted label, the strongest first.
  public var misleading: [Evidence]
  /// Terms for the true label, the strongest first; their contributions are negative.
  public var opposing: [Evidence]
}

extension StudyRunner {
  /// Terms a side.
  private static let termLimit = 8

  /// The surest mistakes, each explained by the model that made it.
  func mistakes(_ predicted: Predicted, limit: Int) throws -> [Mistake] {
    let predictions = predicted.predictions
    let k = predictions.labels.count
    let wrong = predictions.truth.indices.filter { predictions.truth[$0] != predictions.predicted[$0] }
    let margins = wrong.map { place -> Double in
      guard let p = predictions.probabilities else { return 0 }
      return p[place * k + predictions.predicted[place]] - p[place * k + predictions.truth[place]]
    }
    let order = wrong.indices.sorted { (margins[$1], wrong[$0]) < (margins[$0], wrong[$1]) }.prefix(limit)
    let explainer = try Explainer(plan, samples, predicted, places: order.map { wrong[$0] })
    return order.map { index in
      let place = wrong[index]
      let terms = explainer.evidence(place, for: predictions.predicted[place], against: predictions.truth[place])
      return Mistake(
        document: place, margin: margins[index],
        misleading: Array(terms.filter { $0.contribution > 0 }.prefix(Self.termLimit)),
        opposing: Array(terms.reversed().filter { $0.contribution < 0 }.prefix(Self.termLimit)))
    }
  }
}

/// Takes a prediction apart into what its terms added.
private struct Explainer {
  /// Of a document: names and log-odds a label of each of its terms, times their tf-idf.
  private var parts: [Int: [(term: String, byLabel: [Double])]] = [:]

  init(_ plan: StudyPlan, _ samples: Samples, _ predicted: StudyRunner.Predicted, places: [Int]) throws {
    if case .model(let model) = plan {
      let names = model.vectorizer.termNames()
      let order = samples.labels.map { model.labels.place(of: $0) ?? 0 }
      for place in places {
        let row = model.vectorizer.transform([samples.text(predicted.rows[place])])
        parts[place] = zip(row.columns, row.values).map { column, value in
          let weights = model.coefficients(of: Int(column))
          return (names[Int(column)], order.map { weights[$0] * value })
        }
      }
      return
    }
    guard let found = predicted.outOfFold, let fitter = predicted.fitter else { return }
    for part in Set(places.map { found.part[$0] }).sorted() {
      let fitted = found.fitted[part]
      let own = places.filter { found.part[$0] == part }
      let names = try fitter.counted.vectorizer(fitted.selection).termNames()
      let rows = fitter.counted.rows(own.map { predicted.rows[$0] }, under: fitted.selection)
      for (index, place) in own.enumerated() {
        parts[place] = (rows.rowOffsets[index]..<rows.rowOffsets[index + 1]).map { entry in
          let column = Int(rows.columns[entry])
          let value = rows.values[entry]
          return (names[column], Self.weights(fitted.model, column).map { $0 * value })
        }
      }
    }
  }

  private static func weights(_ model: LinearModel, _ column: Int) -> [Double] {
    // With two labels the one row is that of the second against the first.
    if model.rows == 1 { return [0, model.weights[column]] }
    return Array(model.weights[column * model.rows..<(column + 1) * model.rows])
  }

  /// The strongest for the first label first.
  func evidence(_ place: Int, for first: Int, against second: Int) -> [Mistake.Evidence] {
    (parts[place] ?? []).map { Mistake.Evidence(term: $0.term, contribution: $0.byLabel[first] - $0.byLabel[second]) }
      .sorted { ($1.contribution, $0.term) < ($0.contribution, $1.term) }
  }
}
