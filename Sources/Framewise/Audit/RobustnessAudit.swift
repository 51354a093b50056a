public import Evaluation
internal import TextFeatures

/// What changes that should not matter do to predictions.
public struct RobustnessAudit: Sendable, Equatable {
  /// One change.
  public struct Finding: Sendable, Equatable {
    public var perturbation: Perturbation
    /// Documents that the change alters at all.
    public var altered: Int
    /// Share of the altered documents whose predicted label changes.
    public var flips: MetricValue
    /// Accuracy on the altered documents, changed minus unchanged.
    public var accuracyChange: MetricValue
    /// Ids of documents that flip, the first of them.
    public var examples: [String]
  }

  /// A classifier that sees only what it should not need.
  public struct Restricted: Sendable, Equatable {
    /// `actors_only` or `boilerplate_only`.
    public var name: String
    /// What it sees, in words.
    public var description: String
    public var accuracy: MetricValue
    public var macroF1: MetricValue
    /// Macro-F1 of always naming the most frequent label, for comparison.
    public var majorityMacroF1: MetricValue
  }

  public var findings: [Finding]
  public var restricted: [Restricted]
  public var notes: [String] = []
}

/// Audits a model on labelled samples.
public struct Auditor: Sendable {
  public let samples: Samples
  public let gazetteer: Gazetteer?
  public let options: EvaluationOptions
  private static let exampleLimit = 10

  public init(_ samples: Samples, gazetteer: Gazetteer?, options: EvaluationOptions) {
    self.samples = samples
    self.gazetteer = gazetteer
    self.options = options
  }

  /// - Parameter settings: how the restricted classifiers are trained, on the samples themselves in five folds.
  public func run(_ model: Model, settings: FoldSettings) throws -> RobustnessAudit {
    let mentions = Work.each(samples.count, threads: options.threads) { document in
      gazetteer?.mentions(in: Array(samples.bytes[samples.ranges[document]])) ?? []
    }
    let original = try samples.predictions(of: model, threads: options.threads)
    var audit = RobustnessAudit(findings: [], restricted: [])
    for perturbation in Perturbation.allCases {
      if perturbation.needsActors, gazetteer == nil { continue }
      audit.findings.append(try finding(perturbation, model, original, mentions))
    }
    if gazetteer == nil { audit.notes.append("Actors are not audited: there is no gazetteer.") }
    // Only their labels are looked at, so that the model's own C will do and nothing needs to be calibrated.
    var plain = settings
    plain.grid = [model.training.c]
    plain.isCalibrated = false
    try restrict(&audit, mentions, plain)
    return audit
  }

  private func finding(
    _ perturbation: Perturbation, _ model: Model, _ original: Predictions, _ mentions: [[Gazetteer.Mention]]
  ) throws -> RobustnessAudit.Finding {
    let texts = Work.each(samples.count, threads: options.threads) { document in
      perturbation.apply(
        Array(samples.bytes[samples.ranges[document]]), mentions: mentions[document], gazetteer: gazetteer,
        seed: options.seed &+ UInt64(document))
    }
    let altered = texts.indices.filter { !texts[$0].elementsEqual(samples.bytes[samples.ranges[$0]]) }
    guard !altered.isEmpty else {
      let none = MetricValue.undefined("Undefined: the change alters no document.")
      return .init(perturbation: perturbation, altered: 0, flips: none, accuracyChange: none, examples: [])
    }
    let changed = try samples.replacing(texts.map { $0[...] }).predictions(of: model, threads: options.threads)
    let before = try original.rows(altered)
    let after = try changed.rows(altered)
    // A flip is an error against the unchanged prediction, so its interval is that of an accuracy.
    let agreement = try EvaluationReport(
      Predictions(labels: before.labels, truth: before.predicted, predicted: after.predicted, groups: before.groups),
      options)[.accuracy]
    let comparison = try PairedComparison(after, before, options)
    return .init(
      perturbation: perturbation, altered: altered.count, flips: flips(agreement, before),
      accuracyChange: comparison[.accuracy],
      examples: altered.filter { original.predicted[$0] != changed.predicted[$0] }.prefix(Self.exampleLimit)
        .map { samples.ids[$0] })
  }

