import Locking
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The folder of one run's unfinished files: `.swoop/RUN` in the directory of saved bodies.
///
/// A run holds a lock on its own folder. One that can be locked is a dead run's.
final class WorkFolder: Sendable {
  let descriptor: FileDescriptor
  /// When it was made, by the file system's own clock.
  let madeAt: timespec
  private let name: String
  private let parent: FileDescriptor
  private let serial = Atomic(0)

  private init(
    name: String, parent: consuming FileDescriptor, descriptor: consuming FileDescriptor
  ) throws(Errno) {
    self.name = name
    self.parent = parent
    self.descriptor = descriptor
    madeAt = try WorkFolder.nextTick(self.descriptor)
  }

  /// Waits until the file system's clock moves, so that no file of an earlier run is as young as this
  /// one's. It does so every few milliseconds; where it takes longer, there is no waiting for it.
  private static func nextTick(_ folder: borrowing FileDescriptor) throws(Errno) -> timespec {
    let start = try folder.status().lastChange
    var now = start
    for _ in 0..<20 where now.tv_nsec == start.tv_nsec && now.tv_sec == start.tv_sec {
      Thread.pause(microseconds: 1000)
      guard futimens(folder.number, nil) == 0 else { throw .last }
      now = try folder.status().lastChange
    }
    return now
  }

  /// Makes a folder for this run.
  static func make(in root: borrowing FileDescriptor) throws(Errno) -> WorkFolder {
    // A run that ends may remove what it takes for left over: then it is made again.
    var attempts = 0
    while true {
      attempts += 1
      do throws(Errno) {
        let parent = try root.makingFolder(SavePath.workFolder)
        let name = "\(getpid())-\(UInt32.random(in: .min ... .max))"
        let descriptor = try parent.makingFolder(name)
        if try descriptor.lock(), try parent.folder(name).isSameFile(as: descriptor) {
          return try WorkFolder(name: name, parent: parent, descriptor: descriptor)
        }
      } catch {
        guard error == .notFound, attempts < 100 else { throw error }
      }
    }
  }

  /// A new file, open for writing.
  struct NewFile: ~Copyable {
    let file: WorkFile
    let descriptor: FileDescriptor

    /// Ends the writing.
    consuming func close() throws(Errno) -> WorkFile {
      let file = file
      try takeDescriptor().close()
      return file
    }

    consuming func takeDescriptor() -> FileDescriptor { descriptor }
  }

  func makeFile(for id: RequestID, _ origin: PartialOrigin? = nil) throws(Errno) -> NewFile {
    let name = WorkFileName(id, serial: nextSerial(), origin)
    let descriptor = try descriptor.opening(name.text, O_WRONLY | O_CREAT | O_EXCL)
    return NewFile(file: WorkFile(name, in: self), descriptor: descriptor)
  }

  /// Takes over the partial bodies that dead runs have left, and removes what else they have.
  func adoptLeftovers() -> [WorkFile] {
    var adopted: [WorkFile] = []
    for run in (try? parent.names()) ?? [] where run != name {
      guard let folder = try? parent.folder(run), (try? folder.lock()) == true else { continue }
      for text in (try? folder.names()) ?? [] {
        let old = WorkFileName(text)
        if let old, let origin = old.origin, folder.holdsOnlyCopy(of: text) {
          let new = WorkFileName(old.id, serial: nextSerial(), origin)
          guard (try? folder.move(text, to: descriptor, as: new.text)) != nil else { continue }
          adopted.append(WorkFile(new, in: self))
        } else {
          try? folder.remove(file: text)
        }
      }
      try? parent.remove(folder: run)
    }
    return adopted
  }

  /// Removes the folders that are empty; one that holds kept files stays.
  func removeIfEmpty(in root: borrowing FileDescriptor) {
    try? parent.remove(folder: name)
    try? root.remove(folder: SavePath.workFolder)
  }

  private func nextSerial() -> Int {
    serial.add(1, ordering: .relaxed).newValue
  }
}

extension FileDescriptor {
  /// Whether writing to a file in this folder changes nothing else: it is regular, ours, and has no
  /// other name.
  fileprivate func holdsOnlyCopy(of name: String) -> Bool {
    guard let status = try? status(of: name) else { return false }
    return status.isRegularFile && status.st_nlink == 1 && status.st_uid == geteuid()
  }

  func isSameFile(as other: borrowing FileDescriptor) throws(Errno) -> Bool {
    FileIdentity(try status()) == FileIdentity(try other.status())
  }
}

extension stat {
  /// When the file was last made, moved or changed.
  var lastChange: timespec {
    #if canImport(Darwin)
      st_ctimespec
    #else
      st_ctim
    #endif
  }
}
