import Foundation
import TestSupport
import Testing

/// Standard streams: read, full, closed, or taken away.
@Suite("Standard streams")
struct StreamTests {
  @Test(arguments: [
    LabelledTexts.jsonLines(Desk.samples), LabelledTexts.table(Desk.samples),
    LabelledTexts.table(Desk.samples, delimiter: "\t"),
  ])
  func `standard input is read as the file would be`(content: String) throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let expected = try desk.run("score", "train.jsonl", "-m", "model.framewise").outputBytes
    let run = try desk.run("score", "-", "-m", "model.framewise", input: .bytes(Array(content.utf8)))
    #expect(run.status == 0)
    #expect(run.outputBytes == expected)
    try desk.folder.write(content, to: "content")
    let piped = try desk.shell("cat content | \"$framewise\" score - -m model.framewise")
    #expect(piped.outputBytes == expected)
  }

  @Test func `training from a pipe, a FIFO and standard input gives the weights of the file`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    try desk.run("train", "train.jsonl", "-o", "0.framewise", "--c", "10", "--cv", "0")
    let commands = [
      "\"$framewise\" train - -o 1.framewise --c 10 --cv 0 < train.jsonl",
      "cat train.jsonl | \"$framewise\" train /dev/stdin -o 1.framewise --c 10 --cv 0",
      "mkfifo pipe; timeout 30 cat train.jsonl > pipe & \"$framewise\" train pipe -o 1.framewise --c 10 --cv 0",
    ]
    let expected = try desk.run("score", "train.jsonl", "-m", "0.framewise").outputBytes
    for command in commands {
      let run = try desk.shell(command)
      #expect(run.status == 0, "\(command): \(run.errors)")
      #expect(try desk.run("score", "train.jsonl", "-m", "1.framewise").outputBytes == expected, "\(command)")
      try desk.shell("rm -f 1.framewise pipe")
    }
  }

  @Test func `nothing on standard input is no record`() throws {
    let desk = try Desk.withModel()
    for name in ["-", "empty", "empty.csv", "empty.tsv", "empty.jsonl", "empty.ft"] {
      if name != "-" { try desk.folder.write("", to: name) }
      let run = try desk.run("score", name, "-m", "model.framewise")
      #expect(run.status == 0)
      #expect(run.errors.contains("0 read = 0 scored + 0 rejected + 0 empty"))
      #expect(CSV.rows(run.outputBytes).count == 1)
      #expect(try desk.run("train", name, "-o", "my.framewise").status == 65)
    }
    #expect(try desk.run("score", "empty.jsonl", "-m", "model.framewise", "-f", "jsonl").outputBytes.isEmpty)
  }

  @Test func `a reader that has enough is no error, and nothing is said`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(20_000)), to: "many.jsonl")
    let run = try desk.shell(
      "{ \"$framewise\" score many.jsonl -m model.framewise; echo $? > status; } | head -1")
    #expect(run.lines.count == 1)
    #expect(run.errors.isEmpty)
    #expect(try desk.folder.bytes("status") == Array("0\n".utf8))
    // Input that never ends: only the closed pipe ends the run.
    let endless = try desk.shell(
      "yes '{\"text\":\"a treaty\"}' | \"$framewise\" score - -m model.framewise 2>errors | head -1")
    #expect(endless.lines.count == 1)
    #expect(try desk.folder.bytes("errors").isEmpty)
  }

  @Test(arguments: ["2>&-", "2>/dev/full"])
  func `standard error that is closed or full changes neither exit code nor output`(redirection: String) throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    try desk.folder.write("text,label\na,b\n", to: "one.csv")
    try desk.folder.write("id,text\n1,a\n2,b,c\n", to: "rejected.csv")
    let commands: [(String, Int32)] = [
      ("score train.jsonl -m model.framewise", 0), ("score rejected.csv -m model.framewise", 0),
      ("score rejected.csv -m model.framewise --strict", 65), ("score nothing -m model.framewise", 66),
      ("train one.csv -o x.framewise", 65), ("score --treads", 64), ("--help", 0), ("inspect model.framewise", 0),
      ("evaluate train.jsonl -m model.framewise --fail-under accuracy=2", 1),
    ]
    for (command, status) in commands {
      let plain = try desk.shell("\"$framewise\" \(command)")
      #expect(plain.status == status)
      let run = try desk.shell("\"$framewise\" \(command) \(redirection)")
      #expect(run.status == status, "\(command)")
      #expect(run.outputBytes == plain.outputBytes, "\(command)")
    }
    try desk.run("train", "train.jsonl", "-o", "plain.framewise")
    #expect(try desk.shell("\"$framewise\" train train.jsonl -o my.framewise \(redirection)").status == 0)
    #expect(try desk.folder.bytes("my.framewise") == desk.folder.bytes("plain.framewise"))
    try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "plain.csv")
    #expect(try desk.shell("\"$framewise\" score train.jsonl -m model.framewise -o my.csv \(redirection)").status == 0)
    #expect(try desk.folder.bytes("my.csv") == desk.folder.bytes("plain.csv"))
  }

  @Test func `streams that are closed are never taken for a file`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "plain.csv")
    #expect(
      try desk.shell("\"$framewise\" score train.jsonl -m model.framewise -o my.csv <&- >&- 2>&-").status == 0)
    #expect(try desk.folder.bytes("my.csv") == desk.folder.bytes("plain.csv"))
    #expect(try desk.shell("\"$framewise\" score train.jsonl -m model.framewise >&-").status == 74)
    #expect(try desk.shell("\"$framewise\" score - -m model.framewise <&-").status == 74)
  }

  @Test func `there is no colour and no progress where nobody watches`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    for arguments in [
      ["score", "train.jsonl", "-m", "model.framewise", "-f", "table"], ["train", "train.jsonl", "-o", "my.framewise"],
      ["evaluate", "train.jsonl", "-m", "model.framewise"], ["inspect", "model.framewise"],
    ] {
      let run = try Program.run(arguments, in: desk.folder.url)
      #expect(run.status == 0)
      #expect(!run.outputBytes.contains(0x1B) && !run.errorBytes.contains(0x1B))
      #expect(!run.outputBytes.contains(0x0D) && !run.errorBytes.contains(0x0D))
    }
  }
}
