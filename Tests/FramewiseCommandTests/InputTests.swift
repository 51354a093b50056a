import Foundation
import TestSupport
import Testing

/// Every kind of input gives one result a record, in order, and a count that adds up.
@Suite("Inputs")
struct InputTests {
  /// What is said at the end: `read = scored + rejected + empty`.
  private func tally(_ run: Program.Finished) throws -> (read: Int, scored: Int, rejected: Int, empty: Int) {
    let line = try #require(run.errors.split(separator: "\n").last { $0.contains(" read = ") })
    let sums = line.split(separator: ";")[0]
    let numbers = sums.split { !"0123456789,".contains($0) }.compactMap { Int($0.filter { $0 != "," }) }
    try #require(numbers.count == 4, "\(line)")
    #expect(numbers[0] == numbers[1] + numbers[2] + numbers[3], "\(line)")
    return (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  private static let names = [
    "a.jsonl", "a.csv", "a.tsv", "a.ft", "a.jsonl.gz", "a.csv.gz", "plain-gzip", "folder", "label-folders", "unknown",
  ]

  private func write(_ name: String, in desk: Desk) throws {
    let samples = Desk.samples
    switch name {
    case "a.jsonl", "unknown": try desk.folder.write(LabelledTexts.jsonLines(samples), to: name)
    case "a.csv": try desk.folder.write(LabelledTexts.table(samples), to: name)
    case "a.tsv": try desk.folder.write(LabelledTexts.table(samples, delimiter: "\t"), to: name)
    case "a.ft": try desk.folder.write(LabelledTexts.fastText(samples), to: name)
    case "a.jsonl.gz", "a.csv.gz":
      try write(String(name.dropLast(3)), in: desk)
      try desk.shell("gzip -n \(name.dropLast(3))")
    case "plain-gzip":
      try write("a.jsonl", in: desk)
      try desk.shell("gzip -n a.jsonl; mv a.jsonl.gz plain-gzip")
    case "folder", "label-folders":
      for (number, sample) in samples.enumerated() {
        let place = String(String(1000 + number).dropFirst())
        let below = name == "folder" ? "" : "\(sample.label)/"
        try desk.folder.write(sample.text, to: "\(name)/\(below)\(place).txt")
      }
    default: Issue.record("no such input")
    }
  }

  @Test func `the longest record is what --max-record says`() throws {
    let desk = try Desk.withModel()
    let long = String(repeating: "the agreement was signed and it was kept ", count: 30_000)
    try desk.folder.write(
      LabelledTexts.jsonLines([
        LabelledTexts.Sample(id: "a", text: "agreement signed", label: ""),
        LabelledTexts.Sample(id: "b", text: long, label: ""),
        LabelledTexts.Sample(id: "c", text: "agreement signed", label: ""),
      ]), to: "a.jsonl")
    let whole = try desk.run("score", "a.jsonl", "-m", "model.framewise")
    #expect(whole.errors.contains("3 read = 3 scored + 0 rejected + 0 empty"), "\(whole.errors)")
    let short = try desk.run("score", "a.jsonl", "-m", "model.framewise", "--max-record", "1")
    #expect(short.status == 0)
    #expect(short.errors.contains("3 read = 2 scored + 1 rejected + 0 empty"), "\(short.errors)")
    #expect(short.errors.contains("a.jsonl:2: the record is longer than 1 MiB"), "\(short.errors)")
    for wrong in ["0", "257", "-1", "x", "1.5"] {
      let run = try desk.run("score", "a.jsonl", "-m", "model.framewise", "--max-record=\(wrong)")
      #expect(run.status == 64, "\(wrong)")
    }
  }

  @Test(arguments: names) func `one result a record, in order`(name: String) throws {
    let desk = try Desk.withModel()
    try write(name, in: desk)
    let run = try desk.run("score", name, "-m", "model.framewise")
    #expect(run.status == 0)
    #expect(try tally(run) == (60, 60, 0, 0))
    try desk.writeSamples()
    var expected = try desk.rows(["train.jsonl"]).map { Array($0.dropFirst()) }
    let rows = CSV.rows(run.outputBytes).dropFirst()
    if name == "label-folders" {
      // The order is that of the names.
      let order = Desk.samples.indices.sorted { (Desk.samples[$0].label, $0) < (Desk.samples[$1].label, $1) }
      expected = order.map { expected[$0] }
      #expect(rows.map { $0[0] } == order.map { "\(Desk.samples[$0].label)/\(String(1000 + $0).dropFirst()).txt" })
    }
    #expect(rows.map { Array($0.dropFirst()) } == expected)
  }

  @Test(arguments: names.filter { $0 != "folder" }) func `labels come from every kind of input`(name: String) throws {
    let desk = try Desk.withModel()
    try write(name, in: desk)
    let run = try desk.run("evaluate", name, "-m", "model.framewise", "--json")
    #expect(run.status == 0)
    #expect(try tally(run) == (60, 60, 0, 0))
    try desk.writeSamples()
    let expected = try object(try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "--json").output)
    let report = try object(run.output)
    #expect(report["confusion"] as? [[Int]] == expected["confusion"] as? [[Int]])
    if name != "label-folders" {
      #expect((report["data"] as? [String: String]) == (expected["data"] as? [String: String]))
    }
  }

  @Test func `several inputs follow one another`() throws {
    let desk = try Desk.withModel()
    for name in ["a.csv", "a.ft", "folder"] { try write(name, in: desk) }
    try desk.folder.write("One text.\nTwo lines.", to: "article.txt")
    let run = try desk.run("score", "a.ft", "article.txt", "folder", "a.csv", "-m", "model.framewise")
    #expect(try tally(run).read == 181)
    let rows = CSV.rows(run.outputBytes).dropFirst()
    #expect(rows.map { $0[0] }[60] == "article.txt")
    #expect(rows.map { $0[0] }.suffix(60) == Desk.samples.map(\.id)[...])
  }

  // MARK: - Faulty records

  @Test func `rejected records of JSON lines keep their id and their place`() throws {
    let desk = try Desk.withModel()
    let lines = [
      #"{"id":"A","text":5}"#, #"{"id":"B"}"#, #"{"id":"C","text":"x","text":"y"}"#, #"{"id":"D","text":"treaty""#,
      #"{"text":"treaty","id":7}"#, "[1]", "", #"{"id":"G","text":""}"#, #"{"id":"H","text":"zzz qqq"}"#,
      #"{"id":"I","text":null}"#, #"{"text":["a"],"id":"J"}"#, #"{"id":"K","text":"\ud800"}"#,
      #"{"id":"L","text":"war"}"#,
    ]
    try desk.folder.write(lines.joined(separator: "\n"), to: "a.jsonl")
    let run = try desk.run("score", "a.jsonl", "-m", "model.framewise")
    #expect(run.status == 0)
    let rows = CSV.rows(run.outputBytes).dropFirst()
    // The blank line is no record; a line that is no object has its number for an id.
    #expect(rows.map { $0[0] } == ["A", "B", "C", "4", "7", "6", "G", "H", "I", "J", "12", "L"])
    #expect(
      rows.map { $0[5] } == [
        "rejected", "rejected", "rejected", "rejected", "ok", "rejected", "empty", "empty", "rejected", "rejected",
        "rejected", "ok",
      ])
    for row in rows {
      #expect(row.count == 7)
      #expect(row[6].isEmpty == (row[5] != "rejected"))
      #expect(row[1].isEmpty == (row[5] == "rejected"))
    }
    #expect(try tally(run) == (12, 2, 8, 2))
    for line in [1, 2, 3, 4, 6, 10, 11, 12] { #expect(run.errors.contains("a.jsonl:\(line): ")) }

    let json = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", "jsonl")
    #expect(json.lines.count == 12)
    let first = try object(json.lines[0])
    #expect(first["id"] as? String == "A")
    #expect(first["status"] as? String == "rejected")
    #expect(first["label"] == nil)
    let table = try desk.run("score", "a.jsonl", "-m", "model.framewise", "-f", "table")
    #expect(table.lines.count == 13)
  }

  @Test func `faulty rows of a table are rejected and the rest goes on`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(
      "id,text\na,treaty\nb,war,x\nc,\"quo\"ted\nd,stray \" quote\ne,\nf,war\ng,\"open\n", to: "a.csv")
    let run = try desk.run("score", "a.csv", "-m", "model.framewise")
    let rows = CSV.rows(run.outputBytes).dropFirst()
    #expect(rows.map { $0[5] } == ["ok", "rejected", "rejected", "rejected", "empty", "ok", "rejected"])
    #expect(rows.map { $0[0] }.enumerated().allSatisfy { ["abcdefg"].joined().contains($1) || $1 == "\($0 + 2)" })
    #expect(try tally(run) == (7, 2, 4, 1))
  }

