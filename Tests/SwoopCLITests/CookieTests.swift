import Foundation
import Origin
import Testing

/// Cookies, from the built binary.
@Suite struct CookieTests {
  private static let modes = ["async", "threads"]

  private func cookie(_ origin: Origin, _ path: String) -> String? {
    origin.received(path: path).first?.header("Cookie")
  }

  private func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  private func sets(_ cookies: String...) -> String {
    "/headers?" + cookies.map { "Set-Cookie=\(encoded($0))" }.joined(separator: "&")
  }

  /// The lines of a jar that are cookies.
  private func cookies(_ folder: TemporaryFolder, _ name: String = "jar") -> [String] {
    folder.lines(name).filter { $0.contains("\t") }.map { String($0).replacing("\t", with: " ") }
  }

  @Test(arguments: modes)
  func `cookies go back to the host that set them, and to no other`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      // The origin stands for all hosts, as the proxy to them.
      let lines = [
        "http://www.a.test\(sets("one=1", "two=2; Path=/echo; HttpOnly", "wide=3; Domain=a.test", "evil=4; Domain=b.test"))",
        "http://b.test\(sets("one=b; Max-Age=3600", "gone=1; Max-Age=0"))",
        "http://www.a.test/echo?1", "http://www.a.test:8080/echo?2", "http://WWW.A.TEST./echo?3",
        "http://a.test/echo?4",
        "http://b.test/echo?5", "http://x.b.test/echo?6", "http://c.test/echo?7",
        #"{"url": "http://b.test/echo?8", "headers": {"cookie": "own=1"}}"#,
      ]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let command = try await Command.swoop([
        "-m", mode, "-c", "1", "--proxy", origin.url("/"), "--cookie-jar", folder.path + "/jar",
        list,
      ])
      #expect(command.status == 0)
      #expect(command.complaints.isEmpty)
      let expected = [
        "two=2; one=1; wide=3", "two=2; one=1; wide=3", "two=2; one=1; wide=3", nil, "one=b", nil,
        nil, "own=1",
      ]
      for (index, value) in expected.enumerated() {
        #expect(cookie(origin, "/echo?\(index + 1)") == value, "\(index + 1)")
      }
      #expect(
        origin.received().allSatisfy { $0.headers.count { $0.name.lowercased() == "cookie" } < 2 })
      let kept = cookies(folder)
      #expect(kept.count == 4)
      #expect(kept.contains("#HttpOnly_www.a.test FALSE /echo FALSE 0 two 2"))
      #expect(kept.contains("www.a.test FALSE / FALSE 0 wide 3"))
      #expect(kept.contains { $0.hasPrefix("b.test FALSE / FALSE 1") && $0.hasSuffix(" one b") })
    }
  }

  @Test(arguments: modes)
  func `without the options no cookies are kept`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop([
        "-m", mode, "-c", "1", origin.url(sets("a=1")), origin.url("/echo"),
      ])
      #expect(command.status == 0)
      #expect(cookie(origin, "/echo") == nil)
    }
  }

  @Test(arguments: modes)
  func `each hop of a redirect sets and gets its own host's`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let other = "127.0.0.2"
      let back = origin.url("/echo?end")
      let hop = encoded(origin.url("/redirect-to?url=\(back)&cookie=b=2", host: other))
      let third = origin.url("/echo?other", host: other)
      let post = origin.url("/redirect-to?status=307&url=\(origin.url("/echo?post", host: other))")
      let lines = [
        origin.url("/redirect-to?cookie=a=1&url=\(hop)"), third,
        #"{"url": "\#(post)", "method": "POST", "body": "x"}"#,
        #"{"url": "\#(origin.url("/echo?own", host: other))", "method": "POST", "body": "x"}"#,
      ]
      let command = try await Command.swoop(
        ["-m", mode, "-c", "1", "--cookies", "/dev/null", "--retries", "0", "-"],
        input: lines.joined(separator: "\n"))
      #expect(command.status == 0, "\(command.output)")
      #expect(cookie(origin, "/echo?end") == "a=1")
      #expect(cookie(origin, "/echo?other") == "b=2")
      // No other host can have something changed in the name of who has the cookie.
      #expect(origin.received(path: "/echo?post").first?.method == "POST")
      #expect(cookie(origin, "/echo?post") == nil)
      #expect(cookie(origin, "/echo?own") == "b=2")
    }
  }

  @Test(arguments: modes)
  func `a jar is where the next run begins`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let jar = try folder.file("jar", "127.0.0.3\tFALSE\t/\tFALSE\t0\tgiven\tx\n")
      let link = folder.path + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: jar)
      let arguments = ["-m", mode, "-c", "1", "--cookies", jar, "--cookie-jar", link]
      let first = try await Command.swoop(arguments + [origin.url(sets("a=1", "b=2; Max-Age=60"))])
      #expect(first.status == 0)
      let attributes = try FileManager.default.attributesOfItem(atPath: jar)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == jar)
      let second = try await Command.swoop(
        arguments + [
          origin.url("/echo?1"), origin.url("/echo?2", host: "127.0.0.3"),
          origin.url(sets("a=; Max-Age=0")),
        ])
      #expect(second.status == 0)
      #expect(cookie(origin, "/echo?1") == "a=1; b=2")
      #expect(cookie(origin, "/echo?2") == "given=x")
      #expect(cookies(folder).map { $0.split(separator: " ")[5] } == ["b", "given"])
      #expect(try folder.files(in: "").sorted() == ["jar", "link"])
    }
  }

  @Test(arguments: modes, [SIGINT, SIGKILL])
  func `cookies outlive a run that is ended`(mode: String, signal: Int32) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let (jar, records) = (folder.path + "/jar", folder.path + "/records")
      let lines = [origin.url(sets("a=1")), origin.url("/delay/1000?1"), origin.url("/echo?2")]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      _ = try folder.file("jar", "")
      let arguments = [
        "-m", mode, "-c", "1", "--cookies", jar, "--cookie-jar", jar, "-o", records, "--resume",
        list,
      ]
      let hanging = try folder.file(
        "hanging.txt", origin.url(sets("a=1")) + "\n" + origin.url("/hang"))
      let command = try await Command.swoop(Array(arguments.dropLast()) + [hanging]) { process in
        #expect(await eventually { origin.requests() == 2 && folder.lines("records").count == 1 })
        if signal == SIGKILL {
          // The jar is written now and then.
          #expect(await eventually { self.cookies(folder).count == 1 })
        }
        kill(process, signal)
      }
      #expect(command.status == (signal == SIGKILL ? SIGKILL : 130))
      #expect(cookies(folder) == ["127.0.0.1 FALSE / FALSE 0 a 1"])
      let resumed = try await Command.swoop(arguments)
      #expect(resumed.status == 0)
      #expect(origin.requests(to: sets("a=1")) == 1)
      #expect(cookie(origin, "/echo?2") == "a=1")
    }
  }

  @Test(arguments: modes)
  func `a hostile server gets nowhere with cookies`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let hostile = [
        "huge=\(String(repeating: "x", count: 5000))", "control=\u{1}", "tab=a\tb", "\u{1B}[31m=1",
        "=", ";", "noname",
        "a=b; Domain=127.0.0.2", "__Host-a=1", "path=1; Path=/a\tb",
        "date=1; Expires=\(String(repeating: "9", count: 900))",
        "after=1; Max-Age=\(String(repeating: "9", count: 900))", "ok=1",
      ]
      let many = "/headers?" + (0..<150).map { "Set-Cookie=c\($0)=\($0)" }.joined(separator: "&")
      let urls =
        (hostile.map { sets($0) } + [many]).map { origin.url($0) }
        + [origin.url("/echo?own"), origin.url("/echo?other", host: "127.0.0.2")]
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      let command = try await Command.swoop([
        "-m", mode, "-c", "1", "--cookie-jar", folder.path + "/jar", "--retries", "0", list,
      ])
      let jar = try folder.text("jar")
      #expect(command.lines.last?.hasPrefix("200\t") == true)
      #expect(cookie(origin, "/echo?other") == nil)
      let sent = try #require(cookie(origin, "/echo?own"))
      #expect(sent.split(separator: ";").count <= 100)
      #expect(cookies(folder).count <= 100)
      for part in ["huge", "control", "tab", "\u{1B}", "noname", "__Host", "\u{1}"] {
        #expect(!jar.contains(part) && !sent.contains(part), "\(part)")
      }
      // It can be read again.
      let again = try await Command.swoop(["--cookies", folder.path + "/jar", origin.url("/text")])
      #expect(again.status == 0)
    }
  }

  @Test(arguments: modes)
  func `a jar that can't be written is told of`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      func run(_ jar: String, _ more: [String] = [], then: @Sendable () -> Void = {}) async throws
        -> Command
      {
        try await Command.swoop(
          ["-m", mode, "--cookie-jar", jar, "-q"] + more + [origin.url("/delay/400")]
        ) { _ in
          #expect(await eventually { origin.requests() > 0 })
          then()
        }
      }
      for jar in ["/no/such/jar", folder.path, folder.path + "/"] {
        let command = try await Command.swoop(["--cookie-jar", jar, origin.url("/text")])
        #expect(command.status == 73)
        #expect(command.complaints.count == 1)
      }
      #expect(origin.requests() == 0)
      let own = try await Command.swoop([
        "--cookie-jar", folder.path + "/out", "-o", folder.path + "/out", origin.url("/text"),
      ])
      #expect(own.status == 73)
      try FileManager.default.createDirectory(
        atPath: folder.path + "/sub", withIntermediateDirectories: true)
      let path = folder.path
      let gone = try await run(path + "/sub/jar", ["--report", path + "/page.html"]) {
        try? FileManager.default.removeItem(atPath: path + "/sub")
      }
      #expect(gone.status == 74)
      #expect(gone.errors == "swoop: --cookie-jar \(path)/sub/jar: No such file or directory\n")
      #expect(folder.size(of: "page.html") > 0)
      let null = try await run("/dev/null")
      #expect(null.status == 0)
    }
  }

  @Test(arguments: modes)
  func `what servers and files say in cookies is in nothing else that is written`(mode: String)
    async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let given = try folder.file("given", "127.0.0.1\tFALSE\t/\tFALSE\t0\tgiven\thunter2\n")
      let lines = [
        origin.url("/redirect-to?url=/text&cookie=name"), origin.url("/headers?Set-Cookie=a"),
        origin.url("/text"),
        origin.url("/status/500"), origin.url("/text", host: "127.0.0.2"), "http://127.0.0.1:1/",
      ]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let command = try await Command.swoop([
        "-m", mode, "--retries", "0", "--cookies", given, "--cookie-jar", folder.path + "/jar",
        "-o", folder.path + "/records", "-d", folder.path + "/bodies", "--report",
        folder.path + "/page.html",
        "--summary", "json", list,
      ])
      #expect(command.status == 1)
      let written =
        try ["records", "page.html"].map { try folder.text($0) }.joined()
        + folder.files(in: "bodies").map { try folder.text("bodies/\($0)") }.joined()
        + command.output + command.errors
      #expect(written.contains("127.0.0.1"))
      #expect(!written.contains("hunter2"))
      #expect(try folder.text("jar").contains("hunter2"))
      let sent = origin.received(path: "/text").compactMap { $0.header("Cookie") }
      #expect(sent.contains { $0.contains("hunter2") })
    }
  }

  @Test func `no body is saved over a jar or another file of an option`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let agents = try folder.file("agents", "one")
      let entry = #"{"url":"\#(origin.url("/bytes/3"))","path":"agents"}"#
      let list = try folder.file("list", entry)
      let kept = try await Command.swoop(
        ["-q", "--json", "-d", folder.path, "--user-agents", agents, list])
      #expect(try object(kept.lines[0])["error"] != nil && kept.output.contains("path_taken"))
      #expect(try folder.text("agents") == "one")
      for jar in ["\(folder.path)/jar", "\(folder.path)/./jar"] {
        let refused = try await Command.swoop(["-d", folder.path, "--cookie-jar", jar, list])
        #expect(refused.status == 73)
        #expect(refused.complaints.first?.contains("lies in the directory of -d") == true)
      }
    }
  }
}
