import Foundation
import TestSupport
import Testing

/// The same input gives the same bytes: whatever the threads, the run, the locale and harmless edits of the file.
@Suite("Determinism")
struct DeterminismTests {
  /// Some thousand records, so that several threads have several chunks each.
  private static let many = LabelledTexts.make(9000, words: 40, seed: 3)

  @Test func `threads, runs and locales`() throws {
    let desk = try Desk()
    try desk.folder.write(LabelledTexts.jsonLines(Self.many), to: "train.jsonl")
    var models: Set<[UInt8]> = []
    var scores: Set<[UInt8]> = []
    var reports: Set<[UInt8]> = []
    let ways: [(threads: String, environment: [String: String])] = [
      ("1", [:]), ("2", [:]), ("8", [:]), ("2", ["LC_ALL": "C"]), ("2", ["LC_ALL": "tr_TR.UTF-8"]),
      ("1", ["LC_ALL": "de_DE.UTF-8", "SWIFT_DETERMINISTIC_HASHING": "1"]),
    ]
    for (run, way) in ways.enumerated() {
      let train = try desk.run(
        "train", "train.jsonl", "-o", "model.framewise", "--features", "word:1-2", "--c", "10", "--cv",
        run < 3 ? "2" : "0",
        "--threads", way.threads, environment: way.environment)
      #expect(train.status == 0, "\(train.errors)")
      let model = try desk.folder.bytes("model.framewise")
      if run < 3 { models.insert(model) } else { models.insert(try desk.folder.bytes("first.framewise")) }
      if run == 0 { try desk.folder.write(model, to: "first.framewise") }
      let score = try desk.run(
        "score", "train.jsonl", "-m", "first.framewise", "--threads", way.threads, environment: way.environment)
      scores.insert(score.outputBytes)
      let report = try desk.run(
        "evaluate", "train.jsonl", "-m", "first.framewise", "--json", "--threads", way.threads,
        environment: way.environment)
      reports.insert(report.outputBytes)
    }
    #expect(models.count == 1)
    #expect(scores.count == 1)
    #expect(reports.count == 1)
  }

  @Test(arguments: ["C", "tr_TR.UTF-8", "de_DE.UTF-8"])
  func `letters of many alphabets do not depend on the locale`(locale: String) throws {
    let desk = try Desk()
    let lines = Desk.samples.map { "\($0.text) İstanbul ISPARTA ẞTRASSE ﬁn ΟΔΟΣ 1.000,5,\($0.label)\n" }
    try desk.folder.write(
      "text;label\n".replacingOccurrences(of: ";", with: ",")
        + lines.map { line in
          let cut = line.lastIndex(of: ",")!
          return "\"" + line[..<cut] + "\"" + line[cut...]
        }.joined(), to: "a.csv")
    try desk.run("train", "a.csv", "-o", "0.framewise", "--c", "10", "--cv", "0")
    let train = try desk.run(
      "train", "a.csv", "-o", "1.framewise", "--c", "10", "--cv", "0", environment: ["LC_ALL": locale])
    #expect(train.status == 0)
    #expect(try desk.folder.bytes("0.framewise") == desk.folder.bytes("1.framewise"))
    #expect(
      try desk.run("score", "a.csv", "-m", "0.framewise").outputBytes
        == desk.run("score", "a.csv", "-m", "0.framewise", environment: ["LC_ALL": locale]).outputBytes)
  }

  @Test func `line ends, a byte order mark and a missing last newline change nothing`() throws {
    let desk = try Desk.withModel()
    for (name, text) in [
      ("a.csv", LabelledTexts.table(Desk.samples)), ("a.tsv", LabelledTexts.table(Desk.samples, delimiter: "\t")),
      ("a.jsonl", LabelledTexts.jsonLines(Desk.samples)), ("a.ft", LabelledTexts.fastText(Desk.samples)),
    ] {
      let variants = [
        text, text.replacingOccurrences(of: "\n", with: "\r\n"), "\u{FEFF}" + text, String(text.dropLast()),
        "\u{FEFF}" + String(text.replacingOccurrences(of: "\n", with: "\r\n").dropLast()),
      ]
      var scores: Set<[UInt8]> = []
      var receipts: Set<String> = []
      for variant in variants {
        try desk.folder.write(variant, to: name)
        let run = try desk.run("score", name, "-m", "model.framewise")
        #expect(run.status == 0)
        scores.insert(run.outputBytes)
        try desk.run("train", name, "-o", "my.framewise", "--c", "10", "--cv", "0")
        let inspected = try desk.run("inspect", "my.framewise").lines
        receipts.insert(inspected.filter { $0.hasPrefix("records ") || $0.hasPrefix("optimum") }.joined())
      }
      #expect(scores.count == 1, "\(name)")
      #expect(receipts.count == 1, "\(name)")
    }
  }

  @Test func `composed and decomposed letters have the same probabilities`() throws {
    let desk = try Desk()
    let accented = Desk.samples.map { sample in
      var sample = sample
      sample.text =
        sample.text.replacingOccurrences(of: "e", with: "\u{E9}")
        .replacingOccurrences(of: "a", with: "\u{E5}") + " \u{1E69} \u{AC01}\u{AC02} \u{1EA5}\u{1EA5} \u{3AC}\u{3AC}"
      return sample
    }
    let composed = LabelledTexts.jsonLines(accented)
    let decomposed = composed.decomposedStringWithCanonicalMapping
    #expect(Array(composed.utf8) != Array(decomposed.utf8))
    try desk.folder.write(composed, to: "composed.jsonl")
    try desk.folder.write(decomposed, to: "decomposed.jsonl")
    try desk.run(
      "train", "composed.jsonl", "-o", "model.framewise", "--features", "word:1-2,char:3-4", "--c", "10", "--cv", "0")
    #expect(try desk.rows(["composed.jsonl"]) == desk.rows(["decomposed.jsonl"]))
  }

  @Test func `a document alone scores as in a batch, in any order`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let batch = try desk.rows(["train.jsonl"])
    for number in stride(from: 0, to: 60, by: 11) {
      try desk.folder.write(LabelledTexts.jsonLines([Desk.samples[number]]), to: "one.jsonl")
      #expect(try desk.rows(["one.jsonl"]) == [batch[number]])
    }
    try desk.folder.write(LabelledTexts.jsonLines(Desk.samples.reversed()), to: "reversed.jsonl")
    #expect(try desk.rows(["reversed.jsonl", "--threads", "2"]) == batch.reversed())
  }
}
