import Foundation
import Origin
import Testing

/// `--since`: directories that are brought up to date.
@Suite struct SinceTests {
  @Test(arguments: ["async", "threads"])
  func `an update that is killed is resumed, and loses nothing`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = (0..<600).map { origin.url("/page/\($0 % 3)/\(100 + $0)") }
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      let common = ["-m", mode, "-q", "-c", "8", "--per-host", "0", "-d", "\(folder.path)/pages"]
      let first = try await Command.swoop(common + ["-o", "\(folder.path)/first", list])
      #expect(first.status == 0)
      _ = try await Command.swoop(["-q", origin.url("/page-change/1")])

      let update =
        common + [
          "-o", "\(folder.path)/second", "--resume", "--since", "\(folder.path)/first", list,
        ]
      let before = origin.requests()
      let killed = try await Command.swoop(update) { process in
        #expect(await eventually { origin.requests() >= before + 200 })
        kill(process, SIGKILL)
      }
      #expect(killed.status == SIGKILL)
      #expect(try await Command.swoop(update).status == 0)

      let records = try folder.wholeLines("second").map { try object($0) }
      #expect(records.compactMap { $0["url"] as? String }.sorted() == urls.sorted())
      for record in records {
        let isChanged = (record["url"] as? String)?.contains("/page/1/") == true
        #expect(record["change"] as? String == (isChanged ? "changed" : "unchanged"))
        let path = try #require(record["path"] as? String)
        #expect(folder.digest(of: "pages/\(path)") == record["sha256"] as? String)
      }
      let third = try await Command.swoop(
        common + ["-o", "\(folder.path)/third", "--since", "\(folder.path)/second", list])
      #expect(third.status == 0)
      #expect(
        try folder.wholeLines("third").allSatisfy {
          try object($0)["not_modified"] as? Bool == true
        })
    }
  }

  @Test func `what changed is listed`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = ["a", "b"].map { origin.url("/page/\($0)/50") }
      let arguments = ["-d", "\(folder.path)/pages"] + urls
      let first = try await Command.swoop(["-o", "\(folder.path)/first"] + arguments)
      #expect(!first.errors.contains("since"))
      _ = try await Command.swoop(["-q", origin.url("/page-change/b")])
      let second = try await Command.swoop(
        ["--since", "\(folder.path)/first", "-o", "\(folder.path)/second"] + arguments)
      #expect(second.errors.contains("  since the earlier run: 1 unchanged, 1 changed, 0 new\n"))
      let changed = try folder.wholeLines("second").map { try object($0) }
        .filter { $0["change"] as? String == "changed" }
      #expect(changed.count == 1)
      #expect(second.errors.contains("    \(changed.first?["path"] as? String ?? "?")\n"))
    }
  }

  @Test(arguments: ["async", "threads"])
  func `unchanged bodies are written out, and HEAD has none`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let page = origin.url("/page/a/20")
      let list = try folder.file("l", #"{"url":"\#(page)","method":"HEAD"}"# + "\n\(page)\n")
      let flags = ["-m", mode, "-q", "-d", "\(folder.path)/d", list]
      let first = try await Command.swoop(["-o", "\(folder.path)/1", "--cat"] + flags)
      let second = try await Command.swoop(
        ["-o", "\(folder.path)/2", "--cat", "--since", "\(folder.path)/1"] + flags)
      #expect(second.status == 0)
      #expect(first.output.utf8.count == 20 && second.output == first.output)
      for record in try folder.wholeLines("2").map({ try object($0) }) {
        #expect(record["not_modified"] as? Bool == true)
      }
    }
  }

  @Test func `the earlier run's records may come through a pipe`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let records = "\(folder.path)/first"
      let url = origin.url("/page/a/50")
      #expect(try await Command.swoop(["-q", "-o", records, url]).status == 0)
      let piped = try await Command.shell(
        "cat \(records) | $swoop --json --since /dev/stdin \(url)")
      let record = try object(try #require(piped.lines.first))
      #expect(record["not_modified"] as? Bool == true)
    }
  }

  @Test func `records that can't be read, or are none, are told`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let missing = try await Command.swoop(["--since", "\(folder.path)/x", origin.url("/text")])
      #expect(missing.status == 66)
      #expect(missing.complaints == ["swoop: \(folder.path)/x: No such file or directory"])
      #expect(origin.requests() == 0)
      let file = try folder.file("some", "no record\n{}\n")
      let some = try await Command.swoop(["--since", file, origin.url("/text")])
      #expect(some.status == 0)
      #expect(
        some.complaints == (1...2).map { "swoop: \(file):\($0): this is no record" })
    }
  }
}
