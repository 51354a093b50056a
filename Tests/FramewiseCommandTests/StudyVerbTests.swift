import Foundation
import TestSupport
import Testing

/// The verbs and options that look beyond the metrics, from the shell.
@Suite("Studies")
struct StudyVerbTests {
  /// Sixty texts with a source, a date and a story of two texts each, the fourth a copy of the first under another label.
  static func table(_ seed: UInt64 = 3) -> String {
    var samples = LabelledTexts.make(60, seed: seed)
    samples[3].text = samples[0].text
    samples[3].label = "adversarial"
    return "id,text,label,source,date,story\n"
      + samples.enumerated().map { place, sample in
        "\(sample.id),\(sample.text),\(sample.label),outlet-\(place / 2 % 3),20\(20 + place / 12)-01-\(10 + place % 12),s\(place / 2)\n"
      }.joined()
  }

  private func desk() throws -> Desk {
    let desk = try Desk.withModel()
    try desk.folder.write(Self.table(), to: "t.csv")
    return desk
  }

  private func evaluate(_ desk: Desk, _ options: String...) throws -> [String: Any] {
    let run = try Program.run(["evaluate", "t.csv", "-m", "model.framewise", "--json"] + options, in: desk.folder.url)
    try #require(run.status == 0, "\(run.errors)")
    return try object(run.output)
  }

  private func interval(_ value: Any?) -> (low: Double, value: Double, high: Double)? {
    guard let value = value as? [String: Any], let low = value["low"] as? Double, let high = value["high"] as? Double,
      let middle = value["value"] as? Double
    else { return nil }
    return (low, middle, high)
  }

  // MARK: - Comparisons

  @Test func `a model compared with itself differs in nothing`() throws {
    let desk = try desk()
    let found = try evaluate(desk, "--compare", "model.framewise", "--documents", "d.csv")
    let comparison = try #require(found["comparison"] as? [String: Any])
    #expect(comparison["n"] as? Int == 60)
    let right = try #require(comparison["right"] as? [String: Int])
    #expect(right["only_this"] == 0 && right["only_other"] == 0)
    #expect((comparison["mcnemar"] as? [String: Any])?["exact_p"] as? Double == 1)
    let rows = CSV.rows(try desk.folder.bytes("d.csv"))
    #expect(rows[0] == ["id", "truth", "predicted", "p_cooperative", "p_adversarial", "p_neutral", "other", "right"])
    #expect(rows.count == 61)
    for row in rows.dropFirst() {
      #expect(row[2] == row[6])
      #expect(row[7] == (row[1] == row[2] ? "both" : "neither"))
    }
    #expect(rows.count { $0.last == "both" } == right["both"])
  }

  @Test(arguments: ["csv", "jsonl", "labels"])
  func `any system's scores can be compared`(kind: String) throws {
    let desk = try desk()
    let truth = CSV.rows(Array(Self.table().utf8)).dropFirst().prefix(50)
    // A system that is always right, on fifty of the sixty documents.
    var text = kind == "jsonl" ? "" : kind == "csv" ? "id,label,p_cooperative,p_adversarial,p_neutral\n" : "id,label\n"
    for row in truth {
      let p = ["cooperative", "adversarial", "neutral"].map { $0 == row[2] ? 0.98 : 0.01 }
      switch kind {
      case "csv": text += "\(row[0]),\(row[2]),\(p[0]),\(p[1]),\(p[2])\n"
      case "labels": text += "\(row[0]),\(row[2])\n"
      default:
        text +=
          #"{"id":"\#(row[0])","probabilities":{"cooperative":\#(p[0]),"adversarial":\#(p[1]),"neutral":\#(p[2])}}"#
          + "\n"
      }
    }
    try desk.folder.write(text, to: "other.\(kind)")
    let found = try evaluate(desk, "--scores-from", "other.\(kind)")
    let comparison = try #require(found["comparison"] as? [String: Any])
    #expect(comparison["n"] as? Int == 50)
    let metrics = try #require(comparison["metrics"] as? [String: [String: Any]])
    #expect(metrics["accuracy"]?["other"] as? Double == 1)
    let lead = try #require(interval(metrics["accuracy"]?["difference"]))
    #expect(lead.low <= lead.value && lead.value <= lead.high && lead.value < 0)
    #expect((metrics["log_loss"]?["other"] is Double) == (kind != "labels"))
    let p = try #require((comparison["mcnemar"] as? [String: Any])?["exact_p"] as? Double)
    let lone = try #require((comparison["right"] as? [String: Int])?["only_other"])
    // The exact test of a fair coin that falls to one side only.
    #expect(abs(p - min(1, pow(0.5, Double(lone - 1)))) < 1e-12)
    #expect((found["notes"] as? [String])?.contains { $0.contains("50 of 60") } == true)
  }

