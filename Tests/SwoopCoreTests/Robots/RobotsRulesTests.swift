import Testing

@testable import SwoopCore

/// The examples of RFC 9309, and what its text says beyond them.
@Suite struct RobotsRulesTests {
  @Test(arguments: RobotsCase.examples)
  func `the RFC's own examples`(example: RobotsCase) throws {
    try example.check()
  }

  @Test(arguments: RobotsCase.groups)
  func `groups are found, merged, and ended by nothing else than a rule`(example: RobotsCase) throws
  {
    try example.check()
  }

  @Test(arguments: RobotsCase.lines)
  func `lines end with LF, CR or both, blanks and comments are left out`(example: RobotsCase) throws
  {
    try example.check()
  }

  @Test(arguments: RobotsCase.patterns)
  func `patterns match beginnings, and stars and the end mark what they are for`(
    example: RobotsCase
  ) throws {
    try example.check()
  }

  @Test(arguments: RobotsCase.precedences)
  func `the most octets decide, and where they are as many, what allows`(example: RobotsCase) throws
  {
    try example.check()
  }

  @Test func `there are more than a hundred cases`() {
    let all =
      RobotsCase.examples + RobotsCase.groups + RobotsCase.lines
      + RobotsCase.patterns + RobotsCase.precedences
    #expect(all.reduce(0) { $0 + $1.allowed.count + $1.refused.count } > 200)
    #expect(all.count > 100)
  }

  @Test func `a refusal names the rule and its line`() throws {
    let rules = RobotsRules(
      parsing: Array("# one\r\n\r\nUser-agent: *\rAllow: /\nDisallow: /é/*$ # why\n".utf8),
      for: .swoop)
    #expect(
      rules.refusal(of: RobotsPath(of: "http://h:80/%c3%a9/x"))
        == FetchError(.robots, "robots.txt disallows it in line 5: Disallow: /%C3%A9/*$"))
    let long = RobotsRules(
      parsing: Array(("User-agent: *\nDisallow: /" + String(repeating: "a*", count: 99)).utf8),
      for: .swoop)
    let message = long.refusal(of: RobotsPath(path: Array(repeating: 0x61, count: 200)[...]))
    #expect(message?.message.hasSuffix("a*a...") == true)
  }

  @Test func `the path is what comes after the authority`() {
    for (url, path) in [
      ("http://h", "/"), ("http://h/", "/"), ("http://h:1?x", "/?x"), ("https://[::1]:2/a", "/a"),
      ("http://h//a//b?c?d/%2f", "//a//b?c?d//"), ("http://h/?http://x/", "/?http://x/"),
    ] {
      #expect(String(decoding: RobotsPath(of: url).octets, as: UTF8.self) == path)
    }
  }

  /// Section 2.5.
  @Test func `500 KiB are read, and no half of a line`() throws {
    let limit = 500 * 1024
    let start = "User-agent: *\nDisallow: /a\n#"
    func rules(filling count: Int, then end: String) -> RobotsRules {
      let padding = String(repeating: "x", count: count - start.utf8.count)
      return RobotsRules(parsing: Array((start + padding + end).utf8), for: .swoop)
    }
    func refuses(_ rules: RobotsRules, _ path: String) -> Bool {
      rules.refusal(of: RobotsPath(of: "http://h" + path)) != nil
    }
    let rule = "\nDisallow: /b"
    let whole = rules(filling: limit - rule.utf8.count, then: rule)
    #expect(refuses(whole, "/a") && refuses(whole, "/b"))
    let ended = rules(filling: limit - rule.utf8.count, then: rule + "\nDisallow: /c")
    #expect(refuses(ended, "/b") && !refuses(ended, "/c"))
    let cut = rules(filling: limit - rule.utf8.count, then: rule + "c")
    #expect(refuses(cut, "/a") && !refuses(cut, "/b") && !refuses(cut, "/bc"))
    // One line without an end has no half that counts.
    let endless = RobotsRules(
      parsing: Array(repeating: UInt8(ascii: "x"), count: limit + 1), for: .swoop)
    #expect(!refuses(endless, "/a"))
  }

  @Test(
    arguments: [
      ("Crawl-delay: 5", 5), ("crawl-delay:0.5", 0.5), ("Crawl-Delay : 1 # x", 1),
      ("Crawl-delay: 1\nCrawl-delay: 3\nCrawl-delay: 2", 3), ("Crawl-delay: 0", nil),
      ("Crawl-delay: -1", nil), ("Crawl-delay: soon", nil), ("Crawl-delay: 1e3", nil),
      ("Crawl-delay: 0x10", nil), ("Crawl-delay:", nil), ("Crawl-delay: inf", nil),
      ("Crawl-delay: 99999999999999999999", 1e9), ("User-agent: x\nCrawl-delay: 5", 5),
      ("Disallow: /a\nUser-agent: x\nCrawl-delay: 5", nil),
      ("Disallow: /a\nCrawl-delay: 5", 5), ("Crawl-delay: .000000000000000001", 0.001),
    ] as [(String, Double?)])
  func `a delay is a plain number of seconds above 0`(lines: String, seconds: Double?) throws {
    let rules = RobotsRules(parsing: Array("User-agent: *\n\(lines)\n".utf8), for: .swoop)
    #expect(rules.crawlDelay == seconds.map { .seconds($0) })
  }

  @Test func `a delay is meant for the agents that are named before it`() throws {
    let file = "User-agent: a\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 2\nDisallow: /x"
    for (agent, seconds) in [("a", 3), ("b", 2)] {
      let rules = RobotsRules(parsing: Array(file.utf8), for: try RobotsAgent(agent))
      #expect(rules.crawlDelay == .seconds(seconds))
      #expect(rules.refusal(of: RobotsPath(of: "http://h/x")) != nil)
    }
  }

  /// Thousands of stars, and paths that are made for them: a product of both would take hours.
  @Test func `no file takes longer than a pass over it, however many stars it has`() {
    func rules(_ patterns: [String]) -> RobotsRules {
      RobotsRules(
        parsing: Array(
          ("User-agent: *\n" + patterns.map { "Disallow: \($0)\n" }.joined()).utf8), for: .swoop)
    }
    func text(_ unit: String, _ count: Int) -> String { String(repeating: unit, count: count) }
    let path = RobotsPath(of: "http://h/" + text("a", 30_000))
    #expect(rules(["/" + text("a*", 10_000) + "b"]).refusal(of: path) == nil)
    #expect(rules(["/*" + text("a", 10_000) + "b"]).refusal(of: path) == nil)
    #expect(rules(["/*" + text("a", 10_000) + "*" + text("a", 10_000)]).refusal(of: path) != nil)
    // Beyond what is reasonable, it is not allowed, and says so.
    let many = rules(Array(repeating: "/*a*b", count: 1000))
    #expect(many.refusal(of: path)?.message.contains("can be tried") == true)
    #expect(many.refusal(of: RobotsPath(of: "http://h/" + text("a", 100))) == nil)
  }

  @Test func `an agent is letters, dashes and underscores, whatever their case`() throws {
    for name in ["swoop", "Foo-Bot_x", "-", "_"] {
      #expect(try RobotsAgent(name).name == name)
    }
    for name in ["", "foo bot", "foo/1.0", "bot1", "föö", "*", "a\n"] {
      #expect(throws: RobotsAgent.Malformed.self) { try RobotsAgent(name) }
    }
    #expect(try RobotsAgent("SWOOP") == .swoop)
    #expect(try RobotsAgent("swoop-x") != .swoop)
    #expect(try Set([RobotsAgent("SWOOP"), .swoop]).count == 1)
  }
}
