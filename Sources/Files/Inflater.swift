import CZlib

/// Unpacks gzip data piece by piece, with every member of a file of several.
@safe final class Inflater {
  /// The bounds that tell data from a bomb: more than `ratio` bytes for one, once `free` bytes have come out.
  struct Limits {
    var ratio = Limits.usualRatio
    var free = 1 << 20

    static let usualRatio = 200
  }

  struct Outcome {
    /// Bytes that came out; valid also when there is a fault behind them.
    var produced: Int
    /// Bytes of the input that are used up.
    var consumed: Int
    var fault: Fault?
  }

  enum Fault: Equatable {
    case gzip(FileError.GzipFault)
    case unpacksTooFar
  }

  // zlib's names for what it answers; the header that defines them is not needed to link.
  private static let ok: Int32 = 0
  private static let streamEnd: Int32 = 1
  private static let memoryError: Int32 = -4
  private static let bufferError: Int32 = -5

  // SAFETY: zlib keeps the address of the stream in its state, so that it must stay where it is: on the heap, owned.
  private let stream: UnsafeMutablePointer<framewise_z_stream>
  private let limits: Limits
  private var input = 0
  private var output = 0
  private var memberOutput = 0
  private var members = 0
  private var isBetweenMembers = true

  /// True where the data may end: before the first member and behind every whole one.
  var mayEnd: Bool { isBetweenMembers && members > 0 }

  init?(limits: Limits = Limits()) {
    self.limits = limits
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: unsafe framewise_z_stream())
    // 15 bits of window, and 16 for "a gzip header and trailer are required".
    let size = unsafe Int32(MemoryLayout<framewise_z_stream>.size)
    guard unsafe inflateInit2_(stream, 15 + 16, zlibVersion(), size) == Self.ok else {
      return nil  // `deinit` runs, and ends a stream that was never begun without harm.
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks from `source` into `target`; both must not be empty.
  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Outcome {
    if isBetweenMembers {
      _ = unsafe inflateReset(stream)
      isBetweenMembers = false
      memberOutput = 0
    }
    // SAFETY: zlib reads and writes within the counts given here, which are those of the buffers.
    unsafe stream.pointee.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(clamping: source.count)
    unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: target.count)
    let offered = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
    let answer = unsafe inflate(stream, 0)
    let consumed = unsafe Int(offered.0 - stream.pointee.avail_in)
    let produced = unsafe Int(offered.1 - stream.pointee.avail_out)
    input += consumed
    output += produced
    memberOutput += produced
    var outcome = Outcome(produced: produced, consumed: consumed)
    switch answer {
    case Self.ok, Self.bufferError: break
    case Self.streamEnd:
      members += 1
      isBetweenMembers = true
    case Self.memoryError: outcome.fault = .gzip(.outOfMemory)
    default: outcome.fault = .gzip(members > 0 && memberOutput == 0 ? .trailingBytes : .damaged)
    }
    if output > limits.free, output / limits.ratio > input { outcome.fault = .unpacksTooFar }
    return outcome
  }
}
