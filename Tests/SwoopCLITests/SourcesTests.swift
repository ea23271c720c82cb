import Foundation
import Origin
import Testing

/// What can be given to the program, and where.
@Suite struct SourcesTests {
  @Test func `URLs come as arguments, in files and on standard input`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let url = origin.url("/bytes/7")
      let list = try folder.file("urls.txt", "# two\n\(url)?1\n\(url)?2")
      let asked = [
        try await Command.swoop([], input: "\(url)\n\(url)\n"),
        try await Command.swoop(["-"], input: "\(url)\n\(url)"),
        try await Command.swoop([list]),
        try await Command.swoop([url, url]),
        try await Command.swoop(["fetch", url, url]),
        try await Command.swoop(["{\"url\": \"\(url)\"}", "-"], input: url),
      ]
      for command in asked {
        #expect(command.status == 0)
        #expect(command.lines.count == 2)
        for line in command.lines {
          let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
          #expect(fields.count == 4)
          #expect(fields[0] == "200")
          #expect(fields[2] == "7")
          #expect(fields[3].hasPrefix(url))
        }
        #expect(command.errors.contains("2 entries: 2 ok, 0 failed, 0 skipped"))
      }
    }
  }

  @Test func `records say where each entry stands`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.file("urls.txt", "\n# comment\n\(origin.url("/bytes/1"))\nbad\n")
      let command = try await Command.swoop(
        ["--json", list, "-", "http://127.0.0.1:1/"], input: "\nftp://h/\n")
      let sources = try command.lines.map { try object($0) }.reduce(into: [Int: String]()) {
        $0[$1["seq"] as? Int ?? 0] = $1["source"] as? String
      }
      #expect(sources == [1: "\(list):3", 2: "\(list):4", 3: "stdin:2", 4: "argument:1"])
      #expect(command.status == 1)
    }
  }

  @Test func `a file that isn't there is told in one line, and nothing is fetched`() async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop([origin.url("/bytes/1"), "no-such-file"])
      #expect(command.status == 66)
      #expect(command.output.isEmpty)
      #expect(
        command.errors
          == "swoop: no-such-file: No such file or directory, and no URL: it has no http:// or "
          + "https://\n")
      #expect(origin.requests() == 0)
    }
  }

  @Test func `a folder is no list`() async throws {
    let command = try await Command.swoop(["/"])
    #expect(command.status == 66)
    #expect(command.errors == "swoop: /: Is a directory\n")
  }

  @Test func `an empty list is a success`() async throws {
    let command = try await Command.swoop([], input: "")
    #expect(command.status == 0)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("0 entries: 0 ok, 0 failed, 0 skipped"))
  }

  // Others have a script(1) of another kind.
  #if os(Linux)
    @Test func `alone on a terminal the program prints its help`() async throws {
      let command = try await Command.shell("script -qec \"$swoop\" /dev/null </dev/null")
      #expect(command.status == 0)
      #expect(command.output.contains("USAGE: swoop"))
      #expect(command.output.contains("--per-host"))
    }
  #endif
}
