import Foundation
import Origin
import Testing

/// The flags of politeness, from the command line to the server.
@Suite struct PolitenessTests {
  @Test func `flags say how often, how long and what for an entry is tried`() async throws {
    try await Origin.withOrigin { origin in
      let list = [origin.url("/flaky/a/9?status=418"), origin.url("/retry-after/b/30")]
      let command = try await Command.swoop(
        ["--json", "--retries", "1", "--retry-max-wait", "2.5", "--retry-status", "418,429"] + list)
      #expect(command.status == 1)
      let records = try command.lines.map(object)
      let flaky = try #require(records.first { $0["status"] as? Int == 418 })
      #expect(flaky["attempts"] as? Int == 2)
      let later = try #require(records.first { $0["status"] as? Int == 429 })
      let error = try #require(later["error"] as? [String: Any])
      #expect(
        error["message"] as? String
          == "the server answered 429, and asks to wait 30 s, longer than the 2.5 s allowed")
      #expect(command.errors.contains("2 failed, 0 skipped"))
      #expect(command.errors.contains("after 1 retry"))
    }
  }

  @Test func `methods that may not be repeated are when that is asked for`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/flaky/a/1")
      let once = try await Command.swoop(["--data", "x", url])
      #expect(once.output.hasPrefix("503\t"))
      origin.resetCounters()
      let twice = try await Command.swoop(["--data", "x", "--retry-all-methods", url])
      #expect(twice.output.hasPrefix("200\t"))
    }
  }

  @Test func `rates are kept, in all and per host`() async throws {
    try await Origin.withOrigin { origin in
      let list = (1...5).map { origin.url("/bytes/\($0)") }
      for flags in [["--rate", "600/m"], ["--host-rate", "10"]] {
        let start = ContinuousClock.now
        let command = try await Command.swoop(flags + list)
        #expect(command.status == 0)
        #expect(start.duration(to: .now) >= .milliseconds(4 * 100 - 100))
      }
    }
  }

  @Test func `a host that keeps failing is given up, and the others are told`() async throws {
    let list = (1...40).map { "http://127.0.0.9:1/\($0)" }
    let command = try await Command.swoop(
      ["--retries", "0", "--host-failures", "6", "--json", "--per-host", "1"] + list)
    #expect(command.status == 1)
    #expect(command.lines.count == 40)
    #expect(command.errors.contains("  34 x host_failed, 127.0.0.9 port 1 given up"))
    #expect(command.errors.contains("  6 x connect, no connection"))
  }

  @Test func `a small window does not make a host's failures forgotten`() async throws {
    let list = (1...40).map { "http://127.0.0.9:1/\($0)" }
    let command = try await Command.swoop(
      ["--retries", "0", "--host-failures", "6", "--window", "1"] + list)
    #expect(command.errors.contains("  34 x host_failed, 127.0.0.9 port 1 given up"))
    #expect(command.errors.contains("  6 x connect, no connection"))
  }

  @Test func `shards share a list, and a summary tells what was left to others`() async throws {
    try await Origin.withOrigin { origin in
      let list = (1...40).map { origin.url("/bytes/\($0)", host: "127.0.0.\($0 % 20 + 1)") }
      var lines: [Substring] = []
      for index in 1...2 {
        let command = try await Command.swoop(
          ["--shard", "\(index)/2", "-"], input: list.joined(separator: "\n"))
        #expect(command.status == 0)
        #expect(command.errors.contains("\(40 - command.lines.count) more of other shards"))
        lines += command.lines
      }
      #expect(Set(lines.compactMap { $0.split(separator: "\t").last }).count == 40)
      #expect(lines.count == 40)
    }
  }

  @Test func `a window and an adaptive cap change nothing of what comes out`() async throws {
    try await Origin.withOrigin { origin in
      let list = (1...100).map { origin.url("/bytes/\($0)", host: "127.0.0.\($0 % 3 + 1)") }
      let command = try await Command.swoop(
        ["--window", "1", "--per-host", "auto", "-"], input: list.joined(separator: "\n"))
      #expect(command.status == 0)
      #expect(command.lines.count == 100)
      #expect(origin.peakConcurrency() == 1)
    }
  }
}
