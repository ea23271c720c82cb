import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What people are told, on standard error.
enum Terminal {
  /// Says something that went wrong, in one line.
  static func complain(_ text: String) {
    say("swoop: \(PrintableText.escaping(text))")
  }

  static func say(_ text: String) {
    var line = Array((text + "\n").utf8)[...]
    while !line.isEmpty {
      let count = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      // Whoever closed standard error does not want to hear.
      guard count > 0 || errno == EINTR else { return }
      line = line.dropFirst(max(0, count))
    }
  }
}
