import Foundation
import TestSupport
import Testing

/// The Big List of Naughty Strings in texts, ids, labels and file names: no crash, nothing that a terminal would obey.
@Suite("Naughty strings", .enabled(if: SharedData.isPresent, SharedData.absence))
struct NaughtyStringTests {
  private static func strings() throws -> [String] {
    let list = try JSONSerialization.jsonObject(
      with: Data(contentsOf: SharedData.url("suites/naughty-strings/blns.json")))
    let own = [
      "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}", "a\u{0}b", "\u{9B}31m", "a\rb", "a\nb", "a\tb", "\u{7F}",
      "\u{202E}gnp.exe", "\u{2028}x", "=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u{FEFF}x",
      "\u{8}\u{8}\u{8}", "\u{E0001}\u{E0061}", "\"quoted\",", "'", "\"",
    ]
    return try #require(list as? [String]) + own
  }

  private func lines(_ strings: [String]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, string) in strings.enumerated() {
      let value = ["id": "\(number) \(string)", "text": string, "label": string]
      bytes += try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Nothing in `text` moves a cursor, changes a colour or turns the direction of writing.
  private func expectSafe(_ text: String, _ location: SourceLocation = #_sourceLocation) {
    let unsafe = text.unicodeScalars.filter { scalar in
      (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
    #expect(unsafe.isEmpty, sourceLocation: location)
  }

  @Test func `in texts and ids: every record has its row, and ids come back byte by byte`() throws {
    let desk = try Desk.withModel()
    let strings = try Self.strings()
    try desk.folder.write(try lines(strings), to: "a.jsonl")
    let ids = strings.enumerated().map { "\($0) \($1)" }

    let csv = try desk.run("score", "a.jsonl", "-m", "model.framewise")
    #expect(csv.status == 0)
    #expect(CSV.rows(csv.outputBytes).dropFirst().map { Array($0[0].utf8) } == ids.map { Array($0.utf8) })
    let tsv = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", "tsv")
    #expect(
      CSV.rows(tsv.outputBytes, delimiter: 0x09).dropFirst().map { Array($0[0].utf8) } == ids.map { Array($0.utf8) })
    let json = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", "jsonl")
    let decoded = try json.outputBytes.split(separator: 0x0A).map {
      try object(String(decoding: $0, as: UTF8.self))["id"] as? String
    }
    #expect(decoded.map { Array(($0 ?? "").utf8) } == ids.map { Array($0.utf8) })

    let table = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", "table")
    #expect(table.outputBytes.split(separator: 0x0A).count == strings.count + 1)
    expectSafe(table.output)
    for run in [csv, tsv, json, table] { expectSafe(run.errors) }
  }

  @Test func `in labels: trained, scored, evaluated, shown`() throws {
    let desk = try Desk()
    let strings = try Self.strings().enumerated().filter { number, string in
      !string.isEmpty && string.utf8.count <= 200
        && (number % 12 == 0 || string.unicodeScalars.contains { $0.value < 0x20 || $0.value > 0x7E })
    }.map(\.element)
    // Labels that are equal for Unicode and differ in bytes are two labels, too.
    let labels = Array(strings.prefix(60)) + ["\u{1B}[31mred", "a\nb", "=1", "\u{202E}x", "e\u{301}", "\u{E9}"]
    var samples: [UInt8] = []
    for (number, label) in (labels + labels).enumerated() {
      let value = ["text": "word\(number % labels.count) and word\(number % labels.count) again", "label": label]
      samples += try JSONSerialization.data(withJSONObject: value) + [0x0A]
    }
    try desk.folder.write(samples, to: "a.jsonl")
    let train = try desk.run("train", "a.jsonl", "-o", "model.framewise", "--c", "10", "--cv", "0")
    #expect(train.status == 0, "\(train.errors)")
    expectSafe(train.errors)
    for format in ["table", "csv", "tsv", "jsonl"] {
      let run = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", format)
      #expect(run.status == 0)
      expectSafe(run.errors)
      if format == "table" {
        expectSafe(run.output)
        #expect(run.lines.count == samples.count { $0 == 0x0A } + 1)
      }
    }
    let evaluated = try desk.run("evaluate", "a.jsonl", "-m", "model.framewise")
    expectSafe(evaluated.output)
    expectSafe(evaluated.errors)
    let json = try object(try desk.run("evaluate", "a.jsonl", "-m", "model.framewise", "--json").output)
    let unique = Set(labels.map { Array($0.utf8) })
    #expect((json["labels"] as? [String])?.count == unique.count)
    let inspected = try desk.run("inspect", "model.framewise", "--top", "2")
    expectSafe(inspected.output)
  }

  @Test func `in file names and columns`() throws {
    let desk = try Desk.withModel()
    let names = try Self.strings().filter {
      !$0.isEmpty && !$0.contains("/") && !$0.contains("\0") && $0.utf8.count < 200
    }
    .filter { $0 != "." && $0 != ".." && !$0.hasPrefix(".") }
    var written: Set<[UInt8]> = []
    for name in names where written.insert(Array(name.utf8)).inserted {
      try desk.folder.write("a treaty", to: "texts/\(name).txt")
    }
    let run = try desk.run("score", "texts", "-m", "model.framewise", "-f", "table")
    #expect(run.status == 0)
    #expect(run.errors.contains("\(written.count) read") || written.count > 999)
    expectSafe(run.output)
    expectSafe(run.errors)
    for name in ["\u{1B}[31m.csv", "a\nb.csv", "-x.csv"] {
      try desk.folder.write("te\u{1B}xt,\u{7}id\n1,2\n", to: name)
      let refused = try desk.run("score", "./" + name, "-m", "model.framewise")
      #expect(refused.status == 65)
      expectSafe(refused.errors)
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func `spreadsheet-safe guards every cell that a spreadsheet would run`() throws {
    let desk = try Desk.withModel()
    let strings = try Self.strings() + ["=1+1", "+cmd", "-2", "@x", "\t=1", "\r=2"]
    var samples: [UInt8] = []
    for string in strings {
      samples += try JSONSerialization.data(withJSONObject: ["id": string, "text": "a war"]) + [0x0A]
    }
    try desk.folder.write(samples, to: "a.jsonl")
    for (format, delimiter) in [("csv", UInt8(0x2C)), ("tsv", 0x09)] {
      let plain = CSV.rows(
        try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", format).outputBytes, delimiter: delimiter)
      let safe = CSV.rows(
        try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", format, "--spreadsheet-safe").outputBytes,
        delimiter: delimiter)
      #expect(plain.count == strings.count + 1 && safe.count == plain.count)
      for (one, other) in zip(plain, safe) {
        for (cell, guarded) in zip(one, other) {
          let isFormula = cell.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
          #expect(Array(guarded.utf8) == Array((isFormula ? "'" + cell : cell).utf8))
        }
      }
    }
  }
}
