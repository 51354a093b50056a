internal import ArgumentParser
internal import Corpus
internal import Evaluation
internal import Files
internal import Framewise

struct Agree: Verb {
  static let configuration = CommandConfiguration(
    commandName: "agree", _superCommandName: "framewise",
    abstract: "Measure how far coders agree: Krippendorff's alpha, pairs, disputed units, and the model beside them.",
    discussion: """
      CODINGS is a CSV, TSV or JSON Lines file with the columns unit, coder and label; a missing code is an empty label \
      or no row. Or it has a row for each unit and a column for each coder: --coders names them. With -m and --texts the model is one more coder. --label names the column of the label; \
      --id the columns of the unit and of the texts' ids; --delimiter is that of both files.
      Example: framewise agree codings.csv -m my.framewise --texts texts.jsonl
      """)

  @Argument(help: "The file of codings, or - for standard input.") var codings: String
  @Option(name: .shortAndLong, help: ArgumentHelp("A model that codes too; needs --texts.", valueName: "file"))
  var model: String?
  @Option(help: ArgumentHelp("The texts of the units, by id: the model codes them.", valueName: "file")) var texts:
    String?
  @Option(
    help: ArgumentHelp(
      "The labels from least to most, for ordinal alpha: adversarial,neutral,cooperative.", valueName: "labels"))
  var ordinal: String?
  @Option(
    help: ArgumentHelp("The columns of the coders, where each has one: anna,ben.", valueName: "columns"))
  var coders: String?
  @Flag(help: "Print one JSON object instead of a table.") var json = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the intervals.", valueName: "n")) var seed: UInt64 = 0
  @OptionGroup var reading: InputOptions

  func validate() throws {
    try Output.check(["--output": output])
    _ = try isJSON
    if model != nil, texts == nil { throw ValidationError("-m needs --texts: the texts that the model is to code.") }
    if codings == "-", texts == "-" {
      throw ValidationError("Standard input (-) can be read once only; name a file for the texts or the codings.")
    }
    if coders != nil, reading.label != nil {
      throw ValidationError("--coders and --label exclude each other: the coders' columns hold the labels.")
    }
    _ = try CoderColumns.named(coders)
    for (name, column) in [
      ("group", reading.group), ("date", reading.date), ("source", reading.source), ("weight", reading.weight),
    ] where column != nil {
      throw ValidationError("--\(name) has no use in agree.")
    }
    if let ordinal, let order, Set(order).count < max(2, order.count) {
      throw ValidationError("--ordinal is '\(ordinal)'; name each label once, from least to most, with commas.")
    }
  }

  /// The labels from least to most.
  private var order: [String]? { ordinal?.split(separator: ",").map(\.trimmingBlanks) }

  /// What is asked for, else what the name of the output asks for.
  private var isJSON: Bool { get throws { try json || ReportFormat.of(output, hasMarkdown: false) == .json } }

  func perform() throws -> ExitStatus {
    let inputs = [codings] + [texts].compactMap { $0 }
    try InputOptions.find(inputs)
    try Output.refuse(output, among: inputs, and: model.map { FilePath($0) })
    let out = try Output(output)
    let table = try CodingTable(
      CellTable(FilePath(codings), delimiter: reading.delimiterByte), name: codings == "-" ? "standard input" : codings,
      unitColumn: reading.id, labelColumn: reading.label, coderColumns: try CoderColumns.named(coders))
    for warning in table.warnings { Console.warning(warning) }
    var options = EvaluationOptions()
    options.seed = seed
    options.threads = reading.threadCount
    var modelNotes: [String] = []
    var coder: (name: String, labels: [String: String])?
    if let texts {
      var choice = ModelOption()
      choice.model = model
      let model = try choice.load().model
      try table.check(labels: model.labels)
      let other = table.usedLabels.filter { !model.labels.contains($0) }
      if !other.isEmpty {
        Console.warning(
          "the model does not know the label\(other.count == 1 ? "" : "s") \(other.joined(separator: ", ")) of the coders"
        )
      }
      var reading = reading
      reading.label = nil
      let reader = try reading.reader([texts], fields: [.id, .text])
      let labelled = try ModelCodings(reader, by: model, threads: reading.threadCount, isStrict: reading.strict)
      labelled.tally.report("coded", reader: reader)
      try table.check(ids: labelled.ids)
      modelNotes = labelled.notes
      coder = ("model", labelled.labels)
    }
    var study = try AgreementStudy(table, model: coder, order: order, options: options)
    study.notes = modelNotes
    if try isJSON {
      var writer = JSONWriter(indentation: 2)
      writer.object { AgreementOutput.write(study, to: &$0) }
      writer.endLine()
      try out.write(writer.bytes)
    } else {
      try out.write(AgreementOutput.lines(study).joined(separator: "\n") + "\n")
    }
    try out.finish()
    return .done
  }
}

/// The columns that `--coders` names.
enum CoderColumns {
  /// - Throws: `ValidationError` where they are fewer than two, or one is there twice.
  static func named(_ list: String?) throws -> [String]? {
    guard let list else { return nil }
    let names = list.split(separator: ",").map(\.trimmingBlanks)
    guard names.count > 1, Set(names).count == names.count else {
      throw ValidationError("--coders is '\(list)'; name each coder's column once, two or more, with commas.")
    }
    return names
  }
}
