internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise
internal import Learning
internal import TextFeatures

struct Inspect: Verb {
  static let configuration = CommandConfiguration(
    commandName: "inspect", _superCommandName: "framewise",
    abstract: "Show what is in a model: settings, labels, top terms, how it was trained.",
    discussion: "Example: framewise inspect my.framewise --top 20")

  @Argument(help: "The model file; the shipped one when not given.") var model: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Terms a label, from 0 to 1000.", valueName: "n")) var top = 10
  @Flag(help: "Print one JSON object instead of text.") var json = false

  func validate() throws {
    guard (0...1000).contains(top) else { throw ValidationError("--top is \(top); it must be from 0 to 1000.") }
  }

  func perform() throws -> ExitStatus {
    let path = try model.map { FilePath($0) } ?? ShippedModel.find()
    let (loaded, bytes, warning) = try ModelFile.load(path)
    let sha256 = Digest.hex(bytes)
    if let warning { Console.warning(warning) }
    let terms = TopTerms(loaded, count: top)
    let out = try Output(nil)
    try out.write(json ? encode(loaded, sha256, terms) : text(loaded, sha256, terms, path))
    try out.finish()
    return .done
  }

  private func text(_ model: Model, _ sha256: String, _ terms: TopTerms, _ path: FilePath) -> String {
    let training = model.training
    let settings = model.vectorizer.settings
    var lines = ["\(path)", "sha256     \(sha256)"]
    lines.append("labels     \(model.labels.map { TerminalText.escaped($0) }.joined(separator: ", "))")
    var how = ["idf \(settings.idf.rawValue)", "norm \(settings.norm.rawValue) by \(settings.normScope.rawValue)"]
    if settings.sublinear { how.append("sublinear") }
    if settings.binary { how.append("binary") }
    if settings.stripsAccents { how.append("accents stripped") }
    how.append("min-df \(settings.minimumDocumentFrequency)")
    how.append("max-df \(settings.maximumDocumentFrequency)")
    if let limit = settings.maximumFeatures { how.append("max-features \(limit)") }
    lines.append(
      "features   \(settings.blocksDescription): \(Wording.grouped(model.vectorizer.featureCount)) terms; "
        + how.joined(separator: ", "))
    let support = zip(model.labels, training.support)
      .map { "\(TerminalText.escaped($0)) \(Wording.grouped($1))" }.joined(separator: ", ")
    lines.append(
      "trained on \(Wording.grouped(training.documents)) documents (\(support)); version \(training.version)")
    for source in training.sources {
      lines.append(
        "           \(TerminalText.escaped(source.name))  \(source.sha256.isEmpty ? "" : "sha256 " + source.sha256)")
    }
    lines.append("records    sha256 \(training.recordsDigest)")
    lines.append(
      "optimum    C \(training.c), class weight \(training.classWeight), \(training.solver), \(training.iterations) iterations, "
        + "gradient norm \(Wording.short(training.gradientNorm))\(training.converged ? "" : ", NOT CONVERGED")")
    lines.append(contentsOf: TrainingSummary.compaction(model))
    lines.append("calibrated \(model.calibration.kind.rawValue)")
    if !model.training.prior.isEmpty { lines.append(TrainingSummary.prior(model)) }
    if !training.metrics.isEmpty {
      lines.append("out of fold, \(training.folds) folds:")
      for metric in training.metrics {
        lines.append(
          "  \(ScoresForPeople.padded(metric.name, 18)) \(Numbers.fixed(metric.value, 4))  "
            // A metric without an interval is stored with its value as both ends.
            + (metric.low == metric.high
              ? "no interval" : "(\(Numbers.fixed(metric.low, 3)) – \(Numbers.fixed(metric.high, 3)))"))
      }
    }
    for (label, name) in model.labels.enumerated() where top > 0 {
      lines.append("")
      lines.append("\(TerminalText.escaped(name)), weights per unit of tf-idf:")
      for term in terms.of(label) {
        lines.append(
          "  \(ScoresForPeople.padded(Numbers.fixed(term.weight, 3), 8, alignsRight: true))  \(TerminalText.escaped(term.name))"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func encode(_ model: Model, _ sha256: String, _ terms: TopTerms) -> String {
    var writer = JSONWriter(indentation: 2)
    writer.beginObject()
    writer.key("sha256")
    writer.value(sha256)
    writer.key("labels")
    writer.beginArray()
    for label in model.labels { writer.value(label) }
    writer.endArray()
    for part in ModelDescription.parts(of: model) {
      writer.key(part.name)
      writer.value(part.value)
    }
    writer.key("terms")
    writer.value(model.vectorizer.featureCount)
    writer.key("top_terms")
    writer.beginObject()
    for (label, name) in model.labels.enumerated() {
      writer.key(name)
      writer.beginArray()
      for term in terms.of(label) {
        writer.beginObject()
        writer.key("term")
        writer.value(term.name)
        writer.key("weight")
        writer.value(term.weight)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
