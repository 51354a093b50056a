import Foundation
import TestSupport
import Testing

/// What is said where something is amiss: which place, and what helps.
@Suite("Messages")
struct MessageTests {
  // MARK: - Training

  @Test func `rejections are said before the error that they cause`() throws {
    let desk = try Desk()
    try desk.folder.write("text,label\na war,adv\na treaty,\n", to: "a.csv")
    let run = try desk.run("train", "a.csv", "-o", "my.framewise")
    expect(
      65, ["a.csv:3: there is no label", "2 read = 1 used + 1 rejected + 0 empty", "All records have the label 'adv'"],
      run)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.last?.contains("All records") == true)
    #expect(lines.dropLast().last?.contains("2 read") == true)
    try desk.folder.write("text,label\na war,\nb,\n,x\n", to: "b.csv")
    expect(65, ["b.csv:2: there is no label", "3 read = 0 used"], try desk.run("train", "b.csv", "-o", "my.framewise"))
  }

  @Test func `a folder without texts is named`() throws {
    let desk = try Desk()
    try desk.shell("mkdir notes && touch notes/a.csv")
    let words = "no records in notes: of a folder only .txt and .md files are read"
    expect(65, [words], try desk.run("train", "notes", "-o", "my.framewise"))
    expect(65, [words], try desk.run("evaluate", "notes"))
    #expect(try desk.folder.names() == ["notes"])
  }

  @Test func `bounds that leave no terms are said with their values`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    for (option, value, words) in [
      ("--max-df", "1", "min-df 2 and max-df 1 (1 is a count"), ("--min-df", "1000", "min-df 1000 and max-df 1.0"),
    ] {
      expect(65, ["60 read", words], try desk.run("train", "train.jsonl", "-o", "my.framewise", option, value))
    }
  }

  @Test func `a prior may have blanks, is said where it is no sum of 1, and names the labels of the data`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    func train(_ prior: String) throws -> Program.Finished {
      try desk.run("train", "train.jsonl", "-o", "my.framewise", "--c", "1", "--cv", "0", "--prior", prior)
    }
    let one = try train("cooperative=0.5,adversarial=0.25,neutral=0.25")
    expect(0, [], one)
    #expect(!one.errors.contains("--prior"))
    let model = try desk.folder.bytes("my.framewise")
    let two = try train("cooperative=2, adversarial = 1, neutral=1")
    expect(0, ["--prior sums to 4.0000, not 1; read as shares: adversarial 0.2500, cooperative 0.5000"], two)
    #expect(try desk.folder.bytes("my.framewise") == model)
    try desk.shell("rm my.framewise")
    expect(
      64, ["names adversarial, coop", "have the labels cooperative, adversarial, neutral"],
      try train("coop=0.5,adversarial=0.5"))
    #expect(!desk.folder.exists("my.framewise"))
  }

  @Test func `text of another encoding, and labels that are hardly two, are warned of`() throws {
    let desk = try Desk()
    var table: [UInt8] = Array("text,label\n".utf8)
    for (place, sample) in Desk.samples.enumerated() {
      table +=
        [0x63, 0x61, 0x66, 0xE9, 0x20]
        + Array("\(sample.text),\(place % 2 == 0 ? sample.label : " " + sample.label.capitalized)\n".utf8)
    }
    try desk.folder.write(table, to: "a.csv")
    let run = try desk.run("train", "a.csv", "-o", "my.framewise", "--c", "1", "--cv", "0")
    expect(
      0,
      [
        "every record has malformed UTF-8", "iconv -f WINDOWS-1252 -t UTF-8",
        "The labels ' Neutral', 'neutral' differ only",
      ], run)
    try desk.writeSamples()
    let plain = try desk.run("train", "train.jsonl", "-o", "my.framewise", "--c", "1", "--cv", "0")
    #expect(!plain.errors.contains("warning"), "\(plain.errors)")
  }

  @Test(arguments: ["{}", "", "model"])
  func `what is no file of word vectors is called so`(content: String) throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    if content != "model" { try desk.folder.write(content, to: "v") }
    let name = content == "model" ? "model.framewise" : "v"
    let run = try desk.run("train", "train.jsonl", "-o", "my.framewise", "--vectors", name)
    expect(65, ["\(name): this is no file of word vectors: "], run)
  }

  @Test(arguments: ["\\t", "tab", "\t"])
  func `a tab is a delimiter, however it is written`(delimiter: String) throws {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.table(Desk.samples, delimiter: "\t"), to: "a.csv")
    expect(
      0, ["60 read = 60 scored"], try desk.run("score", "a.csv", "-m", "model.framewise", "--delimiter", delimiter))
  }

  @Test func `inspect shows no interval where training had none`() throws {
    let desk = try Desk()
    let lines = (0..<60).map { $0 % 2 == 0 ? "treaty signed accord peace,c\n" : "missile strike war attack,a\n" }
    try desk.folder.write("text,label\n" + lines.joined(), to: "a.csv")
    let train = try desk.run("train", "a.csv", "-o", "my.framewise", "--c", "1")
    #expect(train.errors.contains("macro_f1             1.0000   no interval"), "\(train.errors)")
    let shown = try desk.run("inspect", "my.framewise").output
    #expect(shown.contains("macro_f1           1.0000  no interval"), "\(shown)")
    #expect(shown.contains("accuracy           1.0000  (0.940"), "\(shown)")
  }

  // MARK: - Measuring

  @Test func `bench leaves out what a model with word vectors cannot do again`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let shipped = try desk.run("bench", "train.jsonl", "--json")
    expect(0, ["fit and train are not measured"], shipped)
    let report = try object(shipped.output)
    #expect((report["notes"] as? [String])?.count == 1)
    let stages = try #require(report["results"] as? [[String: Any]]).compactMap { $0["stage"] as? String }
    #expect(stages.contains("write") && !stages.contains("fit"))
    let own = try desk.run("bench", "train.jsonl", "-m", "model.framewise", "--json")
    expect(0, [], own)
    #expect(own.errors.isEmpty)
    #expect(try object(own.output)["notes"] as? [String] == [])
  }

  @Test func `evaluate finds what it reads and writes beside the data before it works`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    try desk.folder.write("text,label\nthe war,x\na war,x\nthe peace,y\na peace,y\n", to: "xy.csv")
    try desk.run("train", "xy.csv", "-o", "xy.framewise", "--c", "1", "--cv", "0")
    try desk.folder.write("unit,coder,label\ndoc-0,a,x\n", to: "labels.csv")
    try desk.folder.write("unit,coder,label\nu-0,a,neutral\n", to: "units.csv")
    let before = try desk.folder.names()
    for (status, option, value, words) in [
      (73, "--html", "nowhere/a.html", "nowhere/a.html"), (73, "--documents", "nowhere/d.csv", "nowhere/d.csv"),
      (66, "--compare", "nothing", "nothing: there is no such file"),
      (66, "--codings", "nothing", "nothing: there is no such file"),
      (66, "--scores-from", "nothing", "nothing: there is no such file"),
      (65, "--compare", "xy.framewise", "xy.framewise: this model has the labels x, y"),
      (65, "--codings", "labels.csv", "the coders' labels are x, and the model's cooperative, adversarial, neutral"),
    ] as [(Int32, String, String, String)] {
      let run = try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "-o", "out.txt", option, value)
      expect(status, [words], run)
      #expect(!run.errors.contains("60 read"))
    }
    expect(
      65, ["none of its units is the id of a text; units are 'u-0', …, ids are 'doc-0', 'doc-1', 'doc-2', …"],
      try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "-o", "out.txt", "--codings", "units.csv"))
    expect(
      65, ["xy.framewise: this model has the labels x, y"],
      try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "--cv", "3", "--compare", "xy.framewise"))
    #expect(try desk.folder.names() == before)
  }

  @Test func `records with labels that the model does not know are counted in the report`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(
      LabelledTexts.jsonLines(Desk.samples) + #"{"text":"a war","label":"hostile"}"# + "\n", to: "a.jsonl")
    let run = try desk.run("evaluate", "a.jsonl", "-m", "model.framewise")
    expect(0, ["61 read = 60 scored + 1 rejected"], run)
    #expect(run.output.contains("1 of 61 records are left out: their labels (hostile) are none of the model's."))
  }

  // MARK: - Coders

  @Test func `agree takes columns, delimiter and standard input as it is told`() throws {
    let desk = try Desk.withModel()
    let codes = Desk.samples.flatMap { sample in ["ann", "ben"].map { "\(sample.id)|\($0)|\(sample.label)|x\n" } }
    try desk.folder.write("key|coder|verdict|label\n" + codes.joined(), to: "c.csv")
    let options = ["--delimiter", "|", "--id", "key", "--label", "verdict", "--json"]
    let file = try Program.run(["agree", "c.csv"] + options, in: desk.folder.url)
    expect(0, [], file)
    #expect(try object(file.output)["labels"] as? [String] == LabelledTexts.labels)
    let ordered = try Program.run(
      ["agree", "c.csv", "--ordinal", "adversarial, neutral, cooperative"] + options, in: desk.folder.url)
    #expect(ordered.output == file.output)
    let short = try Program.run(["agree", "c.csv", "--ordinal", "adversarial,neutral"] + options, in: desk.folder.url)
    expect(64, ["--ordinal names adversarial, neutral and not the label 'cooperative'"], short)
    let piped = try desk.shell("\"$framewise\" agree - --delimiter '|' --id key --label verdict --json < c.csv")
    #expect(piped.output == file.output)
    try desk.folder.write(
      "key|text\n" + Desk.samples.map { "\($0.id)|\($0.text)\n" }.joined(), to: "t.csv")
    let model = try Program.run(
      ["agree", "c.csv", "-m", "model.framewise", "--texts", "t.csv"] + options, in: desk.folder.url)
    expect(0, ["60 read = 60 coded"], model)
    #expect((try object(model.output)["coders"] as? [String])?.last == "model")
  }

  @Test func `a column for each coder says the same as a row for each coding`() throws {
    let desk = try Desk()
    let cells = [("u1", "x", "x", "y"), ("u2", "y", "", "y"), ("u3", "x", "y", "x"), ("u4", "y", "y", "")]
    let wide = cells.map { "\($0.0),\($0.1),\($0.2),remark,\($0.3)\n" }.joined()
    try desk.folder.write("id,ann,ben,note,cleo\n" + wide, to: "wide.csv")
    let long = cells.map { "\($0.0),ann,\($0.1)\n\($0.0),ben,\($0.2)\n\($0.0),cleo,\($0.3)\n" }.joined()
    try desk.folder.write("unit,coder,label\n" + long, to: "long.csv")
    func agree(_ arguments: String...) throws -> Program.Finished {
      try Program.run(["agree"] + arguments, in: desk.folder.url)
    }
    let named = try agree("wide.csv", "--coders", "ann, ben,cleo", "--json")
    expect(0, [], named)
    #expect(try named.output == agree("long.csv", "--json").output)
    try desk.folder.write("ann,ben\nx,x\ny,x\nNA,y\n", to: "bare.csv")
    let bare = try agree("bare.csv", "--coders", "ann,ben", "--json")
    expect(0, ["'NA' is counted as a label like any other; leave a missing one empty."], bare)
    #expect(try object(bare.output)["units"] as? Int == 3)
    expect(65, ["no column 'coder'", "--coders anna,ben"], try agree("wide.csv"))
    expect(65, ["no column 'dora'"], try agree("wide.csv", "--coders", "ann,dora"))
    expect(64, ["name each coder's column once, two or more"], try agree("wide.csv", "--coders", "ann"))
    expect(64, ["--coders and --label exclude"], try agree("wide.csv", "--coders", "ann,ben", "--label", "note"))
    try desk.folder.write("id,ann,ben\nu1,x,x\nu1,y,x\n", to: "twice.csv")
    expect(65, ["twice.csv:3 repeats the unit 'u1'"], try agree("twice.csv", "--coders", "ann,ben"))
  }

  @Test func `agree refuses a model of other labels and texts of other ids`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let table = "unit,coder,label\n"
    try desk.folder.write(table + "doc-0,a,x\ndoc-0,b,x\n", to: "x.csv")
    try desk.folder.write(table + "u1,a,neutral\nu1,b,neutral\n", to: "u.csv")
    try desk.folder.write(table + "doc-0,a,neutral\ndoc-0,b,unclear\n", to: "some.csv")
    func agree(_ name: String) throws -> Program.Finished {
      try desk.run("agree", name, "-m", "model.framewise", "--texts", "train.jsonl")
    }
    expect(65, ["x.csv: the coders' labels are x, and the model's cooperative"], try agree("x.csv"))
    expect(65, ["u.csv: none of its units is the id of a text; units are 'u1', …"], try agree("u.csv"))
    expect(0, ["the model does not know the label unclear of the coders"], try agree("some.csv"))
  }
}
