import Foundation
import TestSupport
import Testing

/// What people read, kept word by word in `Snapshots/`.
///
/// After a wanted change, renew the files and look at their difference before committing it:
///
///     FRAMEWISE_SNAPSHOTS=renew swift test -c release --filter SnapshotTests
@Suite("Snapshots")
struct SnapshotTests {
  private static let folder = SharedData.checkout.appendingPathComponent("Tests/FramewiseCommandTests/Snapshots")
  private static let renews = ProcessInfo.processInfo.environment["FRAMEWISE_SNAPSHOTS"] == "renew"

  private func compare(_ text: String, with name: String) throws {
    let file = Self.folder.appendingPathComponent(name + ".txt")
    if Self.renews {
      try Data(text.utf8).write(to: file)
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(text == kept, "\(name) differs from its snapshot; see SnapshotTests on how to renew it")
  }

  @Test(arguments: ["", "train", "score", "evaluate", "agree", "dedupe", "next", "bench", "inspect"])
  func `help of every verb`(verb: String) throws {
    let desk = try Desk()
    let run = try Program.run(verb.isEmpty ? ["--help"] : [verb, "--help"], in: desk.folder.url)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    try compare(run.output, with: "help" + (verb.isEmpty ? "" : "-" + verb))
    let other = try Program.run(verb.isEmpty ? ["help"] : ["help", verb], in: desk.folder.url)
    #expect(other.output == run.output)
  }

  /// Each kind of output in full, its digits replaced: what is checked is what people read, not the numbers.
  private static let outputs: [(name: String, arguments: [String])] = [
    (
      "evaluate",
      [
        "evaluate", "t.csv", "-m", "model.framewise", "--compare", "model.framewise", "--errors", "2", "--alpha", "0.2",
        "--audit",
      ]
    ),
    (
      "evaluate-cv",
      [
        "evaluate", "t.csv", "-m", "model.framewise", "--cv", "3", "--repeats", "2", "--group", "story",
        "--group-duplicates", "--errors", "1",
      ]
    ),
    ("evaluate-md", ["evaluate", "t.csv", "-m", "model.framewise", "--md", "--time", "date", "--cut", "2022"]),
    ("agree", ["agree", "codings.csv", "-m", "model.framewise", "--texts", "t.csv"]),
    ("dedupe", ["dedupe", "t.csv", "--duplicates-only"]),
  ]

  @Test(arguments: outputs.indices)
  func `what studies print`(index: Int) throws {
    let (name, arguments) = Self.outputs[index]
    let desk = try Desk.withModel()
    try desk.folder.write(StudyVerbTests.table(), to: "t.csv")
    try desk.folder.write(
      "unit,coder,label\n"
        + (0..<30).map {
          "doc-\($0),ann,\(LabelledTexts.labels[$0 % 3])\ndoc-\($0),ben,\(LabelledTexts.labels[$0 % 4 % 3])\n"
        }
        .joined(), to: "codings.csv")
    let run = try Program.run(arguments, in: desk.folder.url)
    #expect(run.status == 0, "\(run.errors)")
    let text = (run.output + run.errors).replacing(#/[0-9]+/#, with: "#").replacing(#/[ ]+/#, with: " ")
      .replacing(#/[-−+][#]/#, with: "#")
    try compare("framewise \(arguments.joined(separator: " "))\n\(text)", with: "output-" + name)
  }

  @Test func `version and the bare command`() throws {
    let desk = try Desk()
    let version = try desk.run("--version")
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
    let bare = try desk.run()
    #expect(bare.status == 0)
    #expect(try bare.output == desk.run("--help").output)
  }

  /// The main messages, each with the arguments that cause it.
  private static let situations: [(name: String, arguments: [String])] = [
    ("no-such-input", ["score", "nothing.csv", "-m", "model.framewise"]),
    ("no-such-model", ["score", "a.csv", "-m", "nothing.framewise"]),
    ("no-such-verb", ["scor", "a.csv"]),
    ("no-such-option", ["score", "a.csv", "--treads", "2"]),
    ("no-output", ["train", "a.csv"]),
    ("no-text-column", ["score", "columns.csv", "-m", "model.framewise"]),
    ("no-such-column", ["score", "a.csv", "-m", "model.framewise", "--text", "txet"]),
    ("semicolons", ["score", "semicolons.csv", "-m", "model.framewise"]),
    ("json-array", ["score", "array.json", "-m", "model.framewise"]),
    ("one-label", ["train", "one-label.csv", "-o", "my.framewise"]),
    ("prune", ["train", "a.csv", "-o", "my.framewise", "--prune", "2"]),
    ("no-records", ["train", "empty.csv", "-o", "my.framewise"]),
    ("no-terms", ["train", "rare.csv", "-o", "my.framewise"]),
    ("not-a-model", ["inspect", "a.csv"]),
    ("damaged-model", ["inspect", "damaged.framewise"]),
    ("also-an-input", ["score", "a.csv", "-m", "model.framewise", "-o", "a.csv"]),
    ("rejected", ["score", "rejected.csv", "-m", "model.framewise"]),
    ("strict", ["score", "rejected.csv", "-m", "model.framewise", "--strict"]),
    ("gate", ["evaluate", "a.csv", "-m", "model.framewise", "--fail-under", "accuracy=1.5"]),
    ("no-such-metric", ["evaluate", "a.csv", "-m", "model.framewise", "--fail-under", "accuracie=0.5"]),
    ("unknown-label", ["evaluate", "hostile.csv", "-m", "model.framewise"]),
    ("folds", ["evaluate", "a.csv", "--cv", "1"]),
    ("repeats-alone", ["evaluate", "a.csv", "--repeats", "3"]),
    ("repeats-in-time", ["evaluate", "a.csv", "--cv", "3", "--repeats", "3", "--time", "date"]),
    ("cut-alone", ["evaluate", "a.csv", "--cut", "2024"]),
    ("cut-folds", ["evaluate", "a.csv", "--cut", "2024", "--time", "date", "--cv", "3"]),
    ("time-alone", ["evaluate", "a.csv", "--time", "date"]),
    ("curve-alone", ["evaluate", "a.csv", "--learning-curve"]),
    ("two-systems", ["evaluate", "a.csv", "--compare", "model.framewise", "--scores-from", "a.csv"]),
    ("audit-folds", ["evaluate", "a.csv", "--audit", "--cv", "3"]),
    ("alpha", ["evaluate", "a.csv", "--alpha", "1"]),
    ("errors", ["evaluate", "a.csv", "--errors", "0"]),
    ("two-formats", ["evaluate", "a.csv", "--json", "--md"]),
    ("no-such-date", ["evaluate", "dates.csv", "-m", "model.framewise", "--time", "when", "--cut", "soon"]),
    ("not-a-date", ["evaluate", "dates.csv", "-m", "model.framewise", "--time", "when", "--cut", "2024"]),
    ("too-few-to-fold", ["evaluate", "a.csv", "-m", "model.framewise", "--cv", "2"]),
    ("other-ids", ["evaluate", "a.csv", "-m", "model.framewise", "--scores-from", "ids.csv"]),
    ("other-labels", ["evaluate", "a.csv", "-m", "model.framewise", "--scores-from", "hostile-scores.csv"]),
    ("other-probabilities", ["evaluate", "a.csv", "-m", "model.framewise", "--scores-from", "percent.csv"]),
    ("no-codings", ["agree", "a.csv"]),
    ("coded-twice", ["agree", "twice.csv"]),
    ("one-coder", ["agree", "one-coder.csv"]),
    ("model-without-texts", ["agree", "twice.csv", "-m", "model.framewise"]),
    ("no-such-order", ["agree", "codings.csv", "--ordinal", "x,z"]),
    ("threshold", ["dedupe", "a.csv", "--containment", "2"]),
  ]

  @Test(arguments: situations.indices)
  func `main messages`(index: Int) throws {
    let (name, arguments) = Self.situations[index]
    let desk = try Desk.withModel()
    try desk.folder.write("id,text,label\n1,a treaty,cooperative\n2,a war,adversarial\n", to: "a.csv")
    try desk.folder.write("id,body text,label\n1,a treaty,cooperative\n", to: "columns.csv")
    try desk.folder.write("id;text;label\n1;a treaty;cooperative\n", to: "semicolons.csv")
    try desk.folder.write("[{\"text\":\"a treaty\"}]\n", to: "array.json")
    try desk.folder.write("text,label\na treaty,neutral\na war,neutral\n", to: "one-label.csv")
    try desk.folder.write("", to: "empty.csv")
    try desk.folder.write("text,label\ntreaty,x\nwar,y\n", to: "rare.csv")
    try desk.folder.write("id,text\n1,a treaty\n2,a war,too much\n3,\"open\n", to: "rejected.csv")
    try desk.folder.write("text,label\na treaty,hostile\n", to: "hostile.csv")
    try desk.folder.write(
      "text,label,when\na treaty,cooperative,2023\na war,adversarial,Monday\n", to: "dates.csv")
    try desk.folder.write("id,label\nx,cooperative\n", to: "ids.csv")
    try desk.folder.write("id,label\n1,hostile\n", to: "hostile-scores.csv")
    try desk.folder.write("id,p_cooperative,p_adversarial,p_neutral\n1,90,5,5\n", to: "percent.csv")
    try desk.folder.write("unit,coder,label\n1,ann,x\n1,ann,y\n", to: "twice.csv")
    try desk.folder.write("unit,coder,label\n1,ann,x\n2,ann,y\n", to: "one-coder.csv")
    try desk.folder.write("unit,coder,label\n1,ann,x\n1,ben,y\n", to: "codings.csv")
    var damaged = try Desk.model()
    damaged[damaged.count - 1] ^= 0x40
    try desk.folder.write(damaged, to: "damaged.framewise")
    let run = try Program.run(arguments, in: desk.folder.url)
    try compare(
      "framewise \(arguments.joined(separator: " "))\n\(run.errors)exit code \(run.status)\n", with: "message-" + name)
  }
}
