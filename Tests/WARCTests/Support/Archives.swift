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

/// Bytes in pieces.
struct Pieces: CapturedBytes {
  var pieces: [[UInt8]]

  init(_ texts: String...) {
    pieces = texts.map { Array($0.utf8) }
  }

  func forEachBlock(
    in part: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(MemoryFile.Full) -> Void
  ) throws(MemoryFile.Full) {
    var start = 0
    for piece in pieces {
      let own = part.clamped(to: start..<(start + piece.count))
      let result = piece.withUnsafeBytes { bytes in
        Result { () throws(MemoryFile.Full) in
          guard !own.isEmpty else { return }
          try body(
            UnsafeRawBufferPointer(
              rebasing: bytes[(own.lowerBound - start)..<(own.upperBound - start)]))
        }
      }
      try result.get()
      start += piece.count
    }
  }
}

/// An exchange, and what is kept of it but for its body.
@dynamicMemberLookup
struct Sample {
  var exchange: CapturedExchange
  let head: [UInt8]
  let request: RequestCapture
  let target: String

  subscript<Value>(dynamicMember member: WritableKeyPath<CapturedExchange, Value>) -> Value {
    get { exchange[keyPath: member] }
    set { exchange[keyPath: member] = newValue }
  }
}

extension WARCArchive where File == MemoryFile {
  func append(_ sample: Sample, body: Pieces) throws(MemoryFile.Full) -> Capture {
    var exchange = sample.exchange
    let request = sample.request.head
    exchange.parts.headCount = sample.head.count
    exchange.parts.bodyCount = body.pieces.reduce(0) { $0 + $1.count }
    exchange.parts.requestCount = request.count
    exchange.parts.targetCount = sample.target.utf8.count
    var bytes = body
    bytes.pieces = [sample.head] + body.pieces + [request, Array(sample.target.utf8)]
    return try append(exchange, bytes)
  }
}

extension Sample {
  static func sample(
    _ uri: String = "http://127.0.0.1/a", head: String = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
    request: String = "GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", at microseconds: Int = 1
  ) -> Sample {
    let response = ResponseCapture.sample(head)
    return Sample(
      exchange: CapturedExchange(
        date: RecordDate(microseconds: microseconds), response: response, parts: CapturedParts()),
      head: response.head, request: .sample(request), target: uri)
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
