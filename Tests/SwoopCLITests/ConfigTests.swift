import Foundation
import Origin
import Testing

@testable import swoop

/// Files of settings, from the built binary.
@Suite struct ConfigTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func show(_ toml: String, _ arguments: [String] = []) async throws -> Command {
    let file = try folder.file("c.toml", toml)
    return try await Command.swoop(["--show-config", "--config", file] + arguments)
  }

  /// The lines that show a setting, without the folder's name.
  private func lines(_ command: Command, _ name: String) -> [String] {
    command.lines.map { $0.replacingOccurrences(of: folder.path + "/", with: "") }
      .filter { $0.hasPrefix("\(name) =") || $0.hasPrefix("# \(name) is") }
  }

  // MARK: What is in force

  @Test func `settings have the names of flags, and flags win`() async throws {
    let toml = """
      concurrency = 5
      timeout = 2.5
      host-rate = "600/m"
      unique = true
      hash = true
      retry-status = [429, 503]
      """
    let command = try await show(toml, ["-c", "7", "--no-hash", "--mode=threads"])
    #expect(command.status == 0)
    #expect(lines(command, "concurrency") == ["concurrency = 7  # command line"])
    #expect(lines(command, "timeout") == ["timeout = 2.5  # c.toml:2"])
    #expect(lines(command, "host-rate") == [#"host-rate = "600/m"  # c.toml:3"#])
    #expect(lines(command, "unique") == ["unique = true  # c.toml:4"])
    #expect(lines(command, "hash") == ["hash = false  # command line"])
    #expect(lines(command, "retry-status") == [#"retry-status = "429,503"  # c.toml:6"#])
    #expect(lines(command, "mode") == [#"mode = "threads"  # command line"#])
    #expect(lines(command, "retries") == ["retries = 2  # default"])
    #expect(lines(command, "rate") == ["# rate is not set"])
  }

  @Test func `what is shown can be read again, and is the same`() async throws {
    let toml = """
      deny = ["10.0.0.0/8", "::1/128"]
      public-only = true
      user-agent = ""
      cacert = "a\\"b\\\\\\u0007é"
      [host."Example.org"]
      per-host = "auto"
      header = ["Accept: text/html", "User-Agent: x"]
      [host."[::1]"]
      host-rate = 0.5
      """
    let first = try await show(toml, ["--allow", "10.1.0.0/16"])
    #expect(first.status == 0)
    let again = try await show(first.output)
    #expect(again.status == 0)
    func withoutOrigins(_ text: String) -> [String] {
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.components(separatedBy: "  # ")[0] }
    }
    #expect(withoutOrigins(again.output) == withoutOrigins(first.output))
    #expect(first.output.contains("[host.\"Example.org\"]\nper-host = \"auto\""))
  }

  @Test func `what may be secret is not shown`() async throws {
    let toml = """
      proxy = "http://me:secret@127.0.0.1:1"
      header = ["Authorization: secret"]
      data = "secret"
      [host."127.0.0.1"]
      header = ["X-Key: secret"]
      """
    let command = try await show(toml, ["-H", "Cookie: secret"])
    #expect(command.status == 0)
    #expect(!command.output.contains("secret"))
    #expect(command.output.contains(##"  # "X-Key: ***","##))
    #expect(command.output.contains(##"  # "Cookie: ***","##))
    #expect(command.output.contains(##"# data = "***""##))
    #expect(try await show(command.output).status == 0)
  }

  @Test func `the file is looked for where XDG puts it`() async throws {
    let manager = FileManager.default
    for parent in ["x/swoop", "home/.config/swoop"] {
      try manager.createDirectory(
        atPath: folder.path + "/" + parent, withIntermediateDirectories: true)
      _ = try folder.file(parent + "/config.toml", "retries = \(parent.utf8.count)")
    }
    let home = folder.path + "/home"
    func retries(_ xdg: String, _ flags: [String] = []) async throws -> String {
      let command = try await Command.swoop(
        ["--show-config"] + flags, environment: ["XDG_CONFIG_HOME": xdg, "HOME": home])
      return lines(command, "retries").joined()
    }
    #expect(try await retries(folder.path + "/x") == "retries = 7  # x/swoop/config.toml:1")
    // Relative, and so to be ignored.
    #expect(try await retries("x") == "retries = 18  # home/.config/swoop/config.toml:1")
    #expect(try await retries("") == "retries = 18  # home/.config/swoop/config.toml:1")
    #expect(try await retries(folder.path + "/none") == "retries = 2  # default")
    #expect(try await retries(folder.path + "/x", ["--no-config"]) == "retries = 2  # default")
    let other = try folder.file("other.toml", "")
    #expect(
      try await retries(folder.path + "/x", ["--config", other]) == "retries = 2  # default")
  }

  @Test(arguments: [
    ("cat = true", ["--json"]), ("json = true", ["--cat"]), ("output = \"-\"", ["--cat"]),
    ("cat = true", ["-o", "-"]), ("resume = true\nretry-failed = true", []),
    ("overwrite = true", []),
    ("output = \"x\"\nresume = true\nretry-failed = true", ["--no-resume"]),
    ("output = \"x\"\nresume = true", ["--overwrite"]), ("allow = [\"127.0.0.1\"]", []),
    ("public-only = true\nallow = [\"127.0.0.1\"]", ["--no-public-only"]),
    ("body-in-record = \"1M\"", []), ("json = true\nbody-in-record = \"1M\"", ["--no-json"]),
    ("json = true\nbody-in-record = \"1M\"", ["--cat"]),
  ])
  func `what goes with something else does not count without it, or against a flag`(
    toml: String, flags: [String]
  ) async throws {
    #expect(try await show(toml, flags).status == 0)
  }

  // MARK: What is wrong

  @Test(arguments: [
    ("a = ", "c.toml:1: not valid TOML: "),
    ("\nconcurency = 3", "c.toml:2: concurency is no option; did you mean concurrency?"),
    ("conc = 3", "c.toml:1: conc is no option; did you mean concurrency?"),
    ("unique = 1", "c.toml:1: unique is true or false"),
    ("no-unique = true", "c.toml:1: no-unique is no option; write unique = false"),
    ("\n\nretries = true", "c.toml:3: retries takes a value, not true or false"),
    ("retries = [1, 2]", "c.toml:1: retries takes one value, not an array"),
    ("rate = 2020-01-01", "c.toml:1: rate takes a text or a number"),
    ("rate = \"often\"", "c.toml:1: The value 'often' is invalid for '--rate <rate>'"),
    ("unique = true\nconcurrency = 0", "c.toml:2: --concurrency is a number from 1 to 100000."),
    ("config = \"x\"", "c.toml:1: config is no option that a file can set"),
    ("[hosts.a]\nper-host = 1", "c.toml:1: hosts is no option"),
    ("[host.\"a b\"]", "c.toml:1: a b is no host's name"),
    ("[host.\"a/b\"]", "c.toml:1: a/b is no host's name"),
    ("[host.a]\ntimeout = 1", "c.toml:2: a host's table has per-host, host-rate, header, not"),
    ("[host.a]\nper-host = -1", "c.toml:2: per-host is a number, 0 for no cap, or \"auto\""),
    ("[host.a]\nheader = \"x\"", "c.toml:2: header is none: a header is written 'Name: value'"),
    ("[host.a]\nhost-rate = \"often\"", "c.toml:2: host-rate is a rate such as 10"),
    (
      "[host.example.org]",
      "c.toml:1: a host's table has per-host, host-rate, header, not org; quote"
    ),
    ("[host.\"a:80\"]", "c.toml:1: a:80 is no host's name"),
    ("[host.\"a#b\"]", "c.toml:1: a#b is no host's name"),
    ("[host.a]\nper-host = 1\n[host.A]", "c.toml:3: A has a table already"),
    ("[host.\"::1\"]\n[host.\"http://[0::1]\"]", "c.toml:2: http://[0::1] has a table already"),
    ("[host]\nx = 5", "c.toml:2: host is for tables such as [host."),
    ("[[host.x]]\nper-host = 1", "c.toml:1: host is for tables such as [host."),
    ("host = 3", "c.toml:1: host is no option"),
    ("\"\" = 3", "c.toml:1: \"\" is no option"),
    ("output = \"a\\u0000b\"", "c.toml:1: output has a NUL"),
    (
      "deny = [\"::1\",\n \"x\",\n \"10.0.0.0/8\"]",
      "c.toml:2: The value 'x' is invalid for '--deny"
    ),
    ("header = [\"A: b\",\n 1]", "c.toml:2: a header is written 'Name: value'."),
    ("cat = true\njson = true", "c.toml: --cat and JSON records can't share standard output"),
    ("\n" + String(repeating: "a.", count: 5000) + "a = 1", "c.toml:2: not valid TOML: a name has"),
    (String(repeating: "a.", count: 90) + "a = 1", "c.toml:1: a is no option"),
    ("# " + String(repeating: ".", count: 200) + "\na = 1", "c.toml:2: a is no option"),
    (String(repeating: "#\n", count: 40_000), "c.toml:1: a file of settings has 64 KB at the most"),
  ])
  func `a mistake is told with its line, and nothing is fetched`(
    toml: String, complaint: String
  ) async throws {
    let file = try folder.file("c.toml", toml)
    let command = try await Command.swoop(["--config", file, "http://127.0.0.1:1/"])
    #expect(command.status == 78)
    #expect(command.output.isEmpty)
    let told = command.errors.replacingOccurrences(of: folder.path + "/", with: "")
    #expect(told.hasPrefix("swoop: \(complaint)"))
    #expect(told.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    "a = 1\nb = 2\nunique = 3", "rate = \"a\"\ntimeout = \"b\"\nconcurrency = 0",
    "retries = -1\nb = 2\n[host.a]\nheader = \"x\"",
  ])
  func `all mistakes are told at once`(toml: String) async throws {
    let command = try await show(toml)
    #expect(command.status == 78)
    #expect(command.complaints.count == 3)
  }

  @Test func `a file that is there and can't be used is no reason to go on without`() async throws {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder.path + "/swoop/config.toml", withIntermediateDirectories: true)
    let environment = ["XDG_CONFIG_HOME": folder.path]
    let command = try await Command.swoop(["http://127.0.0.1:1"], environment: environment)
    #expect(command.status == 66)
    #expect(command.errors.contains("config.toml: Is a directory; --no-config goes on without"))
    let without = try await Command.swoop(["--version"], environment: environment)
    #expect(without.status == 0)
  }

  @Test func `a pipe may be a file of settings`() async throws {
    let command = try await Command.shell(
      "echo 'retries = 9' | $swoop --config /dev/stdin --show-config")
    #expect(command.output.contains("retries = 9  # /dev/stdin:1"))
  }

  @Test func `a mistake of the command line is not blamed on the file`() async throws {
    let command = try await show("retry-failed = true", ["--concurrency", "0"])
    #expect(command.status == 64)
    #expect(command.errors.contains("--concurrency is a number"))
    #expect(!command.errors.contains("c.toml"))
  }

  @Test func `a file that is asked for must be there`() async throws {
    let command = try await Command.swoop(["--config", "/nonexistent/c.toml", "http://127.0.0.1:1"])
    #expect(command.status == 66)
    #expect(command.errors.contains("/nonexistent/c.toml: No such file or directory"))
    let both = try await Command.swoop(["--config", "x", "--no-config", "http://127.0.0.1:1"])
    #expect(both.status == 64)
  }

  @Test func `help needs no file that is right`() async throws {
    let file = try folder.file("c.toml", "a = ")
    let command = try await Command.swoop(["--config", file, "--help"])
    #expect(command.status == 0)
    #expect(command.output.contains("--show-config"))
  }

  // MARK: Hosts

  @Test(arguments: ["async", "threads"])
  func `a host's table has its cap, rate and headers`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let toml = """
        header = ["X-All: 1", "X-Both: all"]
        per-host = 3
        [host."127.0.0.2"]
        per-host = 1
        header = ["X-Own: 2", "x-both: own"]
        [host."127.0.0.3"]
        host-rate = 10
        """
      let file = try folder.file("c.toml", toml)
      let list = (1...3).flatMap { host in
        (1...6).map { origin.url("/delay/20?\(host)-\($0)", host: "127.0.0.\(host)") }
      }
      let start = ContinuousClock.now
      let command = try await Command.swoop(["-m", mode, "--config", file] + list)
      #expect(command.status == 0)
      #expect(start.duration(to: .now) >= .milliseconds(5 * 100 - 100))
      #expect(origin.peakConcurrency(host: "127.0.0.2") == 1)
      #expect(origin.peakConcurrency(host: "127.0.0.1") <= 3)
      for request in origin.received() {
        let isOwn = request.localIP == "127.0.0.2"
        #expect(request.header("X-All") == "1")
        #expect(request.header("X-Own") == (isOwn ? "2" : nil))
        #expect(request.header("X-Both") == (isOwn ? "own" : "all"))
      }
    }
  }

  @Test func `flags and entries come before a host's table`() async throws {
    try await Origin.withOrigin { origin in
      let toml = """
        [host."127.0.0.1"]
        per-host = 1
        header = ["X-A: table", "X-B: table", "X-C: table", "User-Agent: a", "Authorization: a"]
        """
      let file = try folder.file("c.toml", toml)
      let echo = origin.url("/echo").replacing("http://", with: "http://u:p@")
      let entry = #"{"url":"\#(echo)","headers":{"x-b":"entry"}}"#
      let list = (1...6).map { origin.url("/delay/300?\($0)") }
      let command = try await Command.swoop(
        ["--config", file, "--per-host", "4", "-H", "x-a: flag", "-A", "flag", entry] + list)
      #expect(command.status == 0)
      #expect(origin.peakConcurrency() > 1)
      let request = try #require(origin.received(path: "/echo").first)
      #expect(request.header("X-A") == "flag")
      #expect(request.header("X-B") == "entry")
      #expect(request.header("X-C") == "table")
      #expect(request.header("User-Agent") == "flag")
      #expect(request.header("Authorization")?.hasPrefix("Basic ") == true)
    }
  }

  // MARK: Comparisons

  @Test func `a comparison keeps to the file, but for what it says itself`() async throws {
    try await Origin.withOrigin { origin in
      let toml = """
        mode = "threads"
        concurrency = 3
        output = "\(folder.path)/records.jsonl"
        directory = "\(folder.path)/bodies"
        report = "\(folder.path)/page.html"
        cat = true
        progress = "always"
        [host."127.0.0.1"]
        header = ["X-Own: 1"]
        """
      let file = try folder.file("c.toml", toml)
      let list = try folder.list(origin, ["/bytes/1", "/bytes/2"])
      let command = try await Command.swoop(["compare", "--rounds", "1", "--config", file, list])
      #expect(command.status == 0)
      #expect(command.errors.contains("async, 3 in flight"))
      #expect(origin.received().count == 4)
      #expect(origin.received().allSatisfy { $0.header("X-Own") == "1" })
      #expect(try folder.files(in: ".").sorted() == ["c.toml", "urls.txt"])
      let other = try await Command.swoop(
        ["compare", "--rounds", "1", "--at", "2", "--config", file, list])
      #expect(other.errors.contains("threads, 2 in flight"))
    }
  }

  @Test func `a comparison tells of a mistake in the file`() async throws {
    let file = try folder.file("c.toml", "\nrate = \"often\"")
    let command = try await Command.swoop(["compare", "--config", file, "http://127.0.0.1:1/"])
    #expect(command.status == 78)
    #expect(command.errors.contains("c.toml:2: The value 'often' is invalid"))
  }
}