  // MARK: - Cross-validation

  @Test func `every split that the data allow is in the optimism gap`() throws {
    let desk = try desk()
    let found = try evaluate(desk, "--cv", "3", "--repeats", "2", "--group", "story", "--group-duplicates")
    #expect(found["method"] as? String == "cross_validation")
    #expect(found["folds"] as? Int == 3)
    #expect(found["split"] as? String == "group- and duplicate-grouped")
    // Thirty stories of two texts; the copy joins the first and the second story.
    #expect(found["groups"] as? Int == 29)
    let gap = try #require(found["optimism_gap"] as? [String: Any])
    let steps = try #require(gap["steps"] as? [[String: Any]])
    #expect(
      steps.compactMap { $0["name"] as? String } == [
        "random", "duplicate-grouped", "grouped", "outlet-grouped", "later in time",
      ])
    for step in steps.dropFirst() {
      // Splits that predict alike have a drop of 0, and no interval.
      let drop = interval(step["drop"]) ?? (0, 0, 0)
      #expect(drop.low <= drop.value && drop.value <= drop.high)
    }
    let repeats = try #require((found["repeats"] as? [String: Any])?["metrics"] as? [String: [String: Any]])
    #expect((repeats["accuracy"]?["values"] as? [Double])?.count == 2)
    let duplicates = try #require(found["duplicates"] as? [String: Any])
    #expect(duplicates["clusters"] as? Int == 1)
    let conflict = try #require((duplicates["conflicts"] as? [[String: Any]])?.first)
    #expect(conflict["first"] as? String == "doc-0" && conflict["second"] as? String == "doc-3")
    #expect(found["label_issues"] is [String: Any])
    let again = try desk.run(
      "evaluate", "t.csv", "-m", "model.framewise", "--json", "--cv", "3", "--repeats", "2", "--group", "story",
      "--group-duplicates", "--threads", "1")
    #expect(try NSDictionary(dictionary: object(again.output)).isEqual(to: found))
  }

  @Test func `time has one direction`() throws {
    let desk = try desk()
    let cut = try evaluate(desk, "--time", "date", "--cut", "2022-01-01")
    #expect(cut["method"] as? String == "cut" && cut["n"] as? Int == 36)
    let rolling = try evaluate(desk, "--time", "date", "--cv", "3")
    #expect(rolling["method"] as? String == "rolling_origin" && rolling["n"] as? Int == 45)
  }

  @Test func `a learning curve says what more labels would buy`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(160, seed: 9)), to: "t.csv")
    let found = try evaluate(desk, "--cv", "3", "--learning-curve", "--input-format", "jsonl")
    let curve = try #require(found["learning_curve"] as? [String: Any])
    let points = try #require(curve["points"] as? [[String: Any]])
    #expect(points.count >= 3)
    #expect(points.first?["size"] as? Int == 30)
    #expect(interval(curve["gain_of_500"]) != nil)
  }

  // MARK: - Looking closer

  @Test func `mistakes come with the words that made them`() throws {
    let desk = try desk()
    let found = try evaluate(desk, "--errors", "4")
    let errors = try #require(found["errors"] as? [[String: Any]])
    #expect(errors.count == 4)
    for error in errors {
      let bytes = Array(try #require(error["text"] as? String).utf8)
      let marks = try #require(error["marks"] as? [[String: Any]])
      #expect(!marks.isEmpty)
      var sum = 0.0
      for mark in marks {
        let (start, end) = (try #require(mark["start"] as? Int), try #require(mark["end"] as? Int))
        let word = String(decoding: bytes[start..<end], as: UTF8.self)
        #expect(word.allSatisfy { $0.isLetter || $0.isNumber }, "\(word)")
        sum += try #require(mark["contribution"] as? Double)
      }
      // The words share out all that the terms add up to.
      let terms = ["misleading", "opposing"].flatMap { error[$0] as? [[String: Any]] ?? [] }
      let shown = terms.compactMap { $0["contribution"] as? Double }
      if shown.count < 16 { #expect(abs(shown.reduce(0, +) - sum) < 1e-9) }
    }
  }

  @Test func `conformal sets promise nothing where calibration documents are few`() throws {
    let desk = try desk()
    let loose = try #require(try evaluate(desk, "--alpha", "0.2")["conformal"] as? [String: Any])
    #expect((loose["refusals"] as? [String]) == [])
    #expect(interval(loose["coverage"]) != nil && interval(loose["decided"]) != nil)
    let strict = try #require(try evaluate(desk, "--alpha", "0.01")["conformal"] as? [String: Any])
    #expect((strict["refusals"] as? [String])?.count == 3)
    let labels = try #require(strict["by_label"] as? [String: [String: Any]])
    #expect(labels.values.allSatisfy { $0["guaranteed"] as? Bool == false })
  }

  @Test func `an audit changes what should not matter`() throws {
    let desk = try desk()
    let audit = try #require(try evaluate(desk, "--audit")["audit"] as? [String: Any])
    let changes = try #require(audit["changes"] as? [[String: Any]])
    let names = changes.compactMap { $0["change"] as? String }
    for name in ["boilerplate", "upper_case", "lower_case", "punctuation", "sentence_order", "nfd", "nfc"] {
      #expect(names.contains(name))
    }
    let upper = try #require(changes.first { $0["change"] as? String == "upper_case" })
    #expect(interval(upper["flips"])?.value == 0)
    let restricted = try #require(audit["restricted"] as? [[String: Any]])
    #expect(restricted.contains { $0["name"] as? String == "boilerplate_only" })
  }

  @Test func `accuracy by source, curves of precision, and a warning where documents are few`() throws {
    let desk = try desk()
    let found = try evaluate(desk)
    let groups = try #require(found["accuracy_by_group"] as? [String: Any])
    #expect(groups["column"] as? String == "source")
    let list = try #require(groups["groups"] as? [[String: Any]])
    #expect(Set(list.compactMap { $0["name"] as? String }) == ["outlet-0", "outlet-1", "outlet-2"])
    #expect(list.allSatisfy { $0["documents"] as? Int == 20 && interval($0["accuracy"]) != nil })
    #expect((found["precision_recall"] as? [String: Any])?.count == 3)
    #expect(found["warning"] == nil)
    let few = try evaluate(desk, "--group", "source")
    #expect((few["warning"] as? String)?.hasPrefix("Intervals are over 3 groups") == true)
    #expect((found["baselines"] as? [String: Any])?.keys.sorted().contains("outlet") == true)
  }

  @Test func `Markdown has the tables, and cells cannot break them`() throws {
    let desk = try desk()
    let run = try desk.run("evaluate", "t.csv", "-m", "model.framewise", "--md", "--compare", "model.framewise")
    #expect(run.status == 0)
    let widths = run.lines.filter { $0.hasPrefix("|") }.map { $0.count { $0 == "|" } }
    #expect(widths.count > 20)
    for line in ["| metric | value | 95 % interval |", "| label | precision | recall | F1 | support |"] {
      #expect(run.lines.contains { $0.hasPrefix(line) })
    }
    #expect(run.output.contains("Exact McNemar p = 1"))
  }

  @Test(arguments: [("r.json", "--json"), ("r.md", "--md")])
  func `the output's name asks for a format as an option does`(name: String, option: String) throws {
    let desk = try desk()
    let asked = try desk.run("evaluate", "t.csv", "-m", "model.framewise", option)
    #expect(try desk.run("evaluate", "t.csv", "-m", "model.framewise", "-o", name).status == 0)
    #expect(try desk.folder.bytes(name) == asked.outputBytes)
    #expect(!asked.outputBytes.isEmpty)
  }

  @Test(arguments: [("accuracy=0.1", 0), ("accuracy=0.999", 1), ("macro_f1=0.999", 1)] as [(String, Int32)])
  func `a gate decides the exit code after everything is written`(gate: String, status: Int32) throws {
    let desk = try desk()
    let run = try desk.run(
      "evaluate", "t.csv", "-m", "model.framewise", "--fail-under", gate, "--html", "r.html", "--json")
    #expect(run.status == status)
    #expect(try object(run.output)["n"] as? Int == 60)
    #expect(try desk.folder.bytes("r.html").count > 10_000)
  }

  @Test func `one document, one label only, and standard input`() throws {
    let desk = try Desk.withModel()
    for text in [
      "text,label\na treaty was signed,cooperative\n",
      "text,label\na treaty was signed,cooperative\nwar and sanctions,cooperative\n",
    ] {
      let run = try desk.run(
        "evaluate", "-", "-m", "model.framewise", "--json", "--errors", "3", "--alpha", "0.1", "--audit", "--html",
        "r.html", input: .bytes(Array(text.utf8)))
      #expect(run.status == 0, "\(run.errors)")
      #expect(try object(run.output)["warning"] is String)
    }
    let none = try desk.run("evaluate", "-", "-m", "model.framewise", input: .bytes([]))
    #expect(none.status == 65)
  }

  // MARK: - The page

  @Test func `a page is whole, and names what it was made from`() throws {
    let desk = try desk()
    let run = try desk.run(
      "evaluate", "t.csv", "-m", "model.framewise", "--html", "report.html", "--errors", "3", "--alpha", "0.2",
      "--audit", "--compare", "model.framewise")
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try desk.folder.bytes("report.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("Content-Security-Policy"))
    for part in [
      "Confusion matrix", "t.csv", "Results by group", "Precision against recall", "Labels in doubt",
      "Risk and coverage",
      "<mark class=\"for", "Beside another system", "Robustness audit", "sentences reordered",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("<script"))
    // Each number of the matrix leads to its documents.
    for link in page.components(separatedBy: "href=\"#cell-").dropFirst() {
      let anchor = "cell-" + link.prefix { $0 != "\"" }
      #expect(page.contains("id=\"\(anchor)\""))
    }
  }

  @Test func `hostile text stays text`() throws {
    let desk = try Desk.withModel()
    let attack = #"</p><script>alert(1)</script><img src=x onerror=alert(2)> <!-- ]]> &lt; \u202e"#
    let texts = (0..<6).map {
      #"{"id":"\#(attack.replacingOccurrences(of: "\"", with: "")) \#($0)","source":"<svg onload=alert(3)>\#($0 % 2)","text":"war \#(attack)","label":"cooperative"}"#
    }
    try desk.folder.write(texts.joined(separator: "\n") + "\n", to: "<b>t.jsonl")
    let run = try desk.run(
      "evaluate", "<b>t.jsonl", "-m", "model.framewise", "--html", "r.html", "--errors", "6", "--md")
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try desk.folder.bytes("r.html"), as: UTF8.self)
    for piece in ["<script", "<img", "<svg onload", "<b>t"] { #expect(!page.contains(piece), "\(piece)") }
    #expect(page.contains("&lt;script"))
  }

  @Test(.enabled(if: Chromium.isPresent, Chromium.absence))
  func `a browser finds nothing to complain about, and asks for nothing`() throws {
    let desk = try desk()
    let run = try desk.run(
      "evaluate", "t.csv", "-m", "model.framewise", "--html", "r.html", "--errors", "5", "--alpha", "0.2", "--audit",
      "--compare", "model.framewise")
    #expect(run.status == 0, "\(run.errors)")
    let visit = try Chromium.visit(desk.folder.bytes("r.html"))
    #expect(visit.console == [] && visit.requests == [])
    #expect(visit.document.contains("Results by group"))
  }

  // MARK: - Duplicates

  @Test func `copies fall into one cluster`() throws {
    let desk = try Desk()
    let first = (0..<60).map { "first\($0)" }.joined(separator: " ")
    let second = (0..<60).map { "second\($0)" }.joined(separator: " ")
    let excerpt = (10..<40).map { "first\($0)" }.joined(separator: " ")
    let table = "id,text\na,\(first)\nb,\(second)\nc,\(first)\nd,\(excerpt)\n"
    try desk.folder.write(table, to: "a.csv")
    let run = try desk.run("dedupe", "a.csv")
    #expect(run.status == 0, "\(run.errors)")
    let rows = CSV.rows(run.outputBytes)
    #expect(rows[0] == ["id", "cluster", "representative", "similarity", "containment"])
    #expect(rows.dropFirst().map { $0[0] } == ["a", "b", "c", "d"])
    #expect(rows.dropFirst().map { $0[1] } == ["1", "2", "1", "1"])
    let only = try desk.run("dedupe", "-", "--duplicates-only", input: .bytes(Array(table.utf8)))
    #expect(CSV.rows(only.outputBytes).dropFirst().map { $0[0] } == ["a", "c", "d"])
    let strict = try desk.run("dedupe", "a.csv", "--containment", "1", "--jaccard", "1", "--duplicates-only")
    #expect(CSV.rows(strict.outputBytes).dropFirst().map { $0[0] } == ["a", "c", "d"], "an excerpt is contained")
    #expect(try desk.run("dedupe", "a.csv", "--jaccard", "0").status == 64)
  }

  // MARK: - Agreement

  @Test func `coders who always agree have alpha one`() throws {
    let desk = try Desk()
    var table = "unit,coder,label\n"
    for unit in 0..<20 { for coder in ["ann", "ben"] { table += "u\(unit),\(coder),\(unit % 2 == 0 ? "x" : "y")\n" } }
    try desk.folder.write(table, to: "c.csv")
    let run = try desk.run("agree", "c.csv", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let alpha = try #require(try object(run.output)["alpha"] as? [String: Any])
    #expect(alpha["value"] as? Double == 1)
    #expect(try desk.run("agree", "missing.csv").status == 66)
  }

  @Test func `three coders with missing codes, and the model as a fourth`() throws {
    let desk = try desk()
    var table = "unit,coder,label\n"
    for (place, row) in CSV.rows(Array(Self.table().utf8)).dropFirst().enumerated() {
      for (number, coder) in ["ann", "ben", "cy"].enumerated() {
        if (place + number) % 7 == 0 { continue }
        let label = (place * 3 + number) % 5 == 0 ? "neutral" : row[2]
        table += "\(row[0]),\(coder),\((place + number) % 11 == 0 ? "" : label)\n"
      }
    }
    try desk.folder.write(table, to: "c.csv")
    let people = try object(desk.run("agree", "c.csv", "--json").output)
    let all = try object(desk.run("agree", "c.csv", "--json", "-m", "model.framewise", "--texts", "t.csv").output)
    #expect((people["coders"] as? [String])?.sorted() == ["ann", "ben", "cy"])
    #expect((all["coders"] as? [String])?.last == "model")
    for name in ["alpha", "alpha_ordinal"] {
      let found = try #require(interval(people[name]))
      #expect(found.low < found.value && found.value < found.high && found.value > 0.3)
    }
    #expect(people["order"] as? [String] == ["adversarial", "neutral", "cooperative"])
    #expect((people["leaving_out"] as? [String: Any])?.count == 3)
    #expect((people["per_label"] as? [String: Any])?.count == 3)
    #expect((people["pairs"] as? [Any])?.count == 3 && (all["pairs"] as? [Any])?.count == 6)
    let model = try #require((all["ceilings"] as? [[String: Any]])?.first { $0["is_model"] as? Bool == true })
    #expect(interval(model["share_of_ceiling"]) != nil)
    let page = try desk.run(
      "evaluate", "t.csv", "-m", "model.framewise", "--codings", "c.csv", "--html", "r.html", "--json")
    let coders = (try object(page.output)["agreement"] as? [String: Any])?["coders"] as? [String]
    #expect(coders?.last == "model" && coders?.count == 4)
    #expect(String(decoding: try desk.folder.bytes("r.html"), as: UTF8.self).contains("human ceiling"))
  }
}
