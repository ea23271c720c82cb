import Testing

@testable import SwoopCore

/// A file, and which URLs it allows.
struct RobotsCase: CustomTestStringConvertible, Sendable {
  let file: String
  let agent: String
  let allowed: [String]
  let refused: [String]

  init(
    _ file: String, agent: String = "foobot", allowed: [String] = [], refused: [String] = []
  ) {
    self.file = file
    self.agent = agent
    self.allowed = allowed
    self.refused = refused
  }

  var testDescription: String { "\(agent): \(file)" }

  func check() throws {
    let rules = RobotsRules(parsing: Array(file.utf8), for: try RobotsAgent(agent))
    for path in allowed {
      #expect(rules.refusal(of: RobotsPath(of: "http://example.com\(path)")) == nil, "\(path)")
    }
    for path in refused {
      #expect(
        rules.refusal(of: RobotsPath(of: "http://example.com\(path)"))?.kind == .robots,
        "\(path)")
    }
  }
}

extension RobotsCase {
  /// A pattern of the group for all, and what it matches.
  private static func pattern(
    _ pattern: String, matches: [String] = [], leaves: [String] = []
  ) -> RobotsCase {
    RobotsCase("User-agent: *\nDisallow: \(pattern)\n", allowed: leaves, refused: matches)
  }

  /// Section 5.1.
  static let simpleExample = """
    User-Agent: *
    Disallow: *.gif$
    Disallow: /example/
    Allow: /publications/

    User-Agent: foobot
    Disallow:/
    Allow:/example/page.html
    Allow:/example/allowed.gif

    User-Agent: barbot
    User-Agent: bazbot
    Disallow: /example/page.html

    User-Agent: quxbot

    EOF
    """

  static let examples = [
    RobotsCase(
      simpleExample, agent: "other",
      allowed: ["/", "/publications/", "/publications/example/", "/a.gif?", "/gif", "/a.gifs"],
      refused: ["/a.gif", "/example/", "/example/page.html", "/b/c.gif"]),
    RobotsCase(
      simpleExample, agent: "foobot",
      allowed: ["/example/page.html", "/example/allowed.gif"],
      refused: ["/", "/publications/", "/example/", "/example/page.htm", "/a.gif"]),
    RobotsCase(
      simpleExample, agent: "barbot", allowed: ["/", "/a.gif", "/example/"],
      refused: ["/example/page.html", "/example/page.html?x"]),
    RobotsCase(
      simpleExample, agent: "bazbot", allowed: ["/", "/example/"], refused: ["/example/page.html"]),
    // Whose group has no rule may ask for all, whatever the group for all says.
    RobotsCase(simpleExample, agent: "quxbot", allowed: ["/", "/example/", "/a.gif"]),
    // Section 5.2.
    RobotsCase(
      "User-Agent: foobot\nAllow : /example/page/\nDisallow : /example/page/disallowed.gif\n",
      allowed: ["/example/page/", "/example/page/disallow.gif"],
      refused: ["/example/page/disallowed.gif"]),
    // Section 2.2.1.
    RobotsCase(
      "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\n"
        + "user-agent: ExampleBot\ndisallow: /baz\n",
      agent: "examplebot", allowed: ["/", "/qux"], refused: ["/foo", "/bar", "/baz"]),
    // Section 2.2.3.
    RobotsCase(
      "User-agent: *\nDisallow: / # comment in line\n# comment on its own line\n"
        + "allow: /this/path/exactly$\nallow: /this/*/exactly",
      allowed: ["/this/path/exactly", "/this/other/exactly", "/this/a/b/exactly/and/more"],
      refused: ["/", "/this/path/", "/comment"]),
    pattern(
      "/path/file-with-a-%2A.html",
      matches: ["/path/file-with-a-*.html", "/path/file-with-a-%2A.html"],
      leaves: ["/path/file-with-a-b.html"]),
    pattern("/path/foo-%24", matches: ["/path/foo-$", "/path/foo-%24"], leaves: ["/path/foo-"]),
    // Section 2.2.2.
    pattern("/foo/bar?baz=quz", matches: ["/foo/bar?baz=quz"], leaves: ["/foo/bar?baz=qu"]),
    pattern(
      "/foo/bar?baz=https://foo.bar",
      matches: ["/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar"],
      leaves: ["/foo/bar?baz=http://foo.bar"]),
    pattern(
      "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
      matches: ["/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar"]),
    pattern(
      "/foo/bar/ツ", matches: ["/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", "/foo/bar/ツ"],
      leaves: ["/foo/bar/%E3%83%83"]),
    pattern("/foo/bar/%E3%83%84", matches: ["/foo/bar/%E3%83%84", "/foo/bar/ツ"]),
    pattern("/foo/bar/%62%61%7A", matches: ["/foo/bar/baz", "/foo/bar/%62az"]),
  ]

