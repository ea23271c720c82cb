import Testing
import WARCReading

@testable import WARC

@Suite struct ArchiveTests {
  @Test func `A file begins with what wrote it`() throws {
    let records = try Shelf().records()
    #expect(records.map(\.type) == ["warcinfo"])
    #expect(records[0]["WARC-Filename"] == "run.warc.gz")
    #expect(records[0]["Content-Type"] == "application/warc-fields")
    let block = String(decoding: records[0].block, as: UTF8.self)
    #expect(block.contains("software: test/1\r\nformat: WARC File Format 1.1\r\n"))
  }

  @Test func `A response has its request beside it`() throws {
    let shelf = try Shelf()
    var exchange = Sample.sample(at: 1_700_000_000_123_456)
    exchange.ipAddress = "127.0.0.1"
    let capture = try shelf.archive.append(exchange, body: Pieces("he", "llo"))
    let records = try shelf.records()
    #expect(records.map(\.type) == ["warcinfo", "response", "request"])
    let (response, request) = (records[1], records[2])
    #expect(response.block == Array("HTTP/1.1 200 OK\r\nServer: x\r\n\r\nhello".utf8))
    #expect(response["WARC-Target-URI"] == "http://127.0.0.1/a")
    #expect(response["WARC-Date"] == "2023-11-14T22:13:20.123456Z")
    #expect(response["WARC-IP-Address"] == "127.0.0.1")
    #expect(response["WARC-Block-Digest"] == response.blockDigest)
    #expect(
      response["WARC-Payload-Digest"]
        == "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    #expect(response["WARC-Record-ID"] == "<\(capture.id)>")
    #expect(request["WARC-Concurrent-To"] == "<\(capture.id)>")
    #expect(request.block == Array("GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
    #expect(request["WARC-Block-Digest"] == request.blockDigest)
    #expect(capture.file == "run.warc.gz")
    #expect((capture.offset, capture.length) == (response.offset, response.length))
    #expect(!capture.isRevisit)
  }

