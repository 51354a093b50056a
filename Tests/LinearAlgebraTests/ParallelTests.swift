import LinearAlgebra
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [1, 2, 3, 9]) func everyPieceOnce(threads: Int) {
    let seen = Mutex([Int](repeating: 0, count: 20))
    Parallel.forEach(20, threads: threads) { piece in seen.withLock { $0[piece] += 1 } }
    #expect(seen.withLock { $0 } == [Int](repeating: 1, count: 20))
  }

  @Test(arguments: [1, 2, 3, 9]) func stepsOfAChainComeInOrder(threads: Int) {
    let seen = Mutex([[Int]](repeating: [], count: 5))
    var finished: [Int] = []
    Parallel.advance(5, steps: 7, threads: threads) { chain, step in
      seen.withLock { $0[chain].append(step) }
    } finished: { step in
      finished.append(step)
      #expect(seen.withLock { $0.allSatisfy { $0.count > step } })
      return true
    }
    #expect(seen.withLock { $0 } == [[Int]](repeating: Array(0..<7), count: 5))
    #expect(finished == Array(0..<7))
  }

  @Test(arguments: [1, 2, 3, 9]) func endsWhenTold(threads: Int) {
    let seen = Mutex([Int](repeating: 0, count: 4))
    var finished: [Int] = []
    Parallel.advance(4, steps: 100, threads: threads) { chain, _ in
      seen.withLock { $0[chain] += 1 }
    } finished: { step in
      finished.append(step)
      return step < 2
    }
    #expect(finished == [0, 1, 2])
    // All have done what was reported. How far the others get while a thread is held up within a step is a matter of time;
    // one thread alone is never ahead by more than a step.
    #expect(seen.withLock { $0.allSatisfy { $0 >= 3 && (threads > 1 || $0 <= 4) } })
  }

  @Test func nothingToDo() {
    Parallel.advance(0, steps: 3, threads: 2) { _, _ in
      Issue.record("there is no chain")
    } finished: { _ in
      true
    }
    Parallel.advance(3, steps: 0, threads: 2) { _, _ in
      Issue.record("there is no step")
    } finished: { _ in
      true
    }
  }

  @Test(arguments: [1, 2]) func bothAreDone(threads: Int) throws {
    struct Wrong: Error {}
    let (number, text) = try Parallel.both(threads: threads, { 7 }, { "seven" })
    #expect(number == 7 && text == "seven")
    #expect(throws: Wrong.self) { try Parallel.both(threads: threads, { throw Wrong() }, { "seven" }) }
    #expect(throws: Wrong.self) { try Parallel.both(threads: threads, { 7 }, { throw Wrong() }) }
  }
}
