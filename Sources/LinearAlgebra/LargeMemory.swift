#if canImport(Glibc)
  internal import Glibc
#endif

/// A block of memory for tables of megabytes.
///
/// From a mebibyte on it lies on huge pages where the system has them, and is made longer where little is missing to the
/// last one: a page fault costs more than to fill a page of four kibibytes, and tables that are looked up in no order need
/// fewer page tables.
@safe public final class LargeMemory: @unchecked Sendable {
  // `@unchecked Sendable` because whoever fills it is done before anybody else is given it.

  /// Not initialised; valid as long as this object lives.
  public let bytes: UnsafeMutableRawBufferPointer

  private static let hugePage = 1 << 21

  public init(byteCount: Int) {
    precondition(byteCount >= 0, "memory has no negative size")
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

  deinit { unsafe bytes.deallocate() }
}