  /// Where not one document flips, or all do, resampling cannot say how far that reaches: Wilson's interval can, taken
  /// over groups where there are groups.
  private func flips(_ agreement: MetricValue, _ before: Predictions) -> MetricValue {
    let flips = agreement.complement
    guard let value = flips.value, value == 0 || value == 1 else { return flips }
    let units = before.groups.map { Set($0).count } ?? before.count
    let interval = ProportionInterval.wilson.interval(
      value == 0 ? 0 : units, of: units, confidence: options.confidence)
    return MetricValue(value: value, low: interval?.low, high: interval?.high)
  }

  // MARK: - Restricted classifiers

  private func restrict(
    _ audit: inout RobustnessAudit, _ mentions: [[Gazetteer.Mention]], _ settings: FoldSettings
  ) throws {
    if let gazetteer {
      let texts = mentions.map { own in
        Array(own.map { gazetteer.entries[$0.entry].forms[$0.form][...] }.joined(separator: [0x20]))[...]
      }
      try add("actors_only", "The names of actors, in their order.", texts, settings, to: &audit)
    }
    try add(
      "boilerplate_only",
      "Sentences that three documents or more share, and the words at each text's ends, where datelines, bylines and "
        + "notices stand: at each end a twentieth of them, one to ten.", boilerplate(), settings, to: &audit)
  }

  private func add(
    _ name: String, _ description: String, _ texts: [ArraySlice<UInt8>], _ settings: FoldSettings,
    to audit: inout RobustnessAudit
  ) throws {
    let own = try samples.replacing(texts)
    var settings = settings
    settings.features.minimumDocumentFrequency = .count(1)
    var study = StudyOptions()
    study.evaluation = options
    study.evaluation.baselines = []
    study.findsDuplicates = false
    let runner = StudyRunner(own, .crossValidation(folds: 5, settings, inTime: false), study)
    do {
      let split =
        if let groups = own.groups, Set(groups).count >= 5 {
          try Split.grouped(own, by: groups, name: name, folds: 5, seed: options.seed)
        } else {
          try Split.random(own, folds: 5, seed: options.seed)
        }
      let found = try OutOfFold(
        own, runner.fitter(settings, groups: own.groups), split, groups: own.groups, threads: options.threads)
      let report = try EvaluationReport(found.predictions, study.evaluation)
      audit.restricted.append(
        .init(
          name: name, description: description, accuracy: report[.accuracy], macroF1: report[.macroF1],
          majorityMacroF1: report.baselines.first?[.macroF1] ?? .undefined("")))
    } catch {
      audit.notes.append("The classifier '\(name)' is left out: \(error)")
    }
  }

  private func boilerplate() -> [ArraySlice<UInt8>] {
    let sentences = samples.ranges.map { Sentences.cut(Array(samples.bytes[$0])) }
    var counts: [[UInt8]: Int] = [:]
    for own in sentences { for sentence in Set(own.map { Array($0) }) { counts[sentence, default: 0] += 1 } }
    return samples.ranges.indices.map { document in
      let words = samples.bytes[samples.ranges[document]].split { $0 <= 0x20 }
      // Of a single sentence ten words would be the most part, which says what it says.
      let edge = min(10, max(1, words.count / 20))
      var parts = Array(words.prefix(edge) + words.dropFirst(edge).suffix(edge))
      for sentence in sentences[document] where (counts[Array(sentence)] ?? 0) >= 3 { parts.append(sentence) }
      return Array(parts.joined(separator: [0x20]))[...]
    }
  }
}

extension MetricValue {
  /// One minus the value.
  fileprivate var complement: MetricValue {
    MetricValue(value: value.map { 1 - $0 }, low: high.map { 1 - $0 }, high: low.map { 1 - $0 }, reason: reason)
  }
}

extension Samples {
  /// The same documents with other texts.
  func replacing(_ texts: [ArraySlice<UInt8>]) throws -> Samples {
    var own = self
    own.bytes = []
    own.ranges = []
    for text in texts {
      own.ranges.append(own.bytes.count..<own.bytes.count + text.count)
      own.bytes += text
    }
    return own
  }
}
