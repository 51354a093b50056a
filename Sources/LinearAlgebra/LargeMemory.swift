#if canImport(Glibc)
  internal import Glibc
#endif

/// A block of memory for tables of megabytes.
///
/// From a mebibyte on it lies on huge pages where the system has them, and is made longer where little is missing to the
/// last one: tables that are looked up in no order then need fewer page tables. Between that and 64 kibibytes its pages are
/// asked for at once. A page fault costs more than to fill a page of four kibibytes.
@safe public final class LargeMemory: @unchecked Sendable {
  // `@unchecked Sendable` because whoever fills it is done with a part before anybody else is told of that part.

  /// Not initialised; valid as long as this object lives.
  public let bytes: UnsafeMutableRawBufferPointer

  private static let hugePage = 1 << 21
  private static let leastMapped = 1 << 16

  private let isMapped: Bool

  public init(byteCount: Int) {
    precondition(byteCount >= 0, "memory has no negative size")
    #if canImport(Glibc)
      if byteCount >= Self.leastMapped, byteCount < Self.hugePage / 2 {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE
        // SAFETY: a new mapping that nothing else knows of.
        let base = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
        if let base = unsafe base, unsafe base != MAP_FAILED {
          unsafe bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
          isMapped = true
          return
        }
      }
    #endif
    isMapped = false
    let isLarge = byteCount >= Self.hugePage / 2
    let size = isLarge ? (byteCount + Self.hugePage / 2) & -Self.hugePage : 0
    let base = UnsafeMutableRawPointer.allocate(
      byteCount: max(size, byteCount, 64), alignment: isLarge ? Self.hugePage : 64)
    #if canImport(Glibc)
      // SAFETY: advice about memory of our own, whole pages of it.
      if isLarge { unsafe madvise(base, size, 14) }
    #endif
    unsafe bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  deinit {
    #if canImport(Glibc)
      // SAFETY: the mapping is this object's own.
      if isMapped { unsafe munmap(bytes.baseAddress, bytes.count) }
    #endif
    if !isMapped { unsafe bytes.deallocate() }
  }
}
