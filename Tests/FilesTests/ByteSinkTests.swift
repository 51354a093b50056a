import Files
import Foundation
import Testing

@Suite("ByteSink")
struct ByteSinkTests {
  @Test func `Bytes arrive in order, small and large`() throws {
    let scratch = try Scratch()
    let path = try scratch.write([], to: "out")
    let handle = try FileHandle(forWritingTo: scratch.url.appendingPathComponent("out"))
    let sink = ByteSink(descriptor: handle.fileDescriptor, path: path, capacity: 10)
    var expected: [UInt8] = []
    for count in [0, 1, 9, 10, 11, 100, 3, 4, 5] {
      let bytes = (0..<count).map { UInt8($0) }
      try sink.write(bytes)
      expected += bytes
    }
    try sink.write("words")
    try sink.flush()
    #expect(try scratch.bytes(of: "out") == expected + Array("words".utf8))
    #expect(sink.count == expected.count + 5)
  }

  @Test func `A closed pipe has a case of its own`() throws {
    ByteSink.reportFailuresInsteadOfSignals()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let sink = ByteSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, path: "standard output")
    try sink.write("words")
    #expect(throws: FileError.brokenPipe("standard output")) { try sink.flush() }
    #expect(FileError.brokenPipe("x").kind == .brokenPipe)
  }

  @Test func `A pipe that is full for now is waited for`() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    let reader = Thread { _ = try? pipe.fileHandleForReading.readToEnd() }
    reader.start()
    let sink = ByteSink(descriptor: descriptor, path: "pipe")
    try sink.write(bytes)
    try sink.flush()
    try pipe.fileHandleForWriting.close()
  }
}
