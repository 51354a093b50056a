#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The regular files below a folder, in an order that does not depend on the file system.
///
/// Symbolic links inside the folder are not followed: so there are no loops, nothing outside is read, and no file is
/// read twice. FIFOs, sockets and devices are never opened. Our own temporary files are as if they were not there.
public struct FolderWalk: Sendable {
  /// Paths relative to the folder, sorted by their bytes.
  public private(set) var files: [FilePath] = []
  public private(set) var skipped = Skipped()

  /// The first failure that made the walk pass over something.
  public private(set) var firstFault: FileError?

  /// What the walk passed over.
  public struct Skipped: Equatable, Sendable {
    /// How many there are of a kind, and the first of them.
    public struct Group: Equatable, Sendable {
      public private(set) var count = 0
      /// At most three, those that come first by their bytes.
      public private(set) var first: [FilePath] = []

      public init(_ paths: [FilePath] = []) { for path in paths { add(path) } }

      public mutating func add(_ path: FilePath) {
        count += 1
        note(path)
      }

      fileprivate static func += (left: inout Group, right: Group) {
        left.count += right.count
        for path in right.first { left.note(path) }
      }

      private mutating func note(_ path: FilePath) {
        if first.count == 3, let last = first.last, last < path { return }
        first = Array((first + [path]).sorted().prefix(3))
      }
    }

    public var symbolicLinks = Group()
    /// FIFOs, sockets and devices.
    public var specialFiles = Group()
    /// Files and folders that could not be looked into.
    public var unreadable = Group()
    /// Regular files that were not asked for.
    public var otherFiles = Group()

    public init() {}

    public static func += (left: inout Skipped, right: Skipped) {
      left.symbolicLinks += right.symbolicLinks
      left.specialFiles += right.specialFiles
      left.unreadable += right.unreadable
      left.otherFiles += right.otherFiles
    }
  }

  /// - Parameter isWanted: asked for the name (the last component) of each regular file.
  /// - Throws: where the folder cannot be listed; of what is in it, only failures of the device.
  public init(_ root: FilePath, where isWanted: (FilePath) -> Bool) throws(FileError) {
    var folders = [FilePath(bytes: [])]
    while let folder = folders.popLast() {
      let location = folder.bytes.isEmpty ? root : root.appending(folder)
      let names: [FilePath]
      do throws(FileError) {
        names = try Self.names(in: location)
      } catch {
        guard !folder.bytes.isEmpty, error.isOfOneFileAlone else { throw error }
        skip(location, because: error)
        continue
      }
      for name in names {
        let relative = folder.appending(name)
        let path = root.appending(relative)
        let status: stat
        do throws(FileError) {
          status = try Descriptor.status(of: path, followingLinks: false)
        } catch {
          guard error.isOfOneFileAlone else { throw error }
          skip(path, because: error)
          continue
        }
        if status.isSymbolicLink {
          skipped.symbolicLinks.add(path)
        } else if status.isDirectory {
          folders.append(relative)
        } else if !status.isRegularFile {
          skipped.specialFiles.add(path)
        } else if isWanted(name) {
          files.append(relative)
        } else if !AtomicFile.isTemporary(name) {
          skipped.otherFiles.add(path)
        }
      }
    }
    files.sort()
  }

  private mutating func skip(_ path: FilePath, because fault: FileError) {
    skipped.unreadable.add(path)
    if firstFault == nil { firstFault = fault }
  }

  private static func names(in folder: FilePath) throws(FileError) -> [FilePath] {
    let handle = unsafe folder.withPlatformString { name in
      // SAFETY: the name is terminated; the handle is closed below.
      unsafe name.flatMap { unsafe opendir($0) }
    }
    guard let handle = unsafe handle else { throw .system(.list, folder, code: errno) }
    defer { _ = unsafe closedir(handle) }
    var names: [FilePath] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(handle) else { break }
      // SAFETY: the system ends the name with NUL, and the entry is valid until the next call of readdir.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
          unsafe Array(
            UnsafeBufferPointer(start: $0, count: strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))))
        }
      }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(FilePath(bytes: name)) }
    }
    if errno != 0 { throw .system(.list, folder, code: errno) }
    return names
  }
}
