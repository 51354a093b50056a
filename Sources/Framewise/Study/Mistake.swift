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
  /// The text, or as much of its beginning as a page can show.
  public var passage: String
  /// Words of the passage and what each adds, in order.
  public var marks: [Mark]

  /// What one word of the text adds: the contributions of all terms it is a part of, each spread evenly over the bytes
  /// of all places where it stands.
  public struct Mark: Sendable, Equatable {
    /// Bytes of the passage in UTF-8.
    public var range: Range<Int>
    public var contribution: Double
  }
}

extension StudyRunner {
  /// Terms a side.
  private static let termLimit = 8
  /// Bytes of a passage.
  private static let passageLimit = 4_000

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
      let (first, second) = (predictions.predicted[place], predictions.truth[place])
      let terms = explainer.evidence(place, for: first, against: second)
      let passage = samples.excerpt(predicted.rows[place], limit: Self.passageLimit)
      return Mistake(
        document: place, margin: margins[index],
        misleading: Array(terms.filter { $0.contribution > 0 }.prefix(Self.termLimit)),
        opposing: Array(terms.reversed().filter { $0.contribution < 0 }.prefix(Self.termLimit)), passage: passage,
        marks: explainer.marks(
          place, in: Array(samples.bytes[samples.ranges[predicted.rows[place]]]),
          upTo: min(passage.utf8.count, Self.passageLimit), for: first, against: second))
    }
  }
}

/// Takes a prediction apart into what its terms added.
private struct Explainer {
  /// A term of a document: its name, the block it belongs to, and its log-odds a label times its tf-idf.
  private struct Part {
    var term: String
    var block: Int
    var byLabel: [Double]
  }

  private var parts: [Int: [Part]] = [:]
  private var settings = FeatureSettings()

  init(_ plan: StudyPlan, _ samples: Samples, _ predicted: StudyRunner.Predicted, places: [Int]) throws {
    if case .model(let model) = plan {
      settings = model.vectorizer.settings
      let order = samples.labels.map { model.labels.place(of: $0) ?? 0 }
      let rows = model.vectorizer.transform(places.map { samples.text(predicted.rows[$0]) })
      add(places, rows, model.vectorizer) { column in
        let weights = model.coefficients(of: column)
        return order.map { weights[$0] }
      }
      return
    }
    guard let found = predicted.outOfFold, let fitter = predicted.fitter else { return }
    settings = fitter.settings.features
    for part in Set(places.map { found.part[$0] }).sorted() {
      let fitted = found.fitted[part]
      let own = places.filter { found.part[$0] == part }
      let rows = fitter.counted.rows(own.map { predicted.rows[$0] }, under: fitted.selection)
      add(own, rows, try fitter.counted.vectorizer(fitted.selection)) { Self.weights(fitted.model, $0) }
    }
  }

  private mutating func add(
    _ places: [Int], _ rows: SparseMatrix, _ vectorizer: Vectorizer, weights: (Int) -> [Double]
  ) {
    let names = vectorizer.termNames()
    for (index, place) in places.enumerated() {
      parts[place] = (rows.rowOffsets[index]..<rows.rowOffsets[index + 1]).map { entry in
        let column = Int(rows.columns[entry])
        let value = rows.values[entry]
        return Part(
          term: names[column], block: vectorizer.blocks.firstIndex { $0.columns.contains(column) } ?? 0,
          byLabel: weights(column).map { $0 * value })
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

  /// Words in the first bytes of a text, each with what it adds; those that add nothing are left out.
  func marks(_ place: Int, in text: [UInt8], upTo limit: Int, for first: Int, against second: Int) -> [Mistake.Mark] {
    var contributions: [TermKey: Double] = [:]
    for part in parts[place] ?? [] {
      contributions[TermKey(block: part.block, term: part.term)] = part.byLabel[first] - part.byLabel[second]
    }
    var finder = TermPlaces(settings)
    let found = finder.places(in: text).filter { contributions[TermKey(block: $0.block, term: $0.term)] != nil }
    var lengths: [TermKey: Int] = [:]
    for own in found { lengths[TermKey(block: own.block, term: own.term), default: 0] += own.ranges.byteCount }
    var added = [Double](repeating: 0, count: text.count)
    for own in found {
      let key = TermKey(block: own.block, term: own.term)
      let share = (contributions[key] ?? 0) / Double(max(lengths[key] ?? 1, 1))
      for range in own.ranges { for byte in range { added[byte] += share } }
    }
    return finder.words(in: text).filter { $0.upperBound <= limit }.compactMap { range in
      let sum = range.reduce(0) { $0 + added[$1] }
      return sum == 0 ? nil : Mistake.Mark(range: range, contribution: sum)
    }
  }

  private struct TermKey: Hashable {
    var block: Int
    var term: String
  }
}

extension [Range<Int>] {
  fileprivate var byteCount: Int { reduce(0) { $0 + $1.count } }
}
