import Curl
import Foundation
import Origin
import Testing

@testable import SwoopCore

extension TLSServer {
  /// One of its servers as a proxy.
  fileprivate func proxy(_ service: Service) -> String {
    "https://127.0.0.1:\(port + service.rawValue)"
  }
}

/// Runs through proxies that are there, that are not, and that go away.
@Suite struct ProxyRunTests {
  private func pool(
    _ texts: [String], _ rotation: Proxies.Rotation = .request, cap: Int? = nil
  ) throws -> Proxies {
    var proxies = try Proxies(parsing: Array(texts.joined(separator: "\n").utf8))
    (proxies.rotation, proxies.cap) = (rotation, cap)
    return proxies
  }

  private func address(_ proxy: HTTPProxy) -> String { "http://127.0.0.1:\(proxy.port)" }

  @Test(arguments: Mode.allCases)
  func `requests are shared out among proxies, no more at once than the cap`(mode: Mode)
    async throws
  {
    try await Origin.withOrigin { origin in
      let proxies = [try HTTPProxy(), try HTTPProxy()]
      let pool = try pool(proxies.map(address), cap: 3)
      let lines = (0..<40).map { "http://h\($0).test:\(origin.port)/delay/10?bytes=3" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxies = pool
        $0.concurrency = 20
      }
      #expect(fetched.records.allSatisfy { $0.ok })
      #expect(Set(fetched.records.compactMap(\.proxy)) == Set(proxies.map(address)))
      for proxy in proxies {
        #expect(proxy.requests.count >= 10)
      }
      #expect(fetched.report.proxies.map(\.requests).reduce(0, +) == 40)
      #expect(fetched.report.proxies.allSatisfy { (1...3).contains($0.peak) })
      #expect(fetched.report.proxies.map(\.carried) == proxies.map(\.requests.count))
    }
  }

