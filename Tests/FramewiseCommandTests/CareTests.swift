import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is done with care for files and terminals: inputs are kept, nothing is passed over in silence, and all that is
/// named is looked for first.
@Suite("Care")
struct CareTests {
  /// Two folders of three texts each.
  private func writeFolder(_ desk: Desk) throws {
    for number in 1...3 {
      try desk.folder.write("the treaty was signed \(number)", to: "texts/cooperative/\(number).txt")
      try desk.folder.write("the attack was a war \(number)", to: "texts/adversarial/\(number).txt")
    }
  }

  // MARK: - Inputs are kept

  @Test func `a text of an input folder is never overwritten, and what a folder is not read for may be`() throws {
    let desk = try Desk.withModel()
    try writeFolder(desk)
    let text = try desk.folder.bytes("texts/cooperative/1.txt")
    try desk.shell("ln -s texts/cooperative/1.txt link")
    for output in ["texts/cooperative/1.txt", "texts/../texts/cooperative/1.txt", "link"] {
      expect(73, ["also an input"], try desk.run("score", "texts", "-m", "model.framewise", "-o", output))
      expect(73, ["also an input"], try desk.run("train", "texts", "-o", output))
      expect(73, ["also an input"], try desk.run("dedupe", "texts", "-o", output))
      expect(
        73, ["also an input"],
        try desk.run(
          "score", "texts", "-m", "model.framewise", "-o", "s.csv", "--show-cuts", output, "--repeated-lines"))
    }
    #expect(try desk.folder.bytes("texts/cooperative/1.txt") == text)
    let first = try desk.run("score", "texts", "-m", "model.framewise", "-o", "texts/s.csv")
    expect(0, ["6 read = 6 scored"], first)
    #expect(!first.errors.contains("skipped"), "our own temporary file is not counted")
    expect(
      0, ["skipped: 1 file that is no text (texts/s.csv)"],
      try desk.run("score", "texts", "-m", "model.framewise", "-o", "texts/s.csv"))
  }

