import Foundation
public import Testing

/// A headless browser, where one is installed.
public enum Chromium {
  public struct Visit {
    /// Lines that the page wrote to the console, the browser's complaints about it among them.
    public var console: [String]
    /// Who asked for each request over the network, the browser itself apart.
    public var requests: [String]
    /// The page as the browser had it at the end.
    public var document: String
  }

  private static let path: String? = {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  public static let isPresent = path != nil
  public static let absence: Comment = "no Chromium is installed to open the page in; `make test` tries to install one"

  /// Opens a page and waits until it is loaded.
  public static func visit(_ bytes: [UInt8]) throws -> Visit {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    try Data(bytes).write(to: file("page.html"))
    for name in ["out", "err"] { try Data().write(to: file(name)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/chromium")
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
