import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exit codes of sysexits.h, one line about the reason, and nothing changed.
@Suite("Exit codes")
struct ExitCodeTests {
  private func expect(
    _ status: Int32, _ words: String, _ run: Program.Finished, location: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, "\(run.errors)", sourceLocation: location)
    #expect(run.errors.contains(words), "\(run.errors)", sourceLocation: location)
    for line in run.errors.split(separator: "\n") { #expect(line.utf8.count <= 310, sourceLocation: location) }
  }

  // MARK: - 64: usage

  @Test(arguments: [
    (["score", "a.csv", "--treads", "2"], "Did you mean '--threads'?"),
    (["train", "a.csv", "-o", "m", "--class-wieght", "none"], "Did you mean '--class-weight'?"),
    (["scor", "a.csv"], "Did you mean 'score'?"),
    (["evalute", "a.csv"], "Did you mean 'evaluate'?"),
    (["frobnicate"], "There is no verb 'frobnicate'"),
    (["train", "a.csv"], "--output"),
    (["train", "-o", "m"], "<data>"),
    (["score"], "<input>"),
    (["score", "a.csv", "--threads", "0"], "--threads is 0"),
    (["score", "a.csv", "--threads=-1"], "--threads is -1"),
    (["score", "a.csv", "--threads", "99999"], "--threads is 99999"),
    (["score", "a.csv", "--threads", "abc"], "'abc'"),
    (["score", "a.csv", "-f", "jsnl"], "'table', 'csv', 'tsv' or 'jsonl'"),
    (["score", "a.csv", "--input-format", "cvs"], "--input-format is 'cvs'"),
    (["score", "a.csv", "--delimiter", "ab"], "--delimiter is 'ab'"),
    (["score", "a.csv", "--delimiter", "\""], "delimiter"),
    (["score", "a.csv", "--spreadsheet-safe", "-f", "jsonl"], "--spreadsheet-safe"),
    (["train", "a.csv", "-o", "m", "--binary", "--sublinear"], "exclude each other"),
    (["train", "a.csv", "-o", "m", "--features", "wrod:1"], "'wrod:1' is no feature block"),
    (["train", "a.csv", "-o", "m", "--features", "word:1,word:1"], "twice"),
    (["train", "a.csv", "-o", "m", "--features", "word:1-9"], "between 1 and 8"),
    (["train", "a.csv", "-o", "m", "--features", "word:1,vectors:1"], "--vectors"),
    (["train", "a.csv", "-o", "m", "--vectors", "v", "--vector-weight", "0"], "--vector-weight"),
    (["train", "a.csv", "-o", "m", "--vector-weight", "0.5"], "needs --vectors"),
    (["train", "a.csv", "-o", "m", "--vectors", "v", "--vector-weight", "nan"], "--vector-weight"),
    (["train", "a.csv", "-o", "m", "--features", ""], "no feature block"),
    (["train", "a.csv", "-o", "m", "--min-df", "x"], "--min-df is 'x'"),
    (["train", "a.csv", "-o", "m", "--min-df", "0"], "min-df is 0"),
    (["train", "a.csv", "-o", "m", "--max-df", "1.5"], "max-df is 1.5"),
    (["train", "a.csv", "-o", "m", "--max-features", "0"], "max-features is 0"),
    (["train", "a.csv", "-o", "m", "--cv", "1"], "--cv is 1"),
    (["train", "a.csv", "-o", "m", "--c", "0"], "--c is '0'"),
    (["train", "a.csv", "-o", "m", "--c=-1"], "--c is '-1'"),
    (["train", "a.csv", "-o", "m", "--c", "-1"], "--c is '-1'"),
    (["train", "a.csv", "-o", "m", "--c", "--cv"], "--c is '--cv'"),
    (["train", "a.csv", "-o", "m", "--min-df", "-1"], "min-df is -1"),
    (["train", "a.csv", "-o", "m", "--prune", "-1"], "--prune is -1.0"),
    (["train", "a.csv", "-o", "m", "--cv", "-1"], "--cv is -1"),
    (["train", "a.csv", "-o", "m", "--prior", "a=0.5, b=0"], "' b=0'"),
    (["train", "a.csv", "-o", ""], "--output is ''"),
    (["score", "a.csv", "--threads", "-1"], "--threads is -1"),
    (["score", "a.csv", "-o", ""], "--output is ''"),
    (["score", "a.csv", "-o", "b", "--show-cuts", "./b"], "give each a file of its own"),
    (["dedupe", "a.csv", "-o", ""], "--output is ''"),
    (["next", "a.csv", "-o", ""], "--output is ''"),
    (["agree", "a.csv", "-o", ""], "--output is ''"),
    (["agree", "a.csv", "--ordinal", "a,b,a"], "name each label once"),
    (["agree", "a.csv", "--source", "x"], "--source has no use"),
    (["agree", "-", "-m", "m", "--texts", "-"], "read once"),
    (["evaluate", "a.csv", "-o", ""], "--output is ''"),
    (["evaluate", "a.csv", "--html", ""], "--html is ''"),
    (["evaluate", "a.csv", "--documents", "x.csv", "--html", "./x.csv"], "--html and --documents are both"),
    (["evaluate", "-", "--codings", "-"], "read once"),
    (["train", "a.csv", "-o", "m", "--c", "nan"], "--c is 'nan'"),
    (["train", "a.csv", "-o", "m", "--c", "inf"], "--c is 'inf'"),
    (["evaluate", "a.csv", "--cv", "0"], "--cv is 0"),
    (["evaluate", "a.csv", "--fail-under", "macro_f2=1"], "Did you mean 'macro_f1'?"),
    (["evaluate", "a.csv", "--fail-under", "macro_f1"], "write it like macro_f1=0.8"),
    (["evaluate", "a.csv", "--fail-under", "log_loss=1"], "better when it is lower"),
    (["bench", "--threads", "0"], "--threads is '0'"),
    (["inspect", "m", "--top", "1001"], "--top is 1001"),
    (["train", "a.csv", "-o", "m", "--seed", "-1"], "--seed"),
    (["train", "a.csv", "-o", "m", "--c", "1e-10"], "a number from 1e-9 to 1e9"),
    (["train", "a.csv", "-o", "m", "--c", "2e9"], "a number from 1e-9 to 1e9"),
    (["train", "-", "-", "-o", "m"], "read once"),
    (["score", "-", "-"], "read once"),
    (["next", "-", "--labelled", "-"], "read once"),
    (["dedupe", "-", "-"], "read once"),
    (["bench", "-", "-"], "read once"),
    (["evaluate", "a.csv", "--alpha", "1e-300"], "0.000001 at least"),
    (["evaluate", "a.csv", "--time", "date", "--cut", "garbage"], "--cut is 'garbage'"),
    (["evaluate", "a.csv", "--spreadsheet-safe"], "goes with --documents"),
    (["evaluate", "a.csv", "--documents", "d.jsonl"], "--documents is 'd.jsonl'; CSV or TSV can be written"),
    (["score", "a.csv", "--spreadsheet-safe", "-o", "x.jsonl"], "--spreadsheet-safe goes with"),
    (["score", "a.csv", "-o", "x.csv.gz"], "compress the file afterwards"),
    (["score", "a.csv", "-o", "x.xlsx"], "CSV, TSV or JSON Lines can be written: spreadsheets open .csv files"),
    (["score", "a.csv", "-o", "x.json"], "the name ends in .jsonl"),
    (["score", "a.csv", "--show-cuts", "x.csv"], "--show-cuts is 'x.csv'; JSON Lines can be written."),
    (["next", "a.csv", "-o", "x.json"], "the name ends in .jsonl"),
    (["next", "a.csv", "-o", "x.ndjson", "--spreadsheet-safe"], "--spreadsheet-safe goes with"),
    (["evaluate", "a.csv", "-o", "x.html"], "Markdown (.md) can be written: a page is what --html writes"),
    (["evaluate", "a.csv", "-o", "x.csv"], "a row for every document is what --documents writes"),
    (["agree", "a.csv", "-o", "x.md"], "a table or JSON (.json) can be written."),
    (["dedupe", "a.csv", "-o", "x.jsonl"], "CSV or TSV can be written"),
    (["dedupe", "a.csv", "-o", "x.GZ"], "compress the file afterwards"),
    (["score", "a.csv", "-m", "a", "--model", "b"], "--model is given twice"),
    (["score", "a.csv", "--threads=1", "--threads", "2"], "--threads is given twice"),
    (["help", "scor"], "Did you mean 'score'?"),
    (["help", "frobnicate"], "There is no verb 'frobnicate'"),
  ])
  func `a mistake in the arguments is 64, before anything is read`(arguments: [String], words: String) throws {
    // Neither a.csv nor a model is there, so that whoever reads first says 66.
    let desk = try Desk()
    let run = try Program.run(arguments, in: desk.folder.url)
    expect(64, words, run)
    #expect(run.output.isEmpty)
    #expect(try desk.folder.names().isEmpty)
  }

