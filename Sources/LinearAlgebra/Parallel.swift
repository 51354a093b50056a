internal import Dispatch
internal import Synchronization

/// Work shared by a fixed number of threads, cut so that the cut never shows in a result.
public enum Parallel {
  /// Calls `body` once for every piece `0..<count`, on up to `threads` threads.
  ///
  /// Pieces must write to places of their own. Which thread runs a piece is not fixed, so a sum over pieces is
  /// written piece by piece and added afterwards in order.
  public static func forEach(_ count: Int, threads: Int, _ body: (Int) -> Void) {
    let workers = min(max(1, threads), count)
    guard workers > 1 else {
      for piece in 0..<count { body(piece) }
      return
    }
    // Whoever is free takes the next piece, so that a thread that comes late or is held up leaves none waiting.
    let next = Atomic(0)
    withoutActuallyEscaping(body) { body in
      // SAFETY: the caller promises that pieces touch memory of their own, and all calls end before this one does.
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
          let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard piece < count else { return }
          unsafe work(piece)
        }
      }
    }
  }
}

extension Parallel {
  /// What `body` makes of every piece `0..<count`, in their order.
  public static func map<Result>(_ count: Int, threads: Int, _ body: (Int) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    unsafe results.withUnsafeMutableBufferPointer { results in
      // SAFETY: each piece writes to its own place.
      nonisolated(unsafe) let places = unsafe results
      forEach(count, threads: threads) { unsafe places[$0] = body($0) }
    }
    return results.compactMap { $0 }
  }

  /// What two pieces of work that have nothing to do with one another give: side by side where there are threads for it,
  /// the first on the caller's, so that it may ask for more.
  public static func both<First, Second>(
    threads: Int, _ first: () throws -> First, _ second: () throws -> Second
  ) throws -> (First, Second) {
    guard threads > 1 else { return (try first(), try second()) }
    var found: Result<Second, any Error>?
    let own = withoutActuallyEscaping(second) { second in
      unsafe withUnsafeMutablePointer(to: &found) { found in
        // SAFETY: only the second thread works with these, until the caller has waited for it.
        nonisolated(unsafe) let (place, work) = unsafe (found, second)
        let beside = SecondThread()
        beside.begin { unsafe place.pointee = unsafe Result(catching: work) }
        defer { beside.wait() }
        return Result(catching: first)
      }
    }
    guard let other = found else { preconditionFailure("the second thread has been waited for") }
    return (try own.get(), try other.get())
  }

  /// Works on the chains `0..<count`, whose steps follow one another, until each has done its `steps` or is told to
  /// stop; chains run side by side on up to `threads` threads.
  ///
  /// The chain that is furthest behind goes first, so that they advance together and no thread waits while a chain has
  /// steps left. Chains may be ahead of the others when `finished` stops them, by a step or two where no thread is held up:
  /// whoever wants results that do not depend on the threads keeps to the steps that all chains have done.
  ///
  /// - Parameters:
  ///   - body: one step of one chain; steps of a chain come in order, one at a time, from any thread.
  ///   - finished: told, one call at a time and in order, of each step that all chains have done; it returns whether
  ///     they go on.
  public static func advance(
    _ count: Int, steps: Int, threads: Int, _ body: (_ chain: Int, _ step: Int) -> Void,
    finished: (_ step: Int) -> Bool
  ) {
    struct State {
      var done: [Int]
      var isBusy: [Bool]
      var reported = 0
      var goesOn = true
    }
    let state = Guarded(State(done: [Int](repeating: 0, count: count), isBusy: [Bool](repeating: false, count: count)))
    withoutActuallyEscaping(finished) { finished in
      // SAFETY: `finished` is called with the lock held, and all calls end before this one does.
      nonisolated(unsafe) let report = finished
      forEach(min(max(1, threads), count), threads: threads) { _ in
        while true {
          let next = state.withLock { state -> (chain: Int, step: Int)? in
            guard state.goesOn else { return nil }
            let free = (0..<count).filter { !state.isBusy[$0] && state.done[$0] < steps }
            guard let chain = free.min(by: { (state.done[$0], $0) < (state.done[$1], $1) }) else { return nil }
            state.isBusy[chain] = true
            return (chain, state.done[chain])
          }
          guard let next else { return }
          body(next.chain, next.step)
          state.withLock { state in
            state.isBusy[next.chain] = false
            state.done[next.chain] += 1
            while state.goesOn, state.reported < steps, state.done.allSatisfy({ $0 > state.reported }) {
              state.goesOn = unsafe report(state.reported)
              state.reported += 1
            }
          }
        }
      }
    }
  }
}

/// A value that one thread at a time works with.
///
/// By a queue instead of `Synchronization.Mutex`, since the thread sanitizer sees what a queue puts in order: a chain's steps
/// on different threads.
private final class Guarded<Value>: @unchecked Sendable {
  // `@unchecked Sendable` because the value is used on the queue alone.
  private let queue = DispatchQueue(label: "guarded")
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result { queue.sync { body(&value) } }
}

/// Consecutive ranges of slices (rows or columns) with about equally many entries in each.
///
/// The cut depends on the matrix alone, never on the thread count.
public struct Partition: Sendable {
  /// Ascending boundaries; piece `i` is `boundaries[i]..<boundaries[i + 1]`.
  public let boundaries: [Int]

  public var count: Int { boundaries.count - 1 }

  public subscript(piece: Int) -> Range<Int> { boundaries[piece]..<boundaries[piece + 1] }

  /// - Parameters:
  ///   - offsets: as `SparseMatrix.rowOffsets`.
  ///   - weight: about how many entries and slices, counted together, make a piece.
  public init(offsets: [Int], weight: Int = 1 << 15) {
    var cuts = [0]
    let slices = offsets.count - 1
    var start = 0
    for slice in 0..<max(0, slices) {
      let load = offsets[slice + 1] - offsets[start] + (slice + 1 - start)
      if load >= weight {
        cuts.append(slice + 1)
        start = slice + 1
      }
    }
    if cuts[cuts.count - 1] < slices { cuts.append(slices) }
    boundaries = cuts
  }

  /// Equal pieces of `size` slices.
  public init(slices: Int, size: Int) {
    boundaries = Array(stride(from: 0, to: slices, by: max(1, size))) + [slices]
  }
}