  @Test func `The same payload again is a revisit of the first`() throws {
    let shelf = try Shelf()
    let first = try shelf.archive.append(.sample(at: 5), body: Pieces("hello"))
    let again = try shelf.archive.append(
      .sample("http://127.0.0.1/b", head: "HTTP/1.1 200 OK\r\nB: x\r\n\r\n"), body: Pieces("hello"))
    _ = try shelf.archive.append(.sample(), body: Pieces("other"))
    #expect(again.isRevisit)
    let records = try shelf.records()
    #expect(
      records.map(\.type)
        == ["warcinfo", "response", "request", "revisit", "request", "response", "request"])
    let revisit = records[3]
    #expect(
      revisit["WARC-Profile"]
        == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
    #expect(revisit["WARC-Refers-To"] == "<\(first.id)>")
    #expect(revisit["WARC-Refers-To-Target-URI"] == "http://127.0.0.1/a")
    #expect(revisit["WARC-Refers-To-Date"] == records[1]["WARC-Date"])
    #expect(revisit["WARC-Payload-Digest"] == records[1]["WARC-Payload-Digest"])
    #expect(revisit.block == Array("HTTP/1.1 200 OK\r\nB: x\r\n\r\n".utf8))
  }

  @Test func `An empty payload is no revisit, nor is what is cut off`() throws {
    let shelf = try Shelf()
    for _ in 0..<2 { _ = try shelf.archive.append(.sample(), body: Pieces()) }
    var cut = Sample.sample()
    cut.truncation = .disconnect
    for _ in 0..<2 { _ = try shelf.archive.append(cut, body: Pieces("hel")) }
    let responses = try shelf.records().filter { $0.type != "request" }.dropFirst()
    #expect(responses.map(\.type) == Array(repeating: "response", count: 4))
    #expect(responses.allSatisfy { $0["WARC-Payload-Digest"] == nil })
    #expect(responses.map { $0["WARC-Truncated"] } == [nil, nil, "disconnect", "disconnect"])
  }

  @Test func `Only so many payloads are remembered, the latest ones`() throws {
    let shelf = try Shelf(remembered: 2)
    let bodies = ["a", "b", "c", "b", "a", "c", "a"]
    let revisits = try bodies.map {
      try shelf.archive.append(.sample(), body: Pieces($0)).isRevisit
    }
    #expect(revisits == [false, false, false, true, false, true, true])
  }

  @Test func `Chunks stay as they came, and the digest of what is in them is no field of its own`()
    throws
  {
    let shelf = try Shelf()
    var exchange = Sample.sample(
      head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n")
    exchange.decodedDigest = "2cf24d"
    let wire = "2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nT: 1\r\n\r\n"
    _ = try shelf.archive.append(exchange, body: Pieces(wire, "excess"))
    // The same payload, in other chunks.
    let again = try shelf.archive.append(exchange, body: Pieces("5\r\nhello\r\n0\r\n\r\n"))
    let records = try shelf.records()
    #expect(records[1].payload == Array(wire.utf8))
    #expect(records[1]["WARC-Payload-Digest"] == nil)
    #expect(records[1]["Swoop-Decoded-Digest"] == "sha256:2cf24d")
    #expect(again.isRevisit)
    #expect(records[3]["WARC-Payload-Digest"] == nil)
    #expect(records[3]["Swoop-Decoded-Digest"] == "sha256:2cf24d")
  }

  @Test func `What came in chunks is no revisit of what did not, nor the other way round`() throws {
    let shelf = try Shelf()
    let chunked = Sample.sample(head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunks = "5\r\nhello\r\n0\r\n\r\n"
    var revisits: [Bool] = []
    for _ in 0..<2 {
      revisits.append(try shelf.archive.append(chunked, body: Pieces(chunks)).isRevisit)
      revisits.append(try shelf.archive.append(.sample(), body: Pieces("hello")).isRevisit)
    }
    #expect(revisits == [false, false, true, true])
    let found = try shelf.records().filter { $0.type == "revisit" }
    #expect(found.map { $0["WARC-Payload-Digest"] == nil } == [true, false])
  }

  @Test func `A body in an encoding has the digest of both`() throws {
    let shelf = try Shelf()
    var exchange = Sample.sample(
      head: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    exchange.decodedDigest = "ab"
    _ = try shelf.archive.append(exchange, body: Pieces("hello"))
    let record = try shelf.records()[1]
    #expect(record["WARC-Payload-Digest"]?.hasPrefix("sha256:2cf24dba") == true)
    #expect(record["Swoop-Decoded-Digest"] == "sha256:ab")
  }

  @Test func `HTTP/2 is written as readers know it`() throws {
    let shelf = try Shelf()
    let exchange = Sample.sample(
      head: "HTTP/2 200 \r\nserver: x\r\n\r\n", request: "GET /a HTTP/2\r\nHost: x\r\n\r\n")
    _ = try shelf.archive.append(exchange, body: Pieces("hello"))
    let records = try shelf.records()
    #expect(records[1]["WARC-Protocol"] == "h2")
    #expect(records[1].block == Array("HTTP/1.1 200 \r\nserver: x\r\n\r\nhello".utf8))
    #expect(records[2].block == Array("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
  }

  @Test(arguments: ["image/png", "text/html"])
  func `Large bodies are whole, compressed or not`(type: String) throws {
    let shelf = try Shelf()
    let exchange = Sample.sample(
      head: "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\r\n")
    var body = Pieces()
    body.pieces = (0..<12).map { piece in
      (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* (piece | 1)) }
    }
    let capture = try shelf.archive.append(exchange, body: body)
    #expect((capture.length > 600_000) == (type == "image/png"))
    let record = try shelf.records()[1]
    #expect(record.payload == body.pieces.flatMap(\.self))
    #expect(record["WARC-Block-Digest"] == record.blockDigest)
  }

  @Test func `A file that is full is followed by another, between exchanges`() throws {
    let shelf = try Shelf(isNumbered: true, limit: 2000)
    var names: [String] = []
    for index in 0..<12 {
      names.append(try shelf.archive.append(.sample(), body: Pieces("body \(index)")).file)
    }
    #expect(shelf.files.count > 2)
    #expect(Set(names) == Set(shelf.files.indices.map { "run-0000\($0).warc.gz" }))
    for (index, file) in shelf.files.enumerated() {
      let records = try shelf.records(index)
      #expect(records[0]["WARC-Filename"] == "run-0000\(index).warc.gz")
      #expect(records.dropFirst().map(\.type).count % 2 == 0)
      #expect(records.last?.type == "request")
      #expect(file.isFinished == (index < shelf.files.count - 1))
    }
    try shelf.archive.finish()
    #expect(shelf.files.allSatisfy { $0.isFinished })
  }

  @Test func `What does not fit on the disk leaves no trace`() throws {
    let shelf = try Shelf()
    _ = try shelf.archive.append(.sample(), body: Pieces("first"))
    let size = shelf.files[0].bytes.count
    shelf.files[0].room = size + 300_000
    var body = Pieces()
    body.pieces = (0..<12).map { _ in (0..<50_000).map { _ in UInt8.random(in: 0...255) } }
    #expect(throws: MemoryFile.Full.self) { try shelf.archive.append(.sample(), body: body) }
    #expect(shelf.files[0].bytes.count == size)
    shelf.files[0].room = .max
    let capture = try shelf.archive.append(.sample(), body: body)
    #expect(capture.offset == size)
    #expect(!capture.isRevisit)
    #expect(try shelf.records().count == 5)
  }
}
