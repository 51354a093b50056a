internal import ArgumentParser
internal import Corpus
internal import Evaluation
internal import Framewise
internal import Learning
internal import TextFeatures

struct Evaluate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Compare a model with labelled samples: every metric with its interval, beside baselines.",
    discussion: """
      With --cv the data are also trained on: every document is predicted by a model that has not seen it, with the \
      settings of the model given or shipped.
      Example: framewise evaluate test.csv -m my.framewise --fail-under macro_f1=0.8
      """)

  @Argument(help: ArgumentHelp("Labelled records: files, folders of label folders, or -.", valueName: "data"))
  var data: [String]
  @OptionGroup var model: ModelOption
  @Option(name: .customLong("cv"), help: ArgumentHelp("Cross-validate with so many folds.", valueName: "k")) var folds:
    Int?
  @Flag(help: "Print one JSON object instead of a table.") var json = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Option(
    help: ArgumentHelp("Exit with 1 where a metric is lower: macro_f1=0.8. May be repeated.", valueName: "metric=x"))
  var failUnder: [String] = []
  @Option(help: ArgumentHelp("Seed of folds and intervals.", valueName: "n")) var seed: UInt64 = 0
  @OptionGroup var reading: InputOptions

  func validate() throws {
    if let folds, !(2...100).contains(folds) { throw ValidationError("--cv is \(folds); it must be from 2 to 100.") }
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
    try Output.refuse(output, among: data, and: loaded.path)
    let out = try Output(output)
    let reader = try reading.reader(data, fields: [.id, .text, .label, .group, .weight])
    var record = EvaluationRecord(seed: seed)
    let predictions: Predictions
    if let folds {
      var options = TrainingOptions()
      options.features = loaded.model.vectorizer.settings
      options.penalty = .fixed(loaded.model.training.c)
      options.calibrates = loaded.model.calibration.kind != .none
      options.classWeight = loaded.model.training.classWeight == "balanced" ? .balanced : .none
      options.fitsIntercept = loaded.model.training.fitsIntercept
      options.folds = folds
      options.seed = seed
      options.threads = reading.threadCount
      options.isStrict = reading.strict
      let validated = try Trainer(options).validate(reader)
      predictions = validated.predictions
      record.dataDigest = validated.recordsDigest
      record.folds = folds
      validated.tally.report("used", reader: reader)
    } else {
      let result = try Evaluator(loaded.model, threads: reading.threadCount, isStrict: reading.strict).predict(reader)
      predictions = result.predictions
      record.dataDigest = result.recordsDigest
      record.modelDigest = loaded.sha256
      result.tally.report("scored", reader: reader)
    }
    var evaluation = EvaluationOptions()
    evaluation.seed = seed
    evaluation.threads = reading.threadCount
    if folds == nil { evaluation.trainingCounts = loaded.model.training.support }
    let report = try EvaluationReport(predictions, evaluation)
    try out.write(json ? EvaluationJSON.encode(report, record) : Tables.evaluation(report, record))
    try out.finish()
    return try judge(report)
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

/// What an evaluation was made on.
struct EvaluationRecord {
  var seed: UInt64
  var folds: Int?
  var modelDigest: String?
  var dataDigest = ""
}
