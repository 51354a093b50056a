/// How many of the documents of an evaluation the model was trained on.
public struct TrainingOverlap: Sendable, Equatable {
  public var documents: Int
  public var of: Int

  /// Above this share the numbers say little of other texts.
  public static let bearable = 0.05

  public var flatters: Bool { Double(documents) > Self.bearable * Double(of) }

  /// What it means for the numbers; nil without an overlap.
  public var sentence: String? {
    if documents == 0 { return nil }
    let start = "The model was trained on \(Wording.grouped(documents)) of the \(Wording.grouped(of)) documents: "
    return start + (flatters ? "all numbers flatter it." : "the numbers flatter it a little.")
  }

  /// Nil where the model does not know its training texts, and was not trained on these very documents in this order.
  public init?(_ samples: Samples, _ training: TrainingRecord) {
    of = samples.count
    if training.recordsDigest == samples.recordsDigest {
      documents = of
    } else if training.texts.isEmpty {
      return nil
    } else {
      let known = Set(training.texts)
      documents = samples.ranges.count { range in
        TextFingerprint.of(samples.bytes.span.extracting(range)).map(known.contains) ?? false
      }
    }
  }
}
