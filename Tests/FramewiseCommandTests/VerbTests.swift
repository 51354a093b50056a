import Foundation
import TestSupport
import Testing

/// What each verb does on data that are as they should be.
@Suite("Verbs")
struct VerbTests {
  @Test func `train writes a model and says what it learned on standard error alone`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    let run = try desk.run("train", "train.jsonl", "-o", "my.framewise")
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("60 read = 60 used + 0 rejected + 0 empty"))
    #expect(run.errors.contains("trained on 60 documents (cooperative 20, adversarial 20, neutral 20)"))
    #expect(run.errors.contains("out of fold, 5 folds"))
    #expect(run.errors.contains("wrote my.framewise"))
    #expect(try desk.folder.names() == ["my.framewise", "train.jsonl"])
  }

  @Test(arguments: [
    ["--features", "word:1"], ["--features", "word:2-3"], ["--features", "word:1-2,char:2-4"], ["--binary"],
    ["--no-sublinear"], ["--norm", "l1"], ["--norm", "none"], ["--strip-accents"], ["--max-features", "50"],
    ["--min-df", "0.02"], ["--max-df", "0.9"], ["--class-weight", "none"], ["--c", "0.5"], ["--cv", "3"],
    ["--seed", "7"], ["--scheme", "one-vs-rest"], ["--scheme", "naive-bayes:0.5"], ["--select", "macro_f1"],
  ])
  func `every setting of train yields a model that scores`(options: [String]) throws {
    let desk = try Desk()
    try desk.writeSamples()
    let train = try Program.run(["train", "train.jsonl", "-o", "model.framewise"] + options, in: desk.folder.url)
    #expect(train.status == 0, "\(train.errors)")
    let rows = try desk.rows(["train.jsonl"])
    #expect(rows.count == 60)
    for row in rows {
      let sum = row[2...4].compactMap { Double($0) }.reduce(0, +)
      #expect(abs(sum - 1) < 1e-7)
      #expect(row[5] == "ok")
    }
  }

  @Test func `score gives CSV, TSV, JSON lines and a table of the same results`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let csv = try desk.run("score", "train.jsonl", "-m", "model.framewise")
    #expect(csv.status == 0)
    #expect(csv.errors.contains("60 read = 60 scored + 0 rejected + 0 empty"))
    let rows = CSV.rows(csv.outputBytes)
    #expect(rows[0] == ["id", "label", "p_cooperative", "p_adversarial", "p_neutral", "status", "message"])
    #expect(rows.dropFirst().map { $0[0] } == Desk.samples.map(\.id))

    let tsv = try desk.run("score", "train.jsonl", "-m", "model.framewise", "-f", "tsv")
    #expect(CSV.rows(tsv.outputBytes, delimiter: 0x09) == rows)

    let json = try desk.run("score", "train.jsonl", "-m", "model.framewise", "-f", "jsonl")
    #expect(json.lines.count == 60)
    for (line, row) in zip(json.lines, rows.dropFirst()) {
      let value = try object(line)
      #expect(value["id"] as? String == row[0])
      #expect(value["label"] as? String == row[1])
      #expect(value["status"] as? String == "ok")
      let probabilities = try #require(value["probabilities"] as? [String: Double])
      #expect(rows[0][2...4].map { probabilities[String($0.dropFirst(2))] } == row[2...4].map { Double($0) })
    }

    let table = try desk.run("score", "train.jsonl", "-m", "model.framewise", "-f", "table")
    #expect(table.lines.count == 61)
    #expect(table.lines[1].hasPrefix("doc-0"))

    let file = try desk.run("score", "train.jsonl", "-m", "model.framewise", "-o", "scores.csv")
    #expect(file.output.isEmpty)
    #expect(try desk.folder.bytes("scores.csv") == csv.outputBytes)
  }

  @Test func `evaluate prints a table, or JSON as the contract has it`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let table = try desk.run("evaluate", "train.jsonl", "-m", "model.framewise")
    #expect(table.status == 0)
    for word in ["accuracy", "macro_f1", "majority", "confusion", "precision"] { #expect(table.output.contains(word)) }

    let run = try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "--json")
    let report = try object(run.output)
    #expect(report["n"] as? Int == 60)
    #expect(report["labels"] as? [String] == LabelledTexts.labels)
    let metrics = try #require(report["metrics"] as? [String: [String: Any]])
    for name in ["accuracy", "macro_f1", "log_loss", "brier", "ece", "mcc", "cohen_kappa"] {
      let metric = try #require(metrics[name])
      for part in ["value", "low", "high"] { #expect(metric[part] != nil, "\(name).\(part)") }
    }
    let classes = try #require(report["per_class"] as? [String: [String: Any]])
    #expect(classes["neutral"]?["support"] as? Int == 20)
    let confusion = try #require(report["confusion"] as? [[Int]])
    #expect(confusion.map { $0.reduce(0, +) } == [20, 20, 20])
    #expect((report["baselines"] as? [String: Any])?["majority"] != nil)
    #expect(((report["model"] as? [String: Any])?["sha256"] as? String)?.count == 64)
    #expect(((report["data"] as? [String: Any])?["sha256"] as? String)?.count == 64)
  }

  @Test func `evaluate cross-validates on demand, and writes to a file`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let run = try desk.run("evaluate", "train.jsonl", "-m", "model.framewise", "--cv", "4", "--json", "-o", "out.json")
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    let report = try object(String(decoding: try desk.folder.bytes("out.json"), as: UTF8.self))
    #expect(report["folds"] as? Int == 4)
    #expect(report["n"] as? Int == 60)
  }

  @Test func `groups stay together, and intervals are over them`() throws {
    let desk = try Desk.withModel()
    let lines = Desk.samples.enumerated().map { number, sample in
      #"{"text":"\#(sample.text)","label":"\#(sample.label)","group":"g\#(number / 6)"}"# + "\n"
    }
    try desk.folder.write(lines.joined(), to: "grouped.jsonl")
    let run = try desk.run("evaluate", "grouped.jsonl", "-m", "model.framewise", "--cv", "5", "--json")
    #expect(try object(run.output)["groups"] as? Int == 10)
  }

  @Test func `bench measures stages, and synthetic texts where there are none`() throws {
    let desk = try Desk.withModel()
    try desk.writeSamples()
    let run = try desk.run("bench", "train.jsonl", "-m", "model.framewise", "--json", "--threads", "1,2")
    #expect(run.status == 0)
    let report = try object(run.output)
    #expect((report["corpus"] as? [String: Any])?["documents"] as? Int == 60)
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(Set(results.compactMap { $0["stage"] as? String }).isSuperset(of: ["score", "train"]))
    #expect(Set(results.compactMap { $0["threads"] as? Int }) == [1, 2])
    for result in results {
      for key in ["documents_per_second", "megabytes_per_second", "p50_ms", "p99_ms", "peak_rss_bytes"] {
        #expect(result[key] != nil, "\(key)")
      }
    }
    let table = try desk.run("bench", "-m", "model.framewise", "--stage", "score")
    #expect(table.status == 0)
    #expect(table.output.contains("documents/s"))
    #expect(!table.output.contains("train"))
  }

  @Test func `inspect shows settings, labels, terms and the receipt`() throws {
    let desk = try Desk.withModel()
    let run = try desk.run("inspect", "model.framewise", "--top", "3")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("labels     cooperative, adversarial, neutral"))
    #expect(run.output.contains("train.jsonl  sha256 "))
    let json = try object(try desk.run("inspect", "model.framewise", "--json", "--top", "4").output)
    let terms = try #require(json["top_terms"] as? [String: [[String: Any]]])
    #expect(terms["adversarial"]?.count == 4)
    #expect((json["features"] as? [String: Any])?["blocks"] as? String == "word:1-2")
  }

  @Test func `a model holds no token below min-df`() throws {
    let desk = try Desk()
    try desk.writeSamples()
    let secret = Array(LabelledTexts.secret.utf8)
    #expect(Desk.samples.count { $0.text.contains(LabelledTexts.secret) } == 1)
    for features in ["word:1-2", "char:9", "word:2"] {
      try desk.run("train", "train.jsonl", "-o", "model.framewise", "--features", features, "--c", "10", "--cv", "0")
      let model = try desk.folder.bytes("model.framewise")
      #expect(!contains(model, secret), "\(features)")
      #expect(!contains(model, Array(secret[0..<9])), "\(features)")
    }
  }

  private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.indices.dropLast(part.count - 1).contains { bytes[$0] == part[0] && bytes[$0..<$0 + part.count] == part[...] }
  }

  @Test func `the shipped model is found in the checkout, or its absence is said`() throws {
    let desk = try Desk()
    try desk.folder.write("text\na treaty\n", to: "a.csv")
    let run = try desk.run("score", "a.csv")
    #expect(run.status == 0 || run.status == 66)
    if run.status == 66 { #expect(run.errors.contains("name one with -m")) }
  }
}
