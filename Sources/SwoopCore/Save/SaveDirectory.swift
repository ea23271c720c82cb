import Crypto
import Locking

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The directory in which bodies are saved, and the one place where files are made in it.
///
/// Every file is opened relative to a descriptor of the directory, and no symbolic link within it is
/// followed: whatever is planted there, no path leads out of it.
public final class SaveDirectory: Sendable {
  /// The path as it was given.
  public let name: String
  let work: WorkFolder
  let claims = Monitor(PathClaims())
  /// Files that are in use: lists and records, which may lie in the directory.
  private let inUse = Monitor<Set<FileIdentity>>([])
  /// Names that are another's in a folder, whether there is such a file yet or not.
  private let reserved = Monitor<Reservation?>(nil)
  let root: FileDescriptor
  /// Files that an earlier run saved and that are still what their entries' records say.
  let kept = Monitor<Set<FileIdentity>>([])
  /// The last one that a body was saved in: the next one often belongs there, too.
  private let recent = Monitor<OpenFolder?>(nil)

  private init(
    name: String, root: consuming FileDescriptor, work: WorkFolder
  ) {
    self.name = name
    self.root = root
    self.work = work
  }

  /// Opens a directory, which is made with all those above it if there is none.
  ///
  /// - Throws: ``OutputError`` when it can't be made, opened or written to.
  public static func open(_ path: String) throws(OutputError) -> SaveDirectory {
    var name = path
    do throws(Errno) {
      try makeFolders(path)
      let root = try FileDescriptor.folder(path)
      name += "/" + SavePath.workFolder
      let work = try WorkFolder.make(in: root)
      return SaveDirectory(name: path, root: root, work: work)
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }

  private static func makeFolders(_ path: String) throws(Errno) {
    guard mkdir(path, 0o777) != 0 else { return }
    switch Errno.last {
    case .fileExists: return
    case .notFound:
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw .notFound }
      try makeFolders(String(path[..<slash]))
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .last }
    case let error: throw error
    }
  }

  deinit {
    finish()
  }

  /// Keeps a file from being replaced.
  func protect(_ file: FileIdentity) {
    inUse.withLock { _ = $0.insert(file) }
  }

  private struct Reservation {
    let folder: FileIdentity
    let isMeant: @Sendable (String) -> Bool
  }

  /// Keeps files from being made, or replaced, that another makes as the run goes on.
  ///
  /// - Parameters:
  ///   - folder: where they are made, in the directory or not.
  ///   - isMeant: whether a name is one of theirs, as far as a file system may tell (``SavePath/folded(_:)``).
  func reserve(in folder: FileIdentity, _ isMeant: @escaping @Sendable (String) -> Bool) {
    reserved.withLock { $0 = Reservation(folder: folder, isMeant: isMeant) }
  }

  private func isReserved(_ name: String, in folder: borrowing FileDescriptor) throws(Errno) -> Bool
  {
    guard let reserved = reserved.withLock({ $0 }), reserved.isMeant(SavePath.folded(name)) else {
      return false
    }
    return FileIdentity(try folder.status()) == reserved.folder
  }

  /// What came of saving a file.
  enum Placement {
    case saved
    /// Another entry has named the path, or there is a file that may not be replaced.
    case taken(by: Int?)
    /// Something that is no file is in its place, or something that is no folder is on the way there.
    case obstructed
  }

  /// Moves a finished file to its place.
  ///
  /// What an earlier run left there is replaced. What this run has saved there, or one that it resumes,
  /// is not, unless it is the same.
  ///
  /// - Parameter digest: that of the file.
  func save(
    _ file: WorkFile, _ digest: ContentDigest, at path: SavePath, for entry: Int
  ) throws(Errno) -> Placement {
    let owner = claims.withLock { $0.owner(of: path) }
    if let owner, ![entry, PathClaims.earlierRun].contains(owner) { return .taken(by: owner) }
    do throws(Errno) {
      let isSaved = try place(
        file, digest, at: path, mayReplace: owner != PathClaims.earlierRun)
      return isSaved ? .saved : .taken(by: nil)
    } catch {
      guard [.isFolder, .isNoFolder, .isLink].contains(error) else { throw error }
      return .obstructed
    }
  }

  /// - Returns: false when there is a file that may not be replaced, and is another one.
  private func place(
    _ file: WorkFile, _ digest: ContentDigest, at path: SavePath, mayReplace: Bool
  ) throws(Errno) -> Bool {
    let opened = try folder(of: path)
    let name = path.name
    guard try !isReserved(name, in: opened.descriptor) else { return false }
    // Nobody else moves this run's files: what is not there now will not be there in a moment.
    let there = try opened.descriptor.status(of: name)
    if let there, inUse.withLock({ $0.contains(FileIdentity(there)) }) { return false }
    if let there, !mayReplace || isInRecords(there) {
      guard there.isRegularFile else { return false }
      return try opened.descriptor.opening(name, O_RDONLY).digest() == digest
    }
    try work.descriptor.move(file.name.text, to: opened.descriptor, as: name)
    file.release()
    return true
  }

  /// Opens a body that was saved.
  func open(_ path: SavePath) throws(Errno) -> FileDescriptor {
    let file = try folder(of: path).descriptor.opening(path.name, O_RDONLY)
    guard try file.status().isRegularFile else { throw .notFound }
    return file
  }

  /// Removes what is left of unfinished files.
  func finish() {
    work.removeIfEmpty(in: root)
  }

  private func folder(of path: SavePath) throws(Errno) -> OpenFolder {
    if let recent = recent.withLock({ $0 }), recent.path.isBeside(path) { return recent }
    var descriptor = try root.folder(".")
    for part in path.folders { descriptor = try descriptor.makingFolder(part) }
    let opened = OpenFolder(of: path, descriptor)
    recent.withLock { $0 = opened }
    return opened
  }

  private final class OpenFolder: Sendable {
    let path: SavePath
    let descriptor: FileDescriptor

    init(of path: SavePath, _ descriptor: consuming FileDescriptor) {
      self.path = path
      self.descriptor = descriptor
    }
  }

  /// Whether a record of this run names the file.
  func isInRecords(_ file: stat) -> Bool {
    let (changed, start) = (file.lastChange, work.madeAt)
    guard file.isRegularFile else { return false }
    return (changed.tv_sec, changed.tv_nsec) >= (start.tv_sec, start.tv_nsec)
      || kept.withLock { $0.contains(FileIdentity(file)) }
  }
}

extension FileDescriptor {
  /// The digest of the whole file.
  func digest() throws(Errno) -> ContentDigest {
    var hasher = SHA256()
    try forEachBlock { hasher.update(bufferPointer: $0) }
    return ContentDigest(hasher)
  }
}
