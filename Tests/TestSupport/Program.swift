public import Foundation

/// The program `framewise` of this build, run as a process of its own.
public enum Program {
  /// Where it lies: beside the test bundle, so that it is of the same build.
  ///
  /// - Throws: where it is not there, for then the tests would test something else.
  public static func url() throws -> URL {
    for start in ["/proc/self/exe", CommandLine.arguments[0]] {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath().deletingLastPathComponent()
      for _ in 0..<4 {
        let candidate = folder.appendingPathComponent("framewise")
        if FileManager.default.isExecutableFile(atPath: candidate.path),
          FileManager.default.fileExists(atPath: folder.appendingPathComponent("FramewiseCommand.build").path)
        {
          return candidate
        }
        folder.deleteLastPathComponent()
      }
    }
    throw Missing()
  }

  public struct Missing: Error, CustomStringConvertible {
    public var description: String {
      "framewise is not beside the test bundle; build it first (swift build --build-tests)"
    }
  }

  public struct Hanging: Error, CustomStringConvertible {
    public var description: String { "the run has not ended within a minute" }
  }

  /// What the program reads on standard input.
  public enum Input: Sendable {
    case nothing
    case bytes([UInt8])
    /// These bytes, and then no end until the process is gone.
    case unending([UInt8])
  }

  /// Runs the program to its end.
  public static func run(
    _ arguments: [String], in folder: URL, input: Input = .nothing, environment: [String: String] = [:]
  ) throws -> Finished {
    try start(try url(), arguments, in: folder, input: input, environment: environment).wait()
  }

  /// Runs a script of the shell, in which `$framewise` is the program.
  public static func shell(
    _ script: String, in folder: URL, input: Input = .nothing, environment: [String: String] = [:]
  ) throws -> Finished {
    var environment = environment
    environment["framewise"] = try url().path
    let shell = URL(fileURLWithPath: "/bin/sh")
    return try start(shell, ["-c", script], in: folder, input: input, environment: environment).wait()
  }

  /// Starts the program and answers at once.
  public static func start(
    _ arguments: [String], in folder: URL, input: Input = .nothing, environment: [String: String] = [:]
  ) throws -> Running {
    try start(try url(), arguments, in: folder, input: input, environment: environment)
  }

  private static func start(
    _ executable: URL, _ arguments: [String], in folder: URL, input: Input, environment: [String: String]
  ) throws -> Running {
    var whole = ProcessInfo.processInfo.environment
    // What would change messages or their width.
    for name in ["COLUMNS", "NO_COLOR", "LC_ALL", "LANG", "LANGUAGE"] { whole[name] = nil }
    whole.merge(environment) { $1 }
    return try Running(executable, arguments, folder: folder, input: input, environment: whole)
  }

  /// How a run ended.
  public struct Finished: Sendable {
    /// The exit code; the signal's number where a signal ended it.
    public let status: Int32
    /// A signal that was not caught: for this program always a defect.
    public let wasKilled: Bool
    public let outputBytes: [UInt8]
    public let errorBytes: [UInt8]

    public var output: String { String(decoding: outputBytes, as: UTF8.self) }
    public var errors: String { String(decoding: errorBytes, as: UTF8.self) }
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// A run under way.
  ///
  /// `@unchecked Sendable` because a test uses it from one thread, and Foundation calls the handler once.
  public final class Running: @unchecked Sendable {
    private let process = Process()
    private let files: URL
    private let pipe: Pipe?
    private let ended = DispatchSemaphore(value: 0)

    fileprivate init(
      _ executable: URL, _ arguments: [String], folder: URL, input: Input, environment: [String: String]
    ) throws {
      files = FileManager.default.temporaryDirectory.appendingPathComponent("framewise-run-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
      process.executableURL = executable
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.environment = environment
      // Files and not pipes: whatever the program writes, nobody has to read in time.
      process.standardOutput = try Self.file(files.appendingPathComponent("output"), [])
      process.standardError = try Self.file(files.appendingPathComponent("errors"), [])
      switch input {
      case .nothing:
        pipe = nil
        process.standardInput = FileHandle.nullDevice
      case .bytes(let bytes):
        pipe = nil
        process.standardInput = try Self.file(files.appendingPathComponent("input"), bytes)
      case .unending(let bytes):
        let open = Pipe()
        pipe = open
        process.standardInput = open
        try open.fileHandleForWriting.write(contentsOf: Data(bytes))
      }
      let ended = ended
      process.terminationHandler = { _ in ended.signal() }
      try process.run()
    }

    deinit { try? FileManager.default.removeItem(at: files) }

    private static func file(_ url: URL, _ content: [UInt8]) throws -> FileHandle {
      try Data(content).write(to: url)
      return try FileHandle(forUpdating: url)
    }

    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end; a process that hangs is killed after a minute, and is then a failed test.
    public func wait() throws -> Finished {
      if ended.wait(timeout: .now() + 60) == .timedOut {
        send(SIGKILL)
        // A child of the shell that lives on keeps Foundation waiting.
        guard ended.wait(timeout: .now() + 5) == .success else { throw Hanging() }
      }
      return Finished(
        status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
        outputBytes: Array(try Data(contentsOf: files.appendingPathComponent("output"))),
        errorBytes: Array(try Data(contentsOf: files.appendingPathComponent("errors"))))
    }
  }
}
