import Foundation
import Origin
import Testing

/// The summary of a run, for people and for machines.
@Suite struct SummaryTests {
  private static let modes = ["async", "threads"]

  private func lines(_ origin: Origin) -> String {
    let paths =
      (1...8).map { "/bytes/1000?\($0)" } + ["/status/204", "/status/404", "/status/404?2"]
    let refused = ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"]
    return (paths.map { origin.url($0) } + refused + [origin.url("/bytes/1000?1"), "ftp://x/"])
      .joined(separator: "\n")
  }

  #if os(Linux)
    @Test(.disabled(if: ProcessInfo.processInfo.environment["SWOOP_SANITIZED"] != nil))
    func `memory is the program's own, however large what started it is`() async throws {
      let large = [UInt8](repeating: 1, count: 400_000_000)
      let command = try await Command.swoop(["-q", "--summary", "json", "http://127.0.0.1:1/"])
      let process = try #require(try object(Substring(command.errors))["process"] as? [String: Any])
      let peak = try #require(process["peak_memory"] as? Int)
      #expect((1_000_000..<large.count / 2).contains(peak))
    }
  #endif

  @Test(arguments: modes)
  func `the summary for machines holds the sum, percentiles, failures and hosts`(mode: String)
    async throws
  {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop(
        [
          "-m", mode, "-q", "--unique", "--retries", "1", "--retry-max-wait", "0.01", "--summary",
          "json",
        ],
        input: lines(origin))
      let summary = try object(Substring(command.errors))
      #expect(summary["entries"] as? Int == 15)
      #expect(summary["ok"] as? Int == 9)
      #expect(summary["failed"] as? Int == 5)
      #expect(summary["skipped"] as? Int == 1)
      #expect(summary["complete"] as? Bool == true)
      #expect(summary["mode"] as? String == mode)
      #expect(summary["attempts"] as? Int == 11 + 2 + (summary["retries"] as? Int ?? 0))
      #expect(summary["bytes"] as? Int ?? 0 >= 8000)
      #expect(summary["wire_bytes"] as? Int ?? 0 > 8000)
      let outcomes = try #require(summary["outcomes"] as? [[String: Any]])
      #expect(outcomes.first?["outcome"] as? String == "200")
      #expect(outcomes.first?["count"] as? Int == 8)
      let failures = try #require(summary["failures"] as? [[String: Any]])
      #expect(
        Set(failures.compactMap { $0["outcome"] as? String }) == [
          "404", "connect", "unsupported_scheme",
        ])
      let refused = try #require(failures.first { $0["outcome"] as? String == "connect" })
      #expect(refused["count"] as? Int == 2)
      let source = try #require((refused["example"] as? [String: Any])?["source"] as? String)
      #expect(["stdin:12", "stdin:13"].contains(source))
      let latency = try #require(summary["latency_ms"] as? [String: Any])
      let total = try #require(latency["total"] as? [String: Any])
      #expect(total["count"] as? Int == 13)
      let values = ["p50", "p90", "p99", "max"].compactMap { total[$0] as? Double }
      #expect(values.count == 4 && values == values.sorted())
      #expect(latency["tls"] is NSNull)
      let process = try #require(summary["process"] as? [String: Any])
      #expect(process["peak_memory"] as? Int ?? 0 > 1_000_000)
      #expect(process["threads"] as? Int ?? 0 > 2)
    }
  }

  @Test(arguments: modes)
  func `the summary for people counts what is the same together, with an example`(mode: String)
    async throws
  {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop(
        ["-m", mode, "--unique", "--retries", "0"], input: lines(origin))
      let lines = command.errors.split(separator: "\n").map(String.init)
      #expect(lines[0].hasPrefix("15 entries: 9 ok, 5 failed, 1 skipped in "))
      #expect(lines.contains { $0.hasPrefix("  9 x 2xx (200, 204), e.g. http://") })
      #expect(lines.contains { $0.hasPrefix("  2 x 404, e.g. \(origin.url("/status/404"))") })
      #expect(lines.contains { $0.hasPrefix("  2 x connect, no connection to 127.0.0.1 port 1") })
      #expect(lines.contains { $0.hasPrefix("    try: to find out whether the server listens") })
      #expect(lines.contains { $0.hasPrefix("  13 attempts, ") && $0.hasSuffix(" decoded") })
      #expect(lines.contains { $0.hasPrefix("  1 x duplicate: ") })
      #expect(lines.contains { $0.hasPrefix("  milliseconds") })
      #expect(lines.contains { $0.hasPrefix("  total ") })
      #expect(lines.contains { $0.hasPrefix("  at most ") && $0.contains("CPU") })
    }
  }

  @Test func `one entry's summary is short, and none is none`() async throws {
    try await Origin.withOrigin { origin in
      let one = try await Command.swoop([origin.url("/bytes/10")])
      #expect(one.errors.split(separator: "\n").count == 2)
      let none = try await Command.swoop([origin.url("/bytes/10"), "--summary", "none"])
      #expect(none.errors == "")
      let quiet = try await Command.swoop([origin.url("/bytes/10"), "-q"])
      #expect(quiet.errors == "")
    }
  }
}
