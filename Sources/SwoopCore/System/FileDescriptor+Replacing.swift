#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension FileDescriptor {
  /// Writes a file that takes the place of another one when it is complete and on the disk; until then
  /// that stays.
  ///
  /// - Parameters:
  ///   - path: the other one's, or where there is none yet. A link there would be replaced itself: see
  ///     ``ResolvedPath``.
  ///   - newPath: that of the file until then, in the same folder. What a run that was killed left there
  ///     goes.
  ///   - write: fills it; it is its owner's alone so far.
  static func replacing(
    _ path: String, by newPath: String,
    _ write: (borrowing FileDescriptor) throws(Errno) -> Void
  ) throws(Errno) {
    unlink(newPath)
    let new = try opening(newPath, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    do throws(Errno) {
      try write(new)
      try new.synchronize()
      guard rename(newPath, path) == 0 else { throw .last }
    } catch {
      unlink(newPath)
      throw error
    }
  }
}
