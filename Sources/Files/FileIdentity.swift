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
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

extension FilePath {
  /// Whether this names a folder, following symbolic links.
  ///
  /// - Throws: when there is nothing of that name, or it may not be looked at.
  public func isFolder() throws(FileError) -> Bool { try Descriptor.status(of: self).isDirectory }
}
