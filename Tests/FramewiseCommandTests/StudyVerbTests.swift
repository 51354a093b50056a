import Foundation
import TestSupport
import Testing

/// The verbs and options that look beyond the metrics, from the shell.
@Suite("Studies")
struct StudyVerbTests {
  @Test func `a page is whole, and names what it was made from`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(60, seed: 3)), to: "t.jsonl")
    let run = try desk.run("evaluate", "t.jsonl", "-m", "model.framewise", "--html", "report.html", "--errors", "3")
    #expect(run.status == 0, "\(run.errors)")
    let page = try String(contentsOf: desk.folder.url.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>") || page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.contains("Content-Security-Policy"))
    #expect(page.contains("Confusion matrix"))
    #expect(page.contains("t.jsonl"))
    #expect(!page.contains("<script"))
  }

  @Test func `copies fall into one cluster`() throws {
    let desk = try Desk()
    let first = (0..<60).map { "first\($0)" }.joined(separator: " ")
    let second = (0..<60).map { "second\($0)" }.joined(separator: " ")
    try desk.folder.write("id,text\na,\(first)\nb,\(second)\nc,\(first)\n", to: "a.csv")
    let run = try desk.run("dedupe", "a.csv")
    #expect(run.status == 0, "\(run.errors)")
    let rows = run.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    try #require(rows.count == 3)
    #expect(rows.map { String($0[0]) } == ["a", "b", "c"])
    #expect(rows[0][1] == rows[2][1])
    #expect(rows[0][1] != rows[1][1])
  }

  @Test func `coders who always agree have alpha one`() throws {
    let desk = try Desk()
    var table = "unit,coder,label\n"
    for unit in 0..<20 { for coder in ["ann", "ben"] { table += "u\(unit),\(coder),\(unit % 2 == 0 ? "x" : "y")\n" } }
    try desk.folder.write(table, to: "c.csv")
    let run = try desk.run("agree", "c.csv", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let alpha = try #require(object["alpha"] as? [String: Any])
    #expect(alpha["value"] as? Double == 1)
    #expect(try desk.run("agree", "missing.csv").status == 66)
  }
}
