/// Numbers that do not change once they are there, in large memory: an array's, or a part of a file that was read whole.
///
/// A copy is a reference to the same memory.
@safe @frozen
public struct Stored<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, @unchecked Sendable {
  // `@unchecked Sendable` because what is read of the memory is written before this exists and never after.

  @usableFromInline let base: UnsafePointer<Element>
  public let count: Int
  @usableFromInline let memory: LargeMemory

  public var startIndex: Int { @inlinable get { 0 } }
  public var endIndex: Int { @inlinable get { count } }

  public init(_ elements: [Element] = []) {
    unsafe self.init(count: elements.count) { unsafe _ = $0.initialize(fromContentsOf: elements) }
  }

  /// - Parameter fill: must initialise all elements of the buffer.
  public init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
    memory = LargeMemory(byteCount: count * MemoryLayout<Element>.stride)
    // SAFETY: the memory has room for so many and is bound here only.
    let elements = unsafe memory.bytes.bindMemory(to: Element.self)
    unsafe fill(elements)
    // Memory always has an address, whatever its size.
    unsafe base = UnsafePointer(elements.baseAddress ?? memory.bytes.baseAddress!.assumingMemoryBound(to: Element.self))
    self.count = count
  }

  /// All bytes of a block of memory, which is initialised and written no more.
  public init(_ memory: LargeMemory) where Element == UInt8 {
    self.memory = memory
    count = unsafe memory.bytes.count
    unsafe base = UnsafePointer(memory.bytes.baseAddress!.bindMemory(to: UInt8.self, capacity: memory.bytes.count))
  }

  private init(base: UnsafePointer<Element>, count: Int, memory: LargeMemory) {
    unsafe self.base = unsafe base
    self.count = count
    self.memory = memory
  }

  @inlinable
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "the index is outside of what is stored")
    // SAFETY: the index was just checked, and the memory lives until the number is read.
    defer { withExtendedLifetime(memory) {} }
    return unsafe base[index]
  }

  @inlinable
  public func withUnsafeBufferPointer<Result, Failure>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the memory lives as long as this does.
    defer { withExtendedLifetime(memory) {} }
    return unsafe try body(UnsafeBufferPointer(start: base, count: count))
  }

  @inlinable
  public func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the memory lives as long as this does.
    defer { withExtendedLifetime(memory) {} }
    return unsafe try body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: count)))
  }

  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    unsafe try withUnsafeBufferPointer(body)
  }
}

extension Stored {
  /// Their bytes, in the same memory; the processors in use are little-endian, as our files are.
  public var bytes: Stored<UInt8> {
    // SAFETY: every byte of numbers may be read.
    unsafe Stored<UInt8>(
      base: UnsafeRawPointer(base).assumingMemoryBound(to: UInt8.self), count: count * MemoryLayout<Element>.stride,
      memory: memory)
  }
}

extension Stored where Element == UInt8 {
  /// A part of these bytes, in the same memory.
  public func part(_ range: Range<Int>) -> Stored<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range is outside of what is stored")
    // SAFETY: the range was just checked.
    return unsafe Stored(base: base + range.lowerBound, count: range.count, memory: memory)
  }

  /// The same bytes as numbers: in the same memory where they are aligned for it, else a copy. Bytes that do not make a
  /// whole number are left out.
  public func numbers<Number: BitwiseCopyable & Sendable>(_ type: Number.Type) -> Stored<Number> {
    let count = count / MemoryLayout<Number>.stride
    // SAFETY: the memory holds so many numbers and is read only; any bit pattern is a number.
    return unsafe withUnsafeBufferPointer { bytes in
      let raw = unsafe UnsafeRawPointer(base)
      if UInt(bitPattern: raw) % UInt(MemoryLayout<Number>.alignment) == 0 {
        return unsafe Stored<Number>(base: raw.assumingMemoryBound(to: Number.self), count: count, memory: memory)
      }
      return unsafe Stored<Number>(count: count) { target in
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(start: raw, count: count * MemoryLayout<Number>.stride))
      }
    }
  }
}

extension Stored: Equatable where Element: Equatable {
  public static func == (left: Stored, right: Stored) -> Bool {
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in unsafe left.elementsEqual(right) }
    }
  }
}
