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
  @Option(help: ArgumentHelp("Seed of folds and intervals.", valueName: "n")) var seed: UInt64 = 0
  @OptionGroup var reading: InputOptions

  func validate() throws {
    if json, md { throw ValidationError("--json and --md exclude each other.") }
    if study.time != nil, reading.date != nil {
      throw ValidationError("--time and --date name the same column; give one.")
    }
    _ = try gates()
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
    let loaded = try model.load()
    for file in [output, html, study.documents] {
      try Output.refuse(file, among: data + study.inputs, and: loaded.path)
    }
    let out = try Output(output)
    let reader = try reader()
    let samples = try Samples(
      reader, labels: study.trains ? nil : loaded.model.labels, isStrict: reading.strict)
    samples.tally.report(study.trains ? "used" : "scored", reader: reader)
    var options = study.options
    options.evaluation.seed = seed
    options.evaluation.threads = reading.threadCount
    if !study.trains { options.evaluation.trainingCounts = loaded.model.training.support }
    var result = try StudyRunner(samples, study.plan(loaded.model), options).run(
      dataNames: data, model: study.trains ? nil : ("\(loaded.path.lastComponent)", loaded.sha256))
    if !study.trains, loaded.model.training.recordsDigest == samples.recordsDigest {
      result.notes.append("The model was trained on these very documents: all numbers flatter it.")
    }
    try study.complete(&result, samples, loaded.model, options)
    if let html {
      let page = try Output(html)
      try page.write(ReportPage.encode(result))
      try page.finish()
    }
    if let documents = study.documents { try DocumentTable.write(result, to: documents) }
    try out.write(json ? EvaluationJSON.encode(result) : md ? Markdown.evaluation(result) : Tables.evaluation(result))
    try out.finish()
    return try judge(result.report)
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
