internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

struct Score: Verb {
  static let configuration = CommandConfiguration(
    commandName: "score", _superCommandName: "framewise",
    abstract: "Score texts: one result a record, in input order.",
    discussion: "Example: framewise score articles.jsonl -o scores.csv")

  enum Format: String, CaseIterable, ExpressibleByArgument { case table, csv, tsv, jsonl }

  @Argument(help: "Files, folders, or - for standard input.") var input: [String]
  @OptionGroup var model: ModelOption
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "table, csv, tsv or jsonl. [default: by the name of -o; table on a terminal, else csv]", valueName: "format"))
  var format: Format?
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Flag(
    help: "Write -o in place, and where it holds the beginning of these results already, compare that and add the rest."
  )
  var resume = false
  @Flag(help: "Guard cells that a spreadsheet would run as a formula.") var spreadsheetSafe = false
  @Flag(help: "Add how unlike the training texts each text is, from 0 to 1.") var novelty = false
  @Flag(help: "Score texts in languages that the model was not trained on too.") var force = false
  @Flag(help: "Leave out lines that several texts of one --source have in common; reads the input twice.")
  var repeatedLines = false
  @Option(
    help: ArgumentHelp("Write what was left out of texts as a web page's, as JSON Lines.", valueName: "file"))
  var showCuts: String?
  @OptionGroup var reading: InputOptions

  func validate() throws {
    try InputOptions.check(input)
    try Output.check(["--output": output, "--show-cuts": showCuts])
    _ = try NamedFormat.of(showCuts, option: "--show-cuts", written: [.jsonLines])
    let chosen = try chosenFormat()
    if spreadsheetSafe, chosen == .jsonl || chosen == .table {
      throw ValidationError("--spreadsheet-safe goes with the formats csv and tsv.")
    }
    if resume, output == nil { throw ValidationError("--resume goes on with the file that -o names.") }
    if resume, showCuts != nil { throw ValidationError("--resume does not go with --show-cuts.") }
    if repeatedLines, input.contains("-") {
      throw ValidationError("--repeated-lines reads the input twice, which standard input does not allow.")
    }
  }

  func perform() throws -> ExitStatus {
    let loaded = try model.load()
    var scoring = loaded.model
    if repeatedLines {
      scoring = scoring.leavingOut(try RepeatedLines.find(try reading.reader(input, fields: [.text, .source])))
    }
    if showCuts != nil, !scoring.leavesOutLines {
      throw CommandError.usage(
        "--show-cuts: this model leaves nothing out; train it with --clean, or give --repeated-lines.")
    }
    if novelty, !scoring.knowsNovelty {
      throw CommandError.usage(
        "--novelty: this model does not know what is usual; train it again with words as features.")
    }
    let reader = try reading.reader(input, fields: [.id, .text])
    try Output.refuse(output, among: input, and: loaded.path)
    let out = try Output(output, resumes: resume)
    try Output.refuse(showCuts, among: input, and: loaded.path)
    let cuts = try showCuts.map { try Output($0) }
    var run = ScoringRun(scoring, threads: reading.threadCount, isStrict: reading.strict)
    run.isForced = force
    run.showsNovelty = novelty
    run.writesCuts = cuts != nil
    let summary: ScoringRun.Summary
    switch try chosenFormat() {
    case .csv: summary = try score(run, reader, table(0x2C), out, cuts)
    case .tsv: summary = try score(run, reader, table(0x09), out, cuts)
    case .jsonl: summary = try score(run, reader, JSONLinesOfScores(), out, cuts)
    case .table: summary = try score(run, reader, ScoresForPeople(), out, cuts)
    }
    try out.finish()
    try cuts?.finish()
    summary.tally.report("scored", reader: reader)
    if let verdict = summary.verdict { Console.report(Self.lines(verdict)) }
    return .done
  }

  private func table(_ delimiter: UInt8) -> TableOfScores {
    TableOfScores(delimiter: delimiter, isSpreadsheetSafe: spreadsheetSafe, showsNovelty: novelty)
  }

  /// How like the training texts the input is.
  private static func lines(_ verdict: DomainVerdict) -> [String] {
    let first = "domain: \(verdict.colour.name)"
    guard !verdict.reasons.isEmpty else { return [first + ", the texts are like those that the model was trained on"] }
    return [first] + verdict.reasons.map { "  \($0.colour.name): \($0.text)" }
  }

  /// What is asked for, else what the name of the output asks for; a table on a terminal.
  private func chosenFormat() throws -> Format {
    if let format { return format }
    return switch try NamedFormat.of(output, written: [.csv, .tsv, .jsonLines]) {
    case .csv: .csv
    case .tsv: .tsv
    case .jsonLines: .jsonl
    case nil: output == nil && Output.standardIsTerminal && !spreadsheetSafe ? .table : .csv
    }
  }

  private func score(
    _ run: ScoringRun, _ reader: RecordReader, _ format: some ScoreFormat, _ out: Output, _ cuts: Output?
  ) throws -> ScoringRun.Summary {
    var progress = Progress("scored", isShown: !out.isOnTerminal)
    defer { progress.clear() }
    func writeCuts(_ bytes: [UInt8]) throws { try cuts?.write(bytes) }
    return try run.run(
      reader, format: format, writeCuts: writeCuts, progress: { progress.show(records: $0.read, bytes: $0.bytes) },
      write: out.write)
  }
}
