import Curl
import Testing

@testable import SwoopCore

@Suite struct CookieJarTests {
  private static let now = 1_800_000_000
  private var jar = CookieJar()

  private mutating func store(_ field: String, _ url: String = "http://a/", at now: Int = now)
    throws
  {
    jar.store(Array(field.utf8), from: CookieURL(try WebURL(url)), now: now)
  }

  private mutating func field(_ url: String = "http://a/", at now: Int = now) throws -> String? {
    jar.field(for: CookieURL(try WebURL(url)), now: now).map { String(decoding: $0, as: UTF8.self) }
  }

  private func given(_ lines: String...) throws -> CookieJar {
    let file = lines.map { $0.split(separator: " ").joined(separator: "\t") }.joined(
      separator: "\n")
    return CookieJar(given: try CookieFile.read(Array(file.utf8), now: CookieJarTests.now))
  }

  @Test mutating func `a cookie goes to its host alone, at any port and in any spelling`() throws {
    try store("a=1; Domain=example.org", "http://www.example.org/")
    for url in ["http://www.example.org:8080/x", "https://WWW.example.org./"] {
      #expect(try field(url) == "a=1")
    }
    for url in [
      "http://example.org/", "http://x.www.example.org/", "http://xwww.example.org/", "http://b/",
    ] {
      #expect(try field(url) == nil, "\(url)")
    }
  }

  /// RFC 6265 section 5.1.4.
  @Test(arguments: [
    ("/", "/", true), ("/", "/x", true), ("/x", "/x", true), ("/x", "/x/", true),
    ("/x", "/x/y", true),
    ("/x", "/xy", false), ("/x/", "/x", false), ("/x/", "/x/y", true), ("/x", "/", false),
    ("/x", "/y?/x", false),
    ("/x", "/x?y", true), ("/x", "/X", false),
  ])
  mutating func `paths match`(path: String, asked: String, matches: Bool) throws {
    try store("a=1; Path=\(path)")
    #expect((try field("http://a\(asked)") != nil) == matches)
  }

  @Test mutating func `longer paths go first, then older cookies`() throws {
    for cookie in ["a=1; Path=/", "b=2; Path=/x/y", "c=3; Path=/x", "d=4; Path=/"] {
      try store(cookie)
    }
    try store("a=5; Path=/")
    #expect(try field("http://a/x/y") == "b=2; c=3; a=5; d=4")
  }

  @Test mutating func `cookies expire, and are taken back`() throws {
    try store("a=1; Max-Age=10")
    try store("b=2")
    #expect(try field(at: CookieJarTests.now + 9) == "a=1; b=2")
    #expect(try field(at: CookieJarTests.now + 10) == "b=2")
    try store("b=; Max-Age=0; Path=/x")
    #expect(try field() == "b=2")
    let version = jar.version
    try store("b=; Max-Age=0")
    #expect(try field() == nil)
    #expect(jar.version > version)
    #expect(jar.cookies(now: CookieJarTests.now).isEmpty)
  }

  @Test
  mutating func `secure cookies go over TLS or loopback, and are not covered up in clear text`()
    throws
  {
    try store("a=1; Secure", "https://a/")
    #expect(try field("http://a/") == nil)
    #expect(try field("https://a/") == "a=1")
    try store("a=2", "http://a/")
    try store("a=2; Path=/x", "http://a/")
    #expect(try field("https://a/x") == "a=1")
    try store("a=3; Secure", "http://127.0.0.1/")
    #expect(try field("http://127.0.0.1/") == "a=3")
  }

  @Test mutating func `a file may say that hosts below a domain get a cookie`() throws {
    jar = try given(
      ".example.org TRUE / FALSE 0 a wide", "example.org FALSE / FALSE 0 b narrow",
      "127.0.0.1 TRUE / FALSE 0 c x")
    #expect(try field("http://example.org/") == "a=wide; b=narrow")
    #expect(try field("http://x.y.example.org/") == "a=wide")
    #expect(try field("http://xexample.org/") == nil)
    #expect(try field("http://org/") == nil)
    #expect(try field("http://1.127.0.0.1.example/") == nil)
    #expect(try field("http://127.0.0.1/") == "c=x")
  }

  @Test mutating func `no host changes what others get`() throws {
    jar = try given(".example.org TRUE / FALSE 0 a wide")
    try store("a=evil; Domain=example.org; Path=/", "http://evil.example.org/")
    #expect(try field("http://evil.example.org/") == "a=evil")
    #expect(try field("http://www.example.org/") == "a=wide")
    try store("a=own; Path=/", "http://example.org/")
    #expect(try field("http://example.org/") == "a=own")
    #expect(try field("http://www.example.org/") == "a=wide")
  }

  @Test mutating func `a host has so many cookies, and loses its oldest`() throws {
    for number in 0..<150 { try store("c\(number)=1") }
    try store("other=1", "http://b/")
    let names = try #require(try field()).split(separator: "; ").map(String.init)
    #expect(names == (50..<150).map { "c\($0)=1" })
    #expect(try field("http://b/") == "other=1")
  }

  @Test mutating func `what servers set is bounded, and takes no room from files`() throws {
    var limits = CookieJar.Limits()
    limits.size = 10_000
    limits.serversShare = 2000
    let mine = try given("mine FALSE / FALSE 0 a 1").cookies(now: 0)
    jar = CookieJar(given: mine, limits)
    let value = String(repeating: "x", count: 800)
    for number in 0..<100 {
      try store("a=\(value)", "http://h\(number)/")
      // One that is set again and again stays.
      try store("k=\(number)", "http://kept/")
    }
    let kept = jar.cookies(now: CookieJarTests.now)
    #expect(kept.reduce(0) { $0 + $1.size } <= 10_000)
    #expect(kept.count > 8)
    #expect(try field("http://mine/") == "a=1")
    #expect(try field("http://kept/") == "k=99")
    #expect(try field("http://h99/") != nil)
    #expect(try field("http://h0/") == nil)
  }

  @Test mutating func `a request gets no more than servers take`() throws {
    for number in 0..<10 { try store("c\(number)=\(String(repeating: "x", count: 3000))") }
    try store("small=1")
    let field = try #require(try field())
    #expect(field.utf8.count <= 8192)
    #expect(field.hasPrefix("c0=") && field.contains("; c1=") && field.hasSuffix("; small=1"))
  }

  @Test mutating func `octets come back as they were set`() throws {
    let url = CookieURL(try WebURL("http://a/"))
    jar.store([0x61, 0x3D, 0xFF, 0xE4, 0x80], from: url, now: 0)
    #expect(jar.field(for: url, now: 0) == [0x61, 0x3D, 0xFF, 0xE4, 0x80])
  }
}
