#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif
import NIOCore

/// A port that can't be listened on.
package struct ListenError: Error, CustomStringConvertible {
  /// The port that was asked for.
  package let port: Int
  /// What the system said; nil if the port is out of range.
  package let cause: (any Error)?

  /// A sentence for people, without a full stop.
  package var description: String {
    guard let cause else { return "can't listen on port \(port): not in 0...65535" }
    guard let cause = cause as? IOError else { return "can't listen on port \(port): \(cause)" }
    switch cause.errnoCode {
    case EADDRINUSE: return "can't listen on port \(port): it is already in use"
    case EACCES: return "can't listen on port \(port): permission denied"
    default: return "can't listen on port \(port): \(cause)"
    }
  }
}
