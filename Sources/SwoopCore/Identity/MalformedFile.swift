/// A file that is not what it is read as, and in which line.
public struct MalformedFile: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  /// A clause for people that quotes nothing of the file.
  public let reason: String

  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  /// The line's number and the reason.
  public var description: String { "\(line): \(reason)" }

  /// The lines of a file of text, without the blanks around them.
  package static func lines(of file: [UInt8]) throws(MalformedFile) -> [String] {
    var lines: [String] = []
    for (number, line) in file.numberedLines {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw MalformedFile(line: number, reason: "not UTF-8")
      }
      lines.append(text.trimmingBlanks())
    }
    return lines
  }
}

extension [UInt8] {
  /// The lines of a file, numbered from 1, without their ends and a byte order mark.
  var numberedLines: some Sequence<(number: Int, text: ArraySlice<UInt8>)> {
    let text = self[(starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)...]
    return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().lazy.map { index, line in
        (number: index + 1, text: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
      }
  }
}
