internal import Evaluation
internal import Learning

/// Ways of keeping test documents from training documents.
struct Split: Sendable {
  /// Documents on both sides, ascending.
  struct Part: Sendable {
    var training: [Int]
    var test: [Int]
  }

  var name: String
  var parts: [Part]

  /// Stratified folds.
  static func random(_ samples: Samples, folds: Int, seed: UInt64) throws -> Split {
    try check(samples, folds: folds)
    let dealt = try Folds.stratified(
      labels: samples.truth, labelCount: samples.labels.count, folds: folds, seed: seed)
    return Split(name: "random", parts: parts(dealt))
  }

  /// Folds of whole groups.
  static func grouped(_ samples: Samples, by groups: [Int], name: String, folds: Int, seed: UInt64) throws -> Split {
    let dealt = try Folds.grouped(
      labels: samples.truth, labelCount: samples.labels.count, groups: groups, folds: folds, seed: seed)
    return Split(name: name, parts: parts(dealt))
  }

  /// Trains on what is before a date and tests on what is not; documents without a date are left out.
  static func cut(_ samples: Samples, at date: String) throws(StudyError) -> Split {
    let dates = try Dates.of(samples)
    guard let cut = Dates.normalised(date) else { throw .notADate(id: nil, place: nil, value: date) }
    let part = Part(
      training: dates.indices.filter { dates[$0].map { $0 < cut } ?? false },
      test: dates.indices.filter { dates[$0].map { $0 >= cut } ?? false })
    guard !part.training.isEmpty, !part.test.isEmpty else {
      throw .oneSided(date: date, before: part.training.count, after: part.test.count)
    }
    return Split(name: "later in time", parts: [part])
  }

  /// Rolling origin: documents in order of their dates are cut into `steps + 1` blocks of about one size, equal dates
  /// together; each block but the first is predicted from all blocks before it.
  static func rolling(_ samples: Samples, steps: Int) throws(StudyError) -> Split {
    let dates = try Dates.of(samples)
    let order = dates.indices.filter { dates[$0] != nil }.sorted { ((dates[$0] ?? ""), $0) < ((dates[$1] ?? ""), $1) }
    var starts = [0]
    for step in 1...steps {
      var place = order.count * step / (steps + 1)
      while place > 0, place < order.count, dates[order[place]] == dates[order[place - 1]] { place += 1 }
      if place > (starts.last ?? 0), place < order.count { starts.append(place) }
    }
    guard starts.count > 1 else { throw .tooFewDates(dates: Set(dates.compactMap { $0 }).count) }
    let parts = starts.indices.dropFirst().map { index in
      let end = index + 1 < starts.count ? starts[index + 1] : order.count
      return Part(training: order[..<starts[index]].sorted(), test: order[starts[index]..<end].sorted())
    }
    return Split(name: "later in time", parts: parts)
  }

  private static func parts(_ folds: Folds) -> [Part] {
    (0..<folds.count).map { Part(training: folds.trainingDocuments(of: $0), test: folds.testDocuments(of: $0)) }
  }

  private static func check(_ samples: Samples, folds: Int) throws {
    for (label, name) in samples.labels.enumerated() {
      let count = samples.truth.count { $0 == label }
      guard count >= 2 else {
        throw TrainingError.cannotSplit("The label '\(name)' has one document; cross-validation needs two of each.")
      }
    }
  }
}

/// Why an evaluation cannot be made as asked.
public enum StudyError: Error, Equatable, Sendable {
  case noDates
  /// `id` is nil for --cut; `place` is file and line, where they are known.
  case notADate(id: String?, place: String?, value: String)
  case oneSided(date: String, before: Int, after: Int)
  case tooFewDates(dates: Int)
  case labelMissing(label: String, split: String)
  case tooFew(what: String, found: Int, needed: Int)
  /// Models would have to be trained with vectors that are not at hand.
  case vectorsOnly
  /// An order of labels leaves one out.
  case orderLacks(label: String, order: [String])
}

extension StudyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noDates: "No document has a date; name the column with --time."
    case .notADate(let id, let place, let value):
      (id.map { (place.map { "\($0): the" } ?? "The") + " document '\($0)' has the date '\(value)'" }
        ?? "--cut is '\(value)'")
        + "; write dates like 2024-05-31, 2024-05 or 2024."
    case .oneSided(let date, let before, let after):
      "--cut \(date) leaves \(Wording.counted(before, "document")) before it and \(after) from it on; both sides need some."
    case .tooFewDates(let dates):
      "There \(dates == 1 ? "is" : "are") \(dates) different \(dates == 1 ? "date" : "dates"); a rolling origin needs at least two."
    case .labelMissing(let label, let split):
      "With the split '\(split)' a part is trained without any '\(label)'; use fewer folds or another split."
    case .orderLacks(let label, let order):
      "--ordinal names \(order.joined(separator: ", ")) and not the label '\(label)'; name every label that coders gave."
    case .vectorsOnly:
      "The model's features are word vectors alone, which are not in its file, so that nothing can be trained as it was; "
        + "evaluate it without --cv and --cut."
    case .tooFew(let what, let found, let needed): "There are \(found) \(what); \(needed) are needed."
    }
  }
}
