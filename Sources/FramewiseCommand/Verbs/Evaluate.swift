internal import ArgumentParser
internal import Corpus
internal import Evaluation
internal import Files
internal import Framewise
internal import Learning
internal import TextFeatures

struct Evaluate: Verb {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", _superCommandName: "framewise",
    abstract: "Compare a model with labelled samples: every metric with its interval, beside baselines.",
    discussion: """
      With --cv the data are also trained on: every document is predicted by a model that has not seen it, with the \
      settings of the model given or shipped.
      Example: framewise evaluate test.csv -m my.framewise --fail-under macro_f1=0.8
      """)

  @Argument(help: ArgumentHelp("Labelled records: files, folders of label folders, or -.", valueName: "data"))
  var data: [String]
  @OptionGroup var model: ModelOption
  @OptionGroup var study: StudyArguments
  @Flag(help: "Print one JSON object instead of a table.") var json = false
  @Flag(help: "Print tables in Markdown.") var md = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Option(
    help: ArgumentHelp("Exit with 1 where a metric is lower: macro_f1=0.8. May be repeated.", valueName: "metric=x"))
  var failUnder: [String] = []
  @Option(help: ArgumentHelp("Write the report as one self-contained page.", valueName: "file")) var html: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of folds and intervals.", valueName: "n")) var seed:
    UInt64 = 0
  @OptionGroup var reading: InputOptions

  func validate() throws {
    try Output.check(["--output": output, "--html": html, "--documents": study.documents])
    try InputOptions.check(data + study.inputs)
    if json, md { throw ValidationError("--json and --md exclude each other.") }
    _ = try format()
    if study.time != nil, reading.date != nil {
      throw ValidationError("--time and --date name the same column; give one.")
    }
    _ = try gates()
  }

  /// What is asked for, else what the name of the output asks for.
  private func format() throws -> ReportFormat {
    if json { return .json }
    if md { return .markdown }
    return try ReportFormat.of(output, hasMarkdown: true) ?? .table
  }

  private func gates() throws -> [(metric: Metric, least: Double)] {
    try failUnder.map { text in
      let halves = text.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, let least = Double(halves[1]), least.isFinite else {
        throw ValidationError("--fail-under is '\(text)'; write it like macro_f1=0.8.")
      }
      guard let metric = Metric(rawValue: String(halves[0])) else {
        let names = Metric.allCases.map(\.rawValue)
        let nearest = NearestName.of(String(halves[0]), among: names)
        throw ValidationError(
          "There is no metric '\(halves[0])'. "
            + (nearest.map { "Did you mean '\($0)'?" } ?? "There are: \(names.joined(separator: ", "))."))
      }
      guard metric.higherIsBetter else {
        throw ValidationError("'\(metric.rawValue)' is better when it is lower; --fail-under is for the others.")
      }
      return (metric, least)
    }
  }

  func perform() throws -> ExitStatus {
    try InputOptions.find(data + study.inputs)
    let loaded = try model.load()
    for file in [output, html, study.documents] {
      try Output.refuse(file, among: data + study.inputs, and: loaded.path)
    }
    // Everything that is written or read beside the data is opened before the work, so that none of it is lost.
    let out = try Output(output)
    let page = try html.map { try Output($0) }
    let documents = try study.documents.map { try Output($0) }
    let sides = try study.sides()
    if !study.trains { try sides.check(labels: loaded.model.labels) }
    let reader = try reader()
    let samples = try samples(reader, loaded)
    // How many records are empty is known once the model has seen them.
    var unsaid = study.trains ? nil : samples.tally
    defer { unsaid?.report("scored", reader: reader) }
    let warnings = samples.warnings(
      known: study.trains ? [] : loaded.model.labels,
      matchesIDs: study.scoresFrom != nil || study.documents != nil || study.codings != nil)
    for warning in warnings { Console.warning(warning) }
    if study.trains { try sides.check(labels: samples.labels) }
    let aligned = try sides.aligned(with: samples)
    var options = study.options
    options.evaluation.seed = seed
    options.evaluation.threads = reading.threadCount
    if !study.trains { options.evaluation.trainingCounts = loaded.model.training.support }
    var result = try StudyRunner(samples, study.plan(loaded.model), options).run(
      dataNames: data, model: study.trains ? nil : ("\(loaded.path.lastComponent)", loaded.sha256))
    if unsaid != nil { result.provenance.tally.report("scored", reader: reader) }
    unsaid = nil
    result.notes += warnings
    if samples.unknownCount > 0 {
      result.notes.append(
        "\(Wording.grouped(samples.unknownCount)) of \(Wording.grouped(samples.tally.read)) records are left out: their "
          + "labels (\(samples.unknownLabels.prefix(8).joined(separator: ", "))) are none of the model's.")
    }
    try study.complete(&result, samples, loaded.model, sides, aligned, options)
    if let page {
      try page.write(ReportPage.encode(result))
      try page.finish()
    }
    if let documents {
      try documents.write(DocumentTable.encode(result, study.documentWriter()))
      try documents.finish()
    }
    switch try format() {
    case .json: try out.write(EvaluationJSON.encode(result))
    case .markdown: try out.write(Markdown.evaluation(result))
    case .table: try out.write(Tables.evaluation(result))
    }
    try out.finish()
    return try judge(result.report)
  }

  /// Reads the data; where the model knows none of their labels, says which model it is.
  private func samples(_ reader: RecordReader, _ loaded: LoadedModel) throws -> Samples {
    var unsaid: Tally?
    do {
      return try Samples(reader, labels: study.trains ? nil : loaded.model.labels, isStrict: reading.strict) { tally in
        if study.trains { tally.report("used", reader: reader) } else { unsaid = tally }
      }
    } catch {
      unsaid?.report("scored", reader: reader)
      throw named(error, loaded)
    }
  }

  /// Says of labels that a model does not know which model it is.
  private func named(_ error: any Error, _ loaded: LoadedModel) -> any Error {
    switch error {
    case TrainingError.unknownLabels(let found, let known):
      CommandError(
        status: .badData,
        description: "\(loaded.path)\(model.model == nil ? " (the shipped model)" : "") knows the labels "
          + "\(known.joined(separator: ", ")), and the records have \(found.prefix(8).joined(separator: ", ")); "
          + "name another model with -m")
    default: error
    }
  }

  private func reader() throws -> RecordReader {
    var reading = reading
    if let time = study.time { reading.date = time }
    return try reading.reader(data, fields: [.id, .text, .label, .group, .weight, .source, .date])
  }

  private func judge(_ report: EvaluationReport) throws -> ExitStatus {
    var status = ExitStatus.done
    for gate in try gates() {
      guard let value = report[gate.metric].value else {
        Console.error("\(gate.metric.rawValue) is undefined, and \(gate.least) is asked for")
        status = .gateFailed
        continue
      }
      if value < gate.least {
        Console.error("\(gate.metric.rawValue) is \(Numbers.fixed(value, 4)), below \(gate.least)")
        status = .gateFailed
      }
    }
    return status
  }
}
