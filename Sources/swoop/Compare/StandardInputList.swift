import ArgumentParser
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A list from standard input, set aside in a file, because it is read more than once.
struct StandardInputList {
  private let path: String

  /// - Returns: nil when no source is standard input.
  init?(_ sources: [ListSource]) throws {
    guard sources.contains(where: { if case .standardInput = $0 { true } else { false } }) else {
      return nil
    }
    var template = Array("/tmp/swoop-list-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard file >= 0 else {
      Terminal.complain("\(path): the list can't be set aside")
      throw ExitStatus.systemError
    }
    defer { close(file) }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &block, block.count)
      guard count > 0 else { break }
      guard write(file, block, count) == count else {
        unlink(path)
        Terminal.complain("\(path): the list can't be set aside")
        throw ExitStatus.systemError
      }
    }
  }

  /// The arguments with the file in place of standard input.
  func replacing(_ arguments: [String]) -> [String] {
    let replaced = arguments.map { $0 == "-" ? path : $0 }
    return replaced == arguments ? arguments + [path] : replaced
  }

  func remove() {
    unlink(path)
  }
}
