/// The lines of a file of records, but for those that others have taken the place of, and empty ones.
///
/// Bodies in records are left out.
struct RecordLines {
  private let name: String
  private let stale: Set<Int>
  private var lines: FileLines
  /// Whole lines that were read so far.
  private var count = 0
  /// Where the line begins that was given out last.
  private(set) var offset = 0
  /// The lines that were rejected.
  private(set) var unreadable = RecordFile.Unreadable()

  init(of file: InputFile) throws(OutputError) {
    name = file.name
    do throws(Errno) {
      stale = try RecordLines.staleLines(of: file)
    } catch {
      throw OutputError(name: file.name, cause: error)
    }
    lines = FileLines(of: file)
  }

  /// The next line; nil when there is none.
  mutating func next() throws(OutputError) -> [UInt8]? {
    guard lines.torn == nil else { return nil }
    do throws(Errno) {
      repeat {
        offset = lines.end
        guard let line = try lines.next() else { break }
        count += 1
        if !line.isEmpty, !stale.contains(count - 1) { return line }
      } while true
    } catch {
      throw OutputError(name: name, cause: error)
    }
    return lines.torn
  }

  /// The line that begins at a place of a file.
  static func line(of file: InputFile, at offset: Int) throws(Errno) -> [UInt8] {
    var lines = FileLines(of: file, from: offset, blockSize: 4096)
    return try lines.next() ?? lines.torn ?? []
  }

  /// To be called when the line that was given out last is no record. Of a last one without an end, it is
  /// enough that it begins like one.
  mutating func reject() {
    guard let torn = lines.torn else { return unreadable.add(count) }
    if !RecordFile.isBeginning(torn, isFirst: count == 0) { unreadable.add(count + 1) }
  }

  /// The numbers of the lines that others have taken the place of, from 0.
  private static func staleLines(of file: InputFile) throws(Errno) -> Set<Int> {
    var lines = FileLines(of: file)
    while let line = try lines.next() {
      if line.hasSuffix(RecordFormat.replacing) {
        return try RecordFile.replacedLines(in: FileLines(of: file))
      }
    }
    return []
  }
}
