#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells whether two names stand for one file, so that an output can refuse to be its own input.
public struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the regular file at the end of `path`, or nil when there is none.
  public init?(_ path: FilePath) {
    guard let status = try? Descriptor.status(of: path), status.isRegularFile else { return nil }
    self.init(status)
  }

  /// The identity of the regular file that standard input reads, or nil where that is none.
  public static var standardInput: FileIdentity? {
    guard let status = try? Descriptor.status(of: STDIN_FILENO, path: "standard input"), status.isRegularFile else {
      return nil
    }
    return FileIdentity(status)
  }

  private init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// Whether two names stand for one file, or would once it is made. Devices and the like are never one file.
  public static func areOne(_ first: FilePath, _ second: FilePath) -> Bool {
    if let one = FileIdentity(first), let other = FileIdentity(second) { return one == other }
    guard !exists(first), !exists(second), first.lastComponent == second.lastComponent,
      let one = try? Descriptor.status(of: first.parent), let other = try? Descriptor.status(of: second.parent)
    else { return false }
    return FileIdentity(one) == FileIdentity(other)
  }

  private static func exists(_ path: FilePath) -> Bool { (try? Descriptor.status(of: path)) != nil }
}

extension FilePath {
  /// Whether this names a folder, following symbolic links.
  ///
  /// - Throws: when there is nothing of that name, or it may not be looked at.
  public func isFolder() throws(FileError) -> Bool { try Descriptor.status(of: self).isDirectory }

  /// The absolute name without symbolic links, `.` and `..`; nil where there is nothing of this name.
  public var canonical: FilePath? {
    unsafe withPlatformString { name -> FilePath? in
      // SAFETY: the name is terminated; what the system answers is terminated, and freed behind its only use.
      guard let name = unsafe name, let found = unsafe realpath(name, nil) else { return nil }
      defer { unsafe free(found) }
      return unsafe FilePath(
        bytes: UnsafeBufferPointer(start: found, count: strlen(found)).map { UInt8(bitPattern: $0) })
    }
  }
}
