internal import Dispatch
internal import Synchronization

/// A thread beside the caller's, which does what it is given, one piece of work after the other.
public final class SecondThread: Sendable {
  private let queue = DispatchQueue(label: "second")

  public init() {}

  /// Hands work over and goes on.
  public func begin(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

  /// Returns when all that was handed over is done.
  public func wait() { queue.sync {} }

  /// What `body` makes of every piece `0..<count`, in their order.
  ///
  /// The caller takes one piece after the other, and so does the second thread once it is done with what it was given
  /// before: no thread waits while pieces are left.
  public func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    let counter = Counter()
    unsafe results.withUnsafeMutableBufferPointer { results in
      withoutActuallyEscaping(body) { body in
        // SAFETY: pieces are taken once each and write to places of their own, and all calls end before this one does.
        nonisolated(unsafe) let work = body
        nonisolated(unsafe) let places = unsafe results
        let take: @Sendable () -> Void = {
          while true {
            let piece = counter.next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < count else { return }
            unsafe places[piece] = work(piece)
          }
        }
        begin(take)
        take()
        wait()
      }
    }
    return results.compactMap { $0 }
  }

  private final class Counter: Sendable {
    let next = Atomic(0)
  }
}
