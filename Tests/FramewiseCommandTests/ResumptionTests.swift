import Foundation
import TestSupport
import Testing

/// A run that was cut leaves the beginning of its results, and `--resume` makes them whole.
@Suite("Results that were cut")
struct ResumptionTests {
  private let desk: Desk
  private let whole: [UInt8]

  init() throws {
    desk = try Desk.withModel()
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(400, seed: 8)), to: "texts.jsonl")
    try desk.run("score", "texts.jsonl", "-m", "model.framewise", "-o", "whole.csv")
    whole = try desk.folder.bytes("whole.csv")
  }

  private func resume(_ name: String = "cut.csv", _ more: String...) throws -> Program.Finished {
    try Program.run(
      ["score", "texts.jsonl", "-m", "model.framewise", "-o", name, "--resume"] + more, in: desk.folder.url)
  }

  @Test func `cut anywhere, the results end as if nothing had happened`() throws {
    var random = SeededGenerator(seed: 12)
    let cuts =
      [0, 1, whole.count - 1, whole.count] + (0..<100).map { _ in Int.random(in: 0...whole.count, using: &random) }
    for cut in cuts {
      try desk.folder.write(Array(whole[..<cut]), to: "cut.csv")
      expect(0, ["400 read = 400 scored"], try resume("cut.csv", "--threads", cut % 2 == 0 ? "1" : "2"))
      #expect(try desk.folder.bytes("cut.csv") == whole, "cut at \(cut)")
    }
  }

  @Test func `a file that is not there yet is made`() throws {
    expect(0, ["400 read = 400 scored"], try resume("new.csv"))
    #expect(try desk.folder.bytes("new.csv") == whole)
  }

  @Test func `the results of something else are left alone`() throws {
    var other = Array(whole[..<5000])
    other[4000] ^= 1
    try desk.folder.write(other, to: "cut.csv")
    expect(65, ["cut.csv: from byte 4001 on it is not what this run makes"], try resume())
    #expect(try desk.folder.bytes("cut.csv") == other)
    let longer = whole + Array("more\n".utf8)
    try desk.folder.write(longer, to: "cut.csv")
    expect(65, ["from byte \(whole.count + 1) on"], try resume())
    #expect(try desk.folder.bytes("cut.csv") == longer)
  }

  @Test func `without a file to go on with there is nothing to resume`() throws {
    expect(64, ["--resume goes on with"], try desk.run("score", "texts.jsonl", "--resume"))
    expect(64, ["does not go with --show-cuts"], try resume("cut.csv", "--show-cuts", "cuts.jsonl"))
  }
}
