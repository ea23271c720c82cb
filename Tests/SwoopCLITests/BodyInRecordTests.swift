import Foundation
import Origin
import Testing

/// `--body-in-record`, by the whole program.
@Suite struct BodyInRecordTests {
  private static let modes = ["async", "threads"]

  private func pattern(_ count: Int) -> Data { Data((0..<count).map { UInt8($0 % 251) }) }

  private func body(_ record: [String: Any]) -> Data? {
    (record["body"] as? String).flatMap { Data(base64Encoded: $0) }
  }

  @Test(arguments: modes)
  func `bodies stand in records on standard output, in a file and beside saved ones`(
    mode: String
  ) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(
        origin, (0...3).map { "/bytes/\($0)" } + ["/bytes/2K", "/bytes/2049", "/status/404"])
      let flags = ["-m", mode, "--body-in-record", "2K", list]
      let json = try await Command.swoop(flags + ["--json"])
      let file = try await Command.swoop(flags + ["-o", "\(folder.path)/a", "--cat"])
      let saved = try await Command.swoop(
        flags + ["-q", "-o", "\(folder.path)/b", "-d", "\(folder.path)/bodies"])
      #expect([json.status, file.status, saved.status] == [1, 1, 1])
      let expected: [Data?] = [0, 1, 2, 3, 2048].map(pattern) + [nil, nil]
      for lines in [json.lines, folder.lines("a"), folder.lines("b")] {
        let records = try lines.map { try object($0) }
          .sorted { $0["seq"] as? Int ?? 0 < $1["seq"] as? Int ?? 0 }
        #expect(records.map(body) == expected)
        #expect(records.allSatisfy { $0["body"] != nil })
        #expect(records[5]["ok"] as? Bool == true)
        #expect(records[5]["bytes"] as? Int == 2049)
      }
      #expect(try folder.files(in: "bodies").count == 6)
      // Whoever reads records has no use for the bodies.
      let report = try await Command.swoop(["report", "\(folder.path)/a"])
      #expect(report.output.hasPrefix("7 entries: 6 ok, 1 failed"))
    }
  }

  @Test(arguments: modes)
  func `text lines stay as they are`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let command = try await Command.swoop(
        ["-m", mode, "--body-in-record", "1K", "-o", folder.path + "/r", origin.url("/bytes/3")])
      #expect(command.output.hasSuffix("\t3\t\(origin.url("/bytes/3"))\n"))
      #expect(folder.lines("r").first?.hasSuffix(",\"body\":\"AAEC\"}") == true)
    }
  }

  @Test(arguments: modes)
  func `a run that was killed goes on, whatever bodies its records have`(
    mode: String
  ) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let counts = (0..<30).map { 100_000 + $0 }
      let list = try folder.list(
        origin, counts.map { "/bytes/\($0)" } + ["/delay/300?bytes=7", "/status/503"])
      let arguments = [
        "-m", mode, "-q", "-c", "4", "--retries", "0", "--body-in-record", "1M", "-o",
        folder.path + "/records", "--resume", list,
      ]
      let killed = try await Command.swoop(arguments) { process in
        #expect(await eventually { folder.size(of: "records") > 500_000 })
        kill(process, SIGKILL)
      }
      #expect(killed.status == SIGKILL)
      let before = folder.wholeLines("records").count
      // As if it had been killed while it wrote a body.
      let file = try #require(FileHandle(forWritingAtPath: folder.path + "/records"))
      try file.seekToEnd()
      if try folder.text("records").hasSuffix("\n") {
        try file.write(contentsOf: Data(#"{"seq":1,"body":"QUJD"#.utf8))
      }
      try file.close()
      let asked = origin.requests()
      let resumed = try await Command.swoop(arguments)
      #expect(resumed.status == 1)
      #expect(origin.requests() - asked == 32 - before)
      _ = try await Command.swoop(arguments + ["--retry-failed"])
      let records = try folder.wholeLines("records").map { try object($0) }
        .sorted { $0["seq"] as? Int ?? 0 < $1["seq"] as? Int ?? 0 }
      #expect(records.count == 32)
      // A record took the place of another, so that the file was written anew.
      #expect(records.allSatisfy { $0["replaces"] == nil })
      let expected: [Data?] = (counts + [7]).map(pattern)
      #expect(records.prefix(31).map(body) == expected)
    }
  }

  @Test(arguments: modes)
  func `a body beyond the size takes no memory`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      // Through a shell: a process begins with the peak of the one that it is forked from.
      let urls = [origin.url("/chunked/300M?piece=65536"), origin.url("/bytes/3")]
      let command = try await Command.shell(
        "\"$swoop\" -m \(mode) -o /dev/null --summary json --body-in-record 1M '\(urls[0])' \(urls[1])"
      )
      #expect(command.status == 0)
      let summary = try object(command.errors.split(separator: "\n").last ?? "")
      #expect(summary["bytes"] as? Int == 300 << 20 + 3)
      let process = try #require(summary["process"] as? [String: Any])
      let peak = try #require(process["peak_memory"] as? Int)
      let isSanitized = ProcessInfo.processInfo.environment["SWOOP_SANITIZED"] != nil
      #expect(peak < (isSanitized ? 200 : 64) << 20)
    }
  }
}
