#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Lines to the terminal, or to the script that waits for them.
enum Console {
  /// Prints a line to stdout now, also into a pipe.
  static func print(_ line: String) {
    Swift.print(line)
    fflush(nil)
  }

  /// Prints a line to stderr.
  static func printError(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
