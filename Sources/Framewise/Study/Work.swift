internal import Dispatch
internal import Synchronization

/// Work divided over threads, with results in an order that does not depend on how many there are.
enum Work {
  /// Calls `body` with consecutive ranges that cover `0..<count`; results come in the order of the ranges.
  ///
  /// Ranges do not depend on the number of threads, so neither does what is made of them.
  static func map<Result: Sendable>(
    _ count: Int, block: Int = 256, threads: Int, body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    each((count + block - 1) / block, threads: threads) { place in
      body(place * block..<min((place + 1) * block, count))
    }
  }

  /// Calls `body` with every number below `count`, each once.
  static func each<Result: Sendable>(_ count: Int, threads: Int, body: @Sendable (Int) -> Result) -> [Result] {
    let next = Atomic(0)
    let found = Mutex<[(place: Int, result: Result)]>([])
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      var own: [(place: Int, result: Result)] = []
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard place < count else { break }
        own.append((place, body(place)))
      }
      let mine = own
      found.withLock { $0 += mine }
    }
    return found.withLock { $0.sorted { $0.place < $1.place }.map(\.result) }
  }
}
