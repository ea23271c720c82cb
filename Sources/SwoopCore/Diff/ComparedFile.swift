#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file of records that is compared with another.
package struct ComparedFile {
  private let name: String
  private var lines: RecordLines
  private var isAnyRead = false
  private let decoder = JSONDecoder()

  /// Why a file can't be compared.
  package struct Unreadable: Error, CustomStringConvertible {
    /// The file and what is wrong, for people.
    package let description: String
  }

  init(_ file: InputFile) throws(Unreadable) {
    name = file.name
    do throws(OutputError) {
      lines = try RecordLines(of: file)
    } catch {
      throw Unreadable(description: "\(error)")
    }
  }

  /// Where the record begins that was read last.
  var offset: Int { lines.offset }
  /// Lines that are no records.
  var unreadable: RecordFile.Unreadable { lines.unreadable }

  /// The next record that says something of its entry; nil when there is none.
  ///
  /// - Throws: ``Unreadable``, at the file's end also when none of its lines was a record.
  mutating func next() throws(Unreadable) -> ComparedRecord? {
    do throws(OutputError) {
      while let line = try lines.next() {
        guard let record = try? decoder.decode(ComparedRecord.self, from: Data(line)) else {
          lines.reject()
          continue
        }
        isAnyRead = true
        if !record.isDuplicate { return record }
      }
    } catch {
      throw Unreadable(description: "\(error)")
    }
    guard isAnyRead || unreadable.count == 0 else {
      throw Unreadable(
        description: "\(name): it has no records; they are what -o FILE and --json write")
    }
    return nil
  }

  /// The record that begins at a place of a file, where one was read before.
  static func record(of file: InputFile, at offset: Int) throws(Unreadable) -> ComparedRecord {
    let cause: Errno
    do throws(Errno) {
      let line = try RecordLines.line(of: file, at: offset)
      if let record = try? JSONDecoder().decode(ComparedRecord.self, from: Data(line)) {
        return record
      }
      cause = .changedByOthers
    } catch {
      cause = error
    }
    throw Unreadable(description: "\(OutputError(name: file.name, cause: cause))")
  }
}
