import Corpus
import Foundation
import TestSupport
import Testing

@Suite("JSONTestSuite", .enabled(if: SharedData.isPresent, SharedData.absence))
struct JSONSuiteTests {
  let files: [(name: String, content: [UInt8])]

  init() throws {
    files = try SharedData.files(in: "suites/JSONTestSuite/test_parsing").filter { $0.pathExtension == "json" }
      .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
  }

  private func isAccepted(_ content: [UInt8]) -> Bool {
    (try? JSONValue(parsing: content, refusesDuplicateKeys: false)) != nil
  }

  @Test func `All 95 valid files are accepted and all 188 invalid ones rejected`() {
    let valid = files.filter { $0.name.hasPrefix("y_") }
    let invalid = files.filter { $0.name.hasPrefix("n_") }
    #expect(valid.count == 95)
    #expect(invalid.count == 188)
    for file in valid { #expect(isAccepted(file.content), "\(file.name)") }
    for file in invalid { #expect(!isAccepted(file.content), "\(file.name)") }
  }

  @Test func `The 35 files that may go either way end in an answer`() {
    let open = files.filter { $0.name.hasPrefix("i_") }
    #expect(open.count == 35)
    for file in open { _ = isAccepted(file.content) }
  }

  @Test func `As lines of a stream they are judged alike at every read size`() throws {
    let scratch = try Scratch()
    var stream = Array("{\"text\":\"the first record is sound\"}\n".utf8)
    var expected: [(name: String, line: Int)] = []
    for file in files where !file.name.hasPrefix("i_") {
      var line = file.content
      if line.last == 0x0A { line.removeLast() }
      // What spans lines cannot be a line, and what is blank is no record.
      if line.contains(0x0A) || line.allSatisfy({ $0 == 0x20 }) { continue }
      expected.append((file.name, expected.count + 2))
      stream += line + [0x0A]
    }
    #expect(expected.count > 260)
    let path = try scratch.write(stream, to: "suite.jsonl")
    for size in 1...64 {
      let records = try readAll([.path(path)], pieces(of: size)).records
      #expect(records.count == expected.count + 1)
      for (record, file) in zip(records.dropFirst(), expected) {
        #expect(record.line == file.line)
        var isValid = true
        if case .malformedJSON = record.problem { isValid = false }
        #expect(isValid == file.name.hasPrefix("y_"), "\(file.name) at read size \(size)")
      }
    }
  }

  @Test func `The other 22 files end in an answer`() throws {
    let others = try SharedData.files(in: "suites/JSONTestSuite/test_transform")
    #expect(others.count == 22)
    for file in others { _ = isAccepted([UInt8](try Data(contentsOf: file))) }
  }
}
