import Files
import Foundation
import Testing

@Suite("FolderWalk")
struct FolderWalkTests {
  private func isText(_ name: FilePath) -> Bool { name.extensions.first == "txt" }

  @Test func `Files come sorted by bytes, and everything strange is counted`() throws {
    let scratch = try Scratch()
    for name in ["b.txt", "a/z.txt", "a/B.txt", "a-1.txt", "notes.pdf", "deep/er/still/x.txt", ".framewise-1-x.tmp"] {
      try scratch.write([], to: name)
    }
    let manager = FileManager.default
    let root = scratch.url.path
    try manager.createSymbolicLink(atPath: root + "/a/loop", withDestinationPath: "..")
    try manager.createSymbolicLink(atPath: root + "/outside.txt", withDestinationPath: "/etc/passwd")
    // SAFETY: a Swift string is passed as a terminated one for the length of the call.
    let isMade = unsafe mkfifo(root + "/fifo.txt", 0o600) == 0
    #expect(isMade)
    let walk = try FolderWalk(scratch.path, where: isText)
    #expect(walk.files == ["a-1.txt", "a/B.txt", "a/z.txt", "b.txt", "deep/er/still/x.txt"])
    var skipped = FolderWalk.Skipped()
    func group(_ names: FilePath...) -> FolderWalk.Skipped.Group { .init(names.map { scratch.path.appending($0) }) }
    skipped.symbolicLinks = group("a/loop", "outside.txt")
    skipped.specialFiles = group("fifo.txt")
    skipped.otherFiles = group("notes.pdf")
    #expect(walk.skipped == skipped)
  }

  @Test func `The first three of what is passed over are named, whatever the order`() {
    let names: [FilePath] = ["d", "b", "e", "a", "c"]
    var whole = FolderWalk.Skipped()
    whole.unreadable = .init(names)
    var parts = FolderWalk.Skipped()
    for name in names.reversed() {
      var part = FolderWalk.Skipped()
      part.unreadable.add(name)
      parts += part
    }
    #expect(whole == parts)
    #expect(whole.unreadable.count == 5)
    #expect(whole.unreadable.first == ["a", "b", "c"])
  }

  @Test func `A folder is read on behind a file that may not be read or is gone, not where a device fails`() {
    for code in [EACCES, EPERM, ENOENT, ELOOP] {
      #expect(FileError.system(.open, "a", code: code).isOfOneFileAlone)
    }
    for code in [EIO, EMFILE, ENOMEM] { #expect(!FileError.system(.read, "a", code: code).isOfOneFileAlone) }
    #expect(!FileError.damagedGzip("a", .truncated).isOfOneFileAlone)
  }

  @Test func `Names are bytes and need not be UTF-8`() throws {
    let scratch = try Scratch()
    let names: [[UInt8]] = [Array("-x\n.txt".utf8), [0xFF, 0xFE] + Array(".txt".utf8), Array("\u{1B}[31m.txt".utf8)]
    for name in names {
      let file = try AtomicFile(scratch.path.appending(FilePath(bytes: name)))
      try file.commit()
    }
    let walk = try FolderWalk(scratch.path, where: isText)
    #expect(Set(walk.files.map(\.bytes)) == Set(names))
    #expect(walk.files.map(\.description) == ["\\x1B[31m.txt", "-x\\n.txt", "\\xFF\\xFE.txt"])
  }

  @Test func `A folder that is not there is an error`() {
    #expect(throws: FileError.self) { try FolderWalk("/nonexistent", where: isText) }
  }
}
