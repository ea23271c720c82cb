import ArgumentParser
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// write(2), which a method of the same name hides.
private let writeBytes = write

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
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &block, block.count)
      if count == 0 { return }
      if count > 0 {
        try write(block[..<count])
      } else if errno != EINTR {
        throw StandardInputList.failure()
      }
    }
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw StandardInputList.failure()
      }
    }
  }

  private static func failure() -> ExitCode {
    Terminal.complain("\(TemporaryFolder.path): the list can't be set aside: \(Errno.last)")
    return ExitStatus.systemError
  }
}
