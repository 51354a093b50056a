/// A run of numbers that begins on a cache line, so that a block of 8 doubles or 16 floats never straddles two.
///
/// Kernels take the pointer once and index from there; nothing here grows or is shared between owners unsaid.
/// A class, because solvers keep a handful of these for a whole fit and swap them without copying.
@safe public final class DenseVector<Scalar: BitwiseCopyable> {
  public let count: Int
  /// `count` initialised scalars, aligned to 64 bytes; valid as long as this object lives.
  public let pointer: UnsafeMutablePointer<Scalar>
  private let memory: LargeMemory

  public convenience init(repeating value: Scalar, count: Int) {
    self.init(uninitialised: count)
    // SAFETY: there are `count` scalars.
    unsafe pointer.initialize(repeating: value, count: count)
  }

  /// For those who write every number before they read it.
  public init(uninitialised count: Int) {
    precondition(count >= 0, "a vector has no negative length")
    self.count = count
    memory = LargeMemory(byteCount: max(64, count * MemoryLayout<Scalar>.stride))
    // SAFETY: the memory holds at least `count` scalars, was just allocated and is bound here only.
    unsafe pointer = UnsafeMutableRawPointer(memory.bytes.baseAddress!).bindMemory(to: Scalar.self, capacity: count)
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
