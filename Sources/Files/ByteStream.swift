#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of one file or of standard input from beginning to end, unpacked when they are gzip.
///
/// Memory is bounded whatever the size of the file. Not thread-safe: one reader at a time.
public final class ByteStream {
  public let path: FilePath
  /// True when the file is gzip, by its first two bytes and not by its name.
  public let isGzip: Bool
  public var isStandardInput: Bool { !ownsDescriptor }

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let readSize: Int
  private let inflater: Inflater?

  /// Bytes as they lie in the file, read but not yet unpacked or handed out.
  private var raw: [UInt8]
  private var rawStart = 0
  private var rawEnd = 0
  private var rawIsAtEnd = false

  /// Bytes that `peek` has looked at and `read` has not yet handed out.
  private var peeked: [UInt8] = []
  private var peekedStart = 0

  /// A fault in the gzip data, kept back until all that came before it is delivered.
  private var heldFault: FileError?

  /// Opens a file. A FIFO or a device will do; a folder will not.
  ///
  /// - Parameter readSize: the most bytes asked of the system in one call.
  public convenience init(path: FilePath, readSize: Int = 1 << 20) throws(FileError) {
    let descriptor = try Descriptor.open(path, flags: O_RDONLY, for: .open)
    do throws(FileError) {
      if try Descriptor.status(of: descriptor, path: path).isDirectory { throw .isDirectory(path) }
      try self.init(descriptor: descriptor, owned: true, path: path, readSize: readSize)
    } catch {
      _ = Descriptor.close(descriptor)
      throw error
    }
  }

  /// Standard input, which is not closed at the end.
  public static func standardInput(readSize: Int = 1 << 20) throws(FileError) -> ByteStream {
    try ByteStream(descriptor: STDIN_FILENO, owned: false, path: "standard input", readSize: readSize)
  }

  private init(descriptor: Int32, owned: Bool, path: FilePath, readSize: Int) throws(FileError) {
    precondition(readSize > 0, "a read must ask for at least one byte")
    var head = [UInt8](repeating: 0, count: 64 << 10)
    var headEnd = 0
    var isAtEnd = false
    while headEnd < 2, !isAtEnd {
      let count = try Self.read(descriptor, into: &head, at: headEnd, atMost: min(readSize, head.count), path: path)
      headEnd += count
      isAtEnd = count == 0
    }
    let isGzip = headEnd >= 2 && head[0] == 0x1F && head[1] == 0x8B
    let inflater = isGzip ? Inflater() : nil
    if isGzip, inflater == nil { throw .damagedGzip(path, .outOfMemory) }
    self.path = path
    self.isGzip = isGzip
    self.descriptor = descriptor
    self.ownsDescriptor = owned
    self.readSize = readSize
    self.inflater = inflater
    self.raw = head
    self.rawEnd = headEnd
    self.rawIsAtEnd = isAtEnd
  }

  deinit {
    if ownsDescriptor { _ = Descriptor.close(descriptor) }
  }

  /// The size of a file that lies on a disk and is not packed, where the system states one.
  public var plainSize: Int? {
    guard !isGzip, let status = try? Descriptor.status(of: descriptor, path: path), status.isRegularFile,
      status.st_size > 0
    else { return nil }
    return Int(status.st_size)
  }

  /// Reads into `buffer[offset..<offset + count]`, elements that must exist, and answers how many came; 0 is the end.
  ///
  /// - Throws: what the system said; or a fault of the gzip data, after all that could be unpacked was delivered.
  public func read(into buffer: inout [UInt8], at offset: Int, atMost count: Int) throws(FileError) -> Int {
    precondition(offset >= 0 && count > 0 && offset <= buffer.count - count, "the buffer must hold what is read")
    if peekedStart < peeked.count {
      let taken = min(count, peeked.count - peekedStart)
      buffer.replaceSubrange(offset..<(offset + taken), with: peeked[peekedStart..<(peekedStart + taken)])
      peekedStart += taken
      return taken
    }
    return try readOn(into: &buffer, at: offset, atMost: count)
  }

