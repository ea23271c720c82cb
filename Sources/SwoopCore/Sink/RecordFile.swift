/// A file of records as the journal of the runs that write to it.
public enum RecordFile {
  /// Opens a file to go on with it; there need not be one. A last line that was cut off is removed.
  ///
  /// - Parameters:
  ///   - path: a regular file's; no other run may have it open.
  ///   - retriesFailed: whether entries that failed are to be fetched again.
  /// - Throws: ``OutputError`` when it can't be opened or read; ``NoRecord`` when it holds a line that
  ///   is no record.
  public static func resume(_ path: String, retriesFailed: Bool) throws -> ResumedRecords {
    let file = try OutputFile.openRegular(path)
    do {
      var journal = Journal(retriesFailed: retriesFailed)
      var lines = FileLines(of: file)
      var number = 0
      while let line = try lines.next() {
        number += 1
        guard line.isEmpty || journal.add(line) else { throw NoRecord(path: path, line: number) }
      }
      if let torn = lines.torn {
        if journal.add(torn) {
          // All of it is there but for its end.
          try [UInt8(ascii: "\n")].withBytes { end throws(OutputError) in try file.write(end) }
        } else if isBeginning(torn, isFirst: number == 0) {
          try file.truncate(to: lines.end)
        } else {
          throw NoRecord(path: path, line: number + 1)
        }
      }
      return ResumedRecords(file, journal)
    } catch let error as Errno {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Whether bytes are how a record begins, or after whole records what a crash of the system leaves.
  /// Else they are someone else's, and not to be removed.
  static func isBeginning(_ bytes: [UInt8], isFirst: Bool) -> Bool {
    zip(bytes, RecordFormat.beginning).allSatisfy { $0 == $1 }
      || !isFirst && bytes.allSatisfy { $0 == 0 }
  }

  /// A line of a record file that is no record.
  public struct NoRecord: Error, CustomStringConvertible {
    let path: String
    let line: Int

    /// The file, the line from 1, and what is wrong, for people.
    public var description: String { "\(path):\(line): this is no record" }
  }
}
