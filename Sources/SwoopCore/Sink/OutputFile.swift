import Locking
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file, or standard output, that is written to by one thread.
public final class OutputFile: Sendable {
  /// The path as it was given, or `stdout`.
  public let name: String
  let descriptor: FileDescriptor
  /// Bytes that the file must have; nil when it is none of this run alone.
  private let size: Monitor<Int?>
  /// Whether it still holds what this run replaces.
  private let isToBeEmptied = Atomic(false)

  private let screen: (any SharedScreen)?

  private init(
    name: String, descriptor: consuming FileDescriptor, size: Int? = nil,
    screen: (any SharedScreen)? = nil
  ) {
    self.name = name
    self.descriptor = descriptor
    self.screen = screen
    self.size = Monitor(size)
  }

  /// Whether it keeps what is written to it, for a later run to read.
  var isRegular: Bool { size.withLock { $0 != nil } }

  /// Standard output.
  ///
  /// - Parameter screen: the terminal that it is, if others show something there, too; else nil.
  public static func standardOutput(sharing screen: (any SharedScreen)? = nil) -> OutputFile {
    OutputFile(name: "stdout", descriptor: .standardOutput, screen: screen)
  }

  /// Makes a new file. What is no regular file, such as a FIFO or `/dev/null`, is written to as it
  /// is, and so is a regular file that is empty. As long as it is open, no other run can open it.
  ///
  /// - Parameters:
  ///   - path: where it is; the folder must be there.
  ///   - overwrite: whether a file that holds something is taken, and emptied when the run begins; else it
  ///     is refused.
  /// - Throws: ``OutputError`` when the file can't be made, holds something, or is another run's.
  public static func create(_ path: String, overwrite: Bool) throws(OutputError) -> OutputFile {
    try create(path) { _ throws(Errno) in overwrite }
  }

  /// Makes a new file, likewise.
  ///
  /// - Parameters:
  ///   - path: where it is; the folder must be there.
  ///   - beginning: a file that begins so is taken, and emptied when it is written; others that hold
  ///     something are refused.
  /// - Throws: ``OutputError``, likewise.
  public static func create(
    _ path: String, replacing beginning: String
  ) throws(OutputError) -> OutputFile {
    let expected = Array(beginning.utf8)
    return try create(path) { file throws(Errno) in
      var start = [UInt8](repeating: 0, count: expected.count)
      try start.withMutableBytes { block throws(Errno) in
        _ = try file.descriptor.read(into: block, at: 0)
      }
      return start == expected
    }
  }

