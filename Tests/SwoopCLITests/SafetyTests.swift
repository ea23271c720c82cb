import Foundation
import Origin
import Testing

/// The flags of safety, as the built binary takes them.
@Suite struct SafetyTests {
  @Test(arguments: ["async", "threads"])
  func `addresses are refused as the flags say`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let urls = ["127.0.0.1", "127.0.0.2", "localhost"].map { origin.url("/bytes/5", host: $0) }
      func expect(_ expected: [String], _ flags: String...) async throws {
        let command = try await Command.swoop(["-m", mode, "-c", "1"] + flags + urls)
        #expect(command.lines.map { $0.prefix { $0 != "\t" } } == expected.map { $0[...] })
        #expect(command.complaints.isEmpty)
      }
      let refused = "blocked_address"
      try await expect([refused, refused, refused], "--public-only")
      try await expect(["200", refused, "200"], "--public-only", "--allow", "127.0.0.1")
      try await expect(["200", refused, "200"], "--deny", "127.0.0.2", "--deny", "::/0")
      try await expect(
        [refused, "200", refused], "--deny", "127.0.0.0/8", "--allow", "127.0.0.2/32", "--deny",
        "::1")
    }
  }

  @Test(arguments: [
    (["--deny", "10.0.0.1/8"], "is 10.0.0.0/8 meant?"),
    (["--deny", "10.0.0.0/33"], "from 0 to 32"),
    (["--deny", "localhost"], "is written 10.0.0.0/8"), (["--allow", "10.0.0.0/8"], "exceptions"),
    (["--public-only", "--allow", "::1/129"], "from 0 to 128"), (["--max-ratio", "-1"], ""),
    (["--deadline", "0"], "--deadline"), (["--deadline", "soon"], "--deadline"),
  ])
  func `wrong blocks and limits are wrong usage`(arguments: [String], hint: String) async throws {
    let command = try await Command.swoop(arguments + ["http://127.0.0.1:1/"])
    #expect(command.status == 64)
    #expect(hint.isEmpty || command.errors.contains(hint), "\(command.errors)")
    #expect(command.output.isEmpty)
  }

  @Test func `what a proxy can't promise is said`() async throws {
    func expect(_ warning: String, _ arguments: String...) async throws {
      let command = try await Command.swoop(
        ["-q", "--retries", "0"] + arguments + ["http://example.test/"])
      #expect(warning.isEmpty ? command.errors.isEmpty : command.errors.contains(warning))
    }
    let proxy = "127.0.0.1:1"
    try await expect("the proxy looks names up", "--public-only", "--proxy", "http://\(proxy)")
    try await expect(
      "looked up and checked on this side", "--deny", "10.0.0.0/8", "--proxy", "socks5://\(proxy)")
    try await expect("", "--proxy", "http://\(proxy)")
    try await expect("", "--public-only")
  }

  @Test(arguments: ["async", "threads"])
  func `a ratio can be chosen`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/gzip/20M")
      let bounded = try await Command.swoop(["-m", mode, url])
      #expect(bounded.status == 1)
      #expect(bounded.output.hasPrefix("too_large\t"))
      let free = try await Command.swoop(["-m", mode, "--max-ratio", "0", url])
      #expect(free.output.hasPrefix("200\t"))
    }
  }

  @Test(arguments: ["async", "threads"])
  func `75 when the deadline came first, and nothing is lost`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/bytes/10", "/hang", "/bytes/20"])
      let command = try await Command.swoop([
        "-m", mode, "-q", "--deadline", "2", "-o", "\(folder.path)/records", list,
      ])
      #expect(command.status == 75)
      #expect(command.errors == "swoop: the run was ended by its deadline\n")
      #expect(folder.wholeLines("records").count == 3)
      let resumed = try await Command.swoop([
        "-m", mode, "-q", "--deadline", "600", "-o", "\(folder.path)/records", "--resume",
        "--timeout", "1", "--retries", "0", list,
      ])
      #expect(resumed.status == 1)
      #expect(origin.requests(to: "/hang") == 2)
      #expect(origin.requests(to: "/bytes/10") == 1)
    }
  }

  @Test(arguments: ["async", "threads"])
  func `75 when the deadline ended the reading of a list`(mode: String) async throws {
    let folder = try TemporaryFolder()
    // A list that never ends: its writer keeps it open.
    let command = try await Command.shell(
      """
      mkfifo \(folder.path)/list
      { echo ftp://h/; exec sleep 60; } > \(folder.path)/list &
      $swoop -m \(mode) -q --deadline 1 \(folder.path)/list
      echo $?
      kill $!
      """)
    #expect(command.output == "75\n")
    #expect(command.errors.contains("/list:2: the list was not read from here on"))
  }

  @Test func `nothing from outside reaches a terminal unescaped`() async throws {
    let nasty = "\u{1B}[31m\u{9B}32m\u{202E}\u{2066}\u{61C}"
    let command = try await Command.swoop(["no-such-file\(nasty)"])
    #expect(command.status == 66)
    let lines = try await Command.swoop(["http://127.0.0.1:1/\(nasty)", "http://\(nasty)@h h/"])
    let wrong = try await Command.swoop(["--mode", "x\(nasty)", "http://127.0.0.1:1/"])
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("'x\\u{1b}[31m"))
    for text in [command.errors, lines.output, lines.errors, wrong.errors] {
      let isPlain = text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n" || scalar == "\t" || !nasty.unicodeScalars.contains(scalar)
          || (0x20..<0x7F).contains(scalar.value)
      }
      #expect(isPlain, "\(text.debugDescription)")
    }
  }
}
