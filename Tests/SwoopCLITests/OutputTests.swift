import Foundation
import Origin
import Testing

/// What is written where.
@Suite struct OutputTests {
  private static let modes = ["async", "threads"]

  @Test(arguments: modes)
  func `records go to standard output or a file, and lines beside a file`(mode: String) async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let file = folder.path + "/records"
      let url = origin.url("/bytes/3")

      let json = try await Command.swoop(["-m", mode, "--json", url])
      #expect(try object(json.output)["bytes"] as? Int == 3)
      let both = try await Command.swoop(["-m", mode, "-o", file, url])
      #expect(both.output.hasPrefix("200\t"))
      #expect(try object(folder.text("records"))["mode"] as? String == mode)
      let quiet = try await Command.swoop(["-m", mode, "-q", url])
      #expect(quiet.output.isEmpty)
      #expect(quiet.errors.isEmpty)
      let bodies = try await Command.swoop(
        ["-m", mode, "--cat", origin.url("/delay/100?bytes=2"), origin.url("/status/404"), url])
      #expect(bodies.output.utf8.count == 5)
      #expect(bodies.status == 1)
    }
  }

  @Test(arguments: modes)
  func `flags reach the request`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let body = try folder.file("body", "from a file")
      let command = try await Command.swoop([
        "-m", mode, "-X", "PUT", "-H", "X-One: 1", "-H", "X-Two:2", "--data", "@\(body)", "-A",
        "me",
        "--cat", origin.url("/echo"),
      ])
      #expect(command.status == 0)
      let request = try #require(origin.received(path: "/echo").first)
      #expect(request.method == "PUT")
      #expect(request.body == Array("from a file".utf8))
      let headers = Dictionary(
        request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
      #expect(headers["x-one"] == "1")
      #expect(headers["x-two"] == "2")
      #expect(headers["user-agent"] == "me")
      #expect(command.output.contains("from a file"))
    }
  }

  @Test func `the environment's proxies are not used`() async throws {
    try await Origin.withOrigin { origin in
      let dead = "http://127.0.0.1:1"
      let command = try await Command.swoop(
        [origin.url("/bytes/1")],
        environment: ["http_proxy": dead, "ALL_PROXY": dead, "HTTPS_PROXY": dead])
      #expect(command.status == 0)
      let exempt = try await Command.swoop(
        ["--proxy", dead, origin.url("/bytes/1")], environment: ["no_proxy": "*"])
      #expect(exempt.output.hasPrefix("connect\t"))
    }
  }

  @Test(arguments: modes)
  func `streams that the caller closed are nobody else's`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let url = origin.url("/bytes/1")
      let command = try await Command.shell(
        "\"$swoop\" -m \(mode) -o \(folder.path)/records \(url) - <&- >&- 2>&-; echo $?")
      // A list that can't be read is not an empty one.
      #expect(command.output == "66\n")
      let records = folder.lines("records")
      #expect(records.count == 1)
      #expect(try object(records[0])["ok"] as? Bool == true)
      // It is told only where nothing else has the records.
      let alone = try await Command.shell("\"$swoop\" -m \(mode) \(url) <&- >&- 2>&-; echo $?")
      #expect(alone.output == "74\n")
    }
  }

  @Test func `a list is not overwritten with its own records`() async throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("urls.txt", "http://127.0.0.1:1/\n")
    let command = try await Command.swoop(["-o", "\(folder.path)/./urls.txt", "--overwrite", list])
    #expect(command.status == 73)
    #expect(try folder.text("urls.txt") == "http://127.0.0.1:1/\n")
  }

  /// What a run replaces must be there for as long as the run may not begin.
  @Test(arguments: [
    ["--report", "/no/such/folder/page"], ["--cookie-jar", "/no/such/folder/jar"],
    ["--report", "other"], ["--warc", "b.warc.gz", "--warc-size", "1K"], ["--report", "r"],
    ["--warc", "c.warc.gz", "--warc-size", "1K", "--cookie-jar", "./c-00009.warc.gz"],
    ["--warc", "c.warc.gz", "--warc-size", "1K", "--report", "c-00000.warc.gz"],
  ])
  func `a run that does not begin replaces nothing`(flags: [String]) async throws {
    let folder = try TemporaryFolder()
    var contents = ["r": "old\n", "a.warc.gz": "archive", "other": "no page"]
    let list = try folder.file("b-00007.warc.gz", "http://127.0.0.1:1/\n")
    for (name, text) in contents { _ = try folder.file(name, text) }
    let warc = flags.contains("--warc") ? [] : ["--warc", "a.warc.gz"]
    let arguments = (["-o", "r", "--overwrite"] + warc + flags + [list]).joined(separator: " ")
    let command = try await Command.shell("cd \(folder.path) && $swoop \(arguments); echo $?")
    #expect(command.output == "73\n")
    contents["b-00007.warc.gz"] = "http://127.0.0.1:1/\n"
    for (name, text) in contents { #expect(try folder.text(name) == text) }
  }

  @Test(arguments: [["-o", "l"], ["--cookie-jar", "l"], ["--warc", "l.warc.gz"]])
  func `a list that is redirected is not overwritten`(flags: [String]) async throws {
    let folder = try TemporaryFolder()
    let list = flags[1]
    _ = try folder.file(list, "http://127.0.0.1:1/\n")
    let overwrite = flags[0] == "--cookie-jar" ? "" : "--overwrite"
    for source in ["", "-"] {
      let command = try await Command.shell(
        "cd \(folder.path) && $swoop \(flags.joined(separator: " ")) \(overwrite) \(source) <\(list); echo $?"
      )
      #expect(command.output == "73\n")
      #expect(try folder.text(list) == "http://127.0.0.1:1/\n")
    }
  }

  @Test(arguments: ["--since", "--cookies", "--user-agents", "--config"])
  func `what a run reads is not overwritten`(option: String) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("r", "\n")
    for flag in ["--overwrite", "--resume"] {
      let command = try await Command.swoop(["-o", file, flag, option, file, "http://127.0.0.1:1/"])
      #expect(command.status == (option == "--user-agents" ? 65 : 73))
      #expect(try folder.text("r") == "\n")
    }
  }

  @Test(arguments: modes)
  func `what was ignored stays ignored, as nohup wants`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = [origin.url("/bytes/1"), origin.url("/delay/700")]
      let command = try await Command.swoop(
        ["-m", mode, "-o", folder.path + "/records"] + urls, ignoring: SIGHUP
      ) { process in
        #expect(await eventually { folder.lines("records").count == 1 })
        kill(process, SIGHUP)
      }
      #expect(command.status == 0)
      #expect(command.lines.count == 2)
    }
  }

  @Test(arguments: modes)
  func `few descriptors make fewer transfers at once, not failures`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.file(
        "urls.txt",
        (1...200).map { origin.url("/delay/5", host: "127.0.1.\($0)") }.joined(separator: "\n"))
      let command = try await Command.shell(
        "ulimit -n 64; \"$swoop\" -q -m \(mode) -c 500 \(list); echo $?")
      for files in [5, 6, 9, 14, 23] {
        let refused = try await Command.shell(
          "(ulimit -n \(files); \"$swoop\" -m \(mode) \(list)); echo $?")
        #expect(refused.output == "71\n")
        #expect(refused.errors.hasPrefix("swoop: \(files) files may be open"))
      }
      #expect(command.output == "0\n")
      #expect(command.errors.hasPrefix("swoop: --concurrency lowered from 500 to "))
    }
  }

  /// The whole program at once: 2,000 entries of every kind.
  @Test func `both modes give the same records for a mixed list`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.file("urls.txt", MixedList.lines(origin).joined(separator: "\n"))
      var seen: [[String]] = []
      for mode in OutputTests.modes {
        let file = "\(folder.path)/\(mode)"
        let command = try await Command.swoop(["-m", mode, "-q", "-o", file, list])
        #expect(command.status == 1)
        seen.append(try folder.text(mode).split(separator: "\n").map(MixedList.comparable).sorted())
      }
      #expect(seen[0].count == 2000)
      #expect(seen[0] == seen[1])
    }
  }
}

