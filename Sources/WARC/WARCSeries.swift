/// The names of an archive's files: `NAME.warc.gz`, or `NAME-00000.warc.gz` and so on.
package struct WARCSeries: Hashable, Sendable {
  package static let ending = ".warc.gz"

  private let stem: String
  /// Whether there may be several files.
  package let isNumbered: Bool

  /// - Returns: nil when it does not end as a compressed WARC file does, or has no name before that.
  package init?(_ path: String, isNumbered: Bool) {
    guard path.hasSuffix(WARCSeries.ending) else { return nil }
    stem = String(path.dropLast(WARCSeries.ending.count))
    guard let last = stem.utf8.last, last != UInt8(ascii: "/") else { return nil }
    self.isNumbered = isNumbered
  }

  /// - Parameter number: from 0; without a meaning where there is one file.
  package func path(_ number: Int) -> String {
    guard isNumbered else { return stem + WARCSeries.ending }
    let digits = String(number)
    return stem + "-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      + WARCSeries.ending
  }

  /// The file's name in its folder.
  package func name(_ number: Int) -> String { String(path(number)[folder.endIndex...]) }

  /// The path of the folder that the files are in, up to its last slash; empty for the current one.
  package var folder: Substring {
    let end = stem.utf8.lastIndex(of: UInt8(ascii: "/")).map { stem.utf8.index(after: $0) }
    return stem[..<(end ?? stem.startIndex)]
  }

  /// Likewise, as the system takes it.
  package var folderPath: String { folder.isEmpty ? "." : String(folder) }

  /// The path that it was made of.
  package var path: String { stem + WARCSeries.ending }

  /// The number of a file in the folder; nil when it is none of the series.
  package func number(of name: String) -> Int? {
    guard isNumbered, name.hasSuffix(WARCSeries.ending) else {
      return name == self.name(0) ? 0 : nil
    }
    let digits = name.utf8.dropLast(WARCSeries.ending.utf8.count).reversed().prefix {
      (0x30...0x39).contains($0)
    }
    guard let number = Int(String(decoding: digits.reversed(), as: UTF8.self)),
      name == self.name(number)
    else { return nil }
    return number
  }
}
