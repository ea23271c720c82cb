import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the arguments name.
enum Sources {
  /// The sources of a run; nil when there is none but a terminal.
  ///
  /// A file that isn't there is found out now, before anything is fetched.
  static func resolve(_ arguments: [String]) throws -> [ListSource]? {
    guard !arguments.isEmpty else {
      return isatty(STDIN_FILENO) == 0 ? [.standardInput] : nil
    }
    return try arguments.map { argument in
      if argument == "-" { return .standardInput }
      if argument.contains("://") || argument.hasPrefix("{") { return .argument(argument) }
      if let problem = problem(reading: argument) {
        let hint = problem == ENOENT.message ? ", and no URL: it has no http:// or https://" : ""
        Terminal.complain("\(Redaction.invalid(argument)): \(problem)\(hint)")
        throw ExitStatus.unreadableInput
      }
      return .file(path: argument)
    }
  }

  /// What a file begins with, up to one byte more than a limit; nil: it can't be read.
  static func contents(of path: String, upTo limit: Int) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: limit + 1) { buffer, count in
      count = fread(buffer.baseAddress, 1, limit + 1, file)
    }
    return ferror(file) == 0 ? bytes : nil
  }

  /// Why a file can't be read; nil when it can. It is not opened: a FIFO would notice.
  static func problem(reading path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else { return errno.message }
    return status.st_mode & S_IFMT == S_IFDIR ? EISDIR.message : nil
  }
}

/// The files that a run is told to read.
struct Inputs {
  let sources: [ListSource]
  /// Those that options name.
  let files: [String]

  /// Whether a list is this file, by whatever name.
  func hasList(_ path: String) -> Bool {
    guard let file = FileIdentity(path: path) else { return false }
    return sources.contains { $0.file == file }
  }

  /// Refuses a file that is to be written, and is one of these.
  func checkAreOthers(than path: String) throws {
    if hasList(path) {
      Terminal.complain("\(path): the list itself would be overwritten")
      throw ExitStatus.cannotCreateOutput
    }
    guard let file = FileIdentity(path: path) else { return }
    if files.contains(where: { FileIdentity(path: $0) == file }) {
      Terminal.complain("\(path): an option of this run reads it, so that it can't be written")
      throw ExitStatus.cannotCreateOutput
    }
  }
}

extension Int32 {
  /// The system's sentence for this `errno`.
  fileprivate var message: String { String(cString: strerror(self)) }
}
