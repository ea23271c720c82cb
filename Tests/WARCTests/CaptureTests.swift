import Testing

@testable import WARC

@Suite struct CaptureTests {
  @Test func `An interim response is none, and trailers are no part of a head`() {
    let capture = ResponseCapture.sample(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\r\nA: b\r\n\r\nT: 1\r\n\r\n"
    )
    #expect(capture.isWhole)
    #expect(capture.head == Array("HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n".utf8))
  }

  @Test func `A head without its end is not whole`() {
    #expect(!ResponseCapture.sample("HTTP/1.1 200 OK\r\nA: b\r\n").isWhole)
    #expect(!ResponseCapture.sample("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n").isWhole)
    let interim = ResponseCapture.sample("HTTP/1.1 100 Continue\r\n\r\n")
    #expect(interim.isWhole && interim.isInterim)
    #expect(ResponseCapture.sample("HTTP/1.1 101 Switching Protocols\r\n\r\n").isInterim)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\ntransfer-encoding:  chunked \r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\nX-Transfer-Encoding: chunked\r\n\r\n", false),
    ("HTTP/2 200\r\ntransfer-encoding: chunked\r\n\r\n", false),
    ("HTTP/1.1 100 Continue\r\ntransfer-encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", false),
  ])
  func `Chunks are seen in the head that counts`(head: String, isChunked: Bool) {
    #expect(ResponseCapture.sample(head).isChunked == isChunked)
  }

  @Test func `A line that only looks empty makes a head doubtful`() {
    #expect(!ResponseCapture.sample("HTTP/1.1 200 OK\r\nA: b\r\n \r\n\r\n").isPlain)
    #expect(ResponseCapture.sample("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n").isPlain)
  }

  @Test func `Credentials are left out of a request, and nothing else`() {
    let capture = RequestCapture.sample(
      "POST / HTTP/1.1\r\nHost: h\r\nauthorization: Basic x\r\nCOOKIE: a=b\r\n"
        + "Proxy-Authorization: y\r\nCookie2: c\r\nContent-Length: 21\r\n\r\nCookie: z\r\n\r\nbody\n\n\n"
    )
    #expect(
      String(decoding: capture.head, as: UTF8.self)
        == "POST / HTTP/1.1\r\nHost: h\r\nCookie2: c\r\nContent-Length: 21\r\n\r\n")
    #expect(capture.bodyCount == "Cookie: z\r\n\r\nbody\n\n\n".utf8.count)
  }

  @Test func `A request that is sent after another takes its place`() {
    let tunnelled = RequestCapture.sample(
      "CONNECT h:443 HTTP/1.1\r\nProxy-Authorization: y\r\n\r\n", "GET / HTTP/1.1\r\nA: ",
      "b\r\n\r",
      "\n")
    #expect(tunnelled.head == Array("GET / HTTP/1.1\r\nA: b\r\n\r\n".utf8))
  }

  @Test func `Of a request's body it is known how much was sent, also when it is sent again`() {
    var capture = RequestCapture()
    func take(_ text: String, isHead: Bool) {
      Array(text.utf8).withUnsafeBytes { capture.take($0, isHead: isHead) }
    }
    take("POST / HTTP/1.1\r\n\r", isHead: true)
    // The rest of a head may come as if it were no part of it.
    take("\nab", isHead: false)
    take("cde", isHead: false)
    #expect(capture.bodyCount == 5)
    take("POST / HTTP/1.1\r\n\r\n", isHead: true)
    #expect(capture.bodyCount == 0)
    take("ab", isHead: false)
    #expect(capture.bodyCount == 2)
    #expect(capture.head == Array("POST / HTTP/1.1\r\n\r\n".utf8))
  }

  @Test func `Chunks are followed however they are cut`() {
    let wire = Array("A;q=\"0\"\r\n0123456789\r\n1\nx\r\n00\r\nT: 0\r\n\r\nmore".utf8)
    for size in 1...wire.count {
      var body = ChunkedBody()
      var content: [UInt8] = []
      for start in stride(from: 0, to: wire.count, by: size) {
        Array(wire[start..<min(wire.count, start + size)]).withUnsafeBytes { bytes in
          body.read(bytes) { content += $0 }
        }
      }
      #expect(content == Array("0123456789x".utf8))
      #expect(body.isWhole && body.count == wire.count - 4)
    }
  }

  @Test(arguments: [
    "", "5\r\nhel", "5\r\nhello\r\n", "x\r\n", "ffffffffffffffffff\r\n", "7fffffffffffffff\r\nab",
    "1\r\nab\r\n0\r\n\r\n",
  ])
  func `Chunks that do not end are not whole`(wire: String) {
    var body = ChunkedBody()
    Array(wire.utf8).withUnsafeBytes { body.read($0) { _ in } }
    #expect(!body.isWhole)
    #expect(body.count == wire.utf8.count)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000Z"), (951_827_696_000_001, "2000-02-29T12:34:56.000001Z"),
    (-1, "1969-12-31T23:59:59.999999Z"), (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
    (1_798_761_599_500_000, "2026-12-31T23:59:59.500000Z"),
  ])
  func `Dates are those of the calendar`(microseconds: Int, text: String) {
    #expect("\(RecordDate(microseconds: microseconds))" == text)
  }

  @Test func `An identifier is a random UUID`() {
    #expect(
      "\(RecordID(high: .max, low: .max))" == "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff")
    #expect("\(RecordID(high: 0, low: 0))" == "urn:uuid:00000000-0000-4000-8000-000000000000")
    #expect(RecordID() != RecordID())
  }

  @Test func `A series numbers its files`() throws {
    let series = try #require(WARCSeries("a/b.c.warc.gz", isNumbered: true))
    #expect(series.path(0) == "a/b.c-00000.warc.gz")
    #expect(series.path(123_456) == "a/b.c-123456.warc.gz")
    #expect(series.name(7) == "b.c-00007.warc.gz")
    #expect(series.folder == "a/")
    #expect(series.number(of: "b.c-00012.warc.gz") == 12)
    #expect(series.number(of: "b.c-012.warc.gz") == nil)
    #expect(series.number(of: "b.c.warc.gz") == nil)
    #expect(series.number(of: "xb.c-00012.warc.gz") == nil)
    let single = try #require(WARCSeries("run.warc.gz", isNumbered: false))
    #expect(
      single.path(0) == "run.warc.gz" && single.name(0) == "run.warc.gz" && single.folder == "")
    #expect(single.number(of: "run.warc.gz") == 0)
    #expect(single.number(of: "run-00000.warc.gz") == nil)
  }

  @Test(arguments: ["run.warc", "run.gz", ".warc.gz", "folder/.warc.gz", ""])
  func `Other names are none of a compressed archive`(path: String) {
    #expect(WARCSeries(path, isNumbered: false) == nil)
  }
}
