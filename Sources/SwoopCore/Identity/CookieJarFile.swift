import Locking

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that a run's cookies are written to: now and then, so that little is lost when the run is killed, and at
/// its end. It is always a whole one, and its owner's alone.
public final class CookieJarFile: Sendable {
  private let path: String
  private let cookies: Cookies
  private let hasEnded: Monitor<Bool>
  private let thread: Thread

  /// Between two looks at whether there is anything new.
  private static let pause = Duration.seconds(5)

  /// Begins the writing.
  ///
  /// - Parameters:
  ///   - path: where the file is, or will be; the folder must be there.
  ///   - cookies: what is written.
  /// - Throws: ``OutputError`` when no file could be written there, and ``Errno`` when no thread can be had.
  public init(_ path: String, of cookies: Cookies) throws {
    self.path = try CookieJarFile.checked(path)
    self.cookies = cookies
    let hasEnded = Monitor(false)
    self.hasEnded = hasEnded
    thread = try Thread { [path = self.path] in
      var written = cookies.version
      while !CookieJarFile.waits(hasEnded) {
        let version = cookies.version
        guard version != written else { continue }
        // What can't be written now is told of at the end, if it still can't be then.
        if (try? CookieJarFile.write(cookies.file, to: path)) != nil { written = version }
      }
    }
  }

  /// Writes what there is at the end. To be called once.
  ///
  /// - Throws: ``OutputError`` when it can't be written.
  public func finish() throws(OutputError) {
    hasEnded.update { $0 = true }
    thread.join()
    try CookieJarFile.write(cookies.file, to: path)
  }

  /// - Returns: whether the end has come.
  private static func waits(_ hasEnded: Monitor<Bool>) -> Bool {
    let until = Instant.now + pause
    return hasEnded.watch { hasEnded in
      hasEnded || until <= .now ? .found(hasEnded) : .lookAgain(by: until)
    }
  }

  /// The path of the file itself, whatever links lead to it.
  private static func checked(_ path: String) throws(OutputError) -> String {
    do throws(Errno) {
      var status = stat()
      if stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder }
        guard access(path, W_OK) == 0 else { throw .last }
        guard status.isRegularFile else { return path }
        let target = try ResolvedPath.of(path)
        try check(folderOf: target)
        return target
      }
      guard Errno.last == .notFound else { throw .last }
      try check(folderOf: path)
      return path
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  private static func check(folderOf path: String) throws(Errno) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else { throw .last }
    guard slash.map({ path.index(after: $0) }) != path.endIndex, !path.isEmpty else {
      throw .isFolder
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    do throws(Errno) {
      var status = stat()
      if stat(path, &status) == 0, !status.isRegularFile {
        let file = try FileDescriptor.opening(path, O_WRONLY)
        return try bytes.withBytes { bytes throws(Errno) in try file.writeAll(bytes) }
      }
      // Two runs may share the file; each writes a whole one.
      try FileDescriptor.replacing(path, by: "\(path).swoop-\(getpid())") { new throws(Errno) in
        try bytes.withBytes { bytes throws(Errno) in try new.writeAll(bytes) }
      }
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }
}
