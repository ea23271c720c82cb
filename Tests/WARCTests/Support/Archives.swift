import WARCReading

@testable import WARC

/// A disk that may be full.
final class MemoryFile: ArchiveFile {
  struct Full: Error {}

  var bytes: [UInt8] = []
  var room = Int.max
  var isFinished = false

  func append(_ piece: UnsafeRawBufferPointer) throws(Full) {
    bytes += piece.prefix(room - bytes.count)
    if bytes.count >= room { throw Full() }
  }

  func truncate(to size: Int) throws(Full) {
    bytes.removeLast(bytes.count - size)
  }

  func finish() throws(Full) {
    isFinished = true
  }
}

/// An archive in memory.
final class Shelf {
  /// What an archive's files are.
  private final class Files {
    var all: [MemoryFile] = []
  }

  private let made = Files()
  let archive: WARCArchive<MemoryFile>

  init(isNumbered: Bool = false, limit: Int? = nil, remembered: Int? = nil, room: Int = .max) throws
  {
    let series = WARCSeries("folder/run.warc.gz", isNumbered: isNumbered)
    guard let series else { throw Unreadable(description: "no series") }
    let files = made
    archive = WARCArchive(
      series, ArchiveInfo(software: "test/1"), limit: limit, remembered: remembered
    ) { (_: Int) throws(MemoryFile.Full) in
      let file = MemoryFile()
      file.room = room
      files.all.append(file)
      return file
    }
    try archive.begin(RecordDate(microseconds: 0))
  }

  var files: [MemoryFile] { made.all }

  func records(_ file: Int = 0) throws -> [ReadRecord] {
    try ArchiveReader.records(in: files[file].bytes)
  }
}

/// A body in pieces.
struct Pieces: CapturedBody {
  var pieces: [[UInt8]]

  init(_ texts: String...) {
    pieces = texts.map { Array($0.utf8) }
  }

  func forEachBlock(
    _ body: (UnsafeRawBufferPointer) throws(MemoryFile.Full) -> Void
  ) throws(MemoryFile.Full) {
    for piece in pieces {
      let result = piece.withUnsafeBytes { bytes in
        Result { () throws(MemoryFile.Full) in try body(bytes) }
      }
      try result.get()
    }
  }
}

extension CapturedExchange {
  static func sample(
    _ uri: String = "http://127.0.0.1/a", head: String = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
    request: String = "GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", at microseconds: Int = 1
  ) -> CapturedExchange {
    CapturedExchange(
      targetURI: uri, date: RecordDate(microseconds: microseconds),
      request: .sample(request), response: .sample(head))
  }
}

extension RequestCapture {
  static func sample(_ texts: String...) -> RequestCapture {
    var capture = RequestCapture()
    for text in texts { Array(text.utf8).withUnsafeBytes { capture.take($0, isHead: true) } }
    return capture
  }
}

extension ResponseCapture {
  static func sample(_ head: String) -> ResponseCapture {
    var capture = ResponseCapture()
    // By bytes: to Swift, CR and LF are one character.
    for line in head.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      (Array(line) + [0x0A]).withUnsafeBytes { capture.take($0) }
    }
    return capture
  }
}
