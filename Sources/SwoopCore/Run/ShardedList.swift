/// A list, each entry with the shard that it belongs to.
///
/// ```swift
/// let list = try ShardedList([.file(path: "urls.txt")], count: 16)
/// let failures = try list.write(to: .standardOutput())
/// ```
public struct ShardedList: Sendable {
  /// So much of a line that is too long that, read again, it still is: even if it ends with the byte
  /// that may belong to a line's end.
  private static let keptOfLongLine = LineSplitter.limit + 2

  private let list: ListReader
  private let count: Int

  /// - Parameters:
  ///   - sources: the lists, read one after the other.
  ///   - count: the number of shards, at least 1.
  /// - Throws: `Errno` when no pipe can be had.
  public init(_ sources: [ListSource], count: Int) throws {
    list = try ListReader(
      sources, defaults: RequestDefaults(), keptOfLongLine: ShardedList.keptOfLongLine)
    self.count = count
  }

  /// Writes a line for each entry: the index of its shard, a tab, and the entry as it is given.
  ///
  /// - Returns: the sources that could not be read to their end.
  /// - Throws: `OutputError` when not all could be written.
  public func write(to output: OutputFile) throws(OutputError) -> [ListError] {
    var lines: [UInt8] = []
    var failure: OutputError?
    func flush() {
      do throws(OutputError) {
        try lines.withBytes { bytes throws(OutputError) in try output.write(bytes) }
      } catch {
        failure = error
      }
      lines.removeAll(keepingCapacity: true)
    }
    let ending = list.forEach { _, line, parsed in
      guard failure == nil else { return false }
      append(line, parsed, to: &lines)
      return true
    } pause: {
      flush()
    }
    flush()
    if let failure { throw failure }
    return ending.failures
  }

  private func append(
    _ line: LineSplitter.Line, _ parsed: EntryParser.Parsed, to lines: inout [UInt8]
  ) {
    let bytes =
      switch line {
      case .bytes(let bytes): bytes
      case .tooLong(let start, _): start
      }
    lines += "\(Shard.index(of: parsed.host, count: count))\t".utf8
    // An argument may have line ends, which mean the same as carriage returns: nothing around an entry or
    // between JSON's tokens, and no good within a URL or a text.
    let end = UInt8(ascii: "\n")
    lines += bytes.contains(end) ? bytes.map { $0 == end ? UInt8(ascii: "\r") : $0 } : bytes
    lines.append(end)
  }
}
