internal import Crypto
public import Files
public import LinearAlgebra

/// SHA-256, as lower-case hexadecimal digits.
public enum Digest {
  public static func hex(_ bytes: [UInt8]) -> String { hex(of: SHA256.hash(data: bytes)) }

  public static func hex(_ bytes: Stored<UInt8>) -> String {
    var digest = RunningDigest()
    digest.add(bytes)
    return digest.hex()
  }

  /// The digest of a file's bytes as they lie on the disk.
  public static func ofFile(_ path: FilePath) throws(FileError) -> String {
    var hash = SHA256()
    try RegularFile.forEachPiece(of: path) { hash.update(data: $0) }
    return hex(of: hash.finalize())
  }

  fileprivate static func hex(of digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A digest fed piece by piece.
struct RunningDigest {
  private var hash = SHA256()

  mutating func add(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { buffer in
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
    if done == nil { hash.update(data: Array(bytes)) }
  }

  consuming func hex() -> String { Digest.hex(of: hash.finalize()) }
}
