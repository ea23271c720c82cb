#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the system said when a call failed.
public struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  public let code: Int32

  init(code: Int32) {
    self.code = code
  }

  /// The error of the call that has just failed on this thread.
  static var last: Errno { Errno(code: errno) }

  /// The system's sentence, such as `No such file or directory`.
  public var description: String {
    String(cString: strerror(code))
  }

  static let interrupted = Errno(code: EINTR)
  static let wouldBlock = Errno(code: EAGAIN)
  static let fileExists = Errno(code: EEXIST)
  package static let brokenPipe = Errno(code: EPIPE)
}
