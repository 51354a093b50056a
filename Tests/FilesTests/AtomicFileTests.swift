import Files
import Foundation
import Testing

@Suite("AtomicFile")
struct AtomicFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func path(_ name: String) -> FilePath { scratch.path.appending(FilePath(name)) }

  @Test func `The new content appears at once with commit`() throws {
    try scratch.write(Array("old".utf8), to: "target")
    let file = try AtomicFile(path("target"))
    try file.write(Array("new".utf8))
    try file.sink.flush()
    #expect(try scratch.bytes(of: "target") == Array("old".utf8))
    try file.commit()
    #expect(try scratch.bytes(of: "target") == Array("new".utf8))
    #expect(try scratch.names() == ["target"])
  }

  @Test func `Without commit the old file stays and nothing else`() throws {
    try scratch.write(Array("old".utf8), to: "target")
    do {
      let file = try AtomicFile(path("target"))
      try file.write([UInt8](repeating: 1, count: 200_000))
      #expect(try scratch.names().count == 2)
    }
    #expect(try scratch.bytes(of: "target") == Array("old".utf8))
    #expect(try scratch.names() == ["target"])
  }

  @Test func `A symbolic link stays a link, also to a file that is not there yet`() throws {
    let manager = FileManager.default
    try manager.createDirectory(at: scratch.url.appendingPathComponent("folder"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: scratch.url.path + "/link", withDestinationPath: "folder/real")
    let file = try AtomicFile(path("link"))
    try file.write([1, 2, 3])
    try file.commit()
    #expect(try scratch.bytes(of: "folder/real") == [1, 2, 3])
    #expect(try manager.destinationOfSymbolicLink(atPath: scratch.url.path + "/link") == "folder/real")
    #expect(try scratch.names() == ["folder", "link"])
  }

  @Test func `Two writers do not mix`() throws {
    let first = try AtomicFile(path("target"))
    let second = try AtomicFile(path("target"))
    try first.write(Array("first".utf8))
    try second.write(Array("second".utf8))
    try second.commit()
    try first.commit()
    #expect(try scratch.bytes(of: "target") == Array("first".utf8))
    #expect(try scratch.names() == ["target"])
  }

  @Test func `A name of 255 bytes works`() throws {
    let name = String(repeating: "n", count: 255)
    let file = try AtomicFile(path(name))
    try file.commit()
    #expect(try scratch.names() == [name])
  }

  @Test func `Permissions are those of any new file`() throws {
    let file = try AtomicFile(path("target"))
    try file.commit()
    let plain = scratch.url.appendingPathComponent("plain")
    #expect(FileManager.default.createFile(atPath: plain.path, contents: nil))
    let modes = try ["target", "plain"].map { name in
      try FileManager.default.attributesOfItem(atPath: scratch.url.path + "/" + name)[.posixPermissions] as? Int
    }
    #expect(modes[0] == modes[1])
  }

  @Test func `Devices are written directly, and a full one is an error`() throws {
    let null = try AtomicFile("/dev/null")
    try null.write([1])
    try null.commit()
    let full = try AtomicFile("/dev/full")
    try full.write([1])
    #expect(throws: FileError.system(.write, "/dev/full", code: ENOSPC)) { try full.commit() }
  }

  @Test func `What cannot be created is told`() throws {
    #expect(throws: FileError.system(.create, "/nonexistent/file", code: ENOENT)) {
      try AtomicFile("/nonexistent/file")
    }
    #expect(throws: FileError.system(.create, scratch.path, code: EISDIR)) { try AtomicFile(scratch.path) }
    #expect(FileError.system(.create, "x", code: ENOENT).kind == .cannotCreate)
    #expect(FileError.system(.create, "x", code: EACCES).kind == .permission)
    #expect(FileError.system(.create, "x", code: ENOENT).description == "x: cannot create (no such file or directory)")
    try FileManager.default.createSymbolicLink(atPath: scratch.url.path + "/a", withDestinationPath: "a")
    #expect(throws: FileError.system(.create, path("a"), code: ELOOP)) { try AtomicFile(path("a")) }
  }
}
