internal import Corpus
internal import Dispatch
internal import Synchronization

/// Chunks of records worked on by several threads, their results consumed in the order of the input.
///
/// Each worker takes the next chunk from the reader, works on it alone, and hands its result over; whoever finds the
/// next result in order to be there consumes it. One lock is taken to read and one to consume, a chunk and not a record
/// each time. No more than four chunks a thread are under way, so memory stays flat however slow the consumer is.
final class OrderedPipeline<Output: Sendable>: @unchecked Sendable {
  // `@unchecked Sendable` because the reader is used under `reading` alone, the rest under `state`.
  private struct State: Sendable {
    var waiting: [Int: Result<Output, any Error>] = [:]
    var next = 0
    var isConsuming = false
    var failure: (any Error)?
  }

  private let reader: RecordReader
  /// The place of the next chunk, or `atEnd`.
  private let reading = Mutex<Int>(0)
  private static var atEnd: Int { -1 }
  private let state = Mutex(State())
  private let slots: DispatchSemaphore
  private let consume: (consuming Output) throws -> Void

  private init(reader: RecordReader, threads: Int, consume: @escaping (consuming Output) throws -> Void) {
    self.reader = reader
    self.consume = consume
    slots = DispatchSemaphore(value: 4 * threads)
  }

  /// Runs to the end of the input, or to the first failure; results before it have been consumed. A column that is named
  /// and was in no record is a failure at the end.
  ///
  /// - Parameters:
  ///   - worker: makes what one thread works with.
  ///   - body: works on a batch; its memory is used again for the next.
  ///   - consume: is given the results in order, one at a time.
  static func run<Worker>(
    _ reader: RecordReader, threads: Int, worker: @Sendable () -> Worker,
    body: @Sendable (inout Worker, RecordBatch) throws -> Output, consume: @escaping (consuming Output) throws -> Void
  ) throws {
    let pipeline = OrderedPipeline(reader: reader, threads: threads, consume: consume)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var own = worker()
      var chunk = RawChunk()
      var batch = RecordBatch()
      while let place = pipeline.read(into: &chunk) {
        let result = Result {
          if let failure = place.failure { throw failure }
          chunk.decode(into: &batch)
          return try body(&own, batch)
        }
        pipeline.deliver(result, at: place.number)
      }
    }
    if let failure = pipeline.state.withLock({ $0.failure }) { throw failure }
    try reader.checkNamedColumns()
  }

  /// The next chunk's place in the order, or the place where the reader failed; nil when there are no more.
  private func read(into chunk: inout RawChunk) -> (number: Int, failure: CorpusError?)? {
    slots.wait()
    let place = reading.withLock { next -> (number: Int, failure: CorpusError?)? in
      guard next != Self.atEnd, state.withLock({ $0.failure == nil }) else { return nil }
      let number = next
      do throws(CorpusError) {
        let isThere = try reader.next(into: &chunk)
        next = isThere ? number + 1 : Self.atEnd
        return isThere ? (number, nil) : nil
      } catch {
        next = Self.atEnd
        return (number, error)
      }
    }
    if place == nil { slots.signal() }
    return place
  }

  private func deliver(_ result: Result<Output, any Error>, at place: Int) {
    let mustConsume = state.withLock { state in
      state.waiting[place] = result
      if state.isConsuming { return false }
      state.isConsuming = true
      return true
    }
    guard mustConsume else { return }
    while true {
      let ready = state.withLock { state -> Result<Output, any Error>? in
        guard let ready = state.waiting.removeValue(forKey: state.next) else {
          state.isConsuming = false
          return nil
        }
        state.next += 1
        return ready
      }
      guard let ready else { return }
      if state.withLock({ $0.failure == nil }) {
        do {
          try consume(try ready.get())
        } catch {
          state.withLock { $0.failure = error }
        }
      }
      slots.signal()
    }
  }
}
