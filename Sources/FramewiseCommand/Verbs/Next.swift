internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

struct Next: Verb {
  static let configuration = CommandConfiguration(
    commandName: "next", _superCommandName: "framewise",
    abstract: "Propose which texts to label next: those the model is unsure of, of all labels and unlike one another.",
    discussion: """
      Write labels into the column 'label', train again with them, and ask again. \
      Each text has the chance with which its draw took it.
      Example: framewise next pool.jsonl -m my.framewise -n 50 --labelled labelled.csv -o batch.csv
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case csv, tsv, jsonl }

  @Argument(help: ArgumentHelp("Texts without labels: files, folders, or -.", valueName: "pool")) var pool: [String]
  @OptionGroup var model: ModelOption
  @Option(name: .customShort("n"), parsing: .unconditional, help: ArgumentHelp("How many texts.", valueName: "count"))
  var count = 50
  @Option(
    help: ArgumentHelp("Texts that have labels already; neither they nor copies are proposed.", valueName: "file"))
  var labelled: [String] = []
  @Option(parsing: .unconditional, help: ArgumentHelp("Share of the draws that ignore the model.", valueName: "x"))
  var uniform = 0.05
  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the draws.", valueName: "n")) var seed: UInt64 = 0
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("csv, tsv or jsonl. [default: by the name of -o, else csv]", valueName: "format")
  )
  var format: Format?
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Flag(help: "Leave out what the model says of the texts, so that coders do not see it.") var blind = false
  @Flag(help: "Guard cells that a spreadsheet would run as a formula.") var spreadsheetSafe = false
  @OptionGroup var reading: InputOptions

  func validate() throws {
    try InputOptions.check(pool + labelled)
    try Output.check(["--output": output])
    if try chosenFormat() == .jsonl, spreadsheetSafe {
      throw ValidationError("--spreadsheet-safe goes with the formats csv and tsv.")
    }
    guard count > 0 else { throw ValidationError("-n is \(count); it must be 1 or more.") }
    guard uniform >= 0, uniform <= 1 else { throw ValidationError("--uniform is \(uniform); it must be from 0 to 1.") }
  }

  private func chosenFormat() throws -> Format {
    if let format { return format }
    return switch try NamedFormat.of(output, written: [.csv, .tsv, .jsonLines]) {
    case .csv, nil: .csv
    case .tsv: .tsv
    case .jsonLines: .jsonl
    }
  }

  func perform() throws -> ExitStatus {
    try InputOptions.find(pool + labelled)
    let loaded = try model.load()
    try Output.refuse(output, among: pool + labelled, and: loaded.path)
    let out = try Output(output)
    let reader = try reading.reader(pool, fields: [.id, .text, .group, .source, .date])
    var options = LabelProposals.Options()
    options.count = count
    options.uniform = uniform
    options.seed = seed
    options.threads = reading.threadCount
    options.isStrict = reading.strict
    let known = labelled.isEmpty ? nil : try reading.reader(labelled, fields: [.id, .text])
    let found = try LabelProposals(pool: reader, labelled: known, model: loaded.model, options: options)
    let labels = loaded.model.labels
    switch try chosenFormat() {
    case .csv: try out.write(table(found, labels, 0x2C))
    case .tsv: try out.write(table(found, labels, 0x09))
    case .jsonl: try out.write(lines(found, labels))
    }
    try out.finish()
    found.tally.report("in the pool", reader: reader)
    Console.say("\(Wording.grouped(found.proposals.count)) proposed")
    return .done
  }

  private func table(_ found: LabelProposals, _ labels: [String], _ delimiter: UInt8) -> [UInt8] {
    var writer = CSVWriter(delimiter: delimiter, isSpreadsheetSafe: spreadsheetSafe)
    let predictions = blind ? [] : ["predicted"] + labels.map { "p_" + $0 }
    for name in ["id", "text", "label"] + found.carried.map(\.name) + predictions + ["chance"] { writer.field(name) }
    writer.endRecord()
    for proposal in found.proposals {
      writer.field(proposal.id)
      writer.field(String(decoding: proposal.text, as: UTF8.self))
      // For whoever labels it.
      writer.field("")
      for field in proposal.fields { writer.field(field ?? "") }
      if !blind {
        writer.field(labels[proposal.predicted])
        for probability in proposal.probabilities { writer.field(Numbers.fixed(probability, 6)) }
      }
      writer.field(proposal.chance)
      writer.endRecord()
    }
    return writer.bytes
  }

  private func lines(_ found: LabelProposals, _ labels: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for proposal in found.proposals {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("id")
      writer.value(proposal.id)
      writer.key("text")
      writer.value(String(decoding: proposal.text, as: UTF8.self))
      for (field, value) in zip(found.carried, proposal.fields) {
        if let value { writer.member(field.name, value) }
      }
      if !blind {
        writer.member("predicted", labels[proposal.predicted])
        writer.object("probabilities") {
          for (label, probability) in zip(labels, proposal.probabilities) {
            $0.member(label, (probability * 1e6).rounded() / 1e6)
          }
        }
      }
      writer.key("chance")
      writer.value(proposal.chance)
      writer.endObject()
      bytes += writer.bytes + [0x0A]
    }
    return bytes
  }
}