  @Test func `strict ends at the first rejected record with its row as the last`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write("id,text\na,treaty\nb,war,x\nc,war\n", to: "a.csv")
    for threads in ["1", "2"] {
      let run = try desk.run("score", "a.csv", "-m", "model.framewise", "--strict", "--threads", threads)
      #expect(run.status == 65)
      #expect(run.errors.contains("error: a.csv:3: "))
      #expect(CSV.rows(run.outputBytes).map { $0[5] } == ["status", "ok", "rejected"])
    }
    #expect(try desk.run("score", "a.csv", "-m", "model.framewise", "--strict", "-o", "out.csv").status == 65)
    #expect(!desk.folder.exists("out.csv"))
    try desk.folder.write("id,text,label\na,treaty,x\nb,war,y,z\n", to: "b.csv")
    #expect(try desk.run("train", "b.csv", "-o", "my.framewise", "--strict").status == 65)
    #expect(try desk.run("evaluate", "b.csv", "-m", "model.framewise", "--strict").status == 65)
    #expect(try desk.folder.names() == ["a.csv", "b.csv", "model.framewise"])
  }

  @Test func `malformed UTF-8 is read as U+FFFD and counted`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(Array("id,text\na,treaty ".utf8) + [0xFF, 0xC0] + Array(" war\nb,war\n".utf8), to: "a.csv")
    let run = try desk.run("score", "a.csv", "-m", "model.framewise")
    #expect(run.status == 0)
    #expect(run.errors.contains("1 had malformed UTF-8"))
    #expect(try tally(run) == (2, 2, 0, 0))
  }

  @Test func `one document a label trains with a warning`() throws {
    let desk = try Desk()
    try desk.folder.write("text,label\na treaty,x\na war,y\n", to: "a.csv")
    let run = try desk.run("train", "a.csv", "-o", "my.framewise", "--min-df", "1")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("warning: "))
    #expect(try desk.run("score", "a.csv", "-m", "my.framewise").status == 0)
    // Asked for by itself, cross-validation says why it cannot be.
    let evaluated = try desk.run("evaluate", "a.csv", "-m", "my.framewise", "--cv", "2")
    #expect(evaluated.status == 65)
    #expect(evaluated.errors.contains("The label 'x' has one document"))
  }

  @Test func `damaged gzip gives what came before it, and then 65`() throws {
    let desk = try Desk.withModel()
    // Random bytes do not compress, so that the second half is missing whole records.
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(4000, words: 60)), to: "a.jsonl")
    try desk.shell("gzip -n a.jsonl && head -c 60000 a.jsonl.gz > cut.jsonl.gz")
    let run = try desk.run("score", "cut.jsonl.gz", "-m", "model.framewise")
    #expect(run.status == 65)
    #expect(run.errors.contains("gzip"))
    let rows = CSV.rows(run.outputBytes)
    #expect(rows.count > 10 && rows.count < 4001)
    #expect(rows.dropFirst().allSatisfy { $0.count == 7 && $0[5] == "ok" })
  }
}
