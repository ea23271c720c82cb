import Foundation
import Origin
import Testing

/// `swoop shard`: what it says of an entry is what `--shard` does with it.
@Suite struct ShardTests {
  /// Entries that are fetched nowhere: nothing listens at port 1.
  private static let entries =
    (1...40).map { "http://127.0.0.\($0):1/\($0)" } + [
      "HTTP://Bücher.Example:1/a", "http://xn--bcher-kva.EXAMPLE:2/b", "http://[::1]:1/",
      "http://0x7f.1:1/", "http://2130706433:1/", "  http://user:word@127.0.0.1:1/c \t",
      "{\"url\":\t\"http://127.0.0.7:1/d\"}", "{\"url\":\"http://127.0.0.7:1/\",\"path\":\"../\"}",
      "{\"url\":1}", "{", "nonsense", "http://", "ftp://127.0.0.9/",
    ]

  private func sharded(_ arguments: [String], input: String = "") async throws -> [[String]] {
    let command = try await Command.swoop(["shard"] + arguments, input: input)
    #expect(command.status == 0)
    #expect(command.errors.isEmpty)
    return command.lines.map { line in
      line.split(separator: "\t", maxSplits: 1).map(String.init)
    }
  }

  @Test func `each entry is in the shard that fetches it`() async throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("urls.txt", ShardTests.entries.joined(separator: "\n"))
    let lines = try await sharded(["3", list])
    #expect(lines.map { $0[1] } == ShardTests.entries)
    for shard in 1...3 {
      let command = try await Command.swoop([
        "--shard", "\(shard)/3", "--json", "--retries", "0", "--host-failures", "0",
        "--connect-timeout", "1", "--deny", "127.0.0.0/8", list,
      ])
      let fetched = try command.lines.map { try object($0)["seq"] as? Int ?? 0 }
      let expected = lines.indices.filter { lines[$0][0] == "\(shard)" }.map { $0 + 1 }
      #expect(fetched.sorted() == expected)
      #expect(!expected.isEmpty)
    }
  }

  @Test func `spellings of a host are one host, and what is no URL has the empty one`()
    async throws
  {
    let same = [
      ["http://Bücher.example/", "https://b%C3%BCcher.example:8/", "http://XN--BCHER-KVA.example"],
      ["http://127.0.0.1/", "http://127.1:8080/", "http://0x7f000001/a", "http://a:b@2130706433/"],
      ["http://[::1]/", "http://[0:0:0:0:0:0:0:1]:8080/"],
      ["http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"],
      ["http://localhost/", "http://LOCALHOST./"],
      ["nonsense", "ftp://127.0.0.1/", "{", "{\"url\":\"http://127.0.0.1\",\"method\":\"\"}"],
    ]
    for entries in same {
      let shards = Set(try await sharded(["1000000"] + ["-"], input: lines(entries)).map { $0[0] })
      #expect(shards.count == 1, "\(entries): \(shards)")
    }
    #expect(try await sharded(["1000", "-"], input: "nonsense\n") == [["611", "nonsense"]])
  }

  @Test func `lines are given back as they are, without those that are no entries`() async throws {
    let folder = try TemporaryFolder()
    let list = folder.path + "/urls.txt"
    let long = String(repeating: "a", count: 65_533)
    var bytes = Array("\u{feff}http://a/\r\n\r\n# no\n \u{e9}\t\u{0}\n".utf8) + [0xff, 0xfe, 10]
    bytes += Array("http://\(long)\nhttp://b/\(long)c\nhttp://c/".utf8)
    try Data(bytes).write(to: URL(filePath: list))
    let output = try await Command.shell("$swoop shard 1 \(list) >\(folder.path)/out")
    #expect(output.status == 0)
    var expected = Array("1\t\u{feff}http://a/\n1\t \u{e9}\t\u{0}\n1\t".utf8) + [0xff, 0xfe, 10]
    expected += Array("1\t\(("http://" + long).prefix(65_538))\n".utf8)
    expected += Array("1\t\(("http://b/" + long + "c").prefix(65_538))\n1\thttp://c/\n".utf8)
    let written = try Data(contentsOf: URL(filePath: folder.path + "/out"))
    #expect(Array(written) == expected)
    // They stay as bad as they were.
    let again = try await Command.shell(
      "cut -f 2- \(folder.path)/out | grep -a -v '/$' | $swoop --json -")
    #expect(again.output.components(separatedBy: "\"kind\":\"invalid_url\"").count == 5)
    #expect(again.output.components(separatedBy: "the line has 65538 bytes").count == 3)
  }

  @Test func `an entry is the same one however often it is written and read again`() async throws {
    let folder = try TemporaryFolder()
    let list = folder.path + "/urls.txt"
    let mark = "\u{feff}"
    let text =
      "\(mark)\(mark) http://127.0.0.1:1/\r\r\n\(mark)\r\r\n\(mark)#\n\(mark)http://127.0.0.2:1/\r\r\r"
    try Data(text.utf8).write(to: URL(filePath: list))
    let again = "cut -f 2- | $swoop shard 1000 -"
    let command = try await Command.shell("$swoop shard 1000 \(list) | \(again) | \(again)")
    for argument in [
      "\nhttp://127.0.0.1:1/\n", "http://127.0.0.1:1/\n\nx",
      "{\"url\":\n\"http://127.0.0.1:1/\"}\n",
      "{\"url\":\"http://127.0.0.1:1/\",\"method\":\"POST\",\"body\":\"x\ny\"}",
    ] {
      let first = try await Command.swoop(["shard", "1000", argument]).output
      let (shard, line) = try #require(first.splitOnce(at: "\t"))
      let second = try await Command.swoop(["shard", "1000", "-"], input: line).output
      #expect(second.splitOnce(at: "\t")?.0 == shard)
    }
    let expected = try await sharded(["1000", "http://127.0.0.1:1/", "http://127.0.0.2:1/"]).map {
      $0[0]
    }
    #expect(command.lines.map { $0.split(separator: "\t").first.map(String.init) } == expected)
    let records = try await Command.shell(
      "$swoop shard 1 \(list) | cut -f 2- | $swoop --json --retries 0 -")
    #expect(
      try Set(records.lines.map { try object($0)["url"] as? String }) == [
        "http://127.0.0.1:1/", "http://127.0.0.2:1/",
      ])
  }

  @Test func `arguments, files and standard input follow each other`() async throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("urls.txt", "http://file/")
    let lines = try await sharded(
      ["1", "http://first/", list, "-", "{\"url\":\n\"http://last/\"}"], input: "http://stdin/\n")
    #expect(
      lines.map { $0[1] } == [
        "http://first/", "http://file/", "http://stdin/", "{\"url\":\r\"http://last/\"}",
      ])
    #expect(try await sharded(["2"], input: "http://stdin/\n").count == 1)
  }

  @Test func `lines come out before the list's end`() async throws {
    let folder = try TemporaryFolder()
    // The second line is written only once the first one has come out.
    let command = try await Command.shell(
      """
      cd '\(folder.path)' && mkfifo in && { $swoop shard 1 in >out & } && exec 3>in
      echo http://first/ >&3
      for _ in $(seq 200); do [ -s out ] && break; sleep 0.1; done
      cat out && echo http://second/ >&3 && exec 3>&- && wait $! && tail -1 out
      """)
    #expect(command.output == "1\thttp://first/\n1\thttp://second/\n")
  }

  @Test func `a closed pipe is no error, a full disk is one`() async throws {
    let folder = try TemporaryFolder()
    let command = try await Command.shell(
      """
      cd '\(folder.path)'
      { seq -f http://127.0.0.1/%.0f 200000 | $swoop shard 3 -; echo $? >&2; } 2>errors | head -1
      grep -v ^seq: errors >&2
      $swoop shard 3 http://127.0.0.1/ >/dev/full; echo $? >&2
      """)
    #expect(command.output.hasSuffix("\thttp://127.0.0.1/1\n"))
    #expect(command.errors.hasPrefix("0\nswoop: stdout: "))
    #expect(command.errors.hasSuffix("\n74\n"))
  }

  @Test(arguments: [["0"], ["1000001"], ["-1"], ["x"], [], ["3", "--no-such", "-"]])
  func `wrong usage`(arguments: [String]) async throws {
    #expect(try await Command.swoop(["shard"] + arguments).status == 64)
  }

  @Test func `a list that can't be read`() async throws {
    let command = try await Command.swoop(["shard", "3", "http://a/", "no-such-file"])
    #expect(command.status == 66)
    #expect(command.output.isEmpty)
    #expect(command.complaints.count == 1)
    #expect(try await Command.shell("$swoop shard 3 - <&-").status == 66)
    #expect(try await Command.shell("$swoop shard 3 - </").status == 66)
  }

  private func lines(_ entries: [String]) -> String {
    entries.joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate func splitOnce(at separator: Character) -> (String, String)? {
    guard let place = firstIndex(of: separator) else { return nil }
    return (String(self[..<place]), String(self[index(after: place)...]))
  }
}
