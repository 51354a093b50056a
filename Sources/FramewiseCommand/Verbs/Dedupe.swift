internal import ArgumentParser
internal import Corpus
internal import Framewise
internal import NearDuplicates

struct Dedupe: Verb {
  static let configuration = CommandConfiguration(
    commandName: "dedupe", _superCommandName: "framewise",
    abstract: "Group near-duplicate texts: one row a record, with its cluster and the text that represents it.",
    discussion: """
      Two texts are near-duplicates where they share enough runs of five words: by default half of those of both, or \
      four fifths of the shorter one's, as an excerpt does. Clusters join what is linked.
      Example: framewise dedupe articles.jsonl -o clusters.csv
      """)

  @Argument(help: "Files, folders, or - for standard input.") var input: [String]
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Least share of all runs of words that both have.", valueName: "x"))
  var jaccard = 0.5
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Least share of the shorter text's runs that the longer has.", valueName: "x"))
  var containment = 0.8
  @Flag(help: "Print only texts that have a near-duplicate.") var duplicatesOnly = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here instead of standard output.", valueName: "file"))
  var output: String?
  @Flag(help: "Guard cells that a spreadsheet would run as a formula.") var spreadsheetSafe = false
  @OptionGroup var reading: InputOptions

  func validate() throws {
    try InputOptions.check(input)
    try Output.check(["--output": output])
    _ = try writer()
    for (name, value) in [("--jaccard", jaccard), ("--containment", containment)] where !(value > 0 && value <= 1) {
      throw ValidationError("\(name) is \(value); it must be above 0 and at most 1.")
    }
  }

  private func writer() throws -> CSVWriter {
    let isTSV = try NamedFormat.of(output, written: [.csv, .tsv]) == .tsv
    return CSVWriter(delimiter: isTSV ? 0x09 : 0x2C, isSpreadsheetSafe: spreadsheetSafe)
  }

  func perform() throws -> ExitStatus {
    try InputOptions.find(input)
    try Output.refuse(output, among: input)
    let out = try Output(output)
    let reader = try reading.reader(input, fields: [.id, .text])
    let texts = try SketchedTexts(reader, threads: reading.threadCount, isStrict: reading.strict)
    var settings = DuplicateSettings()
    settings.jaccard = jaccard
    settings.containment = containment
    settings.threads = reading.threadCount
    let found = DuplicateClusters(texts.sketches, settings: settings)
    var sizes = [Int](repeating: 0, count: found.representatives.count)
    for cluster in found.clusters { sizes[cluster] += 1 }
    var writer = try writer()
    for name in ["id", "cluster", "representative", "similarity", "containment"] { writer.field(name) }
    writer.endRecord()
    for (text, cluster) in found.clusters.enumerated() where !duplicatesOnly || sizes[cluster] > 1 {
      writer.field(texts.ids[text])
      writer.field(cluster + 1)
      writer.field(texts.ids[found.representatives[cluster]])
      writer.field(found.resemblances[text].jaccard)
      writer.field(found.resemblances[text].containment)
      writer.endRecord()
      if writer.bytes.count > 1 << 20 {
        try out.write(writer.bytes)
        writer.removeAll()
      }
    }
    try out.write(writer.bytes)
    try out.finish()
    texts.tally.report("compared", reader: reader)
    Console.say(
      "\(Wording.counted(found.duplicateCount, "near-duplicate")) in "
        + "\(Wording.counted(sizes.count { $0 > 1 }, "cluster")); \(Wording.counted(sizes.count, "text")) \(sizes.count == 1 ? "is" : "are") left of \(Wording.grouped(found.clusters.count))"
    )
    return .done
  }
}