  static let groups = [
    // 2.2.1: whom a group is for.
    RobotsCase("User-agent: FooBot\nDisallow: /", refused: ["/"]),
    RobotsCase("USER-AGENT: foobot\nDISALLOW: /", agent: "FOOBOT", refused: ["/"]),
    RobotsCase("User-agent: foobot/2.1 (x)\nDisallow: /", refused: ["/"]),
    RobotsCase("User-agent: foobotic\nDisallow: /", allowed: ["/"]),
    RobotsCase("User-agent: foo\nDisallow: /", allowed: ["/"]),
    RobotsCase("User-agent: foo-bot_x\nDisallow: /", agent: "Foo-Bot_X", refused: ["/"]),
    RobotsCase("User-agent: foo_bot\nDisallow: /", agent: "foo-bot", allowed: ["/"]),
    RobotsCase("User-agent:\nDisallow: /", allowed: ["/"]),
    RobotsCase("User-agent: * \nDisallow: /", refused: ["/"]),
    RobotsCase("User-agent: *bot\nDisallow: /", allowed: ["/"]),
    RobotsCase("User-agent: other\nDisallow: /", allowed: ["/"]),
    RobotsCase("", allowed: ["/"]),
    RobotsCase("Disallow: /", allowed: ["/"]),
    RobotsCase("Disallow: /a\nUser-agent: *\nDisallow: /b", allowed: ["/a"], refused: ["/b"]),
    RobotsCase(
      "User-agent: *\nDisallow: /a\nUser-agent: foobot\nDisallow: /b", allowed: ["/a"],
      refused: ["/b"]),
    RobotsCase(
      "User-agent: foobot\nDisallow: /b\nUser-agent: *\nDisallow: /a", allowed: ["/a"],
      refused: ["/b"]),
    RobotsCase(
      "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: *\nDisallow: /b",
      allowed: ["/c"], refused: ["/a", "/b"]),
    RobotsCase(
      "User-agent: foobot\nUser-agent: *\nDisallow: /a\nUser-agent: foobot\nAllow: /a/b",
      allowed: ["/a/b"], refused: ["/a"]),
    RobotsCase("User-agent: foobot\n\n\nUser-agent: x\n\nDisallow: /", refused: ["/"]),
    RobotsCase("User-agent: foobot\nDisallow:\nUser-agent: x\nDisallow: /", allowed: ["/"]),
    RobotsCase("User-agent: foobot\nDisallow: /a\n\nDisallow: /b", refused: ["/a", "/b"]),
    RobotsCase("User-agent: foobot\nDisallow: nothing\nUser-agent: x\nDisallow: /", allowed: ["/"]),
    // 2.2.4: other records end no group.
    RobotsCase(
      "User-agent: foobot\nSitemap: http://example.com/a.xml\nUser-agent: x\nDisallow: /",
      refused: ["/"]),
    RobotsCase("User-agent: foobot\nCrawl-delay: 5\nUser-agent: x\nDisallow: /", refused: ["/"]),
    RobotsCase(
      "User-agent: foobot\nDisallow: /a\nSitemap: /b\nDisallow: /c", refused: ["/a", "/c"]),
    RobotsCase("User-agent: foobot\nDisallow /a\nno record\n: /b\nDisallow: /c", refused: ["/c"]),
    RobotsCase(
      "User-agent: foobot\nDisallow /a\nNoindex: /b\nDisalow: /c", allowed: ["/a", "/b", "/c"]),
  ]