  @Test func `a file on standard input is never overwritten`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.table(Desk.samples), to: "in.csv")
    let before = try desk.folder.bytes("in.csv")
    for command in ["score - -m model.framewise", "train - --c 1 --cv 0", "next - -m model.framewise", "dedupe -"] {
      expect(73, ["in.csv: this is also an input"], try desk.shell("\"$framewise\" \(command) -o in.csv < in.csv"))
    }
    expect(
      73, ["model.framewise: this is also an input"],
      try desk.run("train", "in.csv", "--vectors", "model.framewise", "-o", "model.framewise"))
    #expect(try desk.folder.bytes("in.csv") == before)
  }

  // MARK: - Nothing is passed over

  @Test func `a damaged file of a folder is a rejected row, and is named`() throws {
    let desk = try Desk.withModel()
    try writeFolder(desk)
    try desk.shell(
      "cd texts/adversarial && gzip 1.txt && head -c 30 1.txt.gz > x && mv x 1.txt.gz && ln -s 2.txt l.txt")
    let run = try desk.run("score", "texts", "-m", "model.framewise")
    expect(
      0,
      [
        "warning: texts/adversarial/1.txt.gz: the gzip data ends too early", "6 read = 5 scored + 1 rejected",
        "skipped: 1 symbolic link (texts/adversarial/l.txt)",
      ], run)
    let rows = CSV.rows(run.outputBytes).dropFirst()
    #expect(rows.map { $0[0] }.first == "adversarial/1.txt.gz")
    #expect(rows.first?[5] == "rejected")
    let train = try desk.run("train", "texts", "-o", "my.framewise", "--c", "1", "--cv", "0", "--min-df", "1")
    expect(0, ["warning: texts/adversarial/1.txt.gz: the gzip data ends too early"], train)
    try desk.folder.write([0xFF, 0xFE, 0x61, 0], to: "a.txt")
    let dedupe = try desk.run("dedupe", "texts")
    expect(0, ["warning: texts/adversarial/1.txt.gz: "], dedupe)
    let alone = try desk.run("score", "a.txt", "-m", "model.framewise")
    expect(65, ["error: a.txt: this looks like UTF-16"], alone)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func `files that may not be read are named`() throws {
    let desk = try Desk.withModel()
    try writeFolder(desk)
    try desk.shell("chmod 000 texts/*/1.txt")
    expect(
      0, ["skipped: 2 unreadable files (texts/adversarial/1.txt, texts/cooperative/1.txt)"],
      try desk.run("score", "texts", "-m", "model.framewise"))
    expect(77, ["texts/adversarial/1.txt"], try desk.run("score", "texts", "-m", "model.framewise", "--strict"))
  }

  @Test func `strict holds for every verb, malformed bytes and skipped files`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let samples = LabelledTexts.jsonLines(Desk.samples)
    try desk.folder.write(samples + "{\n", to: "rejected.jsonl")
    try desk.folder.write(
      Array(samples.utf8) + Array(#"{"text":"caf"#.utf8) + [0xE9] + Array("\"}\n".utf8), to: "latin.jsonl")
    try desk.folder.write("unit,coder,label\ndoc-0,a,neutral\ndoc-0,b,neutral\n", to: "codes.csv")
    for name in ["rejected.jsonl", "latin.jsonl"] {
      for arguments in [
        ["score", name, "-m", "model.framewise", "-o", "out"], ["next", name, "-m", "model.framewise", "-o", "out"],
        ["next", "train.jsonl", "--labelled", name, "-m", "model.framewise", "-o", "out"],
        ["dedupe", name, "-o", "out"], ["agree", "codes.csv", "-m", "model.framewise", "--texts", name, "-o", "out"],
        ["evaluate", name, "-m", "model.framewise", "-o", "out"], ["train", name, "-o", "out"],
      ] {
        let run = try Program.run(arguments + ["--strict"], in: desk.folder.url)
        expect(65, ["\(name):61: \(name == "latin.jsonl" ? "bytes are not UTF-8" : "this is not valid JSON")"], run)
        #expect(!desk.folder.exists("out"))
      }
    }
    try writeFolder(desk)
    expect(0, [], try desk.run("score", "texts", "-m", "model.framewise", "--strict"))
    try desk.shell("ln -s ../train.jsonl texts/link.txt")
    expect(65, ["texts/link.txt: a symbolic link"], try desk.run("score", "texts", "-m", "model.framewise", "--strict"))
  }

  @Test func `a column that is named and in no record is an error in every verb`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let before = try desk.folder.names()
    for (option, words) in [
      ("--group", "the group 'lebel'"), ("--weight", "the weight 'lebel'"), ("--date", "the date 'lebel'"),
      ("--source", "the source 'lebel'"), ("--text", "the text 'lebel'"),
    ] {
      for arguments in [
        ["train", "train.jsonl", "-o", "out", "--c", "1", "--cv", "0"],
        ["evaluate", "train.jsonl", "-m", "model.framewise", "-o", "out"],
        ["score", "train.jsonl", "-m", "model.framewise", "-o", "out"],
        ["next", "train.jsonl", "-m", "model.framewise", "-o", "out"], ["dedupe", "train.jsonl", "-o", "out"],
      ] {
        let run = try Program.run(arguments + [option, "lebel"], in: desk.folder.url)
        expect(65, ["train.jsonl: no record has \(words). Did you mean 'label'?"], run)
      }
    }
    #expect(try desk.folder.names() == before)
    let streamed = try desk.run("score", "train.jsonl", "-m", "model.framewise", "--id", "di")
    expect(65, ["no record has the id 'di'. Did you mean 'id'?"], streamed)
    #expect(CSV.rows(streamed.outputBytes).count == 61)
    try desk.folder.write("di,coder,label\ndoc-0,a,neutral\ndoc-0,b,neutral\n", to: "codes.csv")
    expect(
      65, ["train.jsonl: no record has the id 'di'"],
      try desk.run("agree", "codes.csv", "--id", "di", "-m", "model.framewise", "--texts", "train.jsonl"))
  }

  @Test func `all inputs are looked for before the first is read`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    for arguments in [
      ["score", "train.jsonl", "nothing", "-m", "model.framewise"], ["train", "train.jsonl", "nothing", "-o", "out"],
      ["train", "train.jsonl", "--vectors", "nothing", "-o", "out"], ["dedupe", "train.jsonl", "nothing"],
      ["evaluate", "train.jsonl", "nothing", "-m", "model.framewise"],
      ["next", "train.jsonl", "--labelled", "nothing", "-m", "model.framewise"],
      ["agree", "train.jsonl", "-m", "model.framewise", "--texts", "nothing"],
      ["bench", "train.jsonl", "nothing", "-m", "model.framewise"],
    ] {
      let run = try Program.run(arguments, in: desk.folder.url)
      expect(66, ["error: nothing: there is no such file or folder"], run)
      #expect(run.outputBytes.isEmpty)
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test func `a file whose name begins with a dash is pointed out`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples("-lead.jsonl")
    expect(
      64, ["hint: '-lead.jsonl' is also a file; to name it, write './-lead.jsonl'"],
      try desk.run("score", "-lead.jsonl", "-m", "model.framewise"))
    expect(0, ["60 read"], try desk.run("score", "./-lead.jsonl", "-m", "model.framewise"))
  }

  @Test func `bench says how many records it does not measure`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(Desk.samples) + "{\n{\n", to: "a.jsonl")
    expect(
      0, ["2 of 62 records are rejected and not measured, the first: a.jsonl:61: this is not valid JSON"],
      try desk.run("bench", "a.jsonl", "-m", "model.framewise", "--stage", "score"))
  }

  @Test func `numbers of any size are said`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    let run = try desk.run(
      "train", "train.jsonl", "-o", "m", "--c", "1", "--cv", "0", "--prior",
      "cooperative=9.5e14,adversarial=1e300,neutral=1")
    expect(0, ["--prior sums to 1e+300, not 1"], run)
  }

  // MARK: - Results

  @Test func `the name of an output gives its format, and cells can be guarded`() throws {
    let desk = try Desk.withModel()
    let samples = Desk.samples.map { LabelledTexts.Sample(id: "=" + $0.id, text: "+" + $0.text, label: $0.label) }
    try desk.folder.write(LabelledTexts.jsonLines(samples), to: "a.jsonl")
    for (arguments, columns) in [
      (["dedupe", "a.jsonl", "-o"], 5), (["next", "a.jsonl", "-m", "model.framewise", "-o"], 8),
      (["score", "a.jsonl", "-m", "model.framewise", "-o"], 7),
      (["evaluate", "a.jsonl", "-m", "model.framewise", "-o", "e.txt", "--documents"], 7),
    ] {
      let plain = try Program.run(arguments + ["o.tsv"], in: desk.folder.url)
      expect(0, [], plain)
      let rows = CSV.rows(try desk.folder.bytes("o.tsv"), delimiter: 0x09)
      #expect(rows.allSatisfy { $0.count == columns }, "\(arguments)")
      #expect(rows.dropFirst().allSatisfy { $0[0].hasPrefix("=") })
      expect(0, [], try Program.run(arguments + ["o.csv", "--spreadsheet-safe"], in: desk.folder.url))
      let guarded = CSV.rows(try desk.folder.bytes("o.csv"))
      #expect(guarded.count == rows.count)
      #expect(guarded.dropFirst().allSatisfy { $0[0].hasPrefix("'=") }, "\(arguments)")
    }
    try desk.run("next", "a.jsonl", "-m", "model.framewise", "-n", "1", "-o", "o.ndjson")
    #expect(try object(String(decoding: desk.folder.bytes("o.ndjson"), as: UTF8.self))["chance"] != nil)
  }

  @Test func `a sheet of texts to label can be trained on once its labels are written`() throws {
    let desk = try Desk.withModel()
    let table = [
      "id,text,outlet,published", "1,a treaty was signed,Post,2024-01-02", "2,a strike was condemned,Times,2024-01-03",
    ]
    try desk.folder.write(table.joined(separator: "\n") + "\n", to: "pool.csv")
    let next = [
      "next", "pool.csv", "-m", "model.framewise", "--group", "outlet", "--date", "published", "-o", "sheet.csv",
    ]
    expect(0, ["2 proposed"], try Program.run(next, in: desk.folder.url))
    let open = CSV.rows(try desk.folder.bytes("sheet.csv"))
    #expect(open[0].prefix(6) == ["id", "text", "label", "group", "date", "predicted"])
    expect(0, ["2 proposed"], try Program.run(next + ["--blind"], in: desk.folder.url))
    var rows = CSV.rows(try desk.folder.bytes("sheet.csv"))
    #expect(rows[0] == ["id", "text", "label", "group", "date", "chance"])
    #expect(Set(rows.dropFirst().map { $0[3] + $0[4] }) == ["Post2024-01-02", "Times2024-01-03"])
    for place in 1..<rows.count { rows[place][2] = rows[place][0] == "1" ? "cooperative" : "adversarial" }
    try desk.folder.write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: "labelled.csv")
    expect(
      0, ["2 read = 2 used"],
      try desk.run("train", "labelled.csv", "-o", "new.framewise", "--min-df", "1", "--cv", "0", "--c", "1"))
  }

  @Test func `repeated lines alone are cut for a model that was trained without cleaning`() throws {
    let desk = try Desk.withModel()
    let lines = zip(Desk.samples, ["Aken", "Borg", "Cley", "Dorn", "Eyam"]).map { sample, town in
      #"{"text":"\#(sample.text)\n\nRead More: Port fees of \#(town)\n\nThe Harbour Daily news desk"}"#
    }
    try desk.folder.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    let run = try desk.run(
      "score", "a.jsonl", "-m", "model.framewise", "--repeated-lines", "--show-cuts", "cuts.jsonl")
    expect(0, ["5 read = 5 scored"], run)
    let cuts = try String(decoding: desk.folder.bytes("cuts.jsonl"), as: UTF8.self).split(separator: "\n")
      .map { try object(String($0)) }
    #expect(cuts.map { $0["text"] as? String } == Array(repeating: "The Harbour Daily news desk", count: 5))
    #expect(cuts.allSatisfy { $0["reason"] as? String == "repeated" })
  }

  // MARK: - Terminals

  /// What a run shows on a terminal.
  private func onTerminal(_ desk: Desk, _ command: String) throws -> String {
    let run = try desk.shell("script -qec \"$framewise \(command)\" /dev/null < /dev/null")
    #expect(run.status == 0)
    return run.output
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "there is no script(1)"))
  func `a terminal gets no control bytes of texts, and no progress between the rows`() throws {
    let desk = try Desk.withModel()
    let samples = (0..<30_000).map { number in
      LabelledTexts.Sample(
        id: "\u{1B}[31m\u{7}\(number)", text: Desk.samples[number % 60].text + "\u{1B}]0;x\u{7}", label: "neutral")
    }
    try desk.folder.write(LabelledTexts.table(Array(samples.prefix(60))), to: "a.csv")
    for command in [
      "score a.csv -m model.framewise -f csv", "score a.csv -m model.framewise -f tsv",
      "score a.csv -m model.framewise", "score a.csv -m model.framewise -o /dev/stdout",
      "next a.csv -m model.framewise -n 5", "dedupe a.csv",
    ] {
      let shown = try onTerminal(desk, command)
      #expect(shown.contains("\\x1B[31m"), "\(command)")
      #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && !"\r\n\t".unicodeScalars.contains($0) }, "\(command)")
    }
    let piped = try desk.run("score", "a.csv", "-m", "model.framewise", "-f", "csv")
    #expect(piped.outputBytes.contains(0x1B), "a pipe gets the bytes as they are")
    try desk.folder.write(LabelledTexts.table(samples), to: "many.csv")
    let many = try onTerminal(desk, "score many.csv -m model.framewise")
    #expect(!many.contains("\u{1B}[K"))
    // With the results in a file there is progress, in records and not in bytes.
    let drawn = try onTerminal(desk, "score many.csv many.csv many.csv -m model.framewise -o out.csv")
    for part in drawn.split(separator: "\u{1B}[K").dropFirst() where part.hasPrefix("scored ") {
      let count = part.dropFirst("scored ".count).prefix { $0 != " " }.filter { $0 != "," }
      #expect(Int(count).map { $0 <= 90_000 } == true, "\(part)")
    }
  }
}
