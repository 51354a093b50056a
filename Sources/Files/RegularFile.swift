#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file read as it lies on the disk: nothing is unpacked, and a FIFO or a device is refused without waiting.
public enum RegularFile {
  /// Reads the whole file into memory that is provided for its size.
  ///
  /// - Parameters:
  ///   - provide: is given the size, and answers with as many bytes.
  ///   - progress: is told how many bytes are there, after each mebibyte or so.
  /// - Returns: how many bytes were read: fewer than the size where the file has shrunk meanwhile.
  /// - Throws: also where it is longer than `limit`.
  public static func read(
    _ path: FilePath, limit: Int, provide: (Int) -> UnsafeMutableRawBufferPointer, progress: (Int) -> Void = { _ in }
  ) throws(FileError) -> Int {
    let (descriptor, size) = try open(path)
    defer { _ = Descriptor.close(descriptor) }
    guard size <= limit else { throw .tooLarge(path, limit: limit) }
    let bytes = unsafe provide(size)
    var count = 0
    while count < bytes.count {
      // SAFETY: within the rest of the memory.
      let next = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count...].prefix(1 << 20))
      let taken = unsafe try Descriptor.read(descriptor, into: next, path: path)
      if taken == 0 { break }
      count += taken
      progress(count)
    }
    return count
  }

  public static func isRegular(_ path: FilePath) -> Bool {
    guard let (descriptor, _) = try? open(path) else { return false }
    _ = Descriptor.close(descriptor)
    return true
  }

  /// Gives the file's bytes piece by piece.
  public static func forEachPiece(of path: FilePath, _ body: ([UInt8]) -> Void) throws(FileError) {
    let (descriptor, _) = try open(path)
    defer { _ = Descriptor.close(descriptor) }
    while true {
      var failure: FileError?
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
        do throws(FileError) {
          // SAFETY: the buffer's own memory.
          count = unsafe try Descriptor.read(descriptor, into: UnsafeMutableRawBufferPointer(buffer), path: path)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      if piece.isEmpty { return }
      body(piece)
    }
  }

  private static func open(_ path: FilePath) throws(FileError) -> (descriptor: Int32, size: Int) {
    // Without O_NONBLOCK a FIFO would wait for a writer.
    let descriptor = try Descriptor.open(path, flags: O_RDONLY | O_NONBLOCK, for: .open)
    do throws(FileError) {
      let status = try Descriptor.status(of: descriptor, path: path)
      if status.isDirectory { throw .isDirectory(path) }
      guard status.isRegularFile else { throw .notRegular(path) }
      return (descriptor, Int(status.st_size))
    } catch {
      _ = Descriptor.close(descriptor)
      throw error
    }
  }
}
