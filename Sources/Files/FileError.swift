#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What went wrong with a file.
public enum FileError: Error, Equatable, Sendable {
  /// A call to the system failed with `code` (an `errno`).
  case system(Operation, FilePath, code: Int32)
  /// A folder was named where a file is needed.
  case isDirectory(FilePath)
  /// A FIFO or a device was named where a regular file is needed.
  case notRegular(FilePath)
  /// The reader of our output has gone (`| head`): no fault of ours or of the user's.
  case brokenPipe(FilePath)
  /// The gzip data is damaged; what could be unpacked before the fault has been delivered.
  case damagedGzip(FilePath, GzipFault)
  /// The gzip data grows beyond the limit for what it may unpack to.
  case unpacksTooFar(FilePath, ratio: Int)
  /// A file to go on with holds something else than what is made, from this byte on.
  case isOfAnotherRun(FilePath, byte: Int)
  /// A file that must fit in memory is larger than allowed.
  case tooLarge(FilePath, limit: Int)

  public enum Operation: String, Sendable {
    case open, read, write, create, list, inspect
    case synchronise = "write to disk"
    case rename = "move into place"
  }

  public enum GzipFault: String, Sendable {
    case truncated = "the gzip data ends too early"
    case damaged = "the gzip data is damaged"
    case trailingBytes = "bytes that are not gzip follow the gzip data"
    case outOfMemory = "there is not enough memory to unpack it"
  }

  /// Kinds of failure that a command answers with different exit codes (in brackets: sysexits).
  public enum Kind: Sendable {
    /// There is no such file, or it is a folder (66).
    case noInput
    /// The system denies access (77).
    case permission
    /// The output cannot be created (73).
    case cannotCreate
    /// Reading or writing failed (74).
    case inputOutput
    /// The reader of our output has gone.
    case brokenPipe
    /// The content is unusable (65).
    case badData
  }

  public var kind: Kind {
    switch self {
    case .system(let operation, _, let code):
      switch (operation, code) {
      case (_, EACCES), (_, EPERM), (_, EROFS): .permission
      case (.create, _), (.rename, _): .cannotCreate
      case (.open, ENOENT), (.open, ENOTDIR), (.open, ELOOP), (.open, ENAMETOOLONG), (.open, EISDIR): .noInput
      case (.inspect, _), (.list, _): .noInput
      default: .inputOutput
      }
    case .isDirectory, .notRegular: .noInput
    case .brokenPipe: .brokenPipe
    case .damagedGzip, .unpacksTooFar, .tooLarge, .isOfAnotherRun: .badData
    }
  }

  /// Whether the rest of a folder is read all the same: this file may not be read, or has gone or changed since it was
  /// listed. A device that fails is no such case.
  public var isOfOneFileAlone: Bool {
    switch self {
    case .isDirectory, .notRegular: true
    case .system(_, _, let code): [EACCES, EPERM, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG].contains(code)
    default: false
    }
  }

  public var path: FilePath {
    switch self {
    case .system(_, let path, _), .isDirectory(let path), .notRegular(let path), .brokenPipe(let path),
      .damagedGzip(let path, _),
      .unpacksTooFar(let path, _), .tooLarge(let path, _), .isOfAnotherRun(let path, _):
      path
    }
  }
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(.open, let path, ENOENT):
      "\(path): there is no such file or folder"
    case .system(let operation, let path, let code):
      "\(path): cannot \(operation.rawValue) (\(Self.systemWording(code)))"
    case .isDirectory(let path):
      "\(path): this is a folder, and a file is needed"
    case .notRegular(let path):
      "\(path): this is not a regular file"
    case .brokenPipe(let path):
      "\(path): nobody reads the output any more"
    case .damagedGzip(let path, let fault):
      "\(path): \(fault.rawValue) — records before the fault were read; fetch the file again"
    case .unpacksTooFar(let path, let ratio):
      "\(path): the gzip data unpacks to more than \(ratio) times its size — if it is genuine, unpack it first"
    case .isOfAnotherRun(let path, let byte):
      "\(path): from byte \(byte + 1) on it is not what this run makes — it was made from other input or settings, or by "
        + "another model"
    case .tooLarge(let path, let limit):
      "\(path): larger than the limit of \(limit) bytes"
    }
  }

  /// The system's own words for an `errno`, beginning in lower case as a part of a sentence.
  static func systemWording(_ code: Int32) -> String {
    // SAFETY: strerror answers with a terminated string for every number, and it is copied at once.
    guard let words = unsafe strerror(code) else { return "error \(code)" }
    let text = unsafe String(cString: words)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
