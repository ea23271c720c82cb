import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What people are told, on standard error.
enum Terminal {
  /// Says something that went wrong, in one line.
  static func complain(_ text: String) {
    say("swoop: \(PrintableText.escaping(text))")
  }

  /// Says which lines of a file are no records.
  static func complain(of lines: RecordFile.Unreadable, in path: String) {
    for line in lines.first { complain("\(path):\(line): this is no record") }
    if lines.count > lines.first.count {
      complain("\(path): \(lines.count - lines.first.count) more lines are no records")
    }
  }

  static func say(_ text: String) {
    Screen.shared.say(text)
  }

  /// Writes what was asked for to standard output.
  ///
  /// - Throws: the exit status, when it can't be written.
  static func print(_ text: String) throws {
    Swift.print(text)
    guard fflush(nil) == 0 else {
      complain("stdout: \(String(cString: strerror(errno)))")
      throw ExitStatus.cannotWriteOutput
    }
  }
}
