internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

@main
struct FramewiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "framewise",
    abstract: "Score how texts frame the relation between international actors, and say how far to trust it.",
    discussion: """
      INPUT is a file, a folder or - (standard input): JSON Lines, CSV, TSV, fastText lines, plain text, \
      or any of them gzip-compressed. Data go to standard output or -o, everything else to standard error.
      """,
    version: Version.current,
    subcommands: [Train.self, Score.self, Evaluate.self, Bench.self, Inspect.self, Agree.self, Dedupe.self, Next.self])

  static func main() {
    StandardStreams.reserve()
    ByteSink.reportFailuresInsteadOfSignals()
    Interruption.watch()
    // The names in which the program was called are read from /proc.
    guard !CommandLine.arguments.isEmpty else {
      Console.error("the arguments cannot be read — mount /proc, from which the system gives them")
      Exit.leave(with: .system)
    }
    Exit.leave(with: run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Parses and runs; every failure has become an exit code and one line on standard error.
  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      try checkVerb(arguments.first == "help" ? arguments.dropFirst().first : arguments.first)
      try RepeatedOption.check(arguments)
      var command = try parse(arguments)
      guard let verb = command as? any Verb else {
        // `help` and the bare command print their help.
        try command.run()
        return .done
      }
      return try verb.perform()
    } catch {
      let status = report(error)
      if status == .usage { hintAtDash(arguments) }
      return status
    }
  }

  /// A file whose name begins with a dash is read as options.
  private static func hintAtDash(_ arguments: [String]) {
    let names = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && FileIdentity(FilePath($0)) != nil }
    if let name = names.first { Console.say("hint: '\(name)' is also a file; to name it, write './\(name)'") }
  }

  /// Parses the verb alone, which takes half as long; its help, and what is wrong, the whole command says.
  ///
  /// Verbs name their super-command, so that the parser does not look for a request of completion scripts each time.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    if let verb = configuration.subcommands.first(where: { $0._commandName == arguments.first }),
      let command = try? verb.parseAsRoot(Array(arguments.dropFirst())), command is any Verb
    {
      return command
    }
    return try parseAsRoot(arguments)
  }

  /// Says which verb was meant; the parser would only say that there are too many arguments.
  private static func checkVerb(_ name: String?) throws {
    guard let name, !name.hasPrefix("-") else { return }
    let verbs = configuration.subcommands.map { $0._commandName }
    guard !verbs.contains(name), name != "help" else { return }
    let nearest = NearestName.of(name, among: verbs)
    throw ValidationError(
      "There is no verb '\(TerminalText.escaped(name, limit: 40))'. "
        + (nearest.map { "Did you mean '\($0)'?" } ?? "There are: \(verbs.joined(separator: ", "))."))
  }

  private static func report(_ error: any Error) -> ExitStatus {
    if let status = ExitStatus(error) {
      if let line = ExitStatus.line(for: error) { Console.error(line) }
      return status
    }
    // What is left are the parser's own: help and version, which are data, and mistakes in the arguments.
    let message = fullMessage(for: error)
    guard exitCode(for: error) != .success else {
      do {
        let output = ByteSink.standardOutput()
        try output.write(message + "\n")
        try output.flush()
        return .done
      } catch {
        return report(error)
      }
    }
    Console.usage(message)
    return .usage
  }
}

/// A verb of the command.
protocol Verb: ParsableCommand {
  func perform() throws -> ExitStatus
}

extension Verb {
  mutating func run() throws { _ = try perform() }
}
