import Foundation
import Origin
import Testing

/// `--robots`, from the command line to the records.
@Suite struct RobotsTests {
  private static let refusal = "User-agent: examplebot\nDisallow: /bytes/2\n"

  @Test func `what the rules refuse is a failure that says so`() async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file("User-agent: swoop\nDisallow: /bytes/2\n"))
      let list = (1...3).map { origin.url("/bytes/\($0)") }
      let command = try await Command.swoop(["--robots", "--json"] + list)
      #expect(command.status == 1)
      let refused = try #require(
        try command.lines.map(object).first { $0["ok"] as? Bool == false })
      #expect(refused["url"] as? String == list[1])
      let error = try #require(refused["error"] as? [String: Any])
      #expect(error["kind"] as? String == "robots")
      #expect(
        error["message"] as? String == "robots.txt disallows it in line 2: Disallow: /bytes/2")
      #expect(command.errors.contains("1 x robots, robots.txt disallows it in line 2"))
      #expect(origin.received(path: "/robots.txt").map { $0.header("User-Agent") }.count == 1)
      #expect(
        origin.received(path: "/robots.txt")[0].header("User-Agent")?.hasPrefix("swoop/") == true)
    }
  }

  @Test func `the agent is the User-Agent's, unless that is said`() async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file(RobotsTests.refusal))
      let url = origin.url("/bytes/2")
      let folder = try TemporaryFolder()
      let settings = try folder.file(
        "config.toml", "robots = true\nrobots-agent = \"ExampleBot\"\n")
      let cases: [([String], outcome: String, agent: String?)] = [
        (["--robots"], "200", "swoop/"),
        (["--robots", "--robots-agent", "ExampleBot"], "robots", "ExampleBot swoop/"),
        (["--robots", "--robots-agent", "examplebot", "-A", "Own/1"], "robots", "Own/1"),
        (["--config", settings], "robots", "ExampleBot swoop/"),
        (["--config", settings, "--no-robots"], "200", nil),
      ]
      for (arguments, outcome, agent) in cases {
        origin.resetCounters()
        let command = try await Command.swoop(arguments + [url])
        #expect(command.output.hasPrefix("\(outcome)\t"), "\(arguments)")
        let sent = origin.received(path: "/robots.txt").map { $0.header("User-Agent") ?? "" }
        #expect(sent.count == (agent == nil ? 0 : 1))
        #expect(sent.allSatisfy { $0.hasPrefix(agent ?? "") }, "\(sent)")
      }
    }
  }

  /// Some of the hosts allow all, some not, some have no rules to be had.
  @Test(arguments: ["async", "threads"])
  func `a run that is killed and resumed loses nothing, and asks for nothing twice`(
    mode: String
  ) async throws {
    try await Origin.withOrigin { origin in
      let replies: [Origin.RobotsReply] = [
        .status(404), .file("User-agent: *\nDisallow: /*5$", delay: .milliseconds(20)),
        .status(500), .redirect("/text"),
      ]
      for (index, reply) in replies.enumerated() {
        origin.answerRobots(reply, host: "127.0.0.\(index + 1)")
      }
      let urls = (0..<1200).map { origin.url("/bytes/\($0 / 4)", host: "127.0.0.\($0 % 4 + 1)") }
      let folder = try TemporaryFolder()
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      let arguments = [
        "-m", mode, "-q", "-c", "16", "--retries", "0", "--robots", "-o",
        "\(folder.path)/records", "--resume", list,
      ]
      let kills = 4
      var recorded: [String: Int] = [:]
      for _ in 0..<kills {
        let moment = origin.requests() + Int.random(in: 0...150)
        let command = try await Command.swoop(arguments) { process in
          #expect(await eventually { origin.requests() >= moment })
          kill(process, SIGKILL)
        }
        #expect(command.status == SIGKILL)
        try RobotsTests.check(&recorded, folder, origin)
      }
      let last = try await Command.swoop(arguments)
      #expect(last.status == 1)
      try RobotsTests.check(&recorded, folder, origin)
      let records = try folder.wholeLines("records").map { try object($0) }
      #expect(records.compactMap { $0["url"] as? String }.sorted() == urls.sorted())
      for record in records {
        let url = try #require(record["url"] as? String)
        let isRefused =
          url.contains("127.0.0.3") || url.contains("127.0.0.2") && url.hasSuffix("5")
        #expect((record["ok"] as? Bool) == !isRefused, "\(url)")
        guard let error = record["error"] as? [String: Any] else { continue }
        #expect(error["kind"] as? String == "robots")
      }
      // Each run asks once, those that were killed before they came so far not even that.
      for host in 1...4 {
        #expect((1...kills + 1).contains(origin.robotsRequests(host: "127.0.0.\(host)")))
      }
    }
  }

  /// What is recorded has its one visit, or none where it is refused, from then on.
  private static func check(
    _ recorded: inout [String: Int], _ folder: TemporaryFolder, _ origin: Origin
  ) throws {
    var visits: [String: Int] = [:]
    for request in origin.received() {
      visits["http://\(request.header("Host") ?? "")\(request.uri)", default: 0] += 1
    }
    for line in folder.wholeLines("records") {
      let record = try object(line)
      let url = try #require(record["url"] as? String)
      let count = visits[url] ?? 0
      #expect(recorded[url] ?? count == count, "\(url) was fetched again")
      #expect(record["ok"] as? Bool == true || count == 0, "\(url) is not allowed")
      recorded[url] = count
    }
  }
}