  static let lines = [
    RobotsCase("User-agent: *\rDisallow: /a\rDisallow: /b", refused: ["/a", "/b"]),
    RobotsCase("User-agent: *\r\nDisallow: /a\r\nDisallow: /b\r\n", refused: ["/a", "/b"]),
    RobotsCase("User-agent: *\n\rDisallow: /a\n\r", refused: ["/a"]),
    RobotsCase("\u{FEFF}User-agent: *\nDisallow: /a", refused: ["/a"]),
    RobotsCase("\n\u{FEFF}User-agent: *\nDisallow: /a", allowed: ["/a"]),
    RobotsCase(
      " \tUser-agent\t : \t*\t \n  Disallow\t:\t/a \t", allowed: ["/b"], refused: ["/a", "/ab"]),
    RobotsCase("User-agent:*#x\nDisallow:/a#b", allowed: ["/b"], refused: ["/a", "/ab"]),
    RobotsCase("#User-agent: foobot\nUser-agent: *\nDisallow: /a", refused: ["/a"]),
    RobotsCase(
      "User-agent: * # Disallow: /b\n#\n##\nDisallow: /a#", allowed: ["/b"], refused: ["/a"]),
    RobotsCase("User-agent: *\nDisallow: /a:b", allowed: ["/a"], refused: ["/a:b", "/a%3Ab"]),
    RobotsCase("User-agent: *\nDisallow: /a b", allowed: ["/a"], refused: ["/a%20b"]),
    RobotsCase("User-agent: *\nDisallow: /a\u{0}b", allowed: ["/a"], refused: ["/a%00b"]),
  ]

