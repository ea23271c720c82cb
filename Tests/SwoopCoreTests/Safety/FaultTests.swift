import Foundation
import Origin
import Testing

@testable import SwoopCore

/// A server that misbehaves costs its own entry, a bounded time, and nothing else.
@Suite(.timeLimit(.minutes(2))) struct FaultTests {
  @Test(arguments: Fault.all, Way.allCases)
  func `each fault has its record, and the run goes on`(fault: Fault, way: Way) async throws {
    try await Origin.withOrigin { origin in
      // One after the other, on the connection that the fault has left if there is one.
      let lines = [fault.path, "/bytes/10", fault.path, "/bytes/20"].map { origin.url($0) }
      let fetched = try await fetch(way.mode, fault.isSlow ? Array(lines.prefix(2)) : lines) {
        options in
        way.apply(to: &options)
        try FaultTests.bound(&options)
        options.concurrency = 1
        options.retry.retries = fault.isSlow ? 0 : 1
      }
      for (index, record) in fetched.records.enumerated() {
        let expected = index % 2 == 0 ? fault.outcome : "200"
        #expect(record.outcome == expected, "\(record.url): \(String(describing: record.error))")
      }
      #expect(await eventually { origin.openConnections() == 0 })
    }
  }

  @Test(arguments: Mode.allCases)
  func `a retry gets a new connection where the one before had been closed`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      // Two connections that are kept, and a server that will not have them used again.
      let first = (1...2).map { origin.url("/delay/300?\($0)") }
      let second = (1...4).map { _ in origin.url("/fault/close-when-reused") }
      let fetched = try await fetch(mode, first + second) {
        $0.concurrency = 2
        $0.retry.retries = 1
      }
      #expect(fetched.records.map(\.outcome) == Array(repeating: "200", count: 6))
    }
  }

  @Test func `every fault that the server knows is in the table`() async throws {
    try await Origin.withOrigin { origin in
      let index = try await fetch(.async, [origin.url("/")], keepsBodies: true).bodies
      let listed = String(decoding: index, as: UTF8.self).matches(of: /\/fault\/[a-z0-9-]+/)
      let tested = Fault.all.map { $0.path.prefix { $0 != "?" } }
      #expect(listed.count > 40)
      #expect(listed.filter { !tested.contains($0.output) }.isEmpty)
    }
  }

  @Test(arguments: Way.allCases)
  func `each fault of TLS is one of TLS`(way: Way) async throws {
    try await TLSServer.with { server in
      let closing = try ClosingListener()
      let good = server.url(.good)
      let faults =
        TLSServer.Service.allCases.filter { $0 != .good }.map(server.url)
        + ["https://127.0.0.1:\(closing.port)/", "https://127.0.0.2:\(server.port)/"]
      let lines = faults.flatMap { [$0, good] }
      let fetched = try await fetch(way.mode, lines) { options in
        way.apply(to: &options)
        try FaultTests.bound(&options)
        options.concurrency = 1
        options.attempt.certificates = .init(bundle: server.authority)
      }
      for record in fetched.records {
        let expected =
          switch record.url {
          case good: "200"
          case faults.last: "connect"
          default: "tls"
          }
        #expect(record.outcome == expected, "\(record.url): \(String(describing: record.error))")
      }
      // Nothing but the certificate was wrong with these.
      let certificates = [TLSServer.Service.expired, .wrongName, .selfSigned, .untrusted]
      let insecure = try await fetch(way.mode, certificates.map(server.url)) {
        way.apply(to: &$0)
        $0.attempt.isInsecure = true
      }
      #expect(insecure.records.map(\.outcome) == ["200", "200", "200", "200"])
    }
  }

  @Test(arguments: Way.allCases)
  func `a silent handshake takes no longer than a connection may`(way: Way) async throws {
    let silent = try SilentListener()
    let fetched = try await fetch(way.mode, ["https://127.0.0.1:\(silent.port)/"]) { options in
      way.apply(to: &options)
      options.attempt.connectTimeout = .milliseconds(200)
      options.retry.retries = 0
    }
    #expect(fetched.records[0].outcome == "timeout")
  }

  @Test(arguments: Mode.allCases)
  func `records of hostile headers are plain JSON, and show nothing to a terminal`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      let file = TemporaryFile()
      let line = origin.url("/fault/header-escape?\u{202E}\u{9B}31m")
      let record = try await fetch(mode, [line], records: file).records[0]
      #expect(record.content_type?.contains("\u{1B}[31m") == true)
      #expect(record.etag?.contains("\u{202E}") == true)
      #expect(
        file.text.unicodeScalars.filter { $0 != "\n" }.allSatisfy { !PrintableText.isUnsafe($0) })
    }
  }

  private static func bound(_ options: inout FetchOptions) throws {
    options.attempt.timeout = .seconds(4)
    options.attempt.connectTimeout = .seconds(4)
    options.attempt.stallTimeout = .seconds(1)
    options.attempt.addresses = AddressPolicy(denied: [try AddressBlock("10.0.0.0/8")])
  }
}
