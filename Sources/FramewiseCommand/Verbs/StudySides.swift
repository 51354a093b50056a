internal import Framewise

/// What `evaluate` reads beside its data: another model, another system's scores, people's codes.
struct StudySides {
  var compared: (name: String, model: Model)?
  var scores: OtherScores?
  var codings: CodingTable?

  /// Whether all of it is about these labels.
  ///
  /// - Throws: what is not, as bad data.
  func check(labels: [String]) throws {
    if let (name, other) = compared, Set(other.labels) != Set(labels) {
      throw CommandError(
        status: .badData,
        description:
          "\(name): this model has the labels \(other.labels.joined(separator: ", ")), and what it is compared "
          + "with has \(labels.joined(separator: ", ")); only models of the same labels can be compared")
    }
    try codings?.check(labels: labels)
  }

  /// The other system's scores of the documents.
  ///
  /// - Throws: also where codes are about none of the documents.
  func aligned(with samples: Samples) throws -> OtherScores.Aligned? {
    try codings?.check(ids: samples.ids)
    return try scores?.aligned(with: samples)
  }
}
