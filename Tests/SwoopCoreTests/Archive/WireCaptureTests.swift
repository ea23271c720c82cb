import Testing
import WARC

@testable import SwoopCore

/// What is kept of exchanges that wait to be archived.
@Suite struct WireCaptureTests {
  private static let body = [UInt8](repeating: 7, count: 5000)

  private func store(memory: Int, _ folder: TemporaryFolder) throws -> BodyStore {
    var options = AttemptOptions()
    options.bodyMemory = memory
    var outputs = Outputs(records: [])
    outputs.archive = try WARCOutput.create("\(folder.path)/a.warc.gz", software: "test/1")
    outputs.spillFolder = folder.path
    return BodyStore(options, outputs)
  }

  private func job() throws -> Job {
    var request = try request("http://127.0.0.1/a?b")
    request.body = WireCaptureTests.body
    return SwoopCoreTests.job(1, request)
  }

  /// An exchange with so many bytes in its response's head.
  private func capture(_ head: Int, of job: Job, in store: BodyStore) throws -> CapturedResponse? {
    guard let capture = store.capture(on: nil) else { return nil }
    func each(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
      Array(text.utf8).withUnsafeBytes(body)
    }
    each("POST /a?b HTTP/1.1\r\nHost: h\r\n\r\n") { capture.sent($0, isHead: true) }
    for _ in 0..<2 {
      WireCaptureTests.body[..<1000].withUnsafeBytes { capture.sent($0, isHead: false) }
    }
    each("HTTP/1.1 200 OK\r\n") { capture.received(header: $0) }
    each("A: \(String(repeating: "a", count: head))\r\n") { capture.received(header: $0) }
    each("\r\n") { capture.received(header: $0) }
    each("hello") { _ = capture.received(body: $0) }
    capture.close(target: job.request.url.text)
    return try capture.finish(for: job, at: RecordDate(microseconds: 1)) { _ in }
  }

  @Test func `heads of exchanges that wait share the memory of bodies, and requests one body`()
    throws
  {
    let folder = try TemporaryFolder()
    let store = try store(memory: 10_000, folder)
    let job = try job()
    var captures: [CapturedResponse] = []
    for _ in 0..<20 { captures.append(try #require(try capture(3000, of: job, in: store))) }
    let isInMemory = captures.map { if case .memory = $0.bytes { true } else { false } }
    #expect(isInMemory == (0..<20).map { $0 < 3 })
    let expected =
      "HTTP/1.1 200 OK\r\nA: \(String(repeating: "a", count: 3000))\r\n\r\nhello"
      + "POST /a?b HTTP/1.1\r\nHost: h\r\n\r\nhttp://127.0.0.1/a?b"
    let own = job.request.body?.withUnsafeBytes { $0.baseAddress }
    for capture in captures {
      var bytes: [UInt8] = []
      try capture.bytes.forEachBlock { bytes += Array($0) }
      #expect(String(decoding: bytes, as: UTF8.self) == expected)
      #expect(capture.exchange.requestBody.count == 2000)
      #expect(capture.exchange.requestBody.withUnsafeBytes { $0.baseAddress } == own)
    }
    let isFull = !store.makeCaptureMemory().appends(3000)
    captures = []
    let isFree = store.makeCaptureMemory().appends(10_000)
    #expect(isFull && isFree)
  }

  @Test func `what brings no response gives its memory back at its end`() throws {
    let folder = try TemporaryFolder()
    let store = try store(memory: 10_000, folder)
    let capture = try #require(store.capture(on: nil))
    let lines = ["HTTP/1.1 103 Early Hints\r\n", "A: b\r\n", "\r\n", "HTTP/1.1 200 OK\r\n"]
    for line in lines { Array(line.utf8).withUnsafeBytes { capture.received(header: $0) } }
    capture.close(target: "http://127.0.0.1/")
    let result = try capture.finish(for: job(), at: RecordDate(microseconds: 1)) { _ in }
    #expect(result == nil)
    let isFree = store.makeCaptureMemory().appends(10_000)
    #expect(isFree)
  }
}

extension BodyMemory {
  /// Whether there is room for so many bytes.
  fileprivate func appends(_ count: Int) -> Bool {
    [UInt8](repeating: 0, count: count).withUnsafeBytes { append($0) }
  }
}
