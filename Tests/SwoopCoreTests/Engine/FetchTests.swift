import Origin
import Testing

@testable import SwoopCore

/// What becomes of entries, through the whole house and in both modes.
@Suite struct FetchTests {
  @Test(arguments: Mode.allCases)
  func `each kind of answer has its outcome`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let cases = [
        (origin.url("/bytes/1000"), "200"), (origin.url("/bytes/0"), "200"),
        (origin.url("/status/204"), "204"), (origin.url("/status/304"), "304"),
        (origin.url("/status/404"), "404"), (origin.url("/status/500"), "500"),
        (origin.url("/chunked/5000"), "200"), (origin.url("/gzip/100000"), "200"),
        (origin.url("/redirect/3"), "200"), (origin.url("/redirect-absolute/2"), "200"),
        (origin.url("/redirect-loop"), "too_many_redirects"),
        (origin.url("/redirect-nowhere"), "302"),
        (origin.url("/redirect-to?url="), "302"),
        (origin.url("/redirect-to?url=ftp://h/"), "unsupported_scheme"),
        (origin.url("/redirect-to?url=http://127.0.0.1:1/"), "connect"),
        (origin.url("/close"), "reset"), (origin.url("/reset"), "reset"),
        (origin.url("/truncate/1000"), "reset"), ("http://127.0.0.1:1/", "connect"),
        ("http://no-such-host.invalid/", "dns"), ("https://127.0.0.1:\(origin.port)/", "tls"),
        (origin.url("/big-headers/400000"), "protocol"), ("ftp://h/", "unsupported_scheme"),
        ("nonsense", "invalid_url"), ("http://bad host/", "invalid_url"),
      ]
      let fetched = try await fetch(mode, cases.map(\.0))
      for (record, expected) in zip(fetched.records, cases) {
        #expect(record.outcome == expected.1, "\(expected.0): \(String(describing: record.error))")
        #expect(record.url == expected.0)
      }
      #expect(fetched.records.count == cases.count)
      #expect(fetched.report.summary.failed == fetched.records.filter { !$0.ok }.count)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a record tells what was fetched`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [
        "# comment", "", origin.url("/bytes/1000", host: "127.0.0.5"), origin.url("/redirect/2"),
        origin.url("/gzip/100000"),
      ]
      let records = try await fetch(mode, lines).records
      let plain = records[0]
      #expect(plain.seq == 1)
      #expect(plain.source.hasSuffix(":3"))
      #expect(plain.final_url == plain.url)
      #expect(plain.method == "GET")
      #expect(plain.attempts == 1)
      #expect(plain.http_version == "1.1")
      #expect(plain.remote_ip == "127.0.0.5")
      #expect(plain.content_type == "application/octet-stream")
      #expect(plain.bytes == 1000)
      #expect(plain.wire_bytes > 1000)
      #expect(plain.etag?.isEmpty == false)
      #expect(plain.started_at?.hasSuffix("Z") == true)
      #expect(plain.time_ms.first_byte > 0)
      #expect(plain.time_ms.total >= plain.time_ms.first_byte)
      let redirected = records[1]
      #expect(redirected.redirects == 2)
      #expect(redirected.attempts == 1)
      #expect(redirected.final_url == origin.url("/redirect/0"))
      let zipped = records[2]
      #expect(zipped.bytes == 100_000)
      #expect(zipped.wire_bytes < 10_000)
    }
  }

  @Test(arguments: Mode.allCases)
  func `method, headers and body reach the server`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let defaults = try RequestDefaults(
        method: "PUT", headers: [try HeaderField(parsing: "X-Common: 1")], body: Array("all".utf8))
      let lines = [
        origin.url("/echo?1"),
        "{\"url\": \"\(origin.url("/echo?2"))\", \"method\": \"HEAD\", \"headers\": {\"X-Own\": \"2\"}}",
        "{\"url\": \"\(origin.url("/echo?3"))\", \"method\": \"DELETE\", \"body\": \"own\"}",
        "http://user:pass@127.0.0.1:\(origin.port)/basic-auth/user/pass",
      ]
      let fetched = try await fetch(mode, lines, defaults: defaults) {
        $0.attempt.userAgent = "tester"
      }
      #expect(fetched.records.map(\.ok) == [true, true, true, true])
      let first = try #require(origin.received(path: "/echo?1").first)
      #expect(first.method == "PUT")
      #expect(first.body == Array("all".utf8))
      #expect(first.headers.contains { $0.name == "X-Common" && $0.value == "1" })
      #expect(first.headers.contains { $0.name == "User-Agent" && $0.value == "tester" })
      let second = try #require(origin.received(path: "/echo?2").first)
      #expect(second.method == "HEAD")
      #expect(second.headers.contains { $0.name == "X-Own" && $0.value == "2" })
      let third = try #require(origin.received(path: "/echo?3").first)
      #expect(third.method == "DELETE")
      #expect(third.body == Array("own".utf8))
      #expect(!fetched.records.contains { $0.url.contains("pass@") })
    }
  }

  @Test(arguments: Mode.allCases)
  func `a redirect to another origin takes no credentials along`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let target = origin.url("/echo", host: "127.0.0.2")
      let line = "http://user:pass@127.0.0.1:\(origin.port)/redirect-to?url=\(target)"
      let defaults = try RequestDefaults(headers: [
        try HeaderField(parsing: "X-Api-Key: secret"), try HeaderField(parsing: "Accept: a/b"),
      ])
      let record = try #require(try await fetch(mode, [line], defaults: defaults).records.first)
      #expect(record.ok)
      #expect(record.remote_ip == "127.0.0.2")
      let names = try #require(origin.received(path: "/echo").first).headers.map {
        $0.name.lowercased()
      }
      #expect(!names.contains("authorization"))
      #expect(!names.contains("x-api-key"))
      #expect(names.contains("accept"))
    }
  }

  @Test(arguments: Mode.allCases)
  func `a server that asks for the body and then says nothing has given no status`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      // So large that libcurl asks before it sends (RFC 9110 section 10.1.1).
      let body = String(repeating: "x", count: 2 << 20)
      let defaults = try RequestDefaults(method: "POST", body: Array(body.utf8))
      let fetched = try await fetch(mode, [origin.url("/close")], defaults: defaults) {
        $0.retry.retries = 0
      }
      #expect(fetched.records[0].outcome == "reset")
      #expect(fetched.records[0].status == nil)
    }
  }

  @Test(arguments: Mode.allCases)
  func `the timeouts end what takes too long, each in its way`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let silent = try SilentListener()
      let lines = [
        origin.url("/delay/60000"), origin.url("/stall/1000"), "https://127.0.0.1:\(silent.port)/",
        origin.url("/drip/15?ms=100"),
      ]
      let slow = try await fetch(mode, [lines[0]]) { $0.attempt.timeout = .milliseconds(300) }
      #expect(slow.records[0].error?.kind == "timeout")
      #expect(slow.records[0].error?.message == "not done within 0.3 s")
      let stalled = try await fetch(mode, [lines[1], lines[3]]) {
        $0.attempt.stallTimeout = .milliseconds(700)
      }
      #expect(stalled.records.map(\.outcome) == ["stalled", "200"])
      let unconnected = try await fetch(mode, [lines[2]]) {
        $0.attempt.connectTimeout = .milliseconds(300)
      }
      #expect(unconnected.records[0].error?.kind == "timeout")
      #expect(unconnected.records[0].error?.message == "no connection within 0.3 s")
    }
  }

  @Test(arguments: Mode.allCases)
  func `each distinct request is fetched once if asked for`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/bytes/1")
      let lines = [
        url, origin.url("/bytes/2"), url, url + "#part",
        "{\"url\": \"\(url)\", \"method\": \"POST\"}",
      ]
      let fetched = try await fetch(mode, lines) { $0.list.isUnique = true }
      #expect(fetched.records.map(\.outcome) == ["200", "200", "duplicate", "duplicate", "200"])
      #expect(fetched.records[2].error?.message == "the same request is entry 1")
      #expect(fetched.report.summary.skipped == 2)
      #expect(fetched.report.summary.failed == 0)
      #expect(origin.requests(to: "/bytes/1") == 2)
    }
  }

  @Test(arguments: Mode.allCases)
  func `bodies of ok entries come in the list's order`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [
        origin.url("/delay/200?bytes=3"), origin.url("/status/404"), "nonsense",
        origin.url("/bytes/100000"), origin.url("/truncate/1000"), origin.url("/gzip/1000"),
      ]
      let expected = try await fetch(mode, [lines[3]], keepsBodies: true).bodies
      #expect(expected.count == 100_000)
      let fetched = try await fetch(mode, lines, keepsBodies: true)
      #expect(fetched.bodies.count == 3 + 100_000 + 1000)
      #expect(Array(fetched.bodies.dropFirst(3).prefix(100_000)) == expected)
      #expect(fetched.bodies.suffix(1000).allSatisfy { $0 == UInt8(ascii: "a") })
    }
  }

  @Test(arguments: Mode.allCases)
  func `requests go through the proxy, whatever their host`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let proxy = try Proxy("127.0.0.1:\(origin.port)")
      let url = "http://somewhere.invalid/bytes/5"
      let fetched = try await fetch(mode, [url]) { $0.attempt.proxy = proxy }
      #expect(fetched.records[0].ok)
      #expect(origin.received(path: url).count == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `certificates are checked`(mode: Mode) async throws {
    try await TLSServer.with { server in
      let lines = [
        "https://127.0.0.1:\(server.port)/page", "https://localhost:\(server.port)/page",
      ]
      let untrusted = try await fetch(mode, lines)
      #expect(untrusted.records.map(\.outcome) == ["tls", "tls"])
      let trusted = try await fetch(mode, lines) {
        $0.attempt.certificates = .init(bundle: server.authority)
      }
      #expect(trusted.records.map(\.outcome) == ["200", "200"])
      #expect(trusted.records.allSatisfy { $0.bytes == 6 })
      let fromFolder = try await fetch(mode, lines) {
        $0.attempt.certificates = .init(directory: try server.authorityFolder())
      }
      #expect(fromFolder.records.map(\.outcome) == ["200", "200"])
      let insecure = try await fetch(mode, lines) { $0.attempt.isInsecure = true }
      #expect(insecure.records.map(\.outcome) == ["200", "200"])
      let multiplexed = try await fetch(mode, lines) {
        $0.attempt.certificates = .init(bundle: server.authority)
        $0.attempt.http = .http2
      }
      #expect(multiplexed.records.map(\.http_version) == ["2", "2"])
      let wrongName = try await fetch(mode, ["https://127.0.0.2:\(server.port)/page"]) {
        $0.attempt.certificates = .init(bundle: server.authority)
      }
      #expect(["tls", "connect"].contains(wrongName.records[0].outcome))
    }
  }
}
