import WARC

/// The files of an archive, or of a series: opens them one after the other, and keeps others from them.
final class WARCFiles {
  let series: WARCSeries
  private let overwrites: Bool
  var current: OutputFile?
  /// Those of the series that are replaced, but for the first one.
  var replaced: [Int] = []
  /// Where none of them is to be saved over.
  private var directory: SaveDirectory?

  init(_ series: WARCSeries, overwrites: Bool) {
    self.series = series
    self.overwrites = overwrites
  }

  func open(_ number: Int) throws(OutputError) -> OutputFile {
    let file = try OutputFile.create(series.path(number), overwrite: overwrites)
    current = file
    protect()
    return file
  }

  private func protect() {
    guard let status = try? current?.descriptor.status() else { return }
    directory?.protect(FileIdentity(status))
  }

  /// What was there is lost only now.
  func begin() throws(OutputError) {
    try current?.begin()
    for path in replaced.map(series.path) where FileIdentity(path: path) != nil {
      try WARCFiles.checkIsFree(path)
      try WARCFiles.remove(path)
    }
    replaced = []
  }

  /// All of the series, those of earlier runs and those to come included.
  func protect(in directory: SaveDirectory) {
    self.directory = directory
    let folded = WARCSeries(SavePath.folded(series.path), isNumbered: series.isNumbered)
    if let folded, let folder = try? FileDescriptor.folder(series.folderPath).status() {
      directory.reserve(in: FileIdentity(folder)) { folded.number(of: $0) != nil }
    }
    for number in (try? WARCFiles.numbers(of: series)) ?? [] {
      if let file = FileIdentity(path: series.path(number)) { directory.protect(file) }
    }
  }

  /// Those of the series that are there, in order.
  static func numbers(of series: WARCSeries) throws(OutputError) -> [Int] {
    do throws(Errno) {
      return try FileDescriptor.folder(series.folderPath).names().compactMap(series.number).sorted()
    } catch {
      throw OutputError(name: series.path(0), cause: error)
    }
  }

  static func holdsSomething(_ path: String) -> Bool {
    FileIdentity.size(of: path).map { $0 > 0 } ?? false
  }

  static func checkIsFree(_ path: String) throws(OutputError) {
    do throws(Errno) {
      let file = try FileDescriptor.reading(path)
      if let cause = try file.status().irregularity { throw cause }
      guard try file.lock() else { throw .locked }
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  private static func remove(_ path: String) throws(OutputError) {
    do throws(Errno) {
      try FileDescriptor.folder(".").remove(file: path)
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }
}
