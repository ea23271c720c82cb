#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Calls relative to an open folder, none of which follows a symbolic link on its way.
extension FileDescriptor {
  /// Opens a folder by its path, following links: who names it means what it leads to.
  static func folder(_ path: String) throws(Errno) -> FileDescriptor {
    try opening(path, O_RDONLY | O_DIRECTORY)
  }

  /// Opens a folder in this one.
  func folder(_ name: some StringProtocol) throws(Errno) -> FileDescriptor {
    try opening(String(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  }

  /// Opens a folder in this one, which is made if there is none.
  func makingFolder(_ name: some StringProtocol) throws(Errno) -> FileDescriptor {
    do throws(Errno) {
      return try folder(name)
    } catch {
      guard error == .notFound else { throw error }
    }
    // Another may have made it meanwhile.
    guard mkdirat(number, String(name), 0o777) == 0 || errno == EEXIST else { throw .last }
    return try folder(name)
  }

  /// Opens a file in this folder with the flags of open(2). A FIFO is not waited for.
  func opening(
    _ name: String, _ flags: Int32, mode: mode_t = 0o666
  ) throws(Errno) -> FileDescriptor {
    let file = openat(number, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
    guard file >= 0 else { throw .last }
    return FileDescriptor(owning: file)
  }

  /// Makes a file that has no name, so that it is gone with its descriptor, however the program ends.
  ///
  /// - Parameter path: the folder's; links are followed.
  static func nameless(in path: String) throws(Errno) -> FileDescriptor {
    let folder = try folder(path)
    let name = ".swoop-\(getpid())-\(UInt64.random(in: .min ... .max))"
    let file = try folder.opening(name, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    try folder.remove(file: name)
    return file
  }

  /// What the system says of a file in this folder, or of the link if it is one; nil: there is none.
  func status(of name: String) throws(Errno) -> stat? {
    var status = stat()
    guard fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else { return status }
    guard Errno.last == .notFound else { throw .last }
    return nil
  }

  func remove(file name: String) throws(Errno) {
    guard unlinkat(number, name, 0) == 0 else { throw .last }
  }

  /// Removes a folder that is empty.
  func remove(folder name: String) throws(Errno) {
    guard unlinkat(number, name, AT_REMOVEDIR) == 0 else { throw .last }
  }

  /// Moves a file, and replaces the one that has its new name.
  func move(
    _ name: String, to folder: borrowing FileDescriptor, as newName: String
  ) throws(Errno) {
    guard renameat(number, name, folder.number, newName) == 0 else { throw .last }
  }

  /// The names in this folder, but for `.` and `..`.
  func names() throws(Errno) -> [String] {
    // The stream closes its descriptor, which must be another one than this.
    let copy = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw .last }
    guard let stream = fdopendir(copy) else {
      let error = Errno.last
      try FileDescriptor(owning: copy).close()
      throw error
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Keeps all others from doing the same (flock(2)), until this file is unlocked or closed.
  ///
  /// - Returns: false when another has done it. True on file systems that know no locks.
  func lock() throws(Errno) -> Bool {
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      case ENOLCK, ENOTSUP, EOPNOTSUPP, ENOSYS: return true
      default: throw .last
      }
    }
    return true
  }

  /// Ends what `lock` has begun, if it has.
  func unlock() {
    _ = flock(number, LOCK_UN)
  }
}
