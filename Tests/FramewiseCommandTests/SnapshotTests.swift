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

  @Test(arguments: ["", "train", "score", "evaluate", "bench", "inspect"])
  func `help of every verb`(verb: String) throws {
    let desk = try Desk()
    let run = try Program.run(verb.isEmpty ? ["--help"] : [verb, "--help"], in: desk.folder.url)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    try compare(run.output, with: "help" + (verb.isEmpty ? "" : "-" + verb))
    let other = try Program.run(verb.isEmpty ? ["help"] : ["help", verb], in: desk.folder.url)
    #expect(other.output == run.output)
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
    var damaged = try Desk.model()
    damaged[damaged.count - 1] ^= 0x40
    try desk.folder.write(damaged, to: "damaged.framewise")
    let run = try Program.run(arguments, in: desk.folder.url)
    try compare(
      "framewise \(arguments.joined(separator: " "))\n\(run.errors)exit code \(run.status)\n", with: "message-" + name)
  }
}
