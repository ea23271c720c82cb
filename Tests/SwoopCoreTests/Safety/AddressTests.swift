import Curl
import Locking
import Origin
import Testing

@testable import SwoopCore

/// Which hosts a run connects to, through the whole house and in both modes.
@Suite struct AddressTests {
  @Test(arguments: Mode.allCases)
  func `no spelling of an address and no redirect leads to a private one`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let port = origin.port
      let hosts = [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1",
        "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "localhost", "a.localhost", "LOCALHOST",
        "１２７.0.0.1", "127。0。0。1", "169.254.169.254", "[fd00:ec2::254]",
      ]
      let lines = hosts.map { "http://user:secret@\($0):\(port)/bytes/5" }
      let fetched = try await fetch(mode, lines) {
        $0.attempt.addresses = AddressPolicy(isPublicOnly: true)
      }
      for (host, record) in zip(hosts, fetched.records) {
        #expect(record.outcome == "blocked_address", "\(host): \(record.outcome)")
        #expect(record.attempts == 1)
        #expect(!"\(record)".contains("secret"))
      }
      #expect(origin.requests() == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a host that may be an address to others is none`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let hosts = [
        "%31%32%37.1", "１27.1", "%30", "127.0.0.1.", "0x7f.1.", "127.1.", "a.0x1", "a.5",
      ]
      let lines = hosts.map { "http://\($0):\(origin.port)/" }
      let records = try await fetch(mode, lines) {
        $0.attempt.addresses = AddressPolicy(isPublicOnly: true)
      }.records
      // Which of both depends on when libcurl decodes a host.
      #expect(records.allSatisfy { ["invalid_url", "blocked_address"].contains($0.outcome) })
      #expect(origin.requests() == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `each hop is looked at`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let targets = [
        origin.url("/bytes/5", host: "127.0.0.2"), origin.url("/bytes/5", host: "0x7f.2"),
        "http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://inner.test:\(origin.port)/",
      ]
      let lines = targets.map { origin.url("/redirect-to?url=\($0)") }
      let policy = AddressPolicy(
        isPublicOnly: true, allowed: [try AddressBlock("127.0.0.1")])
      let fetched = try await fetch(mode, lines) {
        $0.attempt.addresses = policy
        $0.attempt.lookUp = { _ in
          .init(answer: .success([IPAddress(v4: 0x7F00_0002)]), isLasting: true)
        }
      }
      for record in fetched.records {
        #expect(record.outcome == "blocked_address")
        #expect(record.redirects == 1)
      }
      #expect(origin.requests(host: "127.0.0.2") == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a connection goes to the address that was looked at`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      // Each look-up has another answer, as that of one who wants to be let in has.
      let asked = Monitor(1)
      let fetched = try await fetch(
        mode, (1...3).map { "http://rebinding.test:\(origin.port)/bytes/5?\($0)" }
      ) { options in
        options.concurrency = 1
        options.attempt.addresses = AddressPolicy(
          isPublicOnly: true, allowed: [try AddressBlock("127.0.0.2")])
        options.attempt.lookUp = { _ in
          let number = asked.withLock { asked in
            asked += 1
            return UInt32(asked)
          }
          return .init(answer: .success([IPAddress(v4: 0x7F00_0000 + number)]), isLasting: false)
        }
      }
      #expect(fetched.records.map(\.outcome) == ["200", "blocked_address", "blocked_address"])
      #expect(fetched.records[0].remote_ip == "127.0.0.2")
      #expect(origin.requests() == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `names are looked up once and keep their addresses`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let asked = Monitor<[String]>([])
      let names = ["a.test", "-b.test", "c.test"]
      let lines = (0..<30).map { "http://\(names[$0 % 3]):\(origin.port)/bytes/5?\($0)" }
      let fetched = try await fetch(mode, lines) { options in
        options.concurrency = 4
        options.attempt.lookUp = { name in
          asked.withLock { $0.append(name) }
          let last = UInt32(names.firstIndex(of: name) ?? 9) + 1
          return .init(
            answer: .success([IPAddress(v6: 1), IPAddress(v4: 0x7F00_0000 + last)]),
            isLasting: true)
        }
      }
      #expect(fetched.records.map(\.outcome) == Array(repeating: "200", count: 30))
      for (index, record) in fetched.records.enumerated() {
        #expect(record.remote_ip == "127.0.0.\(index % 3 + 1)")
      }
      #expect(asked.withLock { $0.sorted() } == names.sorted())
    }
  }

  @Test(arguments: Mode.allCases)
  func `a look-up without end is ended by the timeout, and by the run's end`(mode: Mode)
    async throws
  {
    let gate = Monitor(false)
    let asked = Monitor(0)
    let lookUp: @Sendable (String) -> AddressLookup.Outcome = { _ in
      asked.update { $0 += 1 }
      gate.wait { $0 ? () : nil }
      return .init(answer: .success([]), isLasting: true)
    }
    defer { gate.update { $0 = true } }
    let late = try await fetch(mode, ["http://slow.test/"]) { options in
      options.attempt.lookUp = lookUp
      options.attempt.connectTimeout = .milliseconds(50)
      options.retry.retries = 0
    }
    #expect(late.records[0].outcome == "timeout")
    let cancelled = try await fetch(mode, ["http://slow.test/", "http://slower.test/"]) { options in
      options.attempt.lookUp = lookUp
    } whileRunning: { run in
      #expect(await eventually { asked.withLock { $0 } == 3 })
      run.cancel()
    }
    #expect(cancelled.records.map(\.outcome) == ["interrupted", "interrupted"])
  }

  @Test(arguments: Mode.allCases)
  func `a proxy is connected to whatever its address, and gets no private one to ask`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      let proxy = try Proxy("127.0.0.1:\(origin.port)")
      let lines = ["http://somewhere.invalid/bytes/5", "http://10.0.0.1/", "http://localhost/"]
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxy = proxy
        $0.attempt.addresses = AddressPolicy(isPublicOnly: true)
      }
      #expect(fetched.records.map(\.outcome) == ["200", "blocked_address", "blocked_address"])
      #expect(origin.requests() == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `who looks names up depends on the kind of proxy`(mode: Mode) async throws {
    let lines = ["http://outer.test/", "http://inner.test/", "http://10.0.0.1/", "http://8.8.8.8/"]
    func targets(_ scheme: String) async throws -> ([String], [String]) {
      let socks = try SocksProxy()
      let proxy = try Proxy("\(scheme)://127.0.0.1:\(socks.port)")
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxy = proxy
        $0.attempt.addresses = AddressPolicy(isPublicOnly: true)
        $0.retry.retries = 0
        $0.attempt.lookUp = { name in
          let address = IPAddress(v4: name == "inner.test" ? 0x0A00_0001 : 0x0101_0101)
          return .init(answer: .success([address]), isLasting: false)
        }
      }
      return (socks.targets.sorted(), fetched.records.map(\.outcome))
    }
    let (local, outcomes) = try await targets("socks5")
    #expect(local == ["1.1.1.1", "8.8.8.8"])
    #expect(outcomes == ["connect", "blocked_address", "blocked_address", "connect"])
    let (remote, others) = try await targets("socks5h")
    #expect(remote.contains("inner.test") && remote.contains("outer.test") && remote.count == 3)
    #expect(others == ["connect", "connect", "blocked_address", "connect"])
  }
}
