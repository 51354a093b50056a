import Evaluation
import Foundation
import Reporting
import TestSupport
import Testing

/// Small pages, compared with what they were when somebody last looked at them (`Tests/Golden`). After a change that
/// is meant, FRAMEWISE_WRITE_GOLDEN=1 writes them anew, to be read in the difference.
struct GoldenPageTests {
  @Test func aPageWithoutDocuments() throws {
    let nothing = try EvaluationReport(Predictions(labels: ["yes", "no"], truth: [], predicted: []))
    try expectGolden(
      ReportContent(title: "Nothing", summary: "A report of no documents.", evaluation: nothing), "report-empty.html")
  }

  @Test func aPageOfSixDocuments() throws {
    try expectGolden(HostileText.content("a <b>"), "report-small.html")
  }

  /// The page without its stylesheet, a line for each element.
  private func expectGolden(_ content: ReportContent, _ name: String) throws {
    let text = String(decoding: content.render(), as: UTF8.self)
      .replacingOccurrences(of: Stylesheet.text.description, with: "")
      .replacingOccurrences(of: Stylesheet.digest, with: "digest").replacingOccurrences(of: "><", with: ">\n<")
    let file = SharedData.checkout.appendingPathComponent("Tests/Golden/\(name)")
    if ProcessInfo.processInfo.environment["FRAMEWISE_WRITE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    for (number, (line, golden)) in zip(text.split(separator: "\n"), expected.split(separator: "\n")).enumerated() {
      try #require(line == golden, "line \(number + 1) of \(name)")
    }
    #expect(text == expected)
  }
}
