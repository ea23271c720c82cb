#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file, or standard output, that is written to by one thread.
public final class OutputFile: Sendable {
  /// The path as it was given, or `stdout`.
  public let name: String
  private let descriptor: FileDescriptor

  private init(name: String, descriptor: consuming FileDescriptor) {
    self.name = name
    self.descriptor = descriptor
  }

  /// Standard output.
  public static func standardOutput() -> OutputFile {
    OutputFile(name: "stdout", descriptor: .standardOutput)
  }

  /// Makes a new file. What is no regular file, such as a FIFO or `/dev/null`, is written to as it
  /// is, and so is a regular file that is empty.
  ///
  /// - Parameter overwrite: whether a file that holds something is emptied; else it is refused.
  /// - Throws: `OutputError` when the file can't be made, or holds something.
  public static func create(_ path: String, overwrite: Bool) throws(OutputError) -> OutputFile {
    do throws(Errno) {
      let flags = O_WRONLY | O_CREAT | (overwrite ? O_TRUNC : 0)
      let file = OutputFile(name: path, descriptor: try FileDescriptor.opening(path, flags))
      guard overwrite || file.descriptor.isEmptyOrSpecial else { throw Errno.fileExists }
      return file
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Writes all of the bytes.
  func write(_ bytes: [UInt8]) throws(OutputError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(Errno) in try descriptor.writeAll(bytes) }
    }
    if case .failure(let errno) = result { throw OutputError(name: name, cause: errno) }
  }
}

/// Output that could not be made or written.
public struct OutputError: Error, Sendable, CustomStringConvertible {
  /// The file's path, or `stdout`.
  public let name: String
  public let cause: Errno

  /// Whether the file could be written, but holds something that would be lost.
  public var isRefusedAsFull: Bool { cause == .fileExists }

  public var description: String {
    switch cause {
    case .brokenPipe: "\(name): its reader has gone"
    default: "\(name): \(cause)"
    }
  }
}
