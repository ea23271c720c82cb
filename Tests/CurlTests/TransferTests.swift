import Origin
import Testing

@testable import Curl

@Suite struct TransferTests {
  @Test func `a transfer is used for one request after the other`() async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(connections: 4)
      for size in [1, 100_000, 0] {
        var received = 0
        try transfer.reset(limits: .init()) { _, bytes in
          received += bytes.count
          return true
        }
        try transfer.easy.set(.url, origin.url("/bytes/\(size)"))
        #expect(try run(transfer, in: multi) == .ok)
        #expect(received == size)
        #expect(transfer.bodyBytes == size)
        #expect(transfer.status == 200)
        #expect(transfer.httpVersion == "1.1")
        #expect(transfer.remoteIP == "127.0.0.1")
        #expect(transfer.header("etag") != nil)
        #expect(transfer.header("no-such-field") == nil)
      }
      #expect(origin.connections() == 1)
    }
  }

  @Test func `reset forgets the last request's headers and body`() async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(connections: 4)
      try transfer.reset(limits: .init())
      try transfer.easy.set(.url, origin.url("/echo?1"))
      try transfer.set(headers: [(name: "X-Secret", value: "one"), (name: "X-Empty", value: "")])
      try transfer.set(body: Array("body".utf8))
      #expect(try run(transfer, in: multi) == .ok)

      try transfer.reset(limits: .init())
      try transfer.easy.set(.url, origin.url("/echo?2"))
      #expect(try run(transfer, in: multi) == .ok)

      let first = try #require(origin.received(path: "/echo?1").first)
      #expect(first.method == "POST")
      #expect(first.headers.contains { $0.name == "X-Secret" && $0.value == "one" })
      #expect(first.headers.contains { $0.name == "X-Empty" && $0.value.isEmpty })
      #expect(first.body == Array("body".utf8))
      let second = try #require(origin.received(path: "/echo?2").first)
      #expect(second.method == "GET")
      #expect(!second.headers.contains { $0.name == "X-Secret" })
      #expect(second.body.isEmpty)
    }
  }

  @Test func `a connection's last request closes it, unless it is redirected`() async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(connections: 4)
      for path in ["/redirect/1", "/redirect/0"] {
        try transfer.reset(limits: .init(isConnectionsLast: true))
        try transfer.easy.set(.url, origin.url(path))
        #expect(try run(transfer, in: multi) == .ok)
      }
      #expect(origin.connections() == 1)
      try transfer.reset(limits: .init())
      try transfer.easy.set(.url, origin.url("/text"))
      #expect(try run(transfer, in: multi) == .ok)
      #expect(origin.connections() == 2)
    }
  }

  @Test func `a body that is refused ends the transfer`() async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(connections: 4)
      try transfer.reset(limits: .init()) { _, _ in false }
      try transfer.easy.set(.url, origin.url("/bytes/10"))
      #expect(try run(transfer, in: multi) == .writeError)
      #expect(transfer.refusal == .bodyRefused)
    }
  }

  @Test func `headers beyond the limit end the transfer`() async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(connections: 4)
      try transfer.reset(limits: .init())
      try transfer.easy.set(.url, origin.url("/big-headers/400000"))
      #expect(try run(transfer, in: multi) != .ok)
      #expect(transfer.refusal == .headersTooLarge)
    }
  }

  @Test func `an option that libcurl does not take is an error that names it`() throws {
    let transfer = try Transfer()
    let error = #expect(throws: CurlError.self) { try transfer.easy.set(.protocols, "no-such") }
    #expect(error?.description.contains("set option") == true)
  }

  @Test func `a waker outlives its handle`() throws {
    let waker = try MultiHandle(connections: 1).waker
    waker.wake()
  }

  @Test func `the loaded libcurl is new enough`() {
    #expect(CurlLibrary.version >= 0x075801)
    #expect(!CurlLibrary.versionText.isEmpty)
  }

  private func run(_ transfer: Transfer, in multi: borrowing MultiHandle) throws -> CurlCode {
    try multi.add(transfer)
    defer { multi.remove(transfer) }
    while true {
      try multi.perform()
      if let (id, code) = multi.nextFinished() {
        #expect(id == transfer.id)
        return code
      }
      try multi.poll(milliseconds: 1000)
    }
  }
}
