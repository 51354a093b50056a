internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise
internal import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How inputs are read: shared by all verbs that read records.
struct InputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column with the text.", valueName: "column")) var text: String?
  @Option(help: ArgumentHelp("The column with the label.", valueName: "column")) var label: String?
  @Option(help: ArgumentHelp("The column with the id.", valueName: "column")) var id: String?
  @Option(help: ArgumentHelp("The column with the group.", valueName: "column")) var group: String?
  @Option(help: ArgumentHelp("The column with the date.", valueName: "column")) var date: String?
  @Option(help: ArgumentHelp("The column with the source.", valueName: "column")) var source: String?
  @Option(help: ArgumentHelp("The column with the sample weight.", valueName: "column")) var weight: String?
  @Option(help: ArgumentHelp("jsonl, csv, tsv, fasttext or text; found out when not given.", valueName: "format"))
  var inputFormat: String?
  @Option(help: ArgumentHelp("What separates the fields of a CSV file: one character, or tab.", valueName: "character"))
  var delimiter: String?
  @Flag(help: "Stop with exit code 65 at the first record that is rejected.") var strict = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The longest record in MiB, 1 to 256; a longer one is rejected. [default: 16]", valueName: "n"))
  var maxRecord: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads, 1 to 256; the result does not depend on it. [default: the cores]", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads is \(threads); it must be from 1 to 256.")
    }
    if let maxRecord, !(1...256).contains(maxRecord) {
      throw ValidationError("--max-record is \(maxRecord); it must be from 1 to 256 MiB.")
    }
    if let inputFormat, RecordFormat(rawValue: inputFormat) == nil {
      throw ValidationError("--input-format is '\(inputFormat)'; it must be jsonl, csv, tsv, fasttext or text.")
    }
    if let delimiter, delimiterByte == nil {
      throw ValidationError(
        "--delimiter is '\(delimiter)'; it must be tab, or one ASCII character, no quote and no line end.")
    }
  }

  /// Nil also where what is given cannot be one.
  var delimiterByte: UInt8? {
    switch delimiter {
    case "tab", "\\t": return 0x09
    case "\"", "\n", "\r": return nil
    default: return delimiter.flatMap { $0.utf8.count == 1 ? $0.utf8.first : nil }
    }
  }

  var threadCount: Int { threads ?? max(1, min(256, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  func reading(_ fields: Set<Field>) -> ReadingOptions {
    var options = ReadingOptions()
    options.fields = fields
    for (field, column) in [
      (Field.text, text), (.label, label), (.id, id), (.group, group), (.date, date), (.source, source),
      (.weight, weight),
    ] {
      if let column {
        options.columns[field] = column
        options.fields.insert(field)
      }
    }
    options.format = inputFormat.flatMap(RecordFormat.init)
    options.delimiter = delimiterByte
    if let maxRecord { options.recordLimit = maxRecord << 20 }
    options.takesLabelsFromFolders = fields.contains(.label)
    return options
  }

  /// A reader of the inputs named on the command line.
  func reader(_ inputs: [String], fields: Set<Field>) throws -> RecordReader {
    let inputs = inputs.map { RecordReader.Input(argument: FilePath($0)) }
    if inputs.contains(.standardInput), isatty(STDIN_FILENO) == 1 {
      Console.note("reading from the terminal; end with Ctrl-D")
    }
    return try RecordReader(inputs, options: reading(fields))
  }
}

/// Which model is used.
struct ModelOption: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The model; the shipped one when not given.", valueName: "file"))
  var model: String?

  func load() throws -> LoadedModel {
    let path = try model.map { FilePath($0) } ?? ShippedModel.find()
    let loaded = try ModelFile.load(path)
    if let warning = loaded.warning { Console.warning(warning) }
    return LoadedModel(model: loaded.model, bytes: loaded.bytes, path: path)
  }
}

struct LoadedModel {
  var model: Model
  var bytes: Stored<UInt8>
  var path: FilePath

  /// Of the model's file.
  var sha256: String { Digest.hex(bytes) }
}

/// Where the shipped model is.
enum ShippedModel {
  static let name = "framing-ir.framewise"

  static func find() throws -> FilePath {
    if let path = ShippedFile.find(name, in: "models") { return path }
    throw CommandError(status: .noInput, description: "The shipped model '\(name)' is not found; name one with -m.")
  }
}

/// Files that come with the program: next to the binary, in `share/framewise` beside its folder, or in the checkout it
/// was built in.
enum ShippedFile {
  static func find(_ name: String, in checkout: String) -> FilePath? {
    var folder = executable().parent
    for candidate in [folder, folder.parent.appending("share").appending("framewise")] {
      if FileIdentity(candidate.appending(FilePath(name))) != nil { return candidate.appending(FilePath(name)) }
    }
    for _ in 0..<6 {
      let candidate = folder.appending(FilePath(checkout)).appending(FilePath(name))
      if FileIdentity(candidate) != nil { return candidate }
      folder = folder.parent
    }
    return nil
  }

  private static func executable() -> FilePath {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let base = bytes.baseAddress else { return 0 }
      // SAFETY: at most the buffer's size is written.
      return unsafe readlink("/proc/self/exe", base.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? FilePath(bytes: Array(buffer[..<count])) : FilePath(CommandLine.arguments[0])
  }
}

/// Where data go: standard output, or a file that is old or new.
final class Output {
  private let sink: ByteSink
  private let file: AtomicFile?

  init(_ path: String?) throws {
    if let path {
      let file = try AtomicFile(FilePath(path))
      Interruption.guarding(file)
      self.file = file
      sink = file.sink
    } else {
      file = nil
      sink = .standardOutput()
    }
  }

  /// Refuses names of outputs that are none, and one name for two outputs. For `validate()`.
  ///
  /// - Parameter named: what each output is asked for by, and its name.
  static func check(_ named: KeyValuePairs<String, String?>) throws {
    var seen: [(option: String, path: FilePath)] = []
    for (option, name) in named {
      guard let name else { continue }
      if name.isEmpty { throw ValidationError("\(option) is ''; give it the name of a file.") }
      let path = FilePath(name)
      if let other = seen.first(where: { FileIdentity.areOne($0.path, path) }) {
        throw ValidationError("\(other.option) and \(option) are both '\(name)'; give each a file of its own.")
      }
      seen.append((option, path))
    }
  }

  /// An input is never overwritten by the result made from it.
  static func refuse(_ output: String?, among inputs: [String], and model: FilePath? = nil) throws {
    guard let output, let target = FileIdentity(FilePath(output)) else { return }
    for input in inputs.map({ FilePath($0) }) + (model.map { [$0] } ?? []) where FileIdentity(input) == target {
      throw CommandError(
        status: .cannotCreate,
        description: "\(TerminalText.escaped(output)): this is also an input — write the result elsewhere")
    }
  }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes whole lines; a signal does not cut them.
  func write(_ bytes: [UInt8]) throws {
    try Interruption.uncut {
      try sink.write(bytes)
      if file == nil { try sink.flush() }
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func finish() throws {
    try sink.flush()
    try file?.commit()
  }
}

extension Tally {
  /// `5 read = 4 scored + 1 rejected + 0 empty`
  func sentence(_ used: String) -> String {
    var text =
      "\(Numbers.grouped(read)) read = \(Numbers.grouped(self.used)) \(used) + \(Numbers.grouped(rejected)) rejected"
      + " + \(Numbers.grouped(empty)) empty"
    if outOfDomain > 0 { text += " + \(Numbers.grouped(outOfDomain)) out of domain" }
    if malformedUTF8 > 0 { text += "; \(Numbers.grouped(malformedUTF8)) had malformed UTF-8, read as U+FFFD" }
    return text
  }

  /// Says on standard error what was guessed, skipped and rejected.
  func report(_ used: String, reader: RecordReader) {
    for note in reader.notes { Console.note(note) }
    for problem in problems { Console.warning("\(problem) — the record is rejected") }
    if rejected > problems.count {
      Console.warning("and \(Numbers.grouped(rejected - problems.count)) more are rejected")
    }
    let readable = self.used + empty + outOfDomain
    if malformedUTF8 > 0, 2 * malformedUTF8 >= readable {
      Console.warning(
        "\(malformedUTF8 == readable ? "every record has" : "most records have") malformed UTF-8: the input is in another "
          + "encoding — convert it, such as with iconv -f WINDOWS-1252 -t UTF-8 FILE > NEWFILE")
    }
    let skipped = reader.skipped
    let parts = [
      (skipped.symbolicLinks, "symbolic links"), (skipped.specialFiles, "special files"),
      (skipped.unreadable, "unreadable files"), (skipped.otherFiles, "files that are no texts"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !parts.isEmpty { Console.warning("skipped: \(parts.joined(separator: ", "))") }
    Console.say(sentence(used))
  }
}
