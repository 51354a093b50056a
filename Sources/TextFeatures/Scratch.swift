/// Memory of one thread that is used again for every document: a fixed number of plain numbers, reached without the
/// checks of an array that may be shared.
@safe
final class Scratch<Element: BitwiseCopyable> {
  /// `count` initialised elements.
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, filledWith element: Element) {
    self.count = count
    unsafe base = .allocate(capacity: count)
    unsafe base.initialize(repeating: element, count: count)
  }

  deinit { unsafe base.deallocate() }
}