  private static func create(
    _ path: String, mayEmpty: (OutputFile) throws(Errno) -> Bool
  ) throws(OutputError) -> OutputFile {
    let file = try open(path)
    do throws(Errno) {
      let status = try file.descriptor.status()
      if status.isRegularFile, status.st_size > 0 {
        guard try mayEmpty(file) else { throw .fileExists }
        file.isToBeEmptied.store(true, ordering: .relaxed)
      }
      return file
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Opens a regular file, likewise, whatever it holds.
  static func openRegular(_ path: String) throws(OutputError) -> OutputFile {
    var status = stat()
    if stat(path, &status) == 0, let cause = status.irregularity {
      throw OutputError(name: path, cause: cause)
    }
    return try open(path)
  }

  /// Opens a file for one run alone, and makes it if there is none.
  private static func open(_ path: String) throws(OutputError) -> OutputFile {
    do throws(Errno) {
      while true {
        let descriptor = try openForAppending(path)
        guard try descriptor.status().isRegularFile else {
          return OutputFile(name: path, descriptor: descriptor)
        }
        guard try descriptor.lock() else { throw .locked }
        // A run that ended meanwhile may have put another file in its place.
        let status = try descriptor.status()
        if FileIdentity(path: path) == FileIdentity(status) {
          return OutputFile(name: path, descriptor: descriptor, size: Int(status.st_size))
        }
      }
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// A FIFO is opened for writing only: it would seem to have a reader else.
  private static func openForAppending(_ path: String) throws(Errno) -> FileDescriptor {
    var status = stat()
    let isSpecial = stat(path, &status) == 0 && !status.isRegularFile
    return try .opening(path, (isSpecial ? O_WRONLY : O_RDWR) | O_CREAT | O_APPEND)
  }

  /// Removes what the file held before. To be called once, before the first byte is written: until then the
  /// run may turn out not to begin.
  func begin() throws(OutputError) {
    guard isToBeEmptied.exchange(false, ordering: .relaxed) else { return }
    do throws(Errno) {
      try truncate(to: 0)
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }

  /// Removes what comes after so many bytes.
  func truncate(to count: Int) throws(Errno) {
    try descriptor.truncate(to: count)
    size.withLock { $0 = count }
  }

  /// Writes all of the bytes, which are whole lines where the file has lines. Of what could not be
  /// written to a regular file, no part of a line stays there.
  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    var written = 0
    do throws(Errno) {
      try put(bytes, count: &written)
      size.withLock { $0? += written }
    } catch {
      size.withLock { $0? += written }
      let torn = bytes[..<written].reversed().prefix { $0 != UInt8(ascii: "\n") }.count
      if torn > 0, let status = try? descriptor.status(), status.isRegularFile {
        try? descriptor.truncate(to: Int(status.st_size) - torn)
        size.withLock { $0? -= torn }
      }
      throw OutputError(name: name, cause: error)
    }
  }

  /// Writes all of the bytes, which are no lines.
  func append(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    var written = 0
    defer { size.withLock { $0? += written } }
    do throws(Errno) {
      try put(bytes, count: &written)
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }

  /// Writes all of the bytes, which need not be lines.
  func writePart(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var written = 0
    try put(bytes, count: &written)
  }

  private func put(_ bytes: UnsafeRawBufferPointer, count: inout Int) throws(Errno) {
    guard let last = bytes.last else { return }
    screen?.willWrite()
    defer { screen?.didWrite(last: last) }
    try descriptor.writeAll(bytes, count: &count)
  }

  /// Writes a text that is all that the file is to hold, and lets go of the file.
  ///
  /// - Throws: ``OutputError`` when not all of it could be written, or others have changed the file.
  public func finish(with text: String) throws(OutputError) {
    defer { release() }
    try begin()
    try Array(text.utf8).withBytes { bytes throws(OutputError) in try write(bytes) }
    try finish()
  }

  /// Lets another run write to the file. To be called when this one writes no more.
  func release() {
    descriptor.unlock()
  }

  /// Ends the writing, and sees that all that was written is there. Some file systems say only when a
  /// file is closed that they could not take it.
  func finish() throws(OutputError) {
    do throws(Errno) {
      try descriptor.duplicate().close()
      let status = try descriptor.status()
      guard status.isRegularFile, let size = size.withLock({ $0 }) else { return }
      guard FileIdentity(path: name) == FileIdentity(status), status.st_size == size else {
        throw .changedByOthers
      }
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }
}

/// A terminal where others show something below what a file writes to it.
public protocol SharedScreen: Sendable {
  /// Bytes are about to be written, by this thread.
  func willWrite()

  /// They are written, or as many as could be.
  ///
  /// - Parameter last: the last of the bytes.
  func didWrite(last: UInt8)
}

extension stat {
  var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }

  /// Why it can't be read from any place on; nil for a regular file.
  var irregularity: Errno? {
    switch st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: .isFolder
    default: .notSeekable
    }
  }
}

/// Output that could not be made or written.
public struct OutputError: Error, Sendable, CustomStringConvertible {
  /// The file's path, or `stdout`.
  public let name: String
  /// What the system said, or what stands for it where others are in the way.
  public let cause: Errno

  /// Whether the file could be written, but holds something that would be lost.
  public var isRefusedAsFull: Bool { cause == .fileExists }

  /// The name and the cause, as a clause for people.
  public var description: String {
    switch cause {
    case .brokenPipe: "\(name): its reader has gone"
    case .changedByOthers: "\(name): it was changed, moved or removed meanwhile"
    case .locked: "\(name): another run is writing to it"
    default: "\(name): \(cause)"
    }
  }
}
