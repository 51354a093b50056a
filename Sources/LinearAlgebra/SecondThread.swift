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
  public func map<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let pieces = Pieces<Result>(count)
    withoutActuallyEscaping(body) { body in
      // SAFETY: pieces are taken once each, and all calls end before this one does.
      nonisolated(unsafe) let work = body
      let take: @Sendable () -> Void = {
        while let piece = pieces.next() { pieces.end(piece, with: unsafe work(piece)) }
      }
      begin(take)
      take()
      wait()
    }
    return pieces.results()
  }

  private final class Pieces<Result: Sendable>: Sendable {
    private let state: Mutex<(begun: Int, results: [Result?])>

    init(_ count: Int) { state = Mutex((0, [Result?](repeating: nil, count: count))) }

    func next() -> Int? {
      state.withLock { state in
        guard state.begun < state.results.count else { return nil }
        state.begun += 1
        return state.begun - 1
      }
    }

    func end(_ piece: Int, with result: Result) { state.withLock { $0.results[piece] = result } }

    func results() -> [Result] { state.withLock { $0.results.compactMap { $0 } } }
  }
}