  // MARK: - 65: data and models

  @Test(arguments: [
    ("one.jsonl", #"{"text":"a treaty","label":"x"}"# + "\n" + #"{"text":"a war","label":"x"}"#, "two labels"),
    ("empty.jsonl", "", "no records in empty.jsonl"), ("empty.csv", "", "no records in empty.csv"),
    ("empty", "", "no records in empty"), ("head.csv", "text,label\n", "no records in head.csv"),
    ("array.json", #"[{"text":"a","label":"b"}]"#, "JSON array"),
    ("text.csv", "id,body text\n1,a\n", "no column holds the text"),
    ("semicolon.csv", "id;text;label\n1;a;b\n", "--delimiter ';'"),
    ("twice.csv", "text,text,label\na,b,c\n", "occurs twice"),
    ("weights.jsonl", #"{"text":"a","label":"b","weight":"x"}"#, "weight"),
    ("utf16.csv", "\u{0}\u{0}\u{0}\u{0}\u{0}", "UTF-16"),
    ("unlabelled.csv", "text\nsome words\n", "no record has a label — say with --label where it is"),
    ("null.jsonl", #"{"text":"some words","label":null}"#, "there is no label"),
  ])
  func `data that cannot be trained on are 65, and no model is written`(
    name: String, content: String, words: String
  ) throws {
    let desk = try Desk()
    try desk.folder.write(content, to: name)
    expect(65, words, try desk.run("train", name, "-o", "my.framewise"))
    #expect(try desk.folder.names() == [name])
  }

  @Test func `unknown columns are named with the nearest right one`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write("id,txet,lable\n1,a war,x\n", to: "a.csv")
    expect(
      65, "unknown column 'text'. Did you mean 'txet'?",
      try desk.run("score", "a.csv", "-m", "model.framewise", "--text", "text"))
    expect(
      65, "unknown column 'label'. Did you mean 'lable'?",
      try desk.run("evaluate", "a.csv", "-m", "model.framewise", "--text", "txet", "--label", "label"))
    expect(65, "name it with --text", try desk.run("score", "a.csv", "-m", "model.framewise"))
  }

  @Test func `a key that no record has is named once`() throws {
    let desk = try Desk.withModel()
    let line = #"{"id":"1","text":"a war","label":"adversarial"}"# + "\n"
    try desk.folder.write(line + line, to: "a.jsonl")
    let words = "no record has the label 'labl'. Did you mean 'label'? The first record has 'id', 'text', 'label'"
    for arguments in [["train", "-o", "my.framewise"], ["evaluate", "-m", "model.framewise"]] {
      let run = try desk.run(arguments[0], "a.jsonl", "--label", "labl", arguments[1], arguments[2])
      expect(65, words, run)
      #expect(!run.errors.contains("rejected"))
    }
  }

  @Test func `records that evaluate cannot use are 65 when none is left`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write("text,label\na war,hostile\n", to: "a.csv")
    let run = try desk.run("evaluate", "a.csv", "-m", "model.framewise")
    expect(65, "the model does not know the label 'hostile'", run)
    #expect(!run.errors.contains("to train on"))
    expect(65, "model.framewise knows the labels cooperative, adversarial, neutral, and the records have hostile", run)
    let shipped = try desk.run("evaluate", "a.csv")
    expect(
      65, "models/framing-ir.framewise (the shipped model) knows the labels cooperative, adversarial, neutral", shipped)
  }

  @Test(
    arguments: [
      [], Array("x".utf8), Array("<!DOCTYPE html><html>404</html>".utf8), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0],
      [0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0xFF, count: 64),
      [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8),
    ] as [[UInt8]])
  func `what is no model is 65`(bytes: [UInt8]) throws {
    let desk = try Desk()
    try desk.folder.write(bytes, to: "m.framewise")
    try desk.folder.write("text\nwar\n", to: "a.csv")
    expect(65, "m.framewise: ", try desk.run("score", "a.csv", "-m", "m.framewise"))
    expect(65, "m.framewise: ", try desk.run("inspect", "m.framewise"))
    expect(65, "m.framewise: ", try desk.run("evaluate", "a.csv", "-m", "m.framewise"))
    expect(65, "m.framewise: ", try desk.run("bench", "-m", "m.framewise"))
  }

  @Test func `a damaged model is 65`() throws {
    let desk = try Desk()
    var model = try Desk.model()
    model[model.count / 2] ^= 1
    try desk.folder.write(model, to: "m.framewise")
    expect(65, "its checksum does not fit", try desk.run("inspect", "m.framewise"))
    try desk.folder.write(model.dropLast(), to: "m.framewise")
    expect(65, "damaged", try desk.run("inspect", "m.framewise"))
  }

  // MARK: - 66, 73, 74, 77

  @Test func `what is not there, or is no file, is 66`() throws {
    let desk = try Desk.withModel()
    expect(66, "nothing.csv: there is no such file", try desk.run("score", "nothing.csv", "-m", "model.framewise"))
    expect(66, "no such file", try desk.run("inspect", "nothing.framewise"))
    expect(66, "'': there is no such file", try desk.run("score", "a.csv", "-m", ""))
    expect(66, "folder", try desk.run("inspect", "."))
    expect(66, "regular", try desk.run("inspect", "/dev/zero"))
    try desk.shell("mkfifo pipe")
    expect(66, "regular", try desk.run("inspect", "pipe"))
    expect(66, "no such file", try desk.run("train", "nothing.csv", "-o", "my.framewise"))
    #expect(!desk.folder.exists("my.framewise"))
  }

  @Test func `an output that cannot be created is 73, and an input is never overwritten`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let before = try desk.folder.bytes("train.jsonl")
    expect(73, "nowhere/a.csv", try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "nowhere/a.csv"))
    expect(73, "directory", try desk.run("train", "train.jsonl", "-o", "."))
    for output in ["train.jsonl", "./train.jsonl", "link.jsonl"] {
      if output == "link.jsonl" { try desk.shell("ln -s train.jsonl link.jsonl") }
      expect(73, "also an input", try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", output))
      expect(73, "also an input", try desk.run("train", "train.jsonl", "-o", output))
    }
    // A name that asks for no format, which would be refused before.
    try desk.shell("ln -s train.jsonl report && ln train.jsonl same")
    for output in ["report", "same"] {
      expect(73, "also an input", try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "-o", output))
    }
    expect(
      73, "also an input", try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "model.framewise"))
    expect(
      73, "also an input", try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "-o", "model.framewise"))
    #expect(try desk.folder.bytes("train.jsonl") == before)
    #expect(try desk.folder.bytes("model.framewise") == Desk.model())
  }

  @Test func `a full target is 74`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    for command in [
      "score train.jsonl -m model.framewise", "inspect model.framewise", "inspect model.framewise --json", "--help",
      "--version", "help", "help score", "train --help", "evaluate train.jsonl -m model.framewise",
      "bench -m model.framewise --stage score",
    ] {
      let run = try desk.shell("\"$framewise\" \(command) > /dev/full")
      expect(74, "standard output: cannot write", run)
    }
    expect(74, "/dev/full", try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "/dev/full"))
    expect(74, "standard output", try desk.shell("\"$framewise\" inspect model.framewise >&-"))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read and write everything"))
  func `what may not be read or written is 77`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    try desk.shell("chmod 000 train.jsonl; mkdir locked; chmod 500 locked")
    expect(77, "train.jsonl", try desk.run("score", "train.jsonl", "-m", "model.framewise"))
    expect(77, "locked", try desk.run("score", "model.framewise", "-m", "model.framewise", "-o", "locked/a.csv"))
  }

  // MARK: - 1: gates

  @Test func `a gate that is not met is 1, and the report is printed all the same`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let run = try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "--fail-under", "macro_f1=1.5", "--json")
    expect(1, "macro_f1 is ", run)
    #expect(try object(run.output)["n"] as? Int == 60)
    #expect(
      try desk.run(
        "evaluate", "train.jsonl", "-m", "model.framewise", "--fail-under", "macro_f1=0.1", "--fail-under",
        "accuracy=0.1"
      ).status == 0)
    try desk.folder.write("text,label\na war,neutral\na treaty,neutral\n", to: "one.csv")
    expect(
      1, "mcc is undefined", try desk.run("evaluate", "one.csv", "-m", "model.framewise", "--fail-under", "mcc=0.1"))
  }

  // MARK: - Arguments of all kinds

  @Test func `control characters in arguments are escaped, and a long one is cut`() throws {
    let desk = try Desk.withModel()
    let named = try desk.run("score", "a\u{1B}[31m\u{7}b.csv", "-m", "model.framewise")
    expect(66, "a\\x1B[31m\\x07b.csv", named)
    #expect(!named.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    let option = try desk.run("score", "x", "--\u{1B}[31m")
    #expect(option.status == 64)
    #expect(!option.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    let long = String(repeating: "x", count: 100_000)
    #expect(try desk.run("score", long, "-m", "model.framewise").status == 66)
    expect(64, "Unknown option", try desk.run("score", "x", "--" + long))
  }
}
