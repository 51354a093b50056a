public import Files
public import LinearAlgebra

extension Stored where Element == UInt8 {
  /// The bytes of a regular file, read whole.
  ///
  /// - Throws: also where it is longer than `limit`.
  public init(contentsOf path: FilePath, limit: Int) throws(FileError) {
    var memory = LargeMemory(byteCount: 0)
    // SAFETY: what is provided lives in `memory`, and what was read of it is all that is kept.
    let count = unsafe try RegularFile.read(path, limit: limit) { size in
      memory = LargeMemory(byteCount: size)
      return unsafe memory.bytes
    }
    self = Stored(memory).part(0..<count)
  }
}
