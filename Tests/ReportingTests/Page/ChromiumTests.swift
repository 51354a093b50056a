import Foundation
import Reporting
import TestSupport
import Testing

/// Opens pages in a headless Chromium and listens for what they say and ask for.
struct ChromiumTests {
  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func thePageIsSilent() throws {
    let visit = try Chromium.visit(SampleReport.content().render())
    #expect(visit.console == [])
    #expect(visit.requests == [])
    #expect(visit.document.contains("<h1"))
  }

  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func hostileTextIsSilentToo() throws {
    let strings = HostileText.own + (SharedData.isPresent ? try HostileText.naughty() : [])
    let visit = try Chromium.visit(HostileText.content(strings.joined(separator: "\n")).render())
    #expect(visit.console == [])
    #expect(visit.requests == [])
  }

  /// The listening itself: a page that misbehaves is heard.
  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func aLoudPageIsHeard() throws {
    let loud =
      "<!DOCTYPE html><title>x</title><script>console.error('heard')</script><img src='http://127.0.0.1:9/x.png'>"
    let visit = try Chromium.visit(Array(loud.utf8))
    #expect(visit.console.contains { $0.contains("heard") })
    #expect(!visit.requests.isEmpty)
  }
}

enum Chromium {
  struct Visit {
    /// Lines that the page wrote to the console, the browser's complaints about it among them.
    var console: [String]
    /// Who asked for each request over the network, the browser itself apart.
    var requests: [String]
    /// The page as the browser had it at the end.
    var document: String
  }

  static let path: String? = {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let isPresent = path != nil
  static let absence: Comment = "no Chromium is installed to open the page in"

  static func visit(_ bytes: [UInt8]) throws -> Visit {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    try Data(bytes).write(to: file("page.html"))
    for name in ["out", "err"] { try Data().write(to: file(name)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--user-data-dir=\(file("profile").path)", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
      "--log-net-log=\(file("net.json").path)", "--timeout=20000", "--dump-dom", file("page.html").absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: file("out"))
    process.standardError = try FileHandle(forWritingTo: file("err"))
    try process.run()
    process.waitUntilExit()
    let log = try String(decoding: Data(contentsOf: file("err")), as: UTF8.self)
    let network = try String(decoding: Data(contentsOf: file("net.json")), as: UTF8.self)
    return Visit(
      console: log.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") },
      // Requests of a page carry its origin; those of the browser say that they have none.
      requests: network.components(separatedBy: "\"initiator\":\"").dropFirst()
        .map { String($0.prefix { $0 != "\"" }) }.filter { $0 != "not an origin" },
      document: try String(decoding: Data(contentsOf: file("out")), as: UTF8.self))
  }
}
