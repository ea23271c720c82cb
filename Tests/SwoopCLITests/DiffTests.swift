import Foundation
import Origin
import Testing

/// `swoop diff`: what has changed from one run to another.
@Suite struct DiffTests {
  private static let modes = ["async", "threads"]

  /// A record such as a run writes.
  private func record(
    _ name: String, _ status: Int? = 200, error: String? = nil, bytes: Int = 10,
    sha256: String? = nil, etag: String? = nil, milliseconds: Double = 1, replaces: Bool = false
  ) throws -> String {
    let id = String(name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }, radix: 16)
    let isOK = error == nil && (200...399).contains(status ?? 0)
    let failure: [String: Any] = [
      "kind": error ?? "http_status", "message": "it failed", "curl": NSNull(),
    ]
    let members: [String: Any] = [
      "source": "urls.txt:\(name.count)", "url": "http://h/\(name)", "ok": isOK,
      "status": status ?? NSNull(), "error": isOK ? NSNull() : failure, "bytes": bytes,
      "sha256": sha256 ?? NSNull(), "etag": etag ?? NSNull(), "time_ms": ["total": milliseconds],
      "request_id": String(repeating: "0", count: 32 - id.count) + id,
    ]
    let options: JSONSerialization.WritingOptions = [.withoutEscapingSlashes, .sortedKeys]
    let data = try JSONSerialization.data(withJSONObject: members, options: options)
    let text = "{\"seq\":1," + String(decoding: data, as: UTF8.self).dropFirst()
    return replaces ? text.dropLast() + ",\"replaces\":true}\n" : text + "\n"
  }

  private func diff(
    _ old: String, _ new: String, _ arguments: [String] = []
  ) async throws -> Command {
    let folder = try TemporaryFolder()
    let (old, new) = (try folder.file("old", old), try folder.file("new", new))
    return try await Command.swoop(["diff", old, new] + arguments)
  }

  @Test(arguments: modes)
  func `runs of the same list are compared`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let (both, flaky) = (
        ["/text", "/bytes/100", "/echo", "/status/404"].map { origin.url($0) },
        origin.url("/flaky/diff/1")
      )
      let before = try folder.file(
        "1.txt", (both + [flaky, origin.url("/bytes/1")]).joined(separator: "\n"))
      let after = try folder.file(
        "2.txt", ([origin.url("/bytes/2"), flaky] + both).joined(separator: "\n"))
      let run = ["-m", mode, "-q", "--retries", "0", "--hash"]
      let (old, new) = (folder.path + "/old", folder.path + "/new")
      _ = try await Command.swoop(run + [before, "-o", old, "-H", "X: 1"])
      _ = try await Command.swoop(run + [after, "-o", new, "-H", "X: 2"])

      let command = try await Command.swoop(["diff", old, new])
      #expect(command.status == 1)
      let lines = command.lines.map { $0.split(separator: "\t").map(String.init) }
      let expected = [
        "added": ["-", "200", origin.url("/bytes/2")], "fixed": ["503", "200", flaky],
        "gone": ["200", "-", origin.url("/bytes/1")],
      ]
      #expect(lines.count == 4)
      for line in lines where line[0] != "content" {
        #expect(Array(line.dropFirst()) == expected[line[0]])
      }
      let content = try #require(lines.first { $0[0] == "content" })
      #expect(content[3] == origin.url("/echo"))
      #expect(content[1] != content[2] && content[1].count == 12)
      #expect(lines.last?[0] == "gone")
      #expect(
        command.errors == "6 entries before, 6 now: 1 added, 1 gone, 1 fixed, 1 content\n")
      let same = try await Command.swoop(["diff", new, new])
      #expect(same.status == 0)
      #expect(same.output.isEmpty)
      #expect(same.errors == "6 entries before, 6 now: no differences\n")
    }
  }

  @Test func `lines come in the later file's order, then in the earlier one's`() async throws {
    let old = try ["a", "b", "c", "d", "e"].map { try record($0) }.joined()
    let new =
      try record("e", 404) + record("x") + record("c", nil, error: "dns")
      + record("b", milliseconds: 1500)
    let command = try await diff(old, new)
    #expect(
      command.output == """
        broken\t200\t404\thttp://h/e
        added\t-\t200\thttp://h/x
        broken\t200\tdns\thttp://h/c
        slower\t1.0\t1500.0\thttp://h/b
        gone\t200\t-\thttp://h/a
        gone\t200\t-\thttp://h/d\n
        """)
    #expect(command.status == 1)
    #expect(
      command.errors == """
        5 entries before, 4 now: 1 added, 2 gone, 2 broken, 1 slower
          1 body was compared by size and ETag alone: fetch with --hash to compare all by what is in them\n
        """)
  }

  @Test func `each kind has its figures`() async throws {
    let digest = String(repeating: "0123456789abcdef", count: 4)
    let old =
      try record("digest", sha256: digest) + record("size") + record("tag", etag: "\"1\"")
      + record("late", nil, error: "timeout") + record("moved", 301)
    let new =
      try record("digest", sha256: String(digest.reversed())) + record("size", bytes: 11)
      + record("tag", etag: "\"2\"") + record("late", 500) + record("moved", 302)
    #expect(
      try await diff(old, new).output == """
        content\t0123456789ab\tfedcba987654\thttp://h/digest
        content\t10\t11\thttp://h/size
        content\t"1"\t"2"\thttp://h/tag
        status\ttimeout\t500\thttp://h/late
        status\t301\t302\thttp://h/moved\n
        """)
  }

  @Test func `kinds are chosen, and quiet leaves the status`() async throws {
    let old = try record("a") + record("b") + record("c", 404)
    let new = try record("a", 500) + record("c") + record("d")
    let some = try await diff(old, new, ["--only", "gone,broken"])
    #expect(some.output == "broken\t200\t500\thttp://h/a\ngone\t200\t-\thttp://h/b\n")
    #expect(some.errors.hasSuffix(": 1 gone, 1 broken\n"))
    for (kind, status) in [
      ("content", 0), ("slower", 0), ("status", 0), ("fixed", 1), ("added", 1),
    ]
      as [(String, Int32)]
    {
      let quiet = try await diff(old, new, ["-q", "--only", kind])
      #expect(quiet.status == status, "\(kind)")
      #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
    }
  }

  @Test func `how much slower is slower`() async throws {
    let (old, new) = (try record("a", milliseconds: 100), try record("a", milliseconds: 250))
    for (arguments, status) in [
      ([], 0), (["--slower", "2"], 0), (["--slower-by", "0.1"], 0),
      (["--slower", "2.5", "--slower-by", "0.15"], 1),
      (["--slower", "2.6", "--slower-by", "0.15"], 0),
      (["--slower", "1", "--slower-by", "0.151"], 0),
    ] as [([String], Int32)] {
      #expect(try await diff(old, new, arguments).status == status, "\(arguments)")
    }
  }

  @Test func `machines get what both records say`() async throws {
    let old = try record("a", sha256: "aa", etag: "\"1\"") + record("b")
    let new = try record("c") + record("a", nil, error: "timeout", bytes: 0, milliseconds: 9.5)
    let command = try await diff(old, new, ["--json"])
    #expect(command.status == 1)
    let objects = try command.lines.map { try object($0) }
    #expect(objects.map { $0["kind"] as? String } == ["added", "broken", "gone"])
    #expect(objects[0]["old"] is NSNull && objects[2]["new"] is NSNull)
    #expect(objects[1]["url"] as? String == "http://h/a")
    #expect((objects[1]["request_id"] as? String)?.count == 32)
    let (before, after) = (
      try #require(objects[1]["old"] as? [String: Any]),
      try #require(objects[1]["new"] as? [String: Any])
    )
    #expect(before["status"] as? Int == 200 && after["status"] is NSNull)
    #expect(before["ok"] as? Bool == true && before["error"] is NSNull)
    #expect(before["sha256"] as? String == "aa" && before["etag"] as? String == "\"1\"")
    #expect(before["source"] as? String == "urls.txt:1" && before["bytes"] as? Int == 10)
    #expect((after["error"] as? [String: String]) == ["kind": "timeout", "message": "it failed"])
    #expect((after["time_ms"] as? [String: Double]) == ["total": 9.5])
  }

  @Test func `of an entry that was fetched again, the last record counts`() async throws {
    let old = try record("a", nil, error: "interrupted") + record("b") + record("a", replaces: true)
    let new = try record("b") + record("a", 500) + record("a", replaces: true)
    let command = try await diff(old, new)
    #expect(command.status == 0)
    #expect(command.errors.hasPrefix("2 entries before, 2 now: no differences\n"))
  }

  @Test func `entries that stand in a list several times are each one`() async throws {
    let (ok, bad) = (try record("a"), try record("a", 503))
    #expect(try await diff(ok + bad + ok, bad + ok + ok).status == 0)
    #expect(try await diff(ok, ok + ok).output == "added\t-\t200\thttp://h/a\n")
    #expect(try await diff(ok + ok + bad, ok).output.components(separatedBy: "gone").count == 3)
    // But not those that were left out as duplicates.
    let duplicate = try record("a", nil, error: "duplicate")
    #expect(try await diff(ok + duplicate, duplicate + ok + duplicate).status == 0)
  }

  @Test func `either file may come through a pipe`() async throws {
    let folder = try TemporaryFolder()
    let old = try folder.file(
      "old", try record("a") + record("b", nil, error: "disk") + record("b", 404, replaces: true))
    let new = try folder.file("new", try record("a", 500) + record("b", 404))
    let line = "broken\t200\t500\thttp://h/a\n"
    for script in [
      "$swoop diff - \(new) <\(old)", "cat \(new) | $swoop diff \(old) -",
      "cat \(old) | $swoop diff /dev/stdin \(new)",
      "mkfifo \(folder.path)/f && { cat \(new) >\(folder.path)/f & } && $swoop diff \(old) \(folder.path)/f",
    ] {
      let command = try await Command.shell(script)
      #expect(command.output == line, "\(script): \(command.errors)")
      #expect(command.status == 1)
    }
    let first = try await Command.shell("$swoop diff /dev/null \(new)")
    #expect(first.output == "added\t-\t500\thttp://h/a\nadded\t-\t404\thttp://h/b\n")
  }

  @Test func `a last line that a run is writing does no harm`() async throws {
    let (a, b) = (try record("a"), try record("b"))
    #expect(try await diff(a + b, a + b.dropLast()).status == 0)
    let cut = try await diff(a, a + b.dropLast(9))
    #expect(cut.status == 0)
    #expect(cut.complaints.isEmpty)
  }

  @Test func `lines that are no records are named, and the others compared`() async throws {
    let folder = try TemporaryFolder()
    let old = try folder.file("old", try "no\n" + record("a"))
    let new = try folder.file("new", try record("a", 404) + "{}\n\n[]\n")
    let command = try await Command.swoop(["diff", old, new])
    #expect(command.status == 66)
    #expect(command.output == "broken\t200\t404\thttp://h/a\n")
    #expect(
      command.complaints == [
        "swoop: \(old):1: this is no record", "swoop: \(new):2: this is no record",
        "swoop: \(new):4: this is no record",
      ])
  }

  @Test func `files without records are not compared`() async throws {
    let folder = try TemporaryFolder()
    let good = try folder.file("good", try record("a"))
    let text = try folder.file("text", "200\t1.0\t10\thttp://h/a\n")
    for (old, new, culprit) in [
      (good, text, text), (text, good, text), (good, folder.path, folder.path),
      (folder.path + "/none", good, folder.path + "/none"),
    ] {
      let command = try await Command.swoop(["diff", old, new])
      #expect(command.status == 66)
      #expect(command.output.isEmpty)
      #expect(command.errors.hasPrefix("swoop: \(culprit): "))
      #expect(command.errors.filter(\.isNewline).count == 1)
    }
    #expect(try await Command.swoop(["diff", good, text]).errors.contains("-o FILE and --json"))
    #expect(try await Command.shell("$swoop diff - \(good) <&-").status == 66)
  }

  @Test func `standard input that finds no room is told`() async throws {
    let folder = try TemporaryFolder()
    let good = try folder.file("good", try record("a"))
    let command = try await Command.shell("TMPDIR=/no/such $swoop diff - \(good) <\(good)")
    #expect(command.status == 71)
    #expect(
      command.errors == "swoop: /no/such: stdin can't be set aside: No such file or directory\n")
  }

  @Test func `what servers sent reaches no terminal unescaped`() async throws {
    let old = try record("a\u{1b}[31m", etag: "\"\u{1b}[1m\t\n\"")
    let new = try record("a\u{1b}[31m", etag: "\"\u{202e}\"")
    let text = try await diff(old, new)
    #expect(
      text.output == #"content\#t"\u{1b}[1m\u{9}\u{a}"\#t"\u{202e}"\#thttp://h/a\u{1b}[31m\#n"#)
    let json = try await diff(old, new, ["--json"])
    #expect(json.output.filter(\.isNewline).count == 1)
    #expect(
      json.output.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7f).contains($0.value) })
  }

  @Test func `a closed pipe is no error, a full disk is one`() async throws {
    let folder = try TemporaryFolder()
    let many = try (1...5000).map { try record("\($0)") }.joined()
    let new = try folder.file("new", many)
    let command = try await Command.shell(
      """
      { $swoop diff /dev/null \(new); echo $? >&2; } | head -1
      $swoop diff /dev/null \(new) >/dev/full; echo $? >&2
      $swoop diff /dev/null \(new) >&-; echo $? >&2
      """)
    #expect(command.output == "added\t-\t200\thttp://h/1\n")
    let lines = command.errors.split(separator: "\n")
    #expect(
      lines == [
        "1", "swoop: stdout: No space left on device", "74", "swoop: stdout: Bad file descriptor",
        "74",
      ])
  }

  @Test(arguments: [
    [], ["old"], ["-", "-"], ["old", "new", "newest"], ["old", "new", "--only", "worse"],
    ["old", "new", "--only", ""], ["old", "new", "--only", "gone,"],
    ["old", "new", "--slower", "0.9"],
    ["old", "new", "--slower", "1e3"], ["old", "new", "--slower-by", "0"],
  ])
  func `wrong usage`(arguments: [String]) async throws {
    let command = try await Command.swoop(["diff"] + arguments)
    #expect(command.status == 64)
    #expect(command.output.isEmpty)
  }
}
