import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP end a run at once: the old model is whole, and nothing is left behind.
@Suite("Interruption")
struct InterruptionTests {
  private func waitForTemporaryFile(in desk: Desk) throws {
    for _ in 0..<600 {
      if try desk.folder.names().contains(where: { $0.hasPrefix(".framewise-") }) { return }
      usleep(50_000)
    }
    Issue.record("the run has not begun to write within half a minute")
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func `while records are read`(signal: Int32, status: Int32) throws {
    let line = Array((#"{"text":"a treaty and a war","label":"x"}"# + "\n").utf8)
    for arguments in [
      ["train", "-", "-o", "model.framewise"], ["score", "-", "-m", "first.framewise", "-o", "model.framewise"],
      ["evaluate", "-", "-m", "first.framewise", "-o", "model.framewise"],
    ] {
      let desk = try Desk.withModel()
      try desk.folder.write(try Desk.model(), to: "first.framewise")
      let run = try Program.start(arguments, in: desk.folder.url, input: .unending(line))
      try waitForTemporaryFile(in: desk)
      run.send(signal)
      let end = try run.wait()
      #expect(end.status == status, "\(arguments): \(end.errors)")
      #expect(!end.wasKilled)
      #expect(try desk.folder.names() == ["first.framewise", "model.framewise"], "\(arguments)")
      #expect(try desk.folder.bytes("model.framewise") == Desk.model())
    }
  }

  @Test func `a hangup that is ignored ends nothing`() throws {
    let desk = try Desk.withModel()
    let run = try desk.shell(
      """
      trap '' HUP
      mkfifo pipe
      "$framewise" score pipe -m model.framewise -o out.csv &
      exec 3> pipe
      while [ -z "$(ls -a | grep framewise-)" ]; do sleep 0.02; done
      kill -HUP $!
      echo '{"text":"a treaty"}' >&3
      exec 3>&-
      wait $!
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("1 read = 1 scored"))
  }

  @Test func `while a model is fitted`() throws {
    let desk = try Desk.withModel()
    // A hundred fits of word and character n-grams: far longer than it takes to send a signal.
    try desk.folder.write(LabelledTexts.jsonLines(LabelledTexts.make(2000, words: 60)), to: "train.jsonl")
    let arguments = ["train", "train.jsonl", "-o", "model.framewise", "--cv", "100", "--features", "word:1-3,char:2-5"]
    let run = try Program.start(arguments, in: desk.folder.url)
    try waitForTemporaryFile(in: desk)
    usleep(300_000)
    run.send(SIGINT)
    let end = try run.wait()
    #expect(end.status == 130)
    #expect(try desk.folder.names() == ["model.framewise", "train.jsonl"])
    #expect(try desk.folder.bytes("model.framewise") == Desk.model())
  }

  @Test func `what was scored before the signal is whole lines`() throws {
    let desk = try Desk.withModel()
    let many = LabelledTexts.jsonLines(LabelledTexts.make(60_000))
    try desk.folder.write(many, to: "many.jsonl")
    let run = try desk.shell(
      """
      "$framewise" score many.jsonl many.jsonl many.jsonl many.jsonl -m model.framewise > scores.csv &
      while [ ! -s scores.csv ]; do sleep 0.01; done
      kill -TERM $!
      wait $!
      echo $?
      """)
    #expect(["143\n", "0\n"].contains(run.output), "\(run.output)")
    let scores = try desk.folder.bytes("scores.csv")
    #expect(scores.last == 0x0A)
    #expect(CSV.rows(scores).allSatisfy { $0.count == 7 })
  }
}
