import Foundation
import TestSupport
import Testing

/// What an evaluation says of texts that its model knows nothing of, or knows too well, and of data with mistakes in them.
@Suite("Cautions of an evaluation")
struct EvaluationCautionTests {
  /// Three texts in German, two without a word that any model knows, and five as the model was trained on.
  private static let mixed: [LabelledTexts.Sample] =
    [
      "Der Präsident und die Regierung haben gestern über das Abkommen gesprochen, und es wurde nicht unterzeichnet.",
      "Die Minister haben sich in der Stadt getroffen und über die Krise und den Krieg gesprochen.",
      "Es ist nicht bekannt, ob die Regierung des Landes mit der Opposition über die Wahlen spricht.",
      "qzx vvk", "xqz kkv",
    ].enumerated().map { .init(id: "a\($0)", text: $1, label: "neutral") } + LabelledTexts.make(5, seed: 77)

  private func desk() throws -> Desk {
    let desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(Self.mixed), to: "mixed.jsonl")
    return desk
  }

  private func page(_ desk: Desk, _ name: String) throws -> String {
    String(decoding: try desk.folder.bytes(name), as: UTF8.self)
  }

  // MARK: - Beyond the model

  @Test func `texts without a known word and in other languages are counted`() throws {
    let desk = try desk()
    let score = try desk.run("score", "mixed.jsonl", "-m", "model.framewise", "--force")
    let run = try desk.run("evaluate", "mixed.jsonl", "-m", "model.framewise", "--html", "r.html")
    #expect(run.status == 0, "\(run.errors)")
    let words = [
      "have no word that the model knows: their prediction is the prior.",
      "3 of 10 texts seem to be in a language that the model was not trained on (German 3): score would refuse them.",
    ]
    for word in words { #expect(run.output.contains(word), "\(run.output)") }
    let found = try object(
      desk.run("evaluate", "mixed.jsonl", "-m", "model.framewise", "--json").output)
    let beyond = try #require(found["beyond_model"] as? [String: Int])
    #expect(beyond["other_language"] == 3)
    let empty = try #require(beyond["no_known_word"])
    #expect((2...5).contains(empty))
    // As `score` counts them.
    #expect(score.errors.contains("+ \(empty) empty"))
    #expect(run.errors.contains("10 read = \(10 - empty) scored + 0 rejected + \(empty) empty"))
    for word in words { #expect(try page(desk, "r.html").contains(word)) }
    #expect((found["notes"] as? [String])?.contains { $0.contains("score would refuse") } == true)
    let plain = try object(desk.run("evaluate", "mixed.jsonl", "-m", "model.framewise", "--cv", "2", "--json").output)
    #expect(plain["beyond_model"] == nil)
  }

  @Test func `a model does not code what it knows nothing of`() throws {
    let desk = try desk()
    var codings = "unit,coder,label\n"
    for sample in Self.mixed { codings += "\(sample.id),ann,\(sample.label)\n\(sample.id),ben,\(sample.label)\n" }
    try desk.folder.write(codings, to: "c.csv")
    let run = try desk.run("agree", "c.csv", "-m", "model.framewise", "--texts", "mixed.jsonl", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let found = try object(run.output)
    let pairs = try #require(found["pairs"] as? [[String: Any]])
    #expect(pairs.compactMap { $0["units"] as? Int } == [10, 5, 5])
    #expect((found["notes"] as? [String])?.first == "The model codes 5 of 10 texts.")
    #expect(run.errors.contains("10 read = 5 coded + 0 rejected + 2 empty + 3 out of domain"))
    let text = try desk.run("agree", "c.csv", "-m", "model.framewise", "--texts", "mixed.jsonl").output
    #expect(text.contains("note: 2 of 10 texts have no word that the model knows."))
    let evaluation = try object(
      desk.run("evaluate", "mixed.jsonl", "-m", "model.framewise", "--codings", "c.csv", "--json").output)
    let own = try #require((evaluation["agreement"] as? [String: Any])?["pairs"] as? [[String: Any]])
    #expect(own.compactMap { $0["units"] as? Int } == [10, 5, 5])
  }

  // MARK: - Trained on them

  @Test(arguments: [(60, true), (2, false), (0, false)] as [(Int, Bool)])
  func `documents that were trained on are found in any order`(count: Int, flatters: Bool) throws {
    let desk = try Desk.withModel()
    // The same texts in another order, with other blanks, capitals and labels.
    var samples = Desk.samples.prefix(count).reversed().map { sample in
      LabelledTexts.Sample(
        id: sample.id, text: "  " + sample.text.uppercased().replacingOccurrences(of: " ", with: "   "),
        label: sample.label)
    }
    samples += LabelledTexts.make(60 - count, seed: 78)
    try desk.folder.write(LabelledTexts.jsonLines(samples), to: "t.jsonl")
    let run = try desk.run("evaluate", "t.jsonl", "-m", "model.framewise", "--html", "r.html")
    let found = try object(desk.run("evaluate", "t.jsonl", "-m", "model.framewise", "--json").output)
    #expect((found["trained_on"] as? [String: Int]) == ["documents": count, "of": 60])
    let sentence = "The model was trained on \(count) of the 60 documents: all numbers flatter it."
    let verdicts = try #require(found["verdicts"] as? [String])
    #expect(verdicts.contains { $0.hasPrefix(sentence) } == flatters)
    #expect((found["label_issues"] == nil) == flatters)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    let place = lines.firstIndex(of: "warning: " + sentence[...]) ?? 99
    #expect((place < 4) == flatters)
    #expect(try page(desk, "r.html").contains(#"<p class="verdict"><bdi>"# + sentence) == flatters)
    #expect(run.output.contains("beat") == !flatters)
    let few = "The model was trained on \(count) of the 60 documents: the numbers flatter it a little."
    #expect((found["notes"] as? [String])?.contains(few) == (count == 2))
    let markdown = try desk.run("evaluate", "t.jsonl", "-m", "model.framewise", "--md").output
    #expect(markdown.contains("**Warning:** " + sentence) == flatters)
  }

  // MARK: - Verdicts

  @Test func `the page and the console judge by one rule`() throws {
    let desk = try Desk.withModel()
    for seed in UInt64(3)...6 {
      try desk.folder.write(StudyVerbTests.table(seed), to: "t.csv")
      let run = try desk.run("evaluate", "t.csv", "-m", "model.framewise", "--html", "r.html")
      let beaten = run.output.contains("The model beats every baseline in accuracy and macro-F1, beyond chance.")
      #expect(try page(desk, "r.html").contains("It beats all") == beaten)
      #expect(run.output.contains("is not shown to beat") != beaten)
    }
  }

  @Test func `labels that the model contradicts are not said to be wrong`() throws {
    let desk = try Desk.withModel()
    var samples = LabelledTexts.make(60, words: 80, seed: 3)
    for place in 0..<8 { samples[place].label = LabelledTexts.labels[(place + 1) % 3] }
    try desk.folder.write(LabelledTexts.table(samples), to: "t.csv")
    let text = try desk.run("evaluate", "t.csv", "-m", "model.framewise", "--html", "r.html").output
    let markdown = try desk.run("evaluate", "t.csv", "-m", "model.framewise", "--md").output
    for said in [text, markdown, try page(desk, "r.html")] {
      #expect(said.contains("with confidence; "))
      #expect(!said.contains("look wrong") && !said.contains("estimated"))
    }
    #expect(markdown.contains("| document | label | the model says | by |"))
    let found = try object(desk.run("evaluate", "t.csv", "-m", "model.framewise", "--json").output)
    let issues = try #require(found["label_issues"] as? [String: Any])
    #expect(issues["contradicted_share"] != nil && issues["estimated_error_rate"] == nil)
  }

  // MARK: - Mistakes in the data

  @Test func `ids that are there twice, and labels that are hardly two`() throws {
    let desk = try Desk.withModel()
    try desk.folder.write(
      "id,text,label\na,a treaty,cooperative\na,a war,adversarial\nb,a visit,neutral\nb,a war,Neutral\nc,a war,neutral\n",
      to: "t.csv")
    let run = try desk.run("evaluate", "t.csv", "-m", "model.framewise")
    #expect(run.errors.contains("warning: 1 id is there more than once, 'a'"), "\(run.errors)")
    #expect(run.errors.contains("warning: The labels 'neutral', 'Neutral' differ only by case"))
    #expect(run.output.contains("note: 1 id is there"))
    try desk.folder.write("text,label\na treaty,cooperative\na war,adversarial\n", to: "one.csv")
    try desk.folder.write("text,label\na visit,neutral\na war,adversarial\n", to: "two.csv")
    let plain = try desk.run("evaluate", "one.csv", "two.csv", "-m", "model.framewise")
    #expect(!plain.errors.contains("more than once"))
    let listed = try desk.run("evaluate", "one.csv", "two.csv", "-m", "model.framewise", "--documents", "d.csv")
    #expect(listed.errors.contains("2 ids are there more than once, the first being '2'"), "\(listed.errors)")
  }

  @Test func `coders' labels that are hardly two`() throws {
    let desk = try Desk()
    try desk.folder.write("unit,coder,label\n1,a,x\n1,b,X\n2,a,caf\u{E9}\n2,b,cafe\u{301}\n", to: "c.csv")
    let run = try desk.run("agree", "c.csv")
    #expect(run.errors.contains("The labels 'X', 'x' differ only by case"), "\(run.errors)")
    #expect(run.errors.contains("differ only by Unicode's normal form, which cannot be seen"), "\(run.errors)")
  }

  @Test func `a date that is none is named with its place, and single digits are filled up`() throws {
    let desk = try Desk.withModel()
    var table = "id,text,label,date\n"
    for (number, sample) in LabelledTexts.make(36, seed: 5).enumerated() {
      table += "\(sample.id),\(sample.text),\(sample.label),2024-\(1 + number / 3)-\(1 + number % 3)\n"
    }
    try desk.folder.write(table, to: "t.csv")
    let found = try object(
      desk.run("evaluate", "t.csv", "-m", "model.framewise", "--time", "date", "--cut", "2024-10-01", "--json").output)
    #expect(found["n"] as? Int == 9)
    try desk.folder.write(table.replacingOccurrences(of: "2024-2-1", with: "2024-W2"), to: "bad.csv")
    let run = try desk.run("evaluate", "bad.csv", "-m", "model.framewise", "--time", "date", "--cut", "2024-10-01")
    #expect(run.status == 65)
    #expect(run.errors.contains("bad.csv:5: the document 'doc-3' has the date '2024-W2'; write dates like"))
  }

  // MARK: - Wording

  @Test func `long labels, single things and short numbers`() throws {
    let desk = try Desk()
    let long = "a-very-long-label-for-the-cooperation-of-states"
    let samples = LabelledTexts.make(40, labels: [long, "adversarial"])
    try desk.folder.write(LabelledTexts.jsonLines(samples), to: "train.jsonl")
    let train = try desk.run("train", "train.jsonl", "-o", "my.framewise", "--c", "1", "--cv", "0")
    #expect(train.errors.firstMatch(of: /gradient norm \d\.\d\de-\d\d\n/) != nil, "\(train.errors)")
    try desk.folder.write(
      "id,text,label,group\n"
        + LabelledTexts.make(30, seed: 4, labels: [long, "adversarial"]).map {
          "\($0.id),\($0.text),\($0.label),g\n"
        }.joined(), to: "t.csv")
    let run = try desk.run("evaluate", "t.csv", "-m", "my.framewise")
    #expect(run.output.contains("intervals are over 1 group\n"))
    let lines = run.output.split(separator: "\n").map(String.init)
    let head = try #require(lines.firstIndex { $0.contains("confusion: rows") })
    #expect(lines[head + 1].split(separator: " ").map(String.init) == ["a-very-long-label-for-th…", "adversarial"])
    #expect(run.output.firstMatch(of: /at 50 %, \d+\.\d % at 80 %, \d+\.\d % at 90 %/) != nil, "\(run.output)")
    try desk.folder.write("text,label\na war,x\na war,y\nwar war,x\n", to: "few.csv")
    #expect(
      try desk.run("train", "few.csv", "-o", "f.framewise", "--min-df", "1").errors.contains("has only 1 document;"))
    try desk.folder.write("unit,coder,label\n1,a,x\n1,b,x\n", to: "c.csv")
    let agree = try desk.run("agree", "c.csv").output
    #expect(agree.contains("1 unit,") && agree.contains("  undefined: no unit has two codes"), "\(agree)")
  }
}
