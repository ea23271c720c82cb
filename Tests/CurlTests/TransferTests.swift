import Locking
import Origin
import Testing

@testable import Curl

@Suite struct TransferTests {
  @Test(arguments: MultiHandle.Driving.allCases)
  func `a transfer is used for one request after the other`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      for size in [1, 100_000, 0] {
        var received = 0
        try transfer.reset(limits: .init()) { _, bytes in
          received += bytes.count
          return .goOn
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

  @Test(arguments: MultiHandle.Driving.allCases)
  func `reset forgets the last request's headers and body`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
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

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a connection's last request closes it, unless it is redirected`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      for path in ["/redirect/1", "/redirect/0"] {
        try transfer.reset(limits: .init(isConnectionsLast: { true }))
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

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a body that is refused ends the transfer`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      try transfer.reset(limits: .init()) { _, _ in .refuse }
      try transfer.easy.set(.url, origin.url("/bytes/10"))
      #expect(try run(transfer, in: multi) == .writeError)
      #expect(transfer.refusal == .bodyRefused)
    }
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `headers beyond the limit end the transfer`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      try transfer.reset(limits: .init())
      try transfer.easy.set(.url, origin.url("/big-headers/400000"))
      #expect(try run(transfer, in: multi) != .ok)
      #expect(transfer.refusal == .headersTooLarge)
    }
  }

  @Test(arguments: ["127.0.0.1", "[::1]", "localhost"], MultiHandle.Driving.allCases)
  func `no socket is opened to an address that is refused`(
    host: String, driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      try transfer.reset(limits: .init(refuses: { _ in true }))
      try transfer.easy.set(.url, "http://\(host):\(origin.port)/")
      #expect(try run(transfer, in: multi) == .couldNotConnect)
      let refused = try #require(transfer.refusedAddress)
      #expect(refused == IPAddress(v4: 0x7F00_0001) || refused == IPAddress(v6: 1))
      #expect(origin.connections() == 0)
    }
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a name has the addresses that it is given, each time anew`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let transfer = try Transfer()
      let multi = try MultiHandle(drivenBy: driving)
      try multi.keep(connections: 0)
      for last: UInt32 in [2, 3, 2] {
        try prepare(transfer, "a.test", [IPAddress(v4: 0x7F00_0000 + last)], origin)
        #expect(try run(transfer, in: multi) == .ok)
        #expect(transfer.remoteIP == "127.0.0.\(last)")
      }
      // What no transfer needs any more is forgotten when the next one starts.
      try prepare(transfer, "127.0.0.1", [], origin)
      #expect(try run(transfer, in: multi) == .ok)
      try prepare(transfer, "a.test", [], origin)
      #expect(try run(transfer, in: multi) == .couldNotResolveHost)
    }
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a name keeps its addresses as long as one transfer needs them`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let (one, other) = (try Transfer(), try Transfer())
      let multi = try MultiHandle(drivenBy: driving)
      try multi.keep(connections: 0)
      try prepare(one, "a.test", [IPAddress(v4: 0x7F00_0002)], origin, path: "/hang")
      try multi.add(one)
      try multi.perform()
      // Others come and go meanwhile: the same name, addresses, one of IPv6 that makes libcurl forget.
      for host in ["a.test", "127.0.0.1", "[::1]", "b.test"] {
        let addresses = host.hasSuffix("test") ? [IPAddress(v4: 0x7F00_0002)] : []
        try prepare(other, host, addresses, origin)
        _ = try run(other, in: multi, besides: one)
      }
      try prepare(other, "a.test", [], origin)
      #expect(try run(other, in: multi, besides: one) == .ok)
      multi.remove(one)
      try prepare(other, "127.0.0.1", [], origin)
      #expect(try run(other, in: multi) == .ok)
      try prepare(other, "a.test", [], origin)
      #expect(try run(other, in: multi) == .couldNotResolveHost)
    }
  }

  @Test func `an option that libcurl does not take is an error that names it`() throws {
    let transfer = try Transfer()
    let error = #expect(throws: CurlError.self) { try transfer.easy.set(.protocols, "no-such") }
    #expect(error?.description.contains("set option") == true)
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a waker outlives its handle`(
    driving: MultiHandle.Driving
  ) throws {
    let waker = try MultiHandle(drivenBy: driving).waker
    waker.wake()
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `a wake-up ends one wait and no more`(driving: MultiHandle.Driving) throws {
    let multi = try MultiHandle(drivenBy: driving)
    multi.waker.wake()
    try multi.wait(milliseconds: 60_000)
    // Nobody calls `perform` on a loop that has nothing to do.
    let start = Instant.now
    try multi.wait(milliseconds: 200)
    #expect(start.duration(to: .now) > .milliseconds(150))
  }

  @Test func `the loaded libcurl is new enough`() {
    #expect(CurlLibrary.version >= 0x075801)
    #expect(!CurlLibrary.versionText.isEmpty)
  }

  private func prepare(
    _ transfer: Transfer, _ host: String, _ addresses: [IPAddress], _ origin: Origin,
    path: String = "/bytes/5"
  ) throws {
    try transfer.reset(limits: .init(isConnectionsLast: { true }))
    try transfer.set(.init(host: host, port: origin.port, addresses: addresses))
    try transfer.easy.set(.url, "http://\(host):\(origin.port)\(path)")
  }

  private func run(
    _ transfer: Transfer, in multi: borrowing MultiHandle, besides other: Transfer? = nil
  ) throws -> CurlCode {
    try multi.add(transfer)
    defer { multi.remove(transfer) }
    while true {
      try multi.perform()
      if let (id, code) = multi.nextFinished() {
        #expect(id == transfer.id)
        return code
      }
      try multi.wait(milliseconds: 1000)
    }
  }
}
