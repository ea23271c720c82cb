import Locking
import WARC

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where all exchanges of a run are archived as they went over the wire: one file of WARC/1.1
/// (ISO 28500:2017), or a series of them.
public final class WARCOutput: @unchecked Sendable {
  // Unchecked: opened before the run, and then used by the thread alone that writes records.

  /// How the files' names end.
  public static let nameEnding = WARCSeries.ending

  /// Whether an archive's file may have such a path.
  package static func isName(_ path: String) -> Bool {
    WARCSeries(path, isNumbered: false) != nil
  }

  private let series: WARCSeries
  private let archive: WARCArchive<WARCFile>
  private let files: WARCFiles

  private init(
    _ series: WARCSeries, limit: Int?, software: String, _ opened: Opened, _ files: WARCFiles
  ) {
    self.series = series
    self.files = files
    archive = WARCArchive(
      series, ArchiveInfo(software: software), limit: limit,
      resumed: (WARCFile(opened.file), opened.number, opened.size)
    ) { number throws(OutputError) in
      let file = try files.open(number)
      try file.begin()
      return WARCFile(file)
    }
  }

  private struct Opened {
    let file: OutputFile
    var number = 0
    var size = 0
  }

  /// Makes a new archive.
  ///
  /// - Parameters:
  ///   - path: its file, whose name ends in ``nameEnding``; the folder must be there.
  ///   - sizeLimit: bytes from 1 on from which on a file is followed by another, so that there are
  ///     `NAME-00000.warc.gz` and so on; nil: there is one, which has the path.
  ///   - software: what the archive says that it was written by, such as `name/1.0`.
  ///   - overwrite: whether files that hold something are replaced, when the run begins; else they are
  ///     refused.
  /// - Throws: ``OutputError`` when a file can't be made, holds something, or is another run's;
  ///   ``BadName``.
  public static func create(
    _ path: String, sizeLimit: Int? = nil, software: String, overwrite: Bool = false
  ) throws -> WARCOutput {
    let series = try series(path, sizeLimit)
    let there = try WARCFiles.numbers(of: series)
    if !overwrite, let first = there.first(where: { WARCFiles.holdsSomething(series.path($0)) }) {
      throw OutputError(name: series.path(first), cause: .fileExists)
    }
    // Before any of them is touched: another run may have come to a later one.
    if overwrite { for number in there { try WARCFiles.checkIsFree(series.path(number)) } }
    let files = WARCFiles(series, overwrites: overwrite)
    let file = try files.open(0)
    // They would be taken for its continuation.
    if overwrite { files.replaced = there.filter { $0 > 0 } }
    return WARCOutput(series, limit: sizeLimit, software: software, Opened(file: file), files)
  }

  /// Goes on with an archive, or with the last file of a series; there need not be one. Of a record that
  /// was cut off at its end, nothing stays. All of the file is read for that.
  ///
  /// - Parameters:
  ///   - path: likewise.
  ///   - sizeLimit: likewise.
  ///   - software: likewise.
  ///   - records: those that the run goes on with: what they name of the archive must be there, or others
  ///     would come to be in its place. Earlier files of a series may have been moved away. nil: there are none.
  /// - Throws: likewise, ``NoArchive`` and ``Shortened``.
  public static func resume(
    _ path: String, sizeLimit: Int? = nil, software: String, records: ResumedRecords? = nil
  ) throws -> WARCOutput {
    let series = try series(path, sizeLimit)
    let files = WARCFiles(series, overwrites: false)
    let last = try WARCFiles.numbers(of: series).max()
    let named = records.flatMap { lastNamed(of: series, in: $0) }
    if let named, named.number > last ?? -1 { throw Shortened(path: series.path(named.number)) }
    guard let number = last else {
      let file = try files.open(0)
      return WARCOutput(series, limit: sizeLimit, software: software, Opened(file: file), files)
    }
    let file = try OutputFile.openRegular(series.path(number))
    files.current = file
    let least = named?.number == number ? named?.end : nil
    let size = try endOfWholeRecords(in: file, atLeast: least ?? 0)
    return WARCOutput(
      series, limit: sizeLimit, software: software,
      Opened(file: file, number: number, size: size), files)
  }

  /// The last file of the series that records name, and how long it must be.
  private static func lastNamed(
    of series: WARCSeries, in records: ResumedRecords
  ) -> (number: Int, end: Int)? {
    records.archived.compactMap { name, end in series.number(of: name).map { ($0, end) } }
      .max { $0.0 < $1.0 }
  }

