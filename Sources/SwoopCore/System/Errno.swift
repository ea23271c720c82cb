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
  package static var last: Errno { Errno(code: errno) }

  /// The system's sentence, such as `No such file or directory`.
  public var description: String {
    String(cString: strerror(code))
  }

  static let interrupted = Errno(code: EINTR)
  static let wouldBlock = Errno(code: EAGAIN)
  static let fileExists = Errno(code: EEXIST)
  static let notFound = Errno(code: ENOENT)
  static let isFolder = Errno(code: EISDIR)
  /// What open(2) says of a symbolic link that is not to be followed.
  static let isLink = Errno(code: ELOOP)
  static let isNoFolder = Errno(code: ENOTDIR)
  static let notSeekable = Errno(code: ESPIPE)
  /// What is there is not what was put there.
  static let changedByOthers = Errno(code: ESTALE)
  /// What open(2) says of a file that is another's.
  static let locked = Errno(code: EWOULDBLOCK)
  package static let brokenPipe = Errno(code: EPIPE)

  /// Whether other files can't be written either: the disk or the quota is full, the disk fails or may
  /// not be written to, the directory is gone, no descriptors are left.
  var endsAllWriting: Bool {
    [ENOSPC, EDQUOT, EIO, EROFS, ENOENT, ESTALE, EMFILE, ENFILE].contains(code)
  }
}
