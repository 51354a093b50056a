import Corpus
import Evaluation
import Framewise
import TestSupport
import Testing

struct RobustnessAuditTests {
  /// Actors alone tell the labels apart here, which the audit must say.
  @Test func aModelOfActorsIsFoundOut() throws {
    var random = SeededGenerator(seed: 3)
    var texts: [String] = []
    for document in 0..<100 {
      let words = (0..<6).map { _ in "w\(Int.random(in: 0..<20, using: &random))" }
      texts.append((["France", "Chad"][document % 2] + " " + words.joined(separator: " ")) + ".")
    }
    let samples = try Samples(
      texts: texts, labels: StudyFixtures.labels, truth: (0..<100).map { $0 % 2 })
    let gazetteer = Gazetteer(
      Array(
        #"{"entries":[{"name":"France","type":"state","forms":["France"]},{"name":"Chad","type":"state","forms":["Chad"]}]}"#
          .utf8))
    let scratch = try Scratch()
    let model = try scratch.model(samples)
    var options = EvaluationOptions()
    options.resamples = 200
    let audit = try Auditor(samples, gazetteer: gazetteer, options: options).run(
      model, settings: StudyFixtures.settings)
    let swap = try #require(audit.findings.first { $0.perturbation == .actorSwap })
    #expect(swap.altered == 100)
    #expect(try #require(swap.flips.low) > 0.8)
    #expect(try #require(swap.accuracyChange.value) < -0.8)
    let upper = try #require(audit.findings.first { $0.perturbation == .upperCase })
    #expect(upper.flips.value == 0)
    #expect(try #require(upper.flips.high) > 0)
    let actors = try #require(audit.restricted.first { $0.name == "actors_only" })
    #expect(actors.accuracy.value == 1)
    #expect(try #require(audit.restricted.first { $0.name == "boilerplate_only" }).accuracy.value != nil)
  }
}
