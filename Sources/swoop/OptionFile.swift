import ArgumentParser
import SwoopCore

/// A file that an option names, read whole, with complaints that quote nothing of it.
struct OptionFile {
  private let option: String
  private let path: String

  init(_ option: String, _ path: String) {
    self.option = option
    self.path = path
  }

  func parsed<Value>(
    upTo limit: Int, _ parse: ([UInt8]) throws(MalformedFile) -> Value
  ) throws -> Value {
    if let problem = Sources.problem(reading: path) { throw unreadable(problem) }
    guard let bytes = Sources.contents(of: path, upTo: limit) else {
      throw unreadable("it can't be read")
    }
    guard bytes.count <= limit else {
      Terminal.complain("\(option) \(path): it has more than \(limit >> 20) MB")
      throw ExitStatus.malformedInput
    }
    do {
      return try parse(bytes)
    } catch {
      Terminal.complain("\(option) \(path):\(error)")
      throw ExitStatus.malformedInput
    }
  }

  /// Of a file with one line, without the blanks around it.
  func oneLine<Value>(_ parse: (String) throws(InvalidRequest) -> Value) throws -> Value {
    try parsed(upTo: 1 << 20) { bytes throws(MalformedFile) in
      let lines = try MalformedFile.lines(of: bytes)
      let filled = lines.indices.filter { !lines[$0].isEmpty }
      guard filled.count == 1 else {
        let line = filled.count > 1 ? filled[1] + 1 : 1
        throw MalformedFile(line: line, reason: "it should have one line")
      }
      do throws(InvalidRequest) {
        return try parse(lines[filled[0]])
      } catch {
        throw MalformedFile(line: filled[0] + 1, reason: error.reason)
      }
    }
  }

  private func unreadable(_ problem: String) -> any Error {
    Terminal.complain("\(option) \(path): \(problem)")
    return ExitStatus.unreadableInput
  }
}