  /// The next `count` bytes, or fewer at the end, without moving on.
  public func peek(_ count: Int) throws(FileError) -> ArraySlice<UInt8> {
    var end = peeked.count
    peeked.append(contentsOf: repeatElement(0, count: max(0, peekedStart + count - end)))
    defer { peeked.removeLast(peeked.count - end) }
    while end < peeked.count {
      let taken: Int
      do throws(FileError) {
        taken = try readOn(into: &peeked, at: end, atMost: peeked.count - end)
      } catch {
        // What lies before the fault is delivered first.
        if end == peekedStart { throw error }
        heldFault = error
        break
      }
      if taken == 0 { break }
      end += taken
    }
    return peeked[peekedStart..<min(end, peekedStart + count)]
  }

  private func readOn(into buffer: inout [UInt8], at offset: Int, atMost count: Int) throws(FileError) -> Int {
    if let heldFault { throw heldFault }
    if let inflater { return try unpack(with: inflater, into: &buffer, at: offset, atMost: count) }
    if rawStart < rawEnd {
      let taken = min(count, rawEnd - rawStart)
      buffer.replaceSubrange(offset..<(offset + taken), with: raw[rawStart..<(rawStart + taken)])
      rawStart += taken
      return taken
    }
    if rawIsAtEnd { return 0 }
    let taken = try Self.read(descriptor, into: &buffer, at: offset, atMost: min(count, readSize), path: path)
    rawIsAtEnd = taken == 0
    return taken
  }

  private func unpack(
    with inflater: Inflater, into buffer: inout [UInt8], at offset: Int, atMost count: Int
  ) throws(FileError) -> Int {
    while true {
      if rawStart == rawEnd, !rawIsAtEnd {
        rawStart = 0
        rawEnd = try Self.read(descriptor, into: &raw, at: 0, atMost: min(raw.count, readSize), path: path)
        rawIsAtEnd = rawEnd == 0
      }
      if rawStart == rawEnd {
        if inflater.mayEnd { return 0 }
        throw .damagedGzip(path, .truncated)
      }
      let range = rawStart..<rawEnd
      let outcome = unsafe raw.withUnsafeBytes { source in
        // SAFETY: both ranges lie within their arrays: `range` by construction, the target by `read`'s precondition.
        unsafe buffer.withUnsafeMutableBytes { target in
          unsafe inflater.unpack(
            UnsafeRawBufferPointer(rebasing: source[range]),
            into: UnsafeMutableRawBufferPointer(rebasing: target[offset..<(offset + count)]))
        }
      }
      rawStart += outcome.consumed
      switch outcome.fault {
      case nil: break
      case .gzip(let fault): heldFault = .damagedGzip(path, fault)
      case .unpacksTooFar: heldFault = .unpacksTooFar(path, ratio: Inflater.Limits.usualRatio)
      }
      if outcome.produced > 0 { return outcome.produced }
      if let heldFault { throw heldFault }
    }
  }

  private static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], at offset: Int, atMost count: Int, path: FilePath
  ) throws(FileError) -> Int {
    try unsafe buffer.withUnsafeMutableBufferPointer { (all) throws(FileError) in
      // SAFETY: the callers keep `offset + count` within the array.
      let target = unsafe UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: all[offset..<(offset + count)]))
      return try unsafe Descriptor.read(descriptor, into: target, path: path)
    }
  }
}

extension ByteStream {
  /// A whole file that must fit in memory, such as a model; unpacked when it is gzip.
  ///
  /// Memory grows with what is read, not with what the file claims to be, so that `/dev/zero` ends at the limit.
  public static func whole(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
    try ByteStream(path: path).whole(limit: limit)
  }

  /// All that is left, as above.
  public func whole(limit: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(limit + 1, max(64 << 10, try expectedSize + 1)))
    var count = 0
    while true {
      if count == bytes.count {
        if count > limit { throw .tooLarge(path, limit: limit) }
        bytes.append(contentsOf: repeatElement(0, count: min(count, limit + 1 - count)))
      }
      let taken = try read(into: &bytes, at: count, atMost: bytes.count - count)
      if taken == 0 { break }
      count += taken
    }
    if count > limit { throw .tooLarge(path, limit: limit) }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// The size that the system states for a regular file, at most 1 GiB; 0 for others.
  private var expectedSize: Int {
    get throws(FileError) {
      let status = try Descriptor.status(of: descriptor, path: path)
      return status.isRegularFile ? min(Int(status.st_size), 1 << 30) : 0
    }
  }
}
