internal import Files
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGINT and SIGTERM: whole lines have been written, temporary files are removed, and the process is gone within a second.
///
/// The signals are blocked in every thread, and one thread waits for them. It takes the lock under which results are
/// written, so that no line is cut, and ends the process. A model that is being trained is written only at the end, so
/// the old one is intact.
enum Interruption {
  private static let output = Mutex(())
  private static let unfinished = Mutex<[AtomicFile.Unfinished]>([])

  static func watch() {
    var signals = sigset_t()
    // SAFETY: the set is a local of the right type; blocked signals are inherited by threads made later.
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    // SAFETY: the thread's body uses nothing but the process's own state.
    unsafe pthread_create(
      &thread, nil,
      { _ in
        Interruption.wait()
        return nil
      }, nil)
  }

  private static func wait() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    var caught: Int32 = 0
    // SAFETY: both are locals of the right types.
    guard unsafe sigwait(&signals, &caught) == 0 else { return }
    // A second signal, or a writer that is stuck, must not keep the process: give up the lock after half a second.
    var isFree = false
    for _ in 0..<50 {
      if output.withLockIfAvailable({ _ in endProcess(caught) }) != nil { isFree = true }
      if isFree { break }
      usleep(10_000)
    }
    endProcess(caught)
  }

  private static func endProcess(_ caught: Int32) {
    _ = unfinished.withLockIfAvailable { files in for file in files { file.remove() } }
    _exit(128 + caught)
  }

  /// Runs what must not be cut by a signal.
  static func uncut<Result>(_ body: () throws -> sending Result) rethrows -> sending Result {
    try output.withLock { _ in try body() }
  }

  /// Removes this file's temporary part if the process is interrupted.
  static func guarding(_ file: AtomicFile) {
    if let part = file.unfinished { unfinished.withLock { $0.append(part) } }
  }
}