  @Test(arguments: Mode.allCases)
  func `by host, all of a host goes through one proxy`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let proxies = try (0..<3).map { _ in try HTTPProxy() }
      let pool = try pool(proxies.map(address), .host, cap: 2)
      let lines = (0..<60).map { "http://h\($0 % 12).test:\(origin.port)/bytes/3?\($0)" }
      let fetched = try await fetch(mode, lines) { $0.attempt.proxies = pool }
      #expect(fetched.records.allSatisfy { $0.ok })
      let hosts = Dictionary(grouping: fetched.records) { URL(string: $0.url)?.host() }
      for records in hosts.values { #expect(Set(records.map(\.proxy)).count == 1) }
      #expect(Set(fetched.records.map(\.proxy)).count > 1)
    }
  }

  @Test(arguments: Mode.allCases, Proxies.Rotation.allCases)
  func `a dead proxy costs no entry, nor an attempt`(
    mode: Mode, rotation: Proxies.Rotation
  ) async throws {
    try await TLSServer.with { server in
      let (alive, dead) = (try HTTPProxy(), try HTTPProxy())
      dead.kill()
      let wrong = try HTTPProxy(.wantsCredentials)
      let pool = try pool(
        [alive, dead, wrong].map(address)
          + ["http://no-such-proxy.invalid:1", server.proxy(.untrusted)], rotation)
      let lines = (0..<40).map { "\(server.url(.good))?\($0)" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxies = pool
        $0.attempt.certificates = .init(bundle: server.authority)
        $0.attempt.connectTimeout = .seconds(5)
        $0.retry.retries = 0
      }
      #expect(fetched.records.allSatisfy { $0.ok && $0.attempts == 1 })
      #expect(fetched.records.allSatisfy { $0.proxy == address(alive) })
      #expect(fetched.report.proxies[0].failures == 0)
      #expect(fetched.report.proxies[0].carried == 40)
      let failures = fetched.report.proxies.dropFirst().map(\.failures)
      #expect(rotation == .host || failures.allSatisfy { $0 > 0 })
      #expect(alive.requests.contains { $0.hasPrefix("CONNECT 127.0.0.1:") })
    }
  }

  @Test(arguments: Mode.allCases)
  func `one that is killed midway and comes back takes its part again`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (steady, killed) = (try HTTPProxy(), try HTTPProxy())
      let pool = try pool([steady, killed].map(address), cap: 4)
      let lines = (0..<400).map { "http://h\($0 % 40).test:\(origin.port)/delay/5?bytes=3&\($0)" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxies = pool
        $0.retry.longestWait = .milliseconds(40)
      } whileRunning: { _ in
        #expect(await eventually { killed.requests.count > 30 })
        killed.kill()
        let before = killed.requests.count
        #expect(await eventually { steady.requests.count > 120 })
        #expect(throws: Never.self) { try killed.start() }
        #expect(await eventually { killed.requests.count > before + 10 })
      }
      #expect(fetched.records.count == 400)
      #expect(fetched.records.allSatisfy { $0.ok })
      #expect(fetched.report.proxies[1].failures > 0)
      #expect(fetched.report.proxies[1].rests > 0)
      #expect(fetched.report.proxies[1].isResting == false)
    }
  }

  @Test(arguments: Mode.allCases)
  func `one that reaches nobody rests once others have reached them`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (well, cutOff) = (try HTTPProxy(), try HTTPProxy(.cutOff))
      let pool = try pool([cutOff, well].map(address))
      let lines = (0..<100).map { "http://h\($0).test:\(origin.port)/bytes/3" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxies = pool
        $0.concurrency = 8
      }
      #expect(fetched.records.allSatisfy { $0.ok && $0.proxy == address(well) })
      #expect(fetched.report.proxies[0].rests > 0)
      #expect(fetched.report.proxies[0].refused > 0)
      #expect(fetched.report.proxies[1].rests == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a site that asks for a proxy's credentials has none rest`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let proxies = [try HTTPProxy(), try HTTPProxy()]
      let pool = try pool(proxies.map(address))
      let hostile = (0..<20).map { "http://evil.test:\(origin.port)/status/407?\($0)" }
      let others = (0..<20).map { "http://h\($0).test:\(origin.port)/bytes/3" }
      let fetched = try await fetch(mode, hostile + others) {
        $0.attempt.proxies = pool
        $0.retry.longestWait = .milliseconds(40)
        $0.hostFailures = nil
      }
      #expect(fetched.records.prefix(20).allSatisfy { $0.status == 407 && $0.attempts == 3 })
      #expect(fetched.records.dropFirst(20).allSatisfy { $0.ok && $0.attempts == 1 })
      #expect(fetched.report.proxies.allSatisfy { $0.rests == 0 && $0.failures == 0 })
    }
  }

  @Test(arguments: Mode.allCases, ["http", "https"])
  func `one that asks for credentials rests`(mode: Mode, scheme: String) async throws {
    try await TLSServer.with { server in
      try await Origin.withOrigin { origin in
        let (well, wrong) = (try HTTPProxy(), try HTTPProxy(.wantsCredentials))
        let pool = try pool([wrong, well].map(address))
        let port = scheme == "http" ? origin.port : server.port
        let path = scheme == "http" ? "bytes/3" : "page"
        let fetched = try await fetch(
          mode, (0..<30).map { "\(scheme)://h\($0).test:\(port)/\(path)" }
        ) {
          $0.attempt.proxies = pool
          $0.attempt.isInsecure = true
          $0.concurrency = 6
        }
        #expect(fetched.records.allSatisfy { $0.ok && $0.proxy == address(well) })
        #expect(fetched.report.proxies[0].rests > 0 && fetched.report.proxies[0].carried == 0)
        #expect(fetched.report.proxies[1].rests == 0)
      }
    }
  }

  private static let alert: [UInt8] = [0x15, 3, 3, 0, 2, 2, 40]
  private static let feigning: [HTTPProxy.Mood] = [
    .feigns([]), .feigns(Array("no TLS\r\n".utf8)), .feigns(alert), .drones,
  ]

  @Test(arguments: Mode.allCases, feigning)
  func `one whose tunnels lead nowhere rests once others have come through`(
    mode: Mode, mood: HTTPProxy.Mood
  ) async throws {
    try await TLSServer.with { server in
      let (well, feigning) = (try HTTPProxy(), try HTTPProxy(mood))
      let pool = try pool([feigning, well].map(address))
      let fetched = try await fetch(
        mode, (0..<20).map { "https://h\($0).test:\(server.port)/page" }
      ) {
        $0.attempt.proxies = pool
        $0.attempt.isInsecure = true
        $0.attempt.connectTimeout = .seconds(4)
      }
      #expect(fetched.records.allSatisfy { $0.ok && $0.proxy == address(well) })
      let tally = fetched.report.proxies[0]
      #expect(tally.rests > 0 && tally.refused > 0 && tally.carried == 0)
      #expect(fetched.report.proxies[1].rests == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `one that sends anything in the place of answers rests, too`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (well, junk) = (try HTTPProxy(), try HTTPProxy(.feigns(Array("no HTTP\r\n\r\n".utf8))))
      let (endless, socks) = (try HTTPProxy(.drones), try SocksProxy(feigns: true))
      let texts = [well, junk, endless].map(address) + ["socks5h://127.0.0.1:\(socks.port)"]
      let pool = try pool(texts)
      let fetched = try await fetch(
        mode, (0..<40).map { "http://h\($0).test:\(origin.port)/bytes/3" }
      ) {
        $0.attempt.proxies = pool
        $0.retry.retries = 10
      }
      #expect(fetched.records.allSatisfy { $0.ok && $0.proxy == address(well) })
      for tally in fetched.report.proxies.dropFirst() {
        #expect(tally.rests > 0 && tally.refused > 0 && tally.carried == 0)
      }
      #expect(fetched.report.proxies[0].rests == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a host that no proxy reaches fails alone`(mode: Mode) async throws {
    try await TLSServer.with { server in
      let proxies = [try HTTPProxy(), try HTTPProxy()]
      let closed = try SilentListener()
      shutdown(closed.descriptor, Int32(SHUT_RDWR))
      let pool = try pool(proxies.map(address))
      let lines =
        ["https://127.0.0.1:\(closed.port)/"] + (0..<20).map { "\(server.url(.good))?\($0)" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxies = pool
        $0.attempt.certificates = .init(bundle: server.authority)
      }
      #expect(fetched.records.map(\.ok) == [false] + lines.dropFirst().map { _ in true })
      #expect(fetched.records[0].error?.kind == "connect")
      #expect(fetched.records[0].error?.message == "the proxy answered 502 to CONNECT")
      #expect(fetched.records[0].attempts == 3)
      #expect(fetched.report.proxies.allSatisfy { $0.rests == 0 })
    }
  }

  @Test(arguments: Mode.allCases)
  func `without any proxy that works, all entries fail, and the message names one`(
    mode: Mode
  ) async throws {
    var dead: [HTTPProxy] = []
    for _ in 0..<2 {
      dead.append(try HTTPProxy())
      dead.last?.kill()
    }
    let hangsUp = try HTTPProxy(.hangsUp)
    let texts = dead.map { "http://user:secret@127.0.0.1:\($0.port)" } + [address(hangsUp)]
    var pool = try pool(texts)
    pool.failures = 3
    let lines = (0..<30).map { "https://h\($0).test/" }
    let fetched = try await fetch(mode, lines) {
      $0.attempt.proxies = pool
      $0.retry.longestWait = .milliseconds(20)
    }
    #expect(fetched.records.count == 30)
    for record in fetched.records {
      #expect(record.error?.kind == "proxy")
      #expect(record.error?.message.contains("http://127.0.0.1:") == true)
      #expect(record.error?.message.contains("secret") == false)
    }
  }

  @Test(arguments: Mode.allCases)
  func `of each proxy's kind it depends who looks names up`(mode: Mode) async throws {
    let (here, there) = (try SocksProxy(), try SocksProxy())
    let pool = try pool(["socks5://127.0.0.1:\(here.port)", "socks5h://127.0.0.1:\(there.port)"])
    let fetched = try await fetch(mode, (0..<10).map { "http://h\($0).test/" }) {
      $0.attempt.proxies = pool
      $0.retry.retries = 0
      $0.attempt.lookUp = { _ in
        .init(answer: .success([IPAddress(v4: 0x0101_0101)]), isLasting: false)
      }
    }
    // What the proxy's rules do not allow is no fault of the proxy's.
    #expect(fetched.records.allSatisfy { $0.error?.kind == "connect" })
    #expect(Set(here.targets) == ["1.1.1.1"])
    #expect(there.targets.allSatisfy { $0.hasSuffix(".test") } && !there.targets.isEmpty)
    #expect(fetched.report.proxies.allSatisfy { $0.refused > 0 && $0.failures == 0 })
  }
}
