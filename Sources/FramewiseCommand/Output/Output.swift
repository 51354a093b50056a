internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where data go: standard output, a file that is old or new, or one that an earlier run began.
final class Output {
  private let sink: ByteSink
  private let file: AtomicFile?
  private let resumed: ResumedFile?
  /// True also where a terminal is named as the file.
  let isOnTerminal: Bool

  /// - Parameter resumes: goes on with what the file holds, in place.
  init(_ path: String?, resumes: Bool = false) throws {
    resumed = resumes ? try path.map { try ResumedFile(FilePath($0)) } : nil
    if resumed == nil, let path {
      let file = try AtomicFile(FilePath(path))
      Interruption.guarding(file)
      self.file = file
      sink = file.sink
    } else {
      file = nil
      sink = .standardOutput()
    }
    isOnTerminal = resumed == nil && sink.isTerminal
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

  /// An input is never overwritten by the result made from it: a file, standard input, or a text in a folder.
  static func refuse(_ output: String?, among inputs: [String], and model: FilePath? = nil) throws {
    guard let output, let target = FileIdentity(FilePath(output)) else { return }
    let isInput = inputs.contains { RecordReader.Input(argument: FilePath($0)).reads(FilePath(output)) }
    guard isInput || model.flatMap(FileIdentity.init) == target else { return }
    throw CommandError(
      status: .cannotCreate,
      description: "\(TerminalText.escaped(output)): this is also an input — write the result elsewhere")
  }

  static let standardIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Writes whole lines; a signal does not cut them. On a terminal control bytes are escaped.
  func write(_ bytes: [UInt8]) throws {
    let bytes = isOnTerminal ? Self.shown(bytes) : bytes
    try Interruption.uncut {
      if let resumed { return try resumed.write(bytes) }
      try sink.write(bytes)
      if file == nil { try sink.flush() }
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Lines and what tabs separate, each made safe for a terminal.
  private static func shown(_ bytes: [UInt8]) -> [UInt8] {
    var shown: [UInt8] = []
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      for (place, cell) in part.split(separator: 0x09, omittingEmptySubsequences: false).enumerated() {
        if place > 0 { shown.append(0x09) }
        shown.append(contentsOf: TerminalText.escaped(cell).utf8)
      }
      shown.append(0x0A)
    }
    // What is behind the last newline is no line.
    shown.removeLast()
    return shown
  }

  func finish() throws {
    try resumed?.finish()
    try sink.flush()
    try file?.commit()
  }
}
