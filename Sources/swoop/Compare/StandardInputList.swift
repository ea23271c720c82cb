import ArgumentParser
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A list from standard input, set aside in a file without a name, because it is read more than once.
final class StandardInputList {
  private let file: Int32

  /// - Returns: nil when no source is standard input.
  init?(_ sources: [ListSource]) throws {
    guard sources.contains(where: { if case .standardInput = $0 { true } else { false } }) else {
      return nil
    }
    var template = Array("\(TemporaryFolder.path)/swoop-list-XXXXXX".utf8CString)
    file = mkstemp(&template)
    guard file >= 0 else { throw StandardInputList.failure() }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    try copy()
  }

  deinit {
    close(file)
  }

  /// The descriptor of the file, at its beginning.
  var rewound: Int32 {
    lseek(file, 0, SEEK_SET)
    return file
  }

  private func copy() throws {
    let isRead = try BlockingStream.read(from: STDIN_FILENO) { block in
      guard BlockingStream.write(block, to: file) else { throw StandardInputList.failure() }
    }
    guard isRead else { throw StandardInputList.failure() }
  }

  private static func failure() -> ExitCode {
    Terminal.complain("\(TemporaryFolder.path): the list can't be set aside: \(Errno.last)")
    return ExitStatus.systemError
  }
}
