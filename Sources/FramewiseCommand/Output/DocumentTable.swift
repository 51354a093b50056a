internal import Corpus
internal import Evaluation
internal import Framewise

/// Every evaluated document as a row of CSV or TSV.
enum DocumentTable {
  /// `id,truth,predicted,p_…`; with a comparison also `other` and `right`: both, this, other or neither.
  ///
  /// - Parameter writer: which nothing was written with.
  static func encode(_ study: EvaluationStudy, _ writer: CSVWriter) -> [UInt8] {
    var writer = writer
    let hasProbabilities = study.predictions.probabilities != nil
    let isCompared = study.comparison != nil
    for name in ["id", "truth", "predicted"] { writer.field(name) }
    if hasProbabilities { for label in study.labels { writer.field("p_" + label) } }
    if isCompared { for name in ["other", "right"] { writer.field(name) } } else { writer.field("right") }
    writer.endRecord()
    for document in study.documents {
      writer.field(document.id)
      writer.field(study.labels[document.truth])
      writer.field(study.labels[document.predicted])
      for probability in document.probabilities { writer.field(probability) }
      if isCompared { writer.field(document.other.map { study.labels[$0] } ?? "") }
      writer.field(right(document, isCompared: isCompared))
      writer.endRecord()
    }
    return writer.bytes
  }

  /// Who was right.
  private static func right(_ document: EvaluationStudy.Document, isCompared: Bool) -> String {
    guard isCompared else { return document.isRight ? "yes" : "no" }
    guard let other = document.other else { return document.isRight ? "this" : "neither" }
    return switch (document.isRight, other == document.truth) {
    case (true, true): "both"
    case (true, false): "this"
    case (false, true): "other"
    case (false, false): "neither"
    }
  }
}