  private static func endOfWholeRecords(in file: OutputFile, atLeast least: Int) throws -> Int {
    var tail = WARCTail()
    do throws(Errno) {
      try file.descriptor.forEachBlock { bytes throws(Errno) in tail.read(bytes) }
    } catch {
      throw OutputError(name: file.name, cause: error)
    }
    guard tail.rest != .foreign else { throw NoArchive(path: file.name) }
    guard tail.end >= least else { throw Shortened(path: file.name) }
    do throws(Errno) {
      if tail.rest == .torn { try file.truncate(to: tail.end) }
    } catch {
      throw OutputError(name: file.name, cause: error)
    }
    return tail.end
  }

  private static func series(_ path: String, _ sizeLimit: Int?) throws(BadName) -> WARCSeries {
    guard let series = WARCSeries(path, isNumbered: sizeLimit != nil) else {
      throw BadName(path: path)
    }
    return series
  }

  /// Whether a file, which need not be there, would be one of an archive's, now or later.
  ///
  /// - Parameter archive: the archive's path.
  package static func isFile(_ path: String, of archive: String, sizeLimit: Int?) -> Bool {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let series = try? series(archive, sizeLimit),
      series.number(of: String(path[start...])) != nil,
      let own = try? FileDescriptor.folder(series.folderPath).status(),
      let folder = try? FileDescriptor.folder(
        start == path.startIndex ? "." : String(path[..<start])
      )
      .status()
    else { return false }
    return FileIdentity(own) == FileIdentity(folder)
  }

  /// The files that there are of an archive which would have such a path.
  ///
  /// - Throws: ``OutputError`` when the folder can't be read; ``BadName``.
  package static func existingFiles(_ path: String, sizeLimit: Int?) throws -> [String] {
    let series = try series(path, sizeLimit)
    return try WARCFiles.numbers(of: series).map(series.path)
  }

  /// A name that says of an archive's file that it is something else.
  public struct BadName: Error, CustomStringConvertible {
    let path: String

    /// The path and what it is to be, for people.
    public var description: String {
      "\(path): an archive's name ends in \(WARCSeries.ending)"
    }
  }

  /// A file that has less than the records say, or is not there any more.
  public struct Shortened: Error, CustomStringConvertible {
    let path: String

    /// The path and what is wrong, for people.
    public var description: String {
      "\(path): it is missing, or lacks what the records say that it has"
    }
  }

  /// A file that is no archive, or was damaged elsewhere than at its end.
  public struct NoArchive: Error, CustomStringConvertible {
    let path: String

    /// The path and what is wrong, for people.
    public var description: String {
      "\(path): this is no file of compressed WARC records, or it is damaged"
    }
  }
}

extension WARCOutput {
  /// The file that was opened last.
  var name: String { files.current?.name ?? series.path(0) }

  /// Keeps its files from being saved over.
  func protect(in directory: SaveDirectory) {
    files.protect(in: directory)
  }

  func begin() throws(OutputError) {
    try files.begin()
    try archive.begin(RecordDate(.now))
  }

  /// - Parameter spillFolder: where bodies that are too large for memory are.
  func append(
    _ captured: CapturedResponse, spillFolder: String
  ) throws(OutputError) -> ArchivePlace {
    let bytes = WARCBytes(bytes: captured.bytes, place: spillFolder)
    return ArchivePlace(try archive.append(captured.exchange, bytes))
  }

  func finish() throws(OutputError) {
    try archive.finish()
  }

  /// Lets another run go on with it.
  func release() {
    files.current?.release()
  }
}

/// Where a record's response is in the archive.
public struct ArchivePlace: Hashable, Sendable {
  /// The name of the file, without its folder.
  public let file: String
  /// Where the response's record begins in the file, which is a gzip member of its own, in bytes.
  public let offset: Int
  /// How long that is, in bytes.
  public let length: Int
  /// The record's identifier, `urn:uuid:` and a UUID.
  public let id: String

  init(_ capture: Capture) {
    file = capture.file
    offset = capture.offset
    length = capture.length
    id = "\(capture.id)"
  }
}

extension RecordDate {
  init(_ date: Date) {
    self.init(microseconds: Int((date.timeIntervalSince1970 * 1_000_000).rounded()))
  }
}
