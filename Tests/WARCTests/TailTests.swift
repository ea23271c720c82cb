import Testing
import WARCReading

@testable import WARC

@Suite struct TailTests {
  private func tail(of bytes: [UInt8], by size: Int = 4096) -> (end: Int, rest: WARCTail.Rest) {
    var tail = WARCTail()
    for start in stride(from: 0, to: bytes.count, by: size) {
      Array(bytes[start..<min(bytes.count, start + size)]).withUnsafeBytes { tail.read($0) }
    }
    return (tail.end, tail.rest)
  }

  private func archive() throws -> [UInt8] {
    let shelf = try Shelf()
    _ = try shelf.archive.append(.sample(), body: Pieces("hello"))
    let stored = Sample.sample(
      head: "HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\n\r\n")
    // A body that is an archive itself, and is stored as it is.
    var body = Pieces()
    body.pieces = [shelf.files[0].bytes]
    _ = try shelf.archive.append(stored, body: body)
    return shelf.files[0].bytes
  }

  @Test func `Whole records are whole however they are read`() throws {
    let bytes = try archive()
    for size in [1, 7, 1000, bytes.count] {
      let (end, rest) = tail(of: bytes, by: size)
      #expect(end == bytes.count)
      #expect(rest == .nothing)
    }
    #expect(tail(of: []).rest == .nothing)
  }

  @Test func `Wherever a file is cut off, its whole records are found`() throws {
    let bytes = try archive()
    let ends = try [0] + ArchiveReader.records(in: bytes).map { $0.offset + $0.length }
    for count in 0..<bytes.count {
      let (end, rest) = tail(of: Array(bytes[..<count]))
      #expect(end == ends.last { $0 <= count })
      #expect(rest == (ends.contains(count) ? .nothing : .torn))
    }
  }

  @Test func `Zeros that a crash leaves are cut off, too`() throws {
    let bytes = try archive()
    let zeros = [UInt8](repeating: 0, count: 5000)
    #expect(tail(of: bytes + zeros) == (bytes.count, .torn))
    let (end, rest) = tail(of: Array(bytes.dropLast(3)) + zeros)
    #expect(end < bytes.count)
    #expect(rest == .torn)
  }

  @Test func `What is no archive is not touched`() throws {
    #expect(tail(of: Array("some text".utf8)).rest == .foreign)
    let bytes = try archive()
    #expect(tail(of: bytes + Array("some text".utf8)).rest == .foreign)
    var damaged = bytes
    damaged[bytes.count / 2] ^= 0xFF
    #expect(tail(of: damaged).rest == .foreign)
    // Other members than an archive's.
    #expect(tail(of: member("some text that is no record")).rest == .foreign)
    #expect(tail(of: member("WARC/1.1\r\nA: b\r\n\r\n\r\n\r\n")).rest == .foreign)
    #expect(tail(of: member("WARC/1.1\r\nContent-Length: 5\r\n\r\nhell\r\n\r\n")).rest == .foreign)
    #expect(tail(of: member("WARC/1.1\r\nContent-Length: 1\r\n\r\nhell\r\n\r\n")).rest == .foreign)
    let own = member("WARC/1.1\r\ncontent-length:4\r\n\r\nhell\r\n\r\n")
    #expect(tail(of: own) == (own.count, .nothing))
  }

  @Test func `A member of several records is not touched, cut off or not`() throws {
    let record =
      "WARC/1.1\r\nContent-Length: 4000\r\n\r\n\(String(repeating: "a", count: 4000))\r\n\r\n"
    let bytes = member(String(repeating: record, count: 50))
    #expect(tail(of: bytes).rest == .foreign)
    #expect(tail(of: Array(bytes.dropLast(20))).rest == .foreign)
    #expect(tail(of: Array(bytes.dropLast(20)), by: 7).rest == .foreign)
  }

  private func member(_ text: String) -> [UInt8] {
    var gzip = GzipEncoder(level: 6)
    var member: [UInt8] = []
    Array(text.utf8).withUnsafeBytes { gzip.encode($0, to: &member) }
    gzip.endMember(to: &member)
    return member
  }
}
