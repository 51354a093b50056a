internal import Dispatch

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
    withoutActuallyEscaping(body) { body in
      // SAFETY: the caller promises that pieces touch memory of their own, and all calls end before this one does.
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        var piece = worker
        while piece < count {
          unsafe work(piece)
          piece += workers
        }
      }
    }
  }
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
