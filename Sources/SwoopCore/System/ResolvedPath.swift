#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a path leads to.
package enum ResolvedPath {
  /// The path of a file or a folder itself, whatever links lead to it.
  ///
  /// - Throws: ``Errno`` where it leads to nothing.
  package static func of(_ path: String) throws(Errno) -> String {
    guard let resolved = realpath(path, nil) else { throw .last }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
