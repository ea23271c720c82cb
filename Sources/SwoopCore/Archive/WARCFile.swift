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

/// A body on its way to an archive.
struct WARCBody: CapturedBody {
  let body: Body?
  /// What is to be named when it can't be read.
  let place: String

  func forEachBlock(
    _ write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
  ) throws(OutputError) {
    var failure: OutputError?
    do throws(Errno) {
      try body?.forEachBlock { bytes throws(Errno) in
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
