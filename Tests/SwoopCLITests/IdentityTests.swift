import Foundation
import Origin
import Testing

/// Who swoop is to servers: names, passwords and tokens, from the built binary.
@Suite struct IdentityTests {
  private static let modes = ["async", "threads"]

  /// Has the origin stand for all hosts, as the proxy to them.
  private func byProxy(_ origin: Origin, _ mode: String) -> [String] {
    ["-m", mode, "--retries", "0", "-c", "1", "--proxy", origin.url("/")]
  }

  private func sent(_ origin: Origin, _ name: String) -> [String?] {
    origin.received().map { $0.header(name) }
  }

  // MARK: User agents

  @Test(arguments: modes)
  func `each host gets one of the user agents, the same in each run`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let agents = try folder.file("agents.txt", "# ours\none/1\n\ntwo/2 (x)\nthree/3\nfour/4\n")
      let hosts = (1...12).map { "host-\($0).test" }
      let lines =
        hosts.flatMap {
          ["http://\($0)/echo", "http://\($0)/redirect-to?url=http://\(hosts[0])/text"]
        }
        + [#"{"url": "http://host-1.test/echo", "headers": {"User-Agent": "own"}}"#]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let first = try await Command.swoop(byProxy(origin, mode) + ["--user-agents", agents, list])
      #expect(first.status == 0)
      var names: [String: Set<String>] = [:]
      for request in origin.received() {
        let agent = try #require(request.header("User-Agent"))
        if agent != "own" { names[request.header("Host") ?? "", default: []].insert(agent) }
      }
      #expect(names.count == 12)
      #expect(names.values.allSatisfy { $0.count == 1 })
      let used = Set(names.values.joined())
      #expect(used.count > 1 && used.isSubset(of: ["one/1", "two/2 (x)", "three/3", "four/4"]))
      // By sha256sum, as documented.
      #expect(names["host-1.test"] == ["four/4"])
      #expect(names["host-2.test"] == ["one/1"])
      #expect(sent(origin, "User-Agent").last == "own")
    }
  }

  // MARK: Credentials

  @Test(arguments: modes)
  func `credentials go to entries, and not where redirects lead`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let port = origin.port
      let netrc = try folder.file(
        "netrc", "machine 127.0.0.2 login ada password \"love lace\"\n")
      let lines = [
        origin.url("/echo?1"), origin.url("/echo?2", host: "127.0.0.2"),
        origin.url("/redirect-to?url=/echo?3"),
        origin.url("/redirect-to?url=\(origin.url("/echo?4", host: "127.0.0.2"))"),
        origin.url("/redirect-to?url=\(origin.url("/echo?5"))", host: "127.0.0.2"),
        "http://x:y@127.0.0.2:\(port)/echo?6",
        #"{"url": "\#(origin.url("/echo?7", host: "127.0.0.2"))", "headers": {"authorization": "own"}}"#,
      ]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let token = try folder.file("token", "\u{FEFF}\n  tok-en123 \r\n")
      let command = try await Command.swoop([
        "-m", mode, "--bearer-file", token, "--netrc-file", netrc, list,
      ])
      #expect(command.status == 0)
      #expect(command.complaints.isEmpty)
      let expected = [
        "Bearer tok-en123", "Basic YWRhOmxvdmUgbGFjZQ==", "Bearer tok-en123", nil, nil,
        "Basic eDp5", "own",
      ]
      for (index, value) in expected.enumerated() {
        let request = try #require(origin.received(path: "/echo?\(index + 1)").first)
        #expect(request.header("Authorization") == value, "\(index + 1)")
        #expect(
          request.headers.count { $0.name.lowercased() == "authorization" }
            == (value == nil ? 0 : 1))
      }
    }
  }

  @Test(arguments: modes)
  func `a name and a password get in, from the command line and from files`(mode: String)
    async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let url = origin.url("/basic-auth/ada/love:lace")
      let file = try folder.file("user", "ada:love:lace\n")
      _ = try folder.file(".netrc", "default login ada password love:lace")
      let ways = [
        (["--user", "ada:love:lace"], [:]), (["--user", "@\(file)"], [:]),
        (["--user=ada:love:lace"], [:]),
        (["--netrc"], ["HOME": folder.path]), (["--netrc"], ["NETRC": folder.path + "/.netrc"]),
        (["--netrc-file", folder.path + "/.netrc"], [:]),
        (["--netrc", "--user", "eve:x", "--no-netrc", "--user", "ada:love:lace"], [:]),
      ]
      for (arguments, environment) in ways {
        let command = try await Command.swoop(
          ["-m", mode, url] + arguments, environment: environment)
        #expect(command.status == 0, "\(arguments): \(command.output)\(command.errors)")
      }
      let none = try await Command.swoop(["-m", mode, url], environment: ["HOME": folder.path])
      #expect(none.output.hasPrefix("401\t"))
    }
  }

  @Test(arguments: modes)
  func `none go in clear text unless they may`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let netrc = try folder.file("netrc", "machine a.test login u password hunter2")
      let urls = ["http://a.test/echo", "http://b.test/echo", "http://b.test/echo"]
      for credentials in [["--netrc-file", netrc], ["--user", "u:hunter2"]] {
        origin.resetCounters()
        let arguments = byProxy(origin, mode) + credentials + urls
        let withheld = try await Command.swoop(arguments)
        #expect(withheld.status == 0)
        let entries = credentials[0] == "--user" ? "3 entries" : "1 entry"
        #expect(
          withheld.complaints == [
            "swoop: \(entries) went without credentials, which anyone could have read over plain http; --clear-text-credentials sends them"
          ])
        #expect(sent(origin, "Authorization") == [nil, nil, nil])
        let open = try await Command.swoop(arguments + ["--clear-text-credentials"])
        #expect(open.complaints.isEmpty)
        #expect(
          sent(origin, "Authorization").count { $0 != nil } == (credentials[0] == "--user" ? 3 : 1))
        #expect(
          !(withheld.output + withheld.errors + open.output + open.errors).contains("hunter2"))
      }
    }
  }

  @Test(
    arguments: modes,
    ["--user-agents", "--user", "--bearer-file", "--netrc-file", "--cookies"])
  func `a run that was killed goes on, whoever it is then`(
    mode: String, option: String
  ) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      func value(_ secret: String) throws -> String {
        switch option {
        case "--user": "u:\(secret)"
        case "--netrc-file": try folder.file("f", "default login u password \(secret)")
        case "--cookies": try folder.file("f", "127.0.0.1\tFALSE\t/\tFALSE\t0\tn\t\(secret)")
        default: try folder.file("f", secret)
        }
      }
      let list = try folder.list(origin, ["/text?1", "/delay/1500?2", "/text?3"])
      let arguments = [
        "-m", mode, "-c", "1", "-o", folder.path + "/records", "--resume", list, option,
      ]
      let killed = try await Command.swoop(arguments + [value("hunter2")]) { process in
        #expect(await eventually { origin.requests() == 2 && folder.lines("records").count == 1 })
        kill(process, SIGKILL)
      }
      #expect(killed.status == SIGKILL)
      let resumed = try await Command.swoop(arguments + [value("hunter3")])
      #expect(resumed.status == 0)
      #expect(folder.lines("records").count == 3)
      #expect(origin.requests(to: "/text?1") == 1)
      // As it stands, or in base64 after "u:".
      #expect(
        origin.received().allSatisfy { request in
          request.headers.contains {
            $0.value.contains("hunter") || $0.value.contains("dTpodW50ZXI")
          }
        })
      let again = try await Command.swoop(arguments + [value("hunter4")])
      #expect(again.status == 0)
      #expect(origin.requests() == 4)
      #expect(!(try folder.text("records") + resumed.errors + again.errors).contains("hunter"))
    }
  }

  // MARK: Mistakes

  @Test func `a mistake in a file is told of with its place, and quotes no secret`() async throws {
    let folder = try TemporaryFolder()
    let cases = [
      ("--user-agents", "a\nhunter2\u{1}", ":2: a user agent has no control characters"),
      ("--user-agents", "", ":1: there is no user agent"),
      ("--bearer-file", "\nhun ter2", ":2: a token is visible ASCII, without blanks"),
      ("--bearer-file", "hunter2\nhunter2", ":2: it should have one line"),
      ("--bearer-file", "\n", ":1: it should have one line"),
      (
        "--netrc-file", "machine a\nlogin hunter2:x password y",
        ":2: a user's name can't have a colon"
      ),
      ("--cookies", "# x\nhunter2", ":2: a cookie has 7 columns with tabs between them"),
    ]
    for (option, text, problem) in cases {
      let file = try folder.file("file", text)
      let command = try await Command.swoop([option, file, "http://127.0.0.1:1/"])
      #expect(command.status == 65)
      let name = option == "--netrc-file" ? "--netrc" : option
      #expect(command.errors == "swoop: \(name) \(file)\(problem)\n")
    }
    let file = try folder.file("file", "hunter2")
    let user = try await Command.swoop(["--user", "@\(file)", "http://127.0.0.1:1/"])
    #expect(user.status == 65)
    #expect(
      user.errors == "swoop: --user \(file):1: a name and a password have a colon between them\n")
  }

  @Test func `files that can't be read`() async throws {
    for option in ["--user-agents", "--bearer-file", "--netrc-file", "--cookies"] {
      for path in ["/no/such", "/"] {
        let command = try await Command.swoop([option, path, "http://127.0.0.1:1/"])
        #expect(command.status == 66)
        #expect(command.errors.split(separator: "\n").count == 1)
      }
    }
    let nowhere = try await Command.swoop(
      ["--netrc", "http://127.0.0.1:1/"], environment: ["HOME": "/no/such"])
    #expect(nowhere.status == 66)
    #expect(nowhere.errors == "swoop: --netrc /no/such/.netrc: No such file or directory\n")
  }

  @Test(arguments: [
    ["--user", "hunter2"], ["--user", "a\u{1}:hunter2"],
    ["--user", "a:hunter2", "--bearer-file", "/dev/null"],
    ["--user-agent", "hunter2", "--user-agents", "/dev/null"], ["--clear-text-credentials"],
    ["--cookie-jar", "-"],
    ["--cookie-jar", ""],
  ])
  func `wrong usage`(arguments: [String]) async throws {
    let command = try await Command.swoop(arguments + ["http://127.0.0.1:1/"])
    #expect(command.status == 64)
    #expect(!command.errors.contains("hunter2"))
  }

  // MARK: Settings

  @Test func `the command line goes before a file, and no password is shown`() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "c.toml",
      """
      user = "ada:hunter2"
      user-agent = "file"
      netrc-file = "n"
      clear-text-credentials = true
      """)
    func shown(_ arguments: String...) async throws -> [Substring] {
      try await Command.swoop(["--show-config", "--config", file] + arguments).lines
    }
    func value(_ name: String, _ lines: [Substring]) -> Substring? {
      lines.first { $0.contains("\(name) ") && !$0.hasPrefix("# no ") }?.split(separator: "  #")
        .first
    }
    let plain = try await shown()
    #expect(value("user", plain) == #"# user = "***""#)
    #expect(value("clear-text-credentials", plain) == "clear-text-credentials = true")
    let other = try await shown("--bearer-file", "b", "--user-agents", "u", "--no-netrc")
    #expect(value("user", other) == "# user is not set")
    #expect(value("netrc-file", other) == "# netrc-file is not set")
    #expect(!other.contains { $0.contains("hunter2") || $0.contains("\"file\"") })
    #expect(value("clear-text-credentials", other) == "clear-text-credentials = true")
  }
}
