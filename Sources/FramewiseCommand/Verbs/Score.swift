internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

struct Score: Verb {
  static let configuration = CommandConfiguration(
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
  @Flag(help: "Guard cells that a spreadsheet would run as a formula.") var spreadsheetSafe = false
  @OptionGroup var reading: InputOptions

  func validate() throws {
    if spreadsheetSafe, format == .jsonl || format == .table {
      throw ValidationError("--spreadsheet-safe goes with the formats csv and tsv.")
    }
  }

  func perform() throws -> ExitStatus {
    let loaded = try model.load()
    let reader = try reading.reader(input, fields: [.id, .text])
    try Output.refuse(output, among: input, and: loaded.path)
    let out = try Output(output)
    let run = ScoringRun(loaded.model, threads: reading.threadCount, isStrict: reading.strict)
    let chosen = format ?? Self.usual(for: output)
    let summary: ScoringRun.Summary
    switch chosen {
    case .csv: summary = try score(run, reader, TableOfScores(delimiter: 0x2C, isSpreadsheetSafe: spreadsheetSafe), out)
    case .tsv: summary = try score(run, reader, TableOfScores(delimiter: 0x09, isSpreadsheetSafe: spreadsheetSafe), out)
    case .jsonl: summary = try score(run, reader, JSONLinesOfScores(), out)
    case .table: summary = try score(run, reader, ScoresForPeople(), out)
    }
    try out.finish()
    summary.tally.report("scored", reader: reader)
    return .done
  }

  /// What the name of the output asks for; a table on a terminal.
  private static func usual(for output: String?) -> Format {
    guard let output else { return Output.isTerminal ? .table : .csv }
    return switch FilePath(output).extensions.first {
    case "jsonl", "ndjson": .jsonl
    case "tsv": .tsv
    default: .csv
    }
  }

  private func score(
    _ run: ScoringRun, _ reader: RecordReader, _ format: some ScoreFormat, _ out: Output
  ) throws -> ScoringRun.Summary {
    var progress = Progress("scored")
    var written = 0
    defer { progress.clear() }
    return try run.run(reader, format: format) { bytes in
      try out.write(bytes)
      written += bytes.count
      progress.show(records: written, bytes: written)
    }
  }
}
