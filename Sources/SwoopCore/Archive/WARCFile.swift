import WARC

/// A file of an archive.
struct WARCFile: ArchiveFile {
  private let file: OutputFile

  init(_ file: OutputFile) {
    self.file = file
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    try file.append(bytes)
  }

  func truncate(to size: Int) throws(OutputError) {
    do throws(Errno) {
      try file.truncate(to: size)
    } catch {
      throw OutputError(name: file.name, cause: error)
    }
  }

  func finish() throws(OutputError) {
    defer { file.release() }
    try file.finish()
  }
}

/// What was kept of an exchange, on its way to an archive.
struct WARCBytes: CapturedBytes {
  let bytes: Body
  /// What is to be named when it can't be read.
  let place: String

  func forEachBlock(
    in part: Range<Int>, _ write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
  ) throws(OutputError) {
    var failure: OutputError?
    do throws(Errno) {
      try bytes.forEachBlock(in: part) { bytes throws(Errno) in
        do throws(OutputError) {
          try write(bytes)
        } catch {
          failure = error
          throw error.cause
        }
      }
    } catch {
      throw failure ?? OutputError(name: place, cause: error)
    }
  }
}
