import Testing

@testable import SwoopCore

@Suite struct UserAgentsTests {
  @Test func `a file has one name a line`() throws {
    let file = "\u{FEFF}# names\r\n\r\n  one/1.0 (x; y)\t\r\n#two\nthree\n"
    let agents = try UserAgents(parsing: Array(file.utf8))
    let names = Set((0..<100).map { agents.name(for: "host-\($0)") })
    #expect(names == ["one/1.0 (x; y)", "three"])
  }

  @Test func `a host has the same name in each run, whatever the shard`() throws {
    let agents = try UserAgents(parsing: Array("a\nb\nc\nd".utf8))
    // Taken from sha256sum; they are a promise.
    let expected = ["example.org": "d", "127.0.0.1": "d", "[::1]": "b", "": "b"]
    for (host, name) in expected { #expect(agents.name(for: host) == name, "\(host)") }
    let shard = try Shard("1/4")
    let mine = (0..<400).map { "host-\($0)" }.filter { shard.contains(host: $0) }
    #expect(Set(mine.map { agents.name(for: $0) }).count == 4)
  }

  @Test(arguments: [
    ("", "1: there is no user agent"), ("\n# none\n", "1: there is no user agent"),
    ("a\nb\u{1}c", "2: a user agent has no control characters"),
    ("a\n\nb\tc", "3: a user agent has no control characters"),
    (String(repeating: "a", count: 4097), "1: a user agent has 4096 bytes at the most"),
  ])
  func `what can't be sent is told of with its line`(file: String, problem: String) {
    let error = #expect(throws: MalformedFile.self) {
      try UserAgents(parsing: Array(file.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test func `names are UTF-8`() {
    let error = #expect(throws: MalformedFile.self) {
      try UserAgents(parsing: [0x61, 0x0A, 0xFF, 0x0A])
    }
    #expect(error?.description == "2: not UTF-8")
  }
}
