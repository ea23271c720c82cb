import Locking

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file in the work folder, which is gone with its owner unless it was saved or kept.
final class WorkFile: Sendable {
  let name: WorkFileName
  private let folder: WorkFolder
  private let isReleased = Monitor(false)

  init(_ name: WorkFileName, in folder: WorkFolder) {
    self.name = name
    self.folder = folder
  }

  deinit {
    guard !isReleased.withLock({ $0 }) else { return }
    try? folder.descriptor.remove(file: name.text)
  }

  /// Bytes.
  func size() throws(Errno) -> Int {
    guard let status = try folder.descriptor.status(of: name.text) else { throw .notFound }
    return Int(status.st_size)
  }

  /// That of the whole file.
  func digest() throws(Errno) -> ContentDigest {
    try open(O_RDONLY).digest()
  }

  func open(_ flags: Int32) throws(Errno) -> FileDescriptor {
    try folder.descriptor.opening(name.text, flags)
  }

  /// It stays where it is, or is where it was moved to.
  func release() {
    isReleased.withLock { $0 = true }
  }
}
