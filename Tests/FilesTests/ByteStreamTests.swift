import Files
import Foundation
import Testing

/// gzip members made by hand: stored blocks need no compressor.
enum Gzip {
  static func member(_ content: [UInt8], name: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, name.isEmpty ? 0 : 8, 0, 0, 0, 0, 0, 0xFF]
    if !name.isEmpty { bytes += name + [0] }
    var rest = content[...]
    repeat {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(65535)
      let length = UInt16(block.count)
      bytes += [rest.isEmpty ? 1 : 0] + little(length) + little(~length) + block
    } while !rest.isEmpty
    return bytes + little(checksum(content)) + little(UInt32(truncatingIfNeeded: content.count))
  }

  static func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
    (0..<(Integer.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Integer($0 * 8)) }
  }

  /// CRC-32 bit by bit.
  static func checksum(_ content: [UInt8]) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

@Suite("ByteStream")
struct ByteStreamTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// All bytes, and the error that ended them.
  private func readAll(_ path: FilePath, readSize: Int = 1 << 20, step: Int = 1000) -> ([UInt8], FileError?) {
    var result: [UInt8] = []
    do throws(FileError) {
      let stream = try ByteStream(path: path, readSize: readSize)
      var buffer = [UInt8](repeating: 0, count: step)
      while true {
        let count = try stream.read(into: &buffer, at: 0, atMost: step)
        if count == 0 { return (result, nil) }
        result += buffer[..<count]
      }
    } catch {
      return (result, error)
    }
  }

  private let content = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  @Test(arguments: [1, 2, 3, 64, 4096, 1 << 20])
  func `A plain file comes back at any read size`(readSize: Int) throws {
    let path = try scratch.write(content, to: "plain")
    let (bytes, error) = readAll(path, readSize: readSize)
    #expect(bytes == content)
    #expect(error == nil)
  }

  @Test(arguments: [1, 2, 3, 64, 4096, 1 << 20])
  func `gzip is unpacked with all of its members`(readSize: Int) throws {
    let longName = [UInt8](repeating: 0x6E, count: 64 << 10)
    let packed = Gzip.member(content) + Gzip.member([]) + Gzip.member(Array("end".utf8), name: longName)
    let path = try scratch.write(packed, to: "packed.gz")
    let (bytes, error) = readAll(path, readSize: readSize)
    #expect(bytes == content + Array("end".utf8))
    #expect(error == nil)
  }

  @Test func `Every truncation of gzip delivers what it can and then says so`() throws {
    let packed = Gzip.member(Array("some words".utf8)) + Gzip.member(Array(" and more".utf8))
    let whole = Array("some words and more".utf8)
    for count in 2..<packed.count {
      let path = try scratch.write(packed[..<count], to: "cut.gz")
      let (bytes, error) = readAll(path)
      #expect(whole.starts(with: bytes))
      if count == Gzip.member(Array("some words".utf8)).count {
        #expect(error == nil)
      } else {
        #expect(error == .damagedGzip(path, .truncated), "cut at \(count)")
      }
    }
  }

  @Test func `A wrong checksum or length is told behind the data`() throws {
    for offset in [5, 1] {
      var packed = Gzip.member(content)
      packed[packed.count - offset] ^= 1
      let path = try scratch.write(packed, to: "wrong.gz")
      let (bytes, error) = readAll(path)
      #expect(bytes == content)
      #expect(error == .damagedGzip(path, .damaged))
    }
  }

  @Test func `Bytes behind the last member are told behind the data`() throws {
    let path = try scratch.write(Gzip.member(content) + Array("garbage".utf8), to: "trailing.gz")
    let (bytes, error) = readAll(path)
    #expect(bytes == content)
    #expect(error == .damagedGzip(path, .trailingBytes))
  }

  /// The program that packs bombs here.
  private static let packer = "/bin/gzip"

  private func pack(zeros count: Int, to name: String) throws -> FilePath {
    let file = try scratch.write([UInt8](repeating: 0, count: count), to: name)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.packer)
    process.arguments = ["-9", scratch.url.appendingPathComponent(name).path]
    try process.run()
    process.waitUntilExit()
    return FilePath(bytes: file.bytes + Array(".gz".utf8))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: Self.packer)))
  func `A bomb is stopped, and a small file may be packed tightly`() throws {
    let small = readAll(try pack(zeros: 1 << 20, to: "small"), step: 1 << 20)
    #expect(small.0.count == 1 << 20)
    #expect(small.1 == nil)
    let path = try pack(zeros: 80 << 20, to: "large")
    let large = readAll(path, step: 1 << 20)
    #expect(large.0.count <= 3 << 20)
    #expect(large.1 == .unpacksTooFar(path, ratio: 200))
  }

  @Test func `Looking ahead does not move on`() throws {
    for bytes in [content, Gzip.member(content)] {
      let stream = try ByteStream(path: scratch.write(bytes, to: "peek"), readSize: 100)
      #expect(Array(try stream.peek(1000)) == Array(content[..<1000]))
      #expect(Array(try stream.peek(10)) == Array(content[..<10]))
      var buffer = [UInt8](repeating: 0, count: 100_000)
      var count = 0
      while case let taken = try stream.read(into: &buffer, at: count, atMost: 100_000 - count), taken > 0 {
        count += taken
      }
      #expect(Array(buffer[..<count]) == content)
    }
  }

  @Test func `Looking ahead into damaged data keeps the fault for later`() throws {
    var packed = Gzip.member(Array("some words".utf8))
    packed.removeLast(3)
    let path = try scratch.write(packed, to: "cut.gz")
    let stream = try ByteStream(path: path)
    #expect(Array(try stream.peek(4096)) == Array("some words".utf8))
    let (bytes, error) = readAll(path)
    #expect(bytes == Array("some words".utf8))
    #expect(error == .damagedGzip(path, .truncated))
  }

  @Test func `Names that cannot be opened are told apart`() throws {
    #expect(readAll("/nonexistent/file").1?.kind == .noInput)
    #expect(readAll(scratch.path).1 == .isDirectory(scratch.path))
    #expect(readAll("").1?.kind == .noInput)
    #expect(readAll("a\0b").1?.kind == .noInput)
    let message = readAll("/nonexistent").1?.description
    #expect(message == "/nonexistent: there is no such file or folder")
  }

  @Test func `A small file is read whole, and an endless one only to the limit`() throws {
    let path = try scratch.write(content, to: "whole")
    #expect(try ByteStream.whole(path, limit: content.count) == content)
    #expect(throws: FileError.tooLarge(path, limit: 100)) { try ByteStream.whole(path, limit: 100) }
    #expect(throws: FileError.tooLarge("/dev/zero", limit: 1 << 20)) {
      try ByteStream.whole("/dev/zero", limit: 1 << 20)
    }
    #expect(try ByteStream.whole(scratch.write([], to: "empty"), limit: 10) == [])
  }
}