/// A list of 2,000 entries of every kind.
enum MixedList {
  static func lines(_ origin: Origin) -> [String] {
    (0..<2000).map { number in
      let host = "127.0.\(number % 7).\(number % 50 + 1)"
      switch number % 20 {
      case 0..<8: return origin.url("/bytes/\(number)", host: host)
      case 8, 9: return origin.url("/status/404?\(number)", host: host)
      case 10: return origin.url("/status/500?\(number)", host: host)
      case 11, 12: return origin.url("/redirect/\(number % 5)", host: host)
      case 13: return origin.url("/redirect-absolute/2?\(number)", host: host)
      case 14: return origin.url("/redirect-loop", host: host)
      case 15: return origin.url("/delay/\(number % 40)", host: host)
      case 16: return "http://127.0.9.\(number / 20 + 1):1/\(number)"
      case 17: return origin.url("/gzip/\(number)", host: host)
      case 18: return number % 40 < 20 ? "bad line \(number)" : "ftp://\(host)/"
      default:
        return "{\"url\": \"\(origin.url("/echo?\(number)", host: host))\", \"method\": \"POST\", "
          + "\"body\": \"\(number)\"}"
      }
    }
  }

  /// A record without what differs from run to run.
  static func comparable(_ line: some StringProtocol) throws -> String {
    var record = try object(line)
    for name in ["time_ms", "started_at", "mode"] {
      #expect(record.removeValue(forKey: name) != nil)
    }
    // The echo tells the client's port.
    if (record["url"] as? String)?.contains("/echo") == true {
      record["bytes"] = nil
      record["wire_bytes"] = nil
    }
    let data = try JSONSerialization.data(withJSONObject: record, options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }
}
