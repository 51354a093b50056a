import Corpus
import Files
import Foundation
import Framewise
import TestSupport
import Testing

struct LabelProposalsTests {
  private static func proposals(
    _ pool: [LabelledTexts.Sample], labelled: [LabelledTexts.Sample] = [], _ options: LabelProposals.Options
  ) throws -> [LabelProposals.Proposal] {
    let folder = try TemporaryFolder()
    let path = try folder.write(LabelledTexts.jsonLines(labelled), to: "labelled.jsonl")
    return try LabelProposals(
      pool: Training.reader(pool, in: folder), labelled: labelled.isEmpty ? nil : RecordReader([.path(FilePath(path))]),
      model: Training.model(), options: options
    ).proposals
  }

  private static func options(_ count: Int, uniform: Double = 0.05, threads: Int = 1) -> LabelProposals.Options {
    var options = LabelProposals.Options()
    options.count = count
    options.uniform = uniform
    options.threads = threads
    options.seed = 3
    return options
  }

  @Test func theSameSeedProposesTheSame() throws {
    let pool = LabelledTexts.make(200, seed: 4)
    let first = try Self.proposals(pool, Self.options(20))
    #expect(first == (try Self.proposals(pool, Self.options(20, threads: 3))))
    #expect(Set(first.map(\.id)).count == 20)
    #expect(first.allSatisfy { $0.chance > 0 && $0.chance <= 1 })
  }

  @Test func noCopyIsProposed() throws {
    let texts = LabelledTexts.make(12, seed: 4)
    var pool = texts
    for sample in texts { pool.append(.init(id: "copy-" + sample.id, text: sample.text, label: "")) }
    let labelled = Array(texts.prefix(4))
    let found = try Self.proposals(pool, labelled: labelled, Self.options(50))
    #expect(found.count == 8)
    #expect(Set(found.map { String(decoding: $0.text, as: UTF8.self) }) == Set(texts.dropFirst(4).map(\.text)))
  }

  @Test func uniformDrawsHaveEqualChances() throws {
    let found = try Self.proposals(LabelledTexts.make(50, seed: 4), Self.options(5, uniform: 1))
    for (place, proposal) in found.enumerated() { #expect(abs(proposal.chance - 1 / Double(50 - place)) < 1e-12) }
  }

  /// Texts the model is sure of come seldom.
  @Test func unsureTextsComeFirst() throws {
    let pool = LabelledTexts.make(400, seed: 4)
    let found = try Self.proposals(pool, Self.options(40, uniform: 0))
    let all = try Self.proposals(pool, Self.options(400, uniform: 1))
    func margin(_ proposals: [LabelProposals.Proposal]) -> Double {
      proposals.reduce(0) { sum, proposal in
        let sorted = proposal.probabilities.sorted()
        return sum + sorted[sorted.count - 1] - sorted[sorted.count - 2]
      } / Double(proposals.count)
    }
    #expect(margin(found) < 0.7 * margin(all))
  }

  /// A text without a word that the model knows would get the label that it has for nothing.
  @Test func whatTheModelCannotReadIsNotProposed() throws {
    let folder = try TemporaryFolder()
    let texts = LabelledTexts.make(5, seed: 4).map(\.text) + ["qqq zzz", ""]
    let lines = texts.enumerated().map { #"{"id":"\#($0)","text":"\#($1)","source":"s\#($0)","note":"x"}"# + "\n" }
    let path = try folder.write(lines.joined(), to: "pool.jsonl")
    let found = try LabelProposals(
      pool: RecordReader([.path(FilePath(path))]), labelled: nil, model: Training.model(), options: Self.options(50))
    #expect(Set(found.proposals.map(\.id)) == ["0", "1", "2", "3", "4"])
    #expect(found.tally.used == 5 && found.tally.empty == 2)
    #expect(found.carried == [.source])
    #expect(found.proposals.allSatisfy { $0.fields == ["s" + $0.id] })
  }
}
