internal import ArgumentParser
internal import Corpus
internal import Evaluation
internal import Files
internal import Framewise
internal import Learning
internal import TextFeatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exit codes of the command: those of sysexits.h.
enum ExitStatus: Int32 {
  case done = 0
  /// A gate (`--fail-under`) was not met.
  case gateFailed = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case ourBug = 70
  /// The system does not give what every program is started with.
  case system = 71
  case cannotCreate = 73
  case inputOutput = 74
  case noPermission = 77

  /// What an error means to the shell; nil for the argument parser's own errors.
  init?(_ error: any Error) {
    switch error {
    case let error as FileError: self = Self.of(error)
    case CorpusError.file(let error): self = Self.of(error)
    case CorpusError.badOption: self = .usage
    case is CorpusError: self = .badData
    case ModelFile.LoadError.file(let error): self = Self.of(error)
    case TrainingError.priorLabels, StudyError.orderLacks: self = .usage
    case is ModelFile.LoadError, is ModelFileError, is TrainingError, is EvaluationError: self = .badData
    case is CellTableError, is StudyError: self = .badData
    case FeatureError.noTerms, FeatureError.tooManyTerms: self = .badData
    case is FeatureError: self = .usage
    case LearningError.invalidOption: self = .usage
    case is LearningError: self = .badData
    case let error as CommandError: self = error.status
    default: return nil
    }
  }

  private static func of(_ error: FileError) -> ExitStatus {
    switch error.kind {
    case .noInput: .noInput
    case .permission: .noPermission
    case .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    // `| head` has what it wanted.
    case .brokenPipe: .done
    case .badData: .badData
    }
  }

  /// What is said of an error; nil where silence is right.
  static func line(for error: any Error) -> String? {
    if case FileError.brokenPipe = error { return nil }
    if case CorpusError.file(.brokenPipe) = error { return nil }
    return "\(error)"
  }
}

/// A mistake in how the command was called that only shows beyond parsing.
struct CommandError: Error, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  static func usage(_ text: String) -> CommandError { CommandError(status: .usage, description: text) }
}

enum Exit {
  static func leave(with status: ExitStatus) -> Never { exit(status.rawValue) }
}
