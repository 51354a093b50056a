#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls to the system that Files makes: retried when a signal interrupts, waiting when a descriptor is not ready.
enum Descriptor {
  static func open(
    _ path: FilePath, flags: Int32, mode: mode_t = 0, for operation: FileError.Operation
  ) throws(FileError) -> Int32 {
    let (descriptor, code) = unsafe path.withPlatformString { name -> (Int32, Int32) in
      guard let name = unsafe name else { return (-1, ENOENT) }
      while true {
        // SAFETY: `name` is terminated and lives for the length of this closure.
        let descriptor = unsafe openFile(name, flags | O_CLOEXEC, mode)
        if descriptor >= 0 || errno != EINTR { return (descriptor, errno) }
      }
    }
    if descriptor < 0 { throw .system(operation, path, code: code) }
    return descriptor
  }

  /// Reads at most `buffer.count` bytes; 0 means the end.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, path: FilePath
  ) throws(FileError) -> Int {
    while true {
      // SAFETY: the system writes at most `count` bytes from the base of a buffer of that size.
      let count = unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: try wait(descriptor, for: Int16(POLLIN), operation: .read, path: path)
      case EISDIR: throw .isDirectory(path)
      case let code: throw .system(.read, path, code: code)
      }
    }
  }

  /// Writes the whole buffer, in as many calls as the system wants.
  static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer, path: FilePath) throws(FileError) {
    var written = 0
    while written < buffer.count {
      // SAFETY: `written` stays below `count`, so that the rest lies within the buffer.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
      let count = unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        written += count
        continue
      }
      switch count == 0 ? EIO : errno {
      case EINTR: continue
      case EAGAIN: try wait(descriptor, for: Int16(POLLOUT), operation: .write, path: path)
      case EPIPE: throw .brokenPipe(path)
      case let code: throw .system(.write, path, code: code)
      }
    }
  }

  static func close(_ descriptor: Int32) -> Int32 {
    // After EINTR the descriptor is gone on Linux, so that a second call could close somebody else's.
    systemClose(descriptor) == 0 || errno == EINTR ? 0 : errno
  }

  /// What lies at the end of `path`, following symbolic links unless told otherwise.
  static func status(of path: FilePath, followingLinks: Bool = true) throws(FileError) -> stat {
    var result = stat()
    let code = unsafe path.withPlatformString { name -> Int32 in
      guard let name = unsafe name else { return ENOENT }
      // SAFETY: `name` is terminated; `result` is a place for one `stat`.
      let outcome = unsafe followingLinks ? stat(name, &result) : lstat(name, &result)
      return outcome == 0 ? 0 : errno
    }
    if code != 0 { throw .system(code == ENOENT || code == ENOTDIR ? .open : .inspect, path, code: code) }
    return result
  }

  static func status(of descriptor: Int32, path: FilePath) throws(FileError) -> stat {
    var result = stat()
    // SAFETY: `result` is a place for one `stat`.
    if unsafe fstat(descriptor, &result) != 0 { throw .system(.inspect, path, code: errno) }
    return result
  }

  private static func wait(
    _ descriptor: Int32, for events: Int16, operation: FileError.Operation, path: FilePath
  ) throws(FileError) {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    // SAFETY: one request is passed, and its count is 1.
    while unsafe poll(&request, 1, -1) < 0 {
      if errno != EINTR { throw .system(operation, path, code: errno) }
    }
  }
}

extension stat {
  var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
  var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
  var isSymbolicLink: Bool { st_mode & S_IFMT == S_IFLNK }
}

// The same names are methods of `Descriptor`; these reach the system's.

private func openFile(_ name: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  // SAFETY: the caller's name is terminated.
  unsafe open(name, flags, mode)
}

private func systemRead(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  // SAFETY: the caller owns `count` bytes from `base`.
  unsafe read(descriptor, base, count)
}

private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
  // SAFETY: the caller owns `count` bytes from `base`.
  unsafe write(descriptor, base, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
