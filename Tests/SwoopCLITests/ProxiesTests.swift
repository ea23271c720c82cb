import Foundation
import Origin
import Testing

/// `--proxies`, with origins in the proxies' place: they answer for any host.
@Suite struct ProxiesTests {
  private static let modes = ["async", "threads"]

  @Test(arguments: modes, ["host", "request"])
  func `nothing is lost when the run is killed, and a proxy is dead`(
    mode: String, rotation: String
  ) async throws {
    try await Origin.withOrigin { one in
      try await Origin.withOrigin { other in
        let folder = try TemporaryFolder()
        let dead = "http://user:pr0xy@127.0.0.1:1"
        let file = try folder.file(
          "proxies", "127.0.0.1:\(one.port) cap=9\n\(dead)\nhttp://127.0.0.1:\(other.port)\n")
        let urls = (0..<1000).map { "http://h\($0 % 50).test/bytes/10?\($0)" }
        let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
        let arguments = [
          "-m", mode, "-q", "--proxies", file, "--proxy-rotation", rotation, "--retry-max-wait",
          "0.1", "-o", "\(folder.path)/records", "--resume", "--summary", "json", list,
        ]
        for share in [100, 300, 600] {
          let killed = try await Command.swoop(arguments) { process in
            #expect(await eventually { one.requests() + other.requests() >= share })
            kill(process, SIGKILL)
          }
          #expect(killed.status == SIGKILL)
        }
        let last = try await Command.swoop(arguments)
        #expect(last.status == 0)
        #expect(!last.errors.contains("pr0xy"))
        let records = try folder.wholeLines("records").map { try object($0) }
        #expect(records.compactMap { $0["url"] as? String }.sorted() == urls.sorted())
        #expect(records.allSatisfy { $0["ok"] as? Bool == true && $0["attempts"] as? Int == 1 })
        let used = Set(records.compactMap { $0["proxy"] as? String })
        #expect(used == [one, other].reduce(into: []) { $0.insert("http://127.0.0.1:\($1.port)") })
        let summary = try object(Substring(last.errors))
        let proxies = try #require(summary["proxies"] as? [[String: Any]])
        #expect(
          proxies.compactMap { $0["proxy"] as? String } == [
            "http://127.0.0.1:\(one.port)", "http://127.0.0.1:1", "http://127.0.0.1:\(other.port)",
          ])
        #expect(proxies[0]["peak"] as? Int ?? 10 <= 9)
        #expect(proxies[1]["failed"] as? Int ?? 0 > 0)
        #expect(proxies[1]["carried"] as? Int == 0)
        #expect(one.requests() + other.requests() >= 1000)
      }
    }
  }

  @Test func `the summary has a table of proxies`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let file = try folder.file(
        "proxies", "http://me:pr0xy@127.0.0.1:\(origin.port)\n127.0.0.1:1\n")
      let command = try await Command.swoop(
        ["--proxies", file, "--proxy-rotation", "request", "--retry-max-wait", "0.1"]
          + (0..<20).map { "http://h\($0).test/bytes/10" })
      #expect(command.status == 0)
      #expect(!command.errors.contains("pr0xy"))
      let rows = command.errors.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(rows.contains { $0.first == "through" && $0.contains("requests") })
      #expect(rows.contains { $0.first == "http://127.0.0.1:\(origin.port)" && $0[1] == "20" })
      #expect(rows.contains { $0.first == "http://127.0.0.1:1" && $0[1] != "0" })
    }
  }

  @Test func `a wrong file is said with its line, and without passwords`() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("proxies", "# two\nhttp://me:pr0xy@127.0.0.1\n")
    let wrong = try await Command.swoop(["--proxies", file, "http://example.test/"])
    #expect(wrong.status == 65)
    #expect(wrong.output.isEmpty)
    #expect(wrong.errors.contains("--proxies \(file):2: a proxy needs its port"))
    #expect(!wrong.errors.contains("pr0xy"))
    let missing = try await Command.swoop(["--proxies", "/no/such", "http://example.test/"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("--proxies /no/such: "))
    let empty = try await Command.swoop(["--proxies", "/dev/null", "http://example.test/"])
    #expect(empty.status == 65)
  }

  @Test func `the file may be a pipe`() async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.shell(
        "echo 127.0.0.1:\(origin.port) | $swoop --proxies /dev/stdin http://h.test/bytes/1")
      #expect(command.status == 0, "\(command.errors)")
    }
  }

  @Test(arguments: modes)
  func `what proxies can't promise is said`(mode: String) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("proxies", "socks5://127.0.0.1:1\n127.0.0.1:1\n")
    let command = try await Command.swoop(
      [
        "-m", mode, "-q", "--public-only", "--retries", "0", "--proxy-failures", "1", "--proxies",
        file, "http://10.0.0.1/",
      ])
    #expect(command.errors.contains("proxies look names up, so that only addresses in URLs"))
    #expect(command.status == 1)
  }

  @Test func `what the command line says goes before a file of settings`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let proxies = try folder.file("proxies", "127.0.0.1:\(origin.port)")
      let config = try folder.file(
        "config", "proxies = \"/no/such\"\nproxy-cap = 3\nproxy-rotation = \"request\"\n")
      let proxy = ["--proxy", "127.0.0.1:\(origin.port)"]
      for given in [["--proxies", proxies], proxy] {
        let command = try await Command.swoop(
          ["--config", config] + given + ["http://h.test/bytes/1"])
        #expect(command.status == 0, "\(command.errors)")
      }
    }
  }
}
