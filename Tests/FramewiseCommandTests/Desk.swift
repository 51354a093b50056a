import Foundation
import TestSupport
import Testing

/// A folder with labelled samples, where commands are run.
struct Desk {
  let folder: TemporaryFolder
  static let samples = LabelledTexts.make(60)

  init() throws { folder = try TemporaryFolder() }

  /// A model trained once for all tests, from which each takes its copy.
  private static let trained = Result<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try folder.write(LabelledTexts.jsonLines(samples), to: "train.jsonl")
    let run = try Program.run(
      ["train", "train.jsonl", "-o", "model.framewise", "--c", "10", "--cv", "0"], in: folder.url)
    try #require(run.status == 0, "\(run.errors)")
    return try folder.bytes("model.framewise")
  }

  static func withModel() throws -> Desk {
    let desk = try Desk()
    try desk.folder.write(try trained.get(), to: "model.framewise")
    return desk
  }

  static func model() throws -> [UInt8] { try trained.get() }

  func writeSamples(_ name: String = "train.jsonl") throws {
    try folder.write(LabelledTexts.jsonLines(Self.samples), to: name)
  }

  @discardableResult
  func run(
    _ arguments: String..., input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Program.Finished {
    let run = try Program.run(arguments, in: folder.url, input: input, environment: environment)
    #expect(!run.wasKilled, "\(arguments) was ended by signal \(run.status)")
    return run
  }

  @discardableResult
  func shell(_ script: String, input: Program.Input = .nothing) throws -> Program.Finished {
    try Program.shell(script, in: folder.url, input: input)
  }

  /// Scores with the model and answers the rows of the result, without its header.
  func rows(_ arguments: [String]) throws -> [[String]] {
    let run = try Program.run(["score", "-m", "model.framewise", "-f", "csv"] + arguments, in: folder.url)
    #expect(run.status == 0, "\(run.errors)")
    return Array(CSV.rows(run.outputBytes).dropFirst())
  }
}

/// CSV read in the plainest way, for what the program writes.
enum CSV {
  static func rows(_ bytes: [UInt8], delimiter: UInt8 = 0x2C) -> [[String]] {
    var rows: [[String]] = []
    var row: [[UInt8]] = [[]]
    var isQuoted = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted {
        if byte != 0x22 {
          row[row.count - 1].append(byte)
        } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
          row[row.count - 1].append(byte)
          index += 1
        } else {
          isQuoted = false
        }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == delimiter {
        row.append([])
      } else if byte == 0x0A {
        rows.append(row.map { String(decoding: $0, as: UTF8.self) })
        row = [[]]
      } else {
        row[row.count - 1].append(byte)
      }
      index += 1
    }
    return rows
  }
}

/// A line of JSON as Foundation reads it.
func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

/// Expects a status, and words in what was said on standard error.
func expect(
  _ status: Int32, _ words: [String], _ run: Program.Finished, location: SourceLocation = #_sourceLocation
) {
  #expect(run.status == status, "\(run.errors)", sourceLocation: location)
  for words in words { #expect(run.errors.contains(words), "\(run.errors)", sourceLocation: location) }
}
