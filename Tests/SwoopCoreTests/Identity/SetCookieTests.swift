import Curl
import Testing

@testable import SwoopCore

@Suite struct SetCookieTests {
  private static let now = 1_800_000_000

  private func parse(_ field: String) -> SetCookie? {
    SetCookie(Array(field.utf8), now: SetCookieTests.now)
  }

  private func cookie(_ field: String, from url: String = "https://www.example.org/a/b?c/d") throws
    -> Cookie?
  {
    parse(field)?.cookie(from: CookieURL(try WebURL(url)))
  }

  /// RFC 6265 section 5.2.
  @Test(arguments: [
    ("a=b", "a", "b"), ("  a =  b ; Path=/", "a", "b"), ("a=", "a", ""), ("a=b=c;", "a", "b=c"),
    ("a=\"b c\"", "a", "\"b c\""), ("a=b;;;=;x", "a", "b"), ("ä=ö", "ä", "ö"),
    ("a\t=\tb\t", "a", "b"),
  ])
  func `names and values`(field: String, name: String, value: String) throws {
    let cookie = try #require(parse(field))
    #expect(cookie.name == Array(name.utf8))
    #expect(cookie.value == Array(value.utf8))
  }

  @Test(arguments: [
    "", "a", "=b", " = b", ";a=b", "a;b=c", "a\u{0}=b", "a=b\u{1}", "a=b; Path=/\u{7F}", "a=b\rc",
    "a=b\tc",
    "a=\(String(repeating: "b", count: 4096))",
  ])
  func `what is no cookie is none`(field: String) {
    #expect(parse(field) == nil)
  }

  @Test(arguments: [
    ("a=b", nil), ("a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ("a=b; expires=Sun Nov 6 08:49:37 1994; EXPIRES=never", 784_111_777),
    ("a=b; Max-Age=60", now + 60), ("a=b; Max-Age=60; Expires=Sun Nov 6 08:49:37 1994", now + 60),
    ("a=b; Expires=Sun Nov 6 08:49:37 1994; max-age=60", now + 60), ("a=b; Max-Age=0", .min),
    ("a=b; Max-Age=-1", .min), ("a=b; Max-Age=", nil), ("a=b; Max-Age=1x", nil),
    ("a=b; Max-Age=+1", nil),
    ("a=b; Max-Age=99999999999999999999", now + 1 << 40), ("a=b; Max-Age=1; Max-Age=2", now + 2),
  ])
  func `Max-Age goes before Expires, the last before the others`(field: String, expires: Int?)
    throws
  {
    #expect(try #require(parse(field)).expires == expires)
  }

  @Test(arguments: [
    ("a=b", "/a"), ("a=b; Path=/x/y", "/x/y"), ("a=b; path=/x; PATH=/y", "/y"),
    ("a=b; Path=x", "/a"),
    ("a=b; Path=", "/a"), ("a=b; Path=/x; Path", "/a"),
    ("a=b; Path=/\(String(repeating: "x", count: 1024))", "/a"),
  ])
  func `paths`(field: String, path: String) throws {
    #expect(try #require(try cookie(field)).path == Array(path.utf8))
  }

  @Test(arguments: [
    ("http://h", "/"), ("http://h/", "/"), ("http://h/a", "/"), ("http://h/a/", "/a"),
    ("http://h/a/b/c?/d", "/a/b"),
    ("http://h?x=/y", "/"), ("http://h:8080/a/b", "/a"),
  ])
  func `a path that is not named is the URL's folder`(url: String, path: String) throws {
    #expect(try #require(try cookie("a=b", from: url)).path == Array(path.utf8))
  }

  @Test(arguments: [
    "a=b", "a=b; Domain=www.example.org", "a=b; domain=.WWW.Example.ORG", "a=b; Domain=example.org",
    "a=b; Domain=org",
    "a=b; Domain=", "a=b; Domain=evil.org; Domain=example.org",
  ])
  func `a cookie is its host's alone`(field: String) throws {
    let cookie = try #require(try cookie(field))
    #expect(cookie.domain == "www.example.org")
    #expect(!cookie.includesSubdomains)
  }

  @Test(arguments: [
    "a=b; Domain=evil.org", "a=b; Domain=x.www.example.org", "a=b; Domain=xample.org",
    "a=b; Domain=..example.org",
    "a=b; Domain=*.example.org", "a=b; Domain=example.org.",
  ])
  func `none is set for others`(field: String) throws {
    #expect(try cookie(field) == nil)
  }

  @Test func `an address has nothing below it`() throws {
    #expect(try cookie("a=b; Domain=0.0.1", from: "http://127.0.0.1/") == nil)
    #expect(try cookie("a=b; Domain=127.0.0.1", from: "http://127.0.0.1/") != nil)
  }

  @Test func `flags`() throws {
    let plain = try #require(try cookie("a=b"))
    #expect(!plain.isSecure && !plain.isHTTPOnly)
    let both = try #require(try cookie("a=b; SECURE=no; HttpOnly; SameSite=Lax"))
    #expect(both.isSecure && both.isHTTPOnly)
  }

  /// RFC 6265bis sections 4.1.3 and 5.7.
  @Test(arguments: [
    ("a=b; Secure", "http://h/", false), ("a=b; Secure", "http://127.0.0.1/", true),
    ("__Secure-a=b; Secure", "https://h/", true), ("__secure-a=b", "https://h/", false),
    ("__Host-a=b; Secure; Path=/", "https://h/", true), ("__Host-a=b; Path=/", "https://h/", false),
    ("__Host-a=b; Secure", "https://h/", false),
    ("__HOST-a=b; Secure; Path=/; Domain=h", "https://h/", false),
    ("__Host-a=b; Secure; Path=/x", "https://h/", false),
  ])
  func `what is to be secure is set securely`(field: String, url: String, isSet: Bool) throws {
    #expect((try cookie(field, from: url) != nil) == isSet)
  }
}
