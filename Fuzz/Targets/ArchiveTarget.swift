@testable import WARC

/// The input is a size of pieces, and what went over the wire; or what an archive's file holds.
enum ArchiveTarget {
  @Sendable static func check(_ input: [UInt8]) {
    guard let size = input.first else { return }
    let (bytes, piece) = (Array(input.dropFirst()), Int(size) + 1)
    checkChunks(bytes, piece)
    checkRequest(bytes, piece)
    checkResponse(bytes)
    checkTail(bytes, piece)
  }

  private static func checkChunks(_ bytes: [UInt8], _ piece: Int) {
    func read(by piece: Int) -> (content: [UInt8], count: Int, isWhole: Bool) {
      var (body, content) = (ChunkedBody(), [UInt8]())
      bytes.forEachPiece(of: piece) { part in body.read(part) { content += $0 } }
      return (content, body.count, body.isWhole)
    }
    let (whole, inPieces) = (read(by: bytes.count + 1), read(by: piece))
    require(whole == inPieces, "chunks in pieces are others")
    require(whole.content.count <= whole.count && whole.count <= bytes.count, "bytes too many")
    require(whole.isWhole || whole.count == bytes.count, "no end, and not all of it")

    let made = Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    var (body, content) = (ChunkedBody(), [UInt8]())
    let all = bytes.isEmpty ? [] : made
    (all + Array("0\r\n\r\nmore".utf8)).forEachPiece(of: piece) { part in
      body.read(part) { content += $0 }
    }
    require(body.isWhole && content == bytes && body.count == all.count + 5, "chunks are lost")
  }

  private static func checkRequest(_ bytes: [UInt8], _ piece: Int) {
    func take(by piece: Int) -> RequestCapture {
      var (request, isFirst) = (RequestCapture(), true)
      bytes.forEachPiece(of: piece) {
        request.take($0, isHead: isFirst)
        isFirst = false
      }
      return request
    }
    let (whole, inPieces) = (take(by: bytes.count + 1), take(by: piece))
    require(whole.head == inPieces.head, "a request in pieces is another")
    require(whole.bodyCount == inPieces.bodyCount, "a request's body in pieces is another")
    require(whole.bodyCount <= bytes.count, "a body is longer than what was sent")
    let names = whole.head.lines.dropFirst().map { $0.lowercased().prefix { $0 != ":" } }
    require(
      !names.contains { ["authorization", "proxy-authorization", "cookie"].contains($0) },
      "a secret is kept")
  }

  private static func checkResponse(_ bytes: [UInt8]) {
    var response = ResponseCapture()
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      (Array(line) + [0x0A]).withUnsafeBytes { response.take($0) }
    }
    require(response.head.count <= bytes.count + 16, "a head is longer than what came")
    guard response.isWhole else { return }
    require(response.head.last == 0x0A, "a head has no end")
    require(!response.isChunked || response.version == nil, "there are no chunks in frames")
  }

  /// What is there of an archive is never taken for less than its whole records.
  private static func checkTail(_ bytes: [UInt8], _ piece: Int) {
    func tail(of bytes: [UInt8], by piece: Int) -> (end: Int, rest: WARCTail.Rest) {
      var tail = WARCTail()
      bytes.forEachPiece(of: piece) { tail.read($0) }
      return (tail.end, tail.rest)
    }
    let whole = tail(of: bytes, by: bytes.count + 1)
    require(whole.end == tail(of: bytes, by: piece).end, "a file in pieces ends elsewhere")
    require(whole.end <= bytes.count, "a file ends beyond its end")

    var gzip = GzipEncoder(level: 1)
    var record: [UInt8] = []
    let text = Array("WARC/1.1\r\nContent-Length: \(bytes.count)\r\n\r\n".utf8) + bytes
    (text + RecordHead.end).withUnsafeBytes { gzip.encode($0, to: &record) }
    gzip.endMember(to: &record)
    require(tail(of: record, by: piece) == (record.count, .nothing), "a record is lost")
    require(tail(of: record + bytes, by: piece).end >= record.count, "a record before is lost")
    let torn = Array(record.dropLast(min(piece, record.count - 1)))
    require(tail(of: record + torn, by: piece) == (record.count, .torn), "a torn one is taken")
  }
}

extension [UInt8] {
  fileprivate func forEachPiece(of size: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    for start in stride(from: 0, to: count, by: size) {
      Array(self[start..<Swift.min(count, start + size)]).withUnsafeBytes(body)
    }
  }
}
