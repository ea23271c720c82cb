#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What makes a file the same under all of its names.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(status.st_ino)
  }

  /// That of the regular file that a path leads to; nil when there is none.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.isRegularFile else { return nil }
    self.init(status)
  }

  /// Bytes of the regular file that a path leads to; nil when there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 && status.isRegularFile ? Int(status.st_size) : nil
  }
}
