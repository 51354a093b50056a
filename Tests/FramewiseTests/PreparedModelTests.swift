import Corpus
import Files
import Foundation
import Framewise
import Preparation
import TestSupport
import Testing
import TextFeatures

/// Models that prepare their texts, and what models know of the texts they were trained on.
struct PreparedModelTests {
  private static func samples() -> [LabelledTexts.Sample] {
    var random = SeededGenerator(seed: 5)
    let words = [
      ["signed", "joint", "agreement", "welcomed", "partners"],
      ["threatened", "accused", "sanctions", "troops", "border"],
    ]
    return (0..<80).map { document in
      let own = (0..<12).map { _ in words[document % 2].randomElement(using: &random) ?? "" }
      let actors = document % 2 == 0 ? ["France", "New Zealand"] : ["Chadian", "NATO"]
      return LabelledTexts.Sample(
        id: "\(document)",
        text:
          "The \(actors[0]) of the 1990s was, as it is said, \(own.joined(separator: " the ")) with \(actors[1]) in this and that.",
        label: ["cooperative", "adversarial"][document % 2])
    }
  }

  private static func gazetteer() throws -> Gazetteer {
    try #require(
      Gazetteer(
        Array(
          #"""
          {"entries": [
            {"name": "France", "type": "state", "forms": ["France", "French", "Paris"]},
            {"name": "New Zealand", "type": "state", "forms": ["New Zealand", "Wellington"]},
            {"name": "Chad", "type": "state", "forms": ["Chad", "Chadian"]},
            {"name": "NATO", "type": "bloc", "forms": ["NATO"]}], "exceptions": ["French fries"]}
          """#.utf8)))
  }

  private static func model() throws -> Model {
    var options = try Training.options()
    options.features.preparation.actors = try gazetteer().actorNames
    options.features.preparation.dropsNumbers = true
    options.features.preparation.leftovers = LeftoverLines(repeated: [3, 9])
    return try Training.model(samples(), options)
  }

  @Test func actorsDoNotDecide() throws {
    var scorer = Scorer(try Self.model())
    let text = "The French welcomed the agreement of 1990 with Chad"
    let first = scorer.probabilities(of: text)
    #expect(first == scorer.probabilities(of: "The NATO welcomed the agreement of 2,004 with New\nZealand"))
    #expect(first == scorer.probabilities(of: text + "\nRead more: troops threatened sanctions"))
    #expect(first != scorer.probabilities(of: "The French welcomed the troops of 1990 with Chad"))
    #expect(!TopTerms(try Self.model(), count: 50).of(0).contains { $0.name.contains("france") })
  }

  @Test func preparationSurvivesTheFile() throws {
    let model = try Self.model()
    let bytes = ModelFile.encode(model)
    let (read, warning) = try ModelFile.decode(bytes)
    #expect(warning == nil)
    #expect(read.vectorizer.settings == model.vectorizer.settings)
    #expect(ModelFile.encode(read) == bytes)
    var before = Scorer(model)
    var after = Scorer(read)
    before.measuresNovelty = true
    after.measuresNovelty = true
    for sample in Self.samples().prefix(9) {
      #expect(before.probabilities(of: sample.text) == after.probabilities(of: sample.text))
      let first = try #require(before.novelty)
      let second = try #require(after.novelty)
      #expect(abs(first.score - second.score) < 1e-3 && first.words == second.words)
    }
  }

  @Test func unlikeTextsAreNovel() throws {
    var scorer = Scorer(try Self.model())
    scorer.measuresNovelty = true
    _ = scorer.probabilities(of: Self.samples()[0].text)
    let usual = try #require(scorer.novelty)
    _ = scorer.probabilities(
      of: "Photosynthesis converts light energy within chloroplasts of green leaves and the roots")
    let unusual = try #require(scorer.novelty)
    #expect(usual.score < 0.99 && usual.unknownShare < 0.2)
    #expect(unusual.score == 1 && unusual.unknownShare > 0.7 && unusual.words == 12)
  }

  @Test func otherLanguagesAreRefused() throws {
    let folder = try TemporaryFolder()
    let foreign = "Les deux ministres ont signé hier un accord sur la pêche, selon un communiqué de la présidence."
    let samples = Self.samples().prefix(4) + [LabelledTexts.Sample(id: "fr", text: foreign, label: "cooperative")]
    var run = ScoringRun(try Self.model())
    let refused = try run.run(Training.reader(Array(samples), in: folder), format: Statuses()) { _ in }
    #expect(refused.tally.outOfDomain == 1 && refused.tally.used == 4)
    #expect(refused.verdict?.colour == .red)
    run.isForced = true
    let forced = try run.run(Training.reader(Array(samples), in: folder), format: Statuses()) { _ in }
    #expect(forced.tally.outOfDomain == 0 && forced.tally.used + forced.tally.empty == 5)
  }

  @Test func linesOfAnOutletAreFound() throws {
    let folder = try TemporaryFolder()
    var lines = ""
    for document in 0..<6 {
      let outlet = document < 4 ? "gazette" : "courier"
      lines +=
        #"{"text":"Own words of text number \#(["one", "two", "three", "four", "five", "six"][document]).\nHarbour \#(outlet), 3 March","source":"\#(outlet)"}"#
        + "\n"
    }
    let path = FilePath(try folder.write(Array(lines.utf8), to: "outlets.jsonl"))
    var options = ReadingOptions()
    options.fields = [.text, .source]
    let found = try RepeatedLines.find(RecordReader([.path(path)], options: options))
    let line = Array("harbour gazette 9 march".utf8)
    // The courier's line is in two documents only.
    #expect(found == [LineCutter.hash(line.span, 0..<line.count)])
  }

  @Test func theShippedGazetteerIsSound() throws {
    let bytes = [UInt8](try Data(contentsOf: SharedData.checkout.appending(path: "data/gazetteer.json")))
    let gazetteer = try #require(Gazetteer(bytes))
    #expect(gazetteer.count > 600)
    let names = gazetteer.actorNames
    #expect(ActorNames(encoded: names.encoded) == names)
    var preparation = TextPreparation()
    preparation.actors = names
    var preparer = TextPreparer(preparation)
    func masked(_ text: String) -> String {
      preparer.prepare(text.utf8.span) ? String(decoding: preparer.bytes, as: UTF8.self) : text
    }
    #expect(
      masked("Sino-Russian ties, US-China talks, Kremlin and White House") == "__-__ ties, __-__ talks, __ and __")
    #expect(
      masked("Tell us: the Danube and the Indo-Pacific may flood")
        == "Tell us: the Danube and the Indo-Pacific may flood")
    for state in [
      "Tuvalu", "Timor-Leste", "São Tomé and Príncipe", "DPRK", "Bosnia and Herzegovina", "Türkiye", "Côte d’Ivoire",
    ] {
      #expect(masked("In \(state) today") == "In __ today")
    }
  }
}

private struct Statuses: ScoreFormat {
  func header(labels: [String]) -> [UInt8] { [] }
  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8]
  ) { output += Array("\(record.status.rawValue)\n".utf8) }
}
