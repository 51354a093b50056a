#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file read as it lies on the disk: nothing is unpacked, and a FIFO or a device is refused without waiting.
public enum RegularFile {
  /// The whole file, in memory of just its size.
  ///
  /// - Throws: also where it is longer than `limit`, or where it has shrunk while it was read.
  public static func whole(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
    let (descriptor, size) = try open(path)
    defer { _ = Descriptor.close(descriptor) }
    guard size <= limit else { throw .tooLarge(path, limit: limit) }
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        do throws(FileError) {
          // SAFETY: the rest of the buffer, which has room for `size` bytes.
          let rest = unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count..<size]))
          let taken = unsafe try Descriptor.read(descriptor, into: rest, path: path)
          if taken == 0 { return }
          count += taken
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
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
