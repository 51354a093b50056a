#if canImport(Glibc)
  internal import Glibc
#endif

/// A run of numbers that begins on a cache line, so that a block of 8 doubles or 16 floats never straddles two.
///
/// Kernels take the pointer once and index from there; nothing here grows or is shared between owners unsaid.
/// A class, because solvers keep a handful of these for a whole fit and swap them without copying.
@safe public final class DenseVector<Scalar: BitwiseCopyable> {
  public let count: Int
  /// `count` initialised scalars, aligned to 64 bytes; valid as long as this object lives.
  public let pointer: UnsafeMutablePointer<Scalar>

  public init(repeating value: Scalar, count: Int) {
    precondition(count >= 0, "a vector has no negative length")
    self.count = count
    let bytes = max(64, count * MemoryLayout<Scalar>.stride)
    let hugePage = 1 << 21
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes >= 2 * hugePage ? hugePage : 64)
    #if canImport(Glibc)
      // Rows of a large block are looked up in no order: with huge pages a fifth less time goes into page tables.
      // SAFETY: advice about memory of our own; whole pages of it begin at the aligned start.
      if bytes >= 2 * hugePage { unsafe madvise(raw, bytes / hugePage * hugePage, 14) }
    #endif
    // SAFETY: `bytes` holds at least `count` scalars, and the memory was just allocated and is bound here only.
    unsafe pointer = raw.bindMemory(to: Scalar.self, capacity: count)
    unsafe pointer.initialize(repeating: value, count: count)
  }

  deinit {
    // SAFETY: the pointer came from `allocate` above, and scalars need no deinitialisation.
    unsafe UnsafeMutableRawPointer(pointer).deallocate()
  }

  /// The numbers, for loops that are not hot and for callers that keep a copy.
  public var elements: [Scalar] {
    // SAFETY: `count` scalars are initialised at `pointer`.
    unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  public subscript(index: Int) -> Scalar {
    get {
      precondition(index >= 0 && index < count, "index \(index) is outside a vector of \(count)")
      // SAFETY: the index was just checked.
      return unsafe pointer[index]
    }
    set {
      precondition(index >= 0 && index < count, "index \(index) is outside a vector of \(count)")
      // SAFETY: the index was just checked.
      unsafe pointer[index] = newValue
    }
  }

  public func fill(with value: Scalar) {
    // SAFETY: `count` scalars are initialised at `pointer`.
    unsafe pointer.update(repeating: value, count: count)
  }

  public func copy(from other: DenseVector) {
    precondition(count == other.count, "vectors of \(count) and \(other.count) numbers")
    // SAFETY: both hold `count` scalars, in different allocations or in the same place.
    unsafe pointer.update(from: other.pointer, count: count)
  }
}
