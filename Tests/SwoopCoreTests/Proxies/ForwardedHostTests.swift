import Origin
import Testing

@testable import SwoopCore

/// What a proxy is told of hosts, with an origin in its place: it keeps connections.
@Suite struct ForwardedHostTests {
  @Test(arguments: Mode.allCases)
  func `a proxy's kept connection does not mix hosts up`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [
        "http://[::1]:81/echo", "http://a.test:81/echo", "http://b.test/echo", "http://[::2]/echo",
        #"{"url": "http://c.test/echo", "headers": {"Host": "own.test"}}"#,
      ]
      let fetched = try await fetch(mode, lines) {
        $0.attempt.proxy = try Proxy("http://127.0.0.1:\(origin.port)")
        $0.concurrency = 1
      }
      #expect(fetched.records.allSatisfy { $0.ok })
      let hosts = origin.received().map { $0.headers.filter { $0.name.lowercased() == "host" } }
      #expect(
        hosts.map { $0.map(\.value) } == [
          ["[::1]:81"], ["a.test:81"], ["b.test"], ["[::2]"], ["own.test"],
        ])
    }
  }
}
