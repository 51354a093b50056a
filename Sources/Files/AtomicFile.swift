#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is either the old one or the whole new one, whatever happens in between.
///
/// What is written goes to a temporary file in the same folder; `commit()` puts it on the disk and then into place in
/// one step. Without `commit()` the temporary file is removed when this object goes away. A symbolic link stays a
/// link: the file it points to is replaced. `/dev/stdout`, `/dev/null`, FIFOs and devices cannot be replaced and are
/// written directly.
public final class AtomicFile {
  /// The target as the caller named it.
  public let path: FilePath
  /// Where to write to; errors name the target.
  public let sink: ByteSink

  private let descriptor: Int32
  /// The temporary file and the name it will take; nil when the target is written directly.
  private var replacement: (temporary: FilePath, target: FilePath)?
  private var isOpen = true

  public init(_ path: FilePath) throws(FileError) {
    self.path = path
    if let inherited = Self.inheritedDescriptor(path) {
      descriptor = dup(inherited)
      if descriptor < 0 { throw .system(.create, path, code: errno) }
    } else if let status = try Self.existing(path), !status.isRegularFile {
      if status.isDirectory { throw .system(.create, path, code: EISDIR) }
      descriptor = try Descriptor.open(path, flags: O_WRONLY, for: .create)
    } else {
      let target = try Self.target(of: path)
      let (temporary, opened) = try Self.createTemporary(beside: target, for: path)
      descriptor = opened
      replacement = (temporary, target)
    }
    sink = ByteSink(descriptor: descriptor, path: path)
  }

  deinit { discard() }

  public func write(_ bytes: [UInt8]) throws(FileError) { try sink.write(bytes) }

  /// Writes out the rest, synchronises, and puts the file into place; nothing may be written afterwards.
  ///
  /// - Throws: what failed. The old file is then untouched and the temporary file removed.
  public func commit() throws(FileError) {
    precondition(isOpen, "a file can be committed once")
    defer { discard() }
    try sink.flush()
    guard let (temporary, target) = replacement else {
      try close()
      return
    }
    if fsync(descriptor) != 0 { throw .system(.synchronise, path, code: errno) }
    try close()
    let code = unsafe temporary.withPlatformString { from in
      unsafe target.withPlatformString { to -> Int32 in
        guard let from = unsafe from, let to = unsafe to else { return ENOENT }
        // SAFETY: both names are terminated and alive.
        return unsafe rename(from, to) == 0 ? 0 : errno
      }
    }
    if code != 0 { throw .system(.rename, path, code: code) }
    replacement = nil
    try synchronise(folder: target.parent)
  }

  private static let temporaryName = (start: Array(".framewise-".utf8), end: Array(".tmp".utf8))

  /// Whether a file of this name, in any folder, is what such an object writes to before `commit()`.
  public static func isTemporary(_ name: FilePath) -> Bool {
    name.bytes.starts(with: temporaryName.start)
      && name.bytes.reversed().starts(with: temporaryName.end.reversed())
  }

  /// The temporary file, for whoever must remove it when the process ends without `deinit`.
  public struct Unfinished: Sendable {
    fileprivate let path: FilePath

    public func remove() { AtomicFile.remove(path) }
  }

  /// Nil where the target is written directly.
  public var unfinished: Unfinished? { replacement.map { Unfinished(path: $0.temporary) } }

  /// Removes the temporary file, so that the old file stays. Without effect after `commit()`.
  public func discard() {
    if isOpen {
      isOpen = false
      _ = Descriptor.close(descriptor)
    }
    if let (temporary, _) = replacement {
      Self.remove(temporary)
      replacement = nil
    }
  }

  private func close() throws(FileError) {
    isOpen = false
    let code = Descriptor.close(descriptor)
    if code != 0 { throw .system(.write, path, code: code) }
  }

  /// Without this the new name could be lost with the power, though the data is on the disk.
  private func synchronise(folder: FilePath) throws(FileError) {
    let descriptor = try Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY, for: .synchronise)
    defer { _ = Descriptor.close(descriptor) }
    // Some file systems do not synchronise folders and say so by EINVAL.
    if fsync(descriptor) != 0, errno != EINVAL { throw .system(.synchronise, path, code: errno) }
  }
}

extension AtomicFile {
  private static func remove(_ path: FilePath) {
    unsafe path.withPlatformString { name in
      // SAFETY: the name is terminated.
      if let name = unsafe name { _ = unsafe unlink(name) }
    }
  }

  /// The descriptor that names such as `/dev/stdout` stand for. Opening them anew would cut off a redirected file.
  private static func inheritedDescriptor(_ path: FilePath) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.bytes.starts(with: folder.utf8) {
        return Int32(String(decoding: path.bytes.dropFirst(folder.utf8.count), as: UTF8.self))
      }
      return nil
    }
  }

  private static func existing(_ path: FilePath) throws(FileError) -> stat? {
    do throws(FileError) {
      return try Descriptor.status(of: path)
    } catch .system(_, _, ENOENT) {
      return nil
    } catch .system(_, _, let code) {
      throw .system(.create, path, code: code)
    }
  }

  /// The file that a chain of symbolic links ends at; that file need not exist.
  private static func target(of path: FilePath) throws(FileError) -> FilePath {
    var current = path
    for _ in 0..<40 {
      guard let destination = link(at: current) else {
        // The folder may allow a replacement where the file itself is protected against writing.
        let code = unsafe current.withPlatformString { name -> Int32 in
          guard let name = unsafe name else { return ENOENT }
          // SAFETY: the name is terminated.
          return unsafe access(name, W_OK) == 0 ? 0 : errno
        }
        if code != 0, code != ENOENT { throw .system(.create, path, code: code) }
        return current
      }
      current = destination.bytes.first == UInt8(ascii: "/") ? destination : current.parent.appending(destination)
    }
    throw .system(.create, path, code: ELOOP)
  }

  private static func link(at path: FilePath) -> FilePath? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe path.withPlatformString { name -> Int in
      guard let name = unsafe name else { return -1 }
      // SAFETY: the system writes at most as many bytes as the buffer has.
      return unsafe readlink(name, &buffer, 4096)
    }
    if count <= 0 { return nil }
    return FilePath(bytes: buffer[..<count].map { UInt8(bitPattern: $0) })
  }

  /// A new file of its own beside the target: two writers to one target never share it.
  private static func createTemporary(
    beside target: FilePath, for path: FilePath
  ) throws(FileError) -> (FilePath, Int32) {
    // A name of 255 bytes leaves no room to append to, so that it is not part of the temporary name.
    for _ in 0..<100 {
      let name = ".framewise-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
      let candidate = target.parent.appending(FilePath(name))
      do throws(FileError) {
        return (
          candidate, try Descriptor.open(candidate, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666, for: .create)
        )
      } catch .system(_, _, let code) {
        if code != EEXIST { throw .system(.create, path, code: code) }
      }
    }
    throw .system(.create, path, code: EEXIST)
  }
}
