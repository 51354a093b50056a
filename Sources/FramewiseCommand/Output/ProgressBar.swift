internal import Synchronization

/// A bar on one line of standard error, redrawn ten times a second at most; nothing where that is no terminal.
final class ProgressBar: Sendable {
  private struct State {
    var last: UInt64 = 0
    var isDrawn = false
  }

  private static let width = 30
  private let state = Mutex(State())

  /// - Parameter share: from 0 to 1.
  func show(_ task: String, share: Double) {
    guard Console.isTerminal else { return }
    state.withLock { state in
      let now = Clock.nanoseconds()
      guard now - state.last > 100_000_000 else { return }
      state.last = now
      state.isDrawn = true
      let done = Int((max(0, min(1, share)) * Double(Self.width)).rounded(.down))
      let bar = String(repeating: "#", count: done) + String(repeating: ".", count: Self.width - done)
      Console.write("\r\u{1B}[K\(task) [\(bar)] \(Int((share * 100).rounded(.down))) %")
    }
  }

  func clear() {
    state.withLock { state in
      if state.isDrawn { Console.write("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }
}
