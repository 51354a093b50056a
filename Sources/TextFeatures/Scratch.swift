/// Memory of one thread that is used again for every document: a fixed number of plain numbers, reached without the
/// checks of an array that may be shared.
@safe
final class Scratch<Element: BitwiseCopyable> {
  /// `count` elements.
  let base: UnsafeMutablePointer<Element>
  let count: Int

  convenience init(_ count: Int, filledWith element: Element) {
    self.init(uninitialised: count)
    unsafe base.initialize(repeating: element, count: count)
  }

  /// `count` elements that are not initialised: pages that are never written take no memory.
  ///
  /// They begin with a cache line, so that none of a power of two of bytes lies on two.
  init(uninitialised count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
    unsafe base = memory.bindMemory(to: Element.self, capacity: count)
  }

  /// The first `used` elements of another, and room for more, all `element`.
  convenience init(_ other: Scratch, used: Int, count: Int, filledWith element: Element) {
    precondition(used <= min(other.count, count), "what is used fits neither")
    self.init(count, filledWith: element)
    // SAFETY: both have `used` elements.
    unsafe base.update(from: other.base, count: used)
  }

  deinit { unsafe base.deallocate() }
}

extension Array where Element: BitwiseCopyable {
  /// `count` elements, each of which `fill` writes: large memory is then touched first by whoever fills it, on any thread.
  init(count: Int, fill: (UnsafeMutablePointer<Element>) -> Void) {
    guard count > 0 else {
      // Made the long way, an empty array notes its count in memory that all empty arrays share.
      self = []
      return
    }
    // SAFETY: `fill` writes all elements.
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initialised in
      if let base = buffer.baseAddress { unsafe fill(base) }
      initialised = count
    }
  }
}
