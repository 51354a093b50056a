internal import Files
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGINT, SIGTERM and, unless it is ignored as under nohup, SIGHUP: whole lines have been written, temporary files are removed, and the process is gone within a second.
///
/// The signals are blocked in every thread, and one thread waits for them. It takes the lock under which results are
/// written, so that no line is cut, and ends the process. A model that is being trained is written only at the end, so
/// the old one is intact.
enum Interruption {
  private static let output = Mutex(())
  private static let unfinished = Mutex<[AtomicFile.Unfinished]>([])

  private static let watched: sigset_t = {
    var signals = sigset_t()
    // SAFETY: the set is a local of the right type.
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    if !isIgnored(SIGHUP) { unsafe sigaddset(&signals, SIGHUP) }
    return signals
  }()

  private static func isIgnored(_ number: Int32) -> Bool {
    // A blocked signal is delivered to `sigwait` though it is ignored, so that it must be asked for before.
    // SAFETY: what was set is put back; of the function nothing but its address is looked at, and SIG_IGN is 1.
    let handler = signal(number, SIG_DFL)
    let address = unsafe unsafeBitCast(handler, to: Int.self)
    if address == 1 { _ = signal(number, SIG_IGN) }
    return address == 1
  }

  static func watch() {
    var signals = watched
    // SAFETY: the set is a local of the right type; blocked signals are inherited by threads made later.
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
    var signals = watched
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