  static let patterns = [
    pattern("", leaves: ["/", "/a"]),
    pattern("/", matches: ["/", "/a", "/?", "/a/b?c=d"]),
    pattern(
      "/fish", matches: ["/fish", "/fish.html", "/fish/salmon", "/fishes?id=1"],
      leaves: ["/Fish", "/catfish", "/fis", "/?id=fish"]),
    pattern(
      "/fish/", matches: ["/fish/", "/fish/salmon", "/fish/?id"],
      leaves: ["/fish", "/fish.html", "/a/fish/"]),
    pattern("/fish*", matches: ["/fish", "/fish.html"], leaves: ["/Fish", "/catfish"]),
    pattern("/*.php", matches: ["/index.php", "/a.php?b", "/x/a.php/y"], leaves: ["/", "/a.PHP"]),
    pattern(
      "/*.php$", matches: ["/a.php", "/a/b.php", "/.php.php"],
      leaves: ["/a.php?b", "/a.php5", "/a.php/"]),
    pattern("/fish*.php", matches: ["/fish.php", "/fishheads/cat.php?x"], leaves: ["/Fish.php"]),
    pattern("/$", matches: ["/"], leaves: ["/a", "/?"]),
    pattern("$", leaves: ["/"]),
    pattern("*", matches: ["/", "/a"]),
    pattern("*$", matches: ["/", "/a?b"]),
    pattern("*.gif", matches: ["/a.gif", "/a.gif?b"], leaves: ["/gif"]),
    pattern("fish", leaves: ["/fish"]),
    pattern("/a$b", matches: ["/a$b", "/a%24b", "/a$bc"], leaves: ["/a", "/ab"]),
    pattern("/a$$", matches: ["/a$", "/a%24"], leaves: ["/a", "/a$b"]),
    pattern("/a**b", matches: ["/ab", "/axxb"], leaves: ["/a"]),
    pattern("/***", matches: ["/"]),
    pattern("/*a*b*c$", matches: ["/abc", "/xaxbxc", "/abcabc"], leaves: ["/acb", "/abcx"]),
    pattern("/*aab$", matches: ["/aaab", "/aab", "/aabaab"], leaves: ["/ab", "/aaba"]),
    pattern("/a*a$", matches: ["/aa", "/aba"], leaves: ["/a"]),
    pattern("/*?", matches: ["/?", "/a?", "/a?b"], leaves: ["/", "/a%3F"]),
    pattern("/*?*id=", matches: ["/?id=1", "/a?b&id="], leaves: ["/id=1"]),
    pattern("/*/print", matches: ["/a/print", "/?u=/print"], leaves: ["/print"]),
    // What separates something is not what it is when it is encoded.
    pattern("/a%2Fb", matches: ["/a%2Fb", "/a%2fb"], leaves: ["/a/b"]),
    pattern("/a/b", matches: ["/a/b"], leaves: ["/a%2Fb"]),
    pattern("/a%3Fb", matches: ["/a%3fb"], leaves: ["/a?b"]),
    pattern("/?a=b%26c", matches: ["/?a=b%26c"], leaves: ["/?a=b&c"]),
    pattern("/?a=b%3Dc", matches: ["/?a=b%3dc"], leaves: ["/?a=b=c"]),
    pattern("/a&b=c", matches: ["/a%26b%3Dc", "/a&b=c"]),
    pattern("/(a)!'+,;@[]", matches: ["/%28a%29%21%27%2B%2C%3B%40%5B%5D", "/(a)!'+,;@%5B%5D"]),
    pattern("/%7Ejoe/index.html", matches: ["/~joe/index.html", "/%7ejoe/index.html"]),
    pattern("/~joe", matches: ["/%7Ejoe", "/~joe"]),
    pattern("/%25", matches: ["/%25", "/%", "/%2"], leaves: ["/a"]),
    pattern("/100%", matches: ["/100%25", "/100%"], leaves: ["/100"]),
    pattern("/%zz", matches: ["/%25zz", "/%zz"]),
    pattern("/\"<>^`{|}\\", matches: ["/%22%3C%3E%5E%60%7B%7C%7D%5C"]),
    pattern("/é", matches: ["/%C3%A9"], leaves: ["/e%CC%81", "/%E9"]),
    // The rules themselves may always be asked for.
    pattern("/robots.txt", matches: ["/robots.txt.gz", "/robots.txt?x"], leaves: ["/robots.txt"]),
  ]

  /// Section 2.2.2: the most octets, and where that is no answer, the one that allows.
  static let precedences = [
    RobotsCase(
      "User-agent: *\nAllow: /p\nDisallow: /", allowed: ["/p", "/page"], refused: ["/", "/x"]),
    RobotsCase("User-agent: *\nDisallow: /\nAllow: /p", allowed: ["/page"], refused: ["/x"]),
    RobotsCase("User-agent: *\nAllow: /folder\nDisallow: /folder", allowed: ["/folder/page"]),
    RobotsCase("User-agent: *\nDisallow: /folder\nAllow: /folder", allowed: ["/folder/page"]),
    RobotsCase("User-agent: *\nAllow: /page\nDisallow: /*.htm", refused: ["/page.htm"]),
    RobotsCase("User-agent: *\nAllow: /page\nDisallow: /*.ph", allowed: ["/page.php5"]),
    RobotsCase("User-agent: *\nAllow: /$\nDisallow: /", allowed: ["/"], refused: ["/page.htm"]),
    RobotsCase(
      "User-agent: *\nDisallow: /%61%62\nAllow: /abc", allowed: ["/abc"], refused: ["/ab"]),
    RobotsCase(
      "User-agent: *\nDisallow: /x\nAllow: /x/\nDisallow: /x/y", allowed: ["/x/"],
      refused: ["/x", "/x/y"]),
    RobotsCase("User-agent: *\nDisallow: /ツ\nAllow: /%E3%83%84", allowed: ["/ツ"]),
    RobotsCase("User-agent: *\nDisallow: /aé\nAllow: /a*****", allowed: ["/ab"], refused: ["/aé"]),
    RobotsCase("User-agent: *\nDisallow: /a\nAllow:\nAllow: x", refused: ["/a"]),
  ]
}
