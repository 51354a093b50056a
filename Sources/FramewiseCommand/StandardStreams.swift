#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The three descriptors that every program is meant to be started with.
enum StandardStreams {
  /// Takes up the places of standard streams that are closed.
  ///
  /// The system gives a new file the lowest free number: with standard error closed, the model being written would be
  /// number 2, and messages would go into it. What takes the place here fails as a closed stream does (EBADF), since it
  /// is open in the wrong direction.
  static func reserve() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
      // The lower ones are open by now, so that this one is the lowest.
      // SAFETY: the literal is a terminated string.
      if fcntl(descriptor, F_GETFD) < 0 { _ = unsafe open("/dev/null", mode) }
    }
  }
}
