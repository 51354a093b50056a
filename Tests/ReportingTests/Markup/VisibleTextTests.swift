import Evaluation
import Foundation
import Reporting
import TestSupport
import Testing

struct VisibleTextTests {
  // No test arguments: a runner prints those, and some of them would run on a terminal.
  @Test func hostileTextIsShownAndDoesNothing() throws {
    for text in HostileText.own { try expectShown(text) }
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence)) func naughtyStringsAreShownAndDoNothing() throws {
    let strings = try HostileText.naughty()
    #expect(strings.count == 515)
    for text in strings { try expectShown(text) }
  }

  private func expectShown(_ text: String) throws {
    let page = PageDocument(try HostileText.content(text).render())
    #expect(page.problem == nil)
    expectHarmless(page)
    let summary = try #require(page.elements.first { $0.attributes["class"] == "summary" })
    #expect(Array(summary.text.unicodeScalars) == Array(HostileText.visible(text).unicodeScalars))
    let passage = try #require(page.elements.first { $0.attributes["class"] == "passage" && $0.parents.contains("li") })
    #expect(Array(passage.text.unicodeScalars) == Array(HostileText.visible(text, keepingLines: true).unicodeScalars))
  }

  @Test func everyScalarLeavesAPageThatParses() {
    var bytes: [UInt8] = Array("<p>".utf8)
    var differing: [UInt32] = []
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      var own: [UInt8] = []
      VisibleText.append(String(scalar), to: &own, keepingLines: value % 2 == 0)
      bytes += own
      let isMarkup = ["<", ">", "&", "\"", "'"].contains(scalar)
      let seen = HostileText.visible(String(scalar), keepingLines: value % 2 == 0)
      if !isMarkup && !own.elementsEqual(seen.utf8) { differing.append(value) }
    }
    bytes += "</p>".utf8
    #expect(PageDocument(bytes).problem == nil)
    #expect(differing == [])
  }

  @Test func aLabelOfAMegabyteIsShownInFullOnce() throws {
    let label = String(repeating: "x<", count: 1 << 19)
    let bytes = try HostileText.content("plain").renderedWith(label: label)
    // Once in full, at four bytes for each "<", and elsewhere cut.
    #expect(bytes.count < 3_000_000)
    let page = PageDocument(bytes)
    #expect(page.problem == nil)
    #expect(page.all("li").contains { $0.text == label })
  }
}

extension ReportContent {
  /// The bytes of a report whose first label is another.
  fileprivate func renderedWith(label: String) throws -> [UInt8] {
    let predictions = try Predictions(labels: [label, "b"], truth: [0, 1, 1], predicted: [0, 1, 0])
    var content = self
    content.evaluation = try EvaluationReport(predictions)
    content.precisionRecall = .notComputed
    content.conformal = .notComputed
    content.cells = .shown([ConfusionCell(truth: 1, predicted: 0, documents: [DocumentLine(id: "d", text: "t")])])
    content.topTerms = .shown([LabelTerms(label: label, terms: [])])
    return content.render()
  }
}
