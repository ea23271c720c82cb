import Foundation
import Origin
import Testing

/// Every exit status, and what is said with it.
@Suite struct ExitStatusTests {
  @Test(arguments: [
    ["--no-such-flag"], ["--mode", "both"], ["-c", "0"], ["-c", "x"], ["--per-host", "-1"],
    ["--timeout", "0"], ["--timeout", "soon"], ["--timeout", "0x10"], ["--max-redirects", "-1"],
    ["--http", "3"], ["--rate", "0"], ["--host-rate", "1/d"], ["--retries", "-1"],
    ["--retry-max-wait", "-1"], ["--retry-status", "200"], ["--retry-status", "429,"],
    ["--host-failures", "-1"], ["--window", "0"], ["--shard", "0/2"], ["--shard", "3/2"],
    ["--per-host", "many"], ["--robots-agent", "name"], ["--robots", "--robots-agent", "a bot"],
    ["--robots", "--robots-agent", ""],
    ["-X", "G T"], ["-H", "no colon"], ["-H", "Content-Length: 3"], ["-A", "a\nb"],
    ["--proxy", "ftp://h/"], ["--proxy", "http://h:1", "--proxies", "/dev/null"],
    ["--proxy-cap", "3"], ["--proxies", "/dev/null", "--proxy-cap", "0"],
    ["--proxy-rotation", "daily"], ["--proxy-failures", "-1"], ["--cat", "--json"],
    ["--cat", "-o", "-"], ["--overwrite"],
    ["--body-in-record", "1M"], ["--body-in-record", "0", "--json"],
    ["--body-in-record", "65M", "--json"], ["--body-in-record", "all", "--json"],
  ])
  func `wrong usage is 64`(arguments: [String]) async throws {
    let command = try await Command.swoop(arguments + ["http://127.0.0.1:1/"])
    #expect(command.status == 64)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("Error: "))
  }

  @Test func `0 when all are ok, 1 when some failed`() async throws {
    try await Origin.withOrigin { origin in
      let ok = origin.url("/bytes/1")
      let cases: [([String], Int32)] = [
        ([ok], 0), ([ok, origin.url("/status/404")], 1), (["--unique", ok, ok], 0),
        (["--max-redirects", "0", origin.url("/redirect/1")], 0),
      ]
      for (arguments, status) in cases {
        let command = try await Command.swoop(arguments)
        #expect(command.status == status)
      }
    }
  }

  @Test func `73 when a file can't be made, and nothing is fetched`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let full = try folder.file("records", "precious")
      for path in [full, "/no/such/folder/records"] {
        let command = try await Command.swoop(["-o", path, origin.url("/bytes/1")])
        #expect(command.status == 73)
        #expect(command.errors.split(separator: "\n").count == 1)
      }
      #expect(origin.requests() == 0)
      #expect(try folder.text("records") == "precious")
      let again = try await Command.swoop(["-o", full, "--overwrite", origin.url("/bytes/1")])
      #expect(again.status == 0)
      #expect(try folder.text("records").hasPrefix("{\"seq\":1,"))
    }
  }

  @Test func `74 when output can't be written`() async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop(["-o", "/dev/full", "-q", origin.url("/bytes/1")])
      #expect(command.status == 74)
      #expect(
        command.errors == "swoop: /dev/full: No space left on device; the run was stopped\n")
      let url = origin.url("/bytes/1")
      for arguments in [url, "--json \(url)", "--cat \(url)", "shard 2 \(url)"] {
        let command = try await Command.shell("\"$swoop\" \(arguments) >&-; echo $?")
        #expect(command.output == "74\n", "\(arguments)")
        #expect(command.complaints.first?.contains("stdout: Bad file descriptor") == true)
      }
    }
  }

  @Test func `a reader that goes away ends the run with one line`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.file(
        "urls.txt", (1...5000).map { origin.url("/bytes/\($0)") }.joined(separator: "\n"))
      let command = try await Command.shell(
        "{ \"$swoop\" -q --json \(list); echo status $? >&2; } | head -1")
      #expect(command.lines.count == 1)
      #expect(
        command.errors == "swoop: stdout: its reader has gone; the run was stopped\nstatus 74\n")
      #expect(origin.requests() < 5000)
    }
  }

  @Test func `66 when a file of a flag can't be read`() async throws {
    for arguments in [["--cacert", "/no/such.pem"], ["--data", "@/no/such.txt"]] {
      let command = try await Command.swoop(arguments + ["http://127.0.0.1:1/"])
      #expect(command.status == 66)
      #expect(command.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func `help and version are successes`() async throws {
    let help = try await Command.swoop(["--help"])
    #expect(help.status == 0)
    let version = try await Command.swoop(["--version"])
    #expect(version.status == 0)
    #expect(version.output == "0.1.0\n")
  }
}
