#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Standard input, output and error.
enum StandardStreams {
  /// Opens those that the caller has closed: else the next file opened would take the number of one of
  /// them, and records and messages would end up in each other's places.
  ///
  /// Messages go nowhere then, input can't be read, and output can't be written.
  static func openAll() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is given out first: this very one.
      _ = open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// Whether output can be written to; false when the caller has closed it.
  static var takesOutput: Bool { fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE != O_RDONLY }
}
