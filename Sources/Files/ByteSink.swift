#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A buffered writer over a file descriptor.
///
/// Nothing is written when it goes away: call `flush()`, because only then can a failure be told.
public final class ByteSink {
  /// How the target is called in errors.
  public let path: FilePath
  /// How many bytes were given to `write` so far.
  public private(set) var count = 0

  private let descriptor: Int32
  private let capacity: Int
  private var buffer: [UInt8] = []

  /// - Parameter descriptor: stays open; its owner closes it after `flush()`.
  public init(descriptor: Int32, path: FilePath, capacity: Int = 64 << 10) {
    self.descriptor = descriptor
    self.path = path
    self.capacity = capacity
    buffer.reserveCapacity(capacity)
  }

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  public static func standardOutput() -> ByteSink { ByteSink(descriptor: STDOUT_FILENO, path: "standard output") }

  public static func standardError() -> ByteSink { ByteSink(descriptor: STDERR_FILENO, path: "standard error") }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    count += bytes.count
    if buffer.count + bytes.count > capacity { try flush() }
    if bytes.count >= capacity {
      try send(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  /// Hands everything to the system. What could not be written is dropped, so that an error is told once.
  public func flush() throws(FileError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    try send(buffer)
  }

  private func send(_ bytes: [UInt8]) throws(FileError) {
    if bytes.isEmpty { return }
    try unsafe bytes.withUnsafeBufferPointer { (all) throws(FileError) in
      // SAFETY: the array is alive and unchanged during the call.
      try unsafe Descriptor.write(descriptor, UnsafeRawBufferPointer(all), path: path)
    }
  }

  /// Turns the signals of a closed pipe and of a file-size limit into errors of `write`.
  ///
  /// Without this the process would be ended by SIGPIPE or SIGXFSZ before it could tidy up.
  public static func reportFailuresInsteadOfSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}
