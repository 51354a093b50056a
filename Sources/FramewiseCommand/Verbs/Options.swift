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
  @Flag(
    help: "Stop with exit code 65 at the first record that is rejected or not UTF-8, or is a file that is skipped."
  ) var strict = false
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
    options.isStrict = strict
    options.takesLabelsFromFolders = fields.contains(.label)
    return options
  }

  /// Refuses to read standard input twice. For `validate()`.
  static func check(_ inputs: [String]) throws {
    guard inputs.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Standard input (-) can be read once only; name files for the others.")
    }
  }

  /// Finds all files and folders before the first is read, so that a wrong name costs nothing.
  ///
  /// - Throws: `FileError` for the first that is not there.
  static func find(_ inputs: [String]) throws {
    for input in inputs where input != "-" { _ = try FilePath(input).isFolder() }
  }

  /// A reader of the inputs named on the command line, which must be there.
  func reader(_ inputs: [String], fields: Set<Field>) throws -> RecordReader {
    try Self.find(inputs)
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
