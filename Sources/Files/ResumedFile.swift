#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that an earlier run of the same work began: what is written is compared with what is there as far as that
/// goes, and added behind it from then on. It is written in place, so that a further run can go on where this one ends.
public final class ResumedFile {
  public let path: FilePath
  private let descriptor: Int32
  /// Bytes that were there at the beginning.
  private let existing: Int
  /// Bytes that were compared or written.
  private var position = 0

  /// Opens a regular file, or makes it.
  public init(_ path: FilePath) throws(FileError) {
    self.path = path
    descriptor = try Descriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o666, for: .create)
    do throws(FileError) {
      let status = try Descriptor.status(of: descriptor, path: path)
      guard status.isRegularFile else { throw .notRegular(path) }
      existing = Int(status.st_size)
    } catch {
      _ = Descriptor.close(descriptor)
      throw error
    }
  }

  deinit { _ = Descriptor.close(descriptor) }

  /// - Throws: also where the file holds something else; it is then as it was.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    let known = min(bytes.count, max(0, existing - position))
    if known > 0 { try compare(bytes[..<known]) }
    try unsafe bytes.withUnsafeBufferPointer { (all) throws(FileError) in
      // SAFETY: the array is alive and unchanged during the call. What was there has been read, so that the file's
      // position is behind it.
      try unsafe Descriptor.write(
        descriptor, UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[known...])), path: path)
    }
    position += bytes.count
  }

  /// Ends the work; nothing may be written afterwards.
  ///
  /// - Throws: also where the file holds more than was written.
  public func finish() throws(FileError) {
    if position < existing { throw .isOfAnotherRun(path, byte: position) }
    if fsync(descriptor) != 0 { throw .system(.synchronise, path, code: errno) }
  }

  private func compare(_ bytes: ArraySlice<UInt8>) throws(FileError) {
    var found = [UInt8](repeating: 0, count: bytes.count)
    var filled = 0
    while filled < found.count {
      let count = try unsafe found.withUnsafeMutableBufferPointer { (all) throws(FileError) in
        // SAFETY: the rest of the array, which is alive during the call.
        try unsafe Descriptor.read(
          descriptor, into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: all[filled...])),
          path: path)
      }
      if count == 0 { break }
      filled += count
    }
    if let place = zip(found[..<filled], bytes).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
      throw .isOfAnotherRun(path, byte: position + place)
    }
    if filled < found.count { throw .isOfAnotherRun(path, byte: position + filled) }
  }
}
