import Foundation
import Testing

@testable import Curl

@Suite struct WebURLTests {
  @Test(arguments: [
    ("http://example.com", "http://example.com/"),
    ("HTTP://EXAMPLE.com:80/A", "http://example.com/A"),
    ("https://example.com:443/?q=1#part", "https://example.com/?q=1"),
    ("https://example.com:8443/a/../b", "https://example.com:8443/b"),
    ("http://user:secret@example.com/x", "http://example.com/x"),
    ("http://example.com/caf\u{E9}", "http://example.com/caf%c3%a9"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
    ("http://b\u{FC}cher.example/", "http://xn--bcher-kva.example/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("ftp://example.com/", "ftp://example.com/"),
  ])
  func `a URL is normalised, without userinfo and fragment`(text: String, expected: String) throws {
    #expect(try WebURL(text).text == expected)
  }

  @Test func `parts are those of the URL, credentials decoded`() throws {
    let url = try WebURL("https://us%40er:p%3Aw@Example.com/path")
    #expect(url.scheme == "https")
    #expect(url.host == "example.com")
    #expect(url.port == 443)
    #expect(url.credentials == WebURL.Credentials(user: "us@er", password: "p:w"))
  }

  @Test(arguments: [
    "", "no scheme", "http://", "http://host:99999/", "http://ho st/", "http://[::1",
    "http://user:pass%0a@host/", "http://user%00@host/",
  ])
  func `what is no URL is refused`(text: String) {
    #expect(throws: WebURL.Malformed.self) { try WebURL(text) }
  }

  @Test(arguments: [
    ("/c", "http://h/c"), ("c", "http://h/a/c"), ("../c?q", "http://h/c?q"),
    ("//other/x", "http://other/x"), ("https://other/x", "https://other/x"),
    ("?q=1", "http://h/a/b?q=1"), ("/with space", "http://h/with%20space"),
    ("file:///etc/passwd", "file:///etc/passwd"),
  ])
  func `references resolve as RFC 3986 says`(reference: String, expected: String) throws {
    #expect(try WebURL("http://h/a/b").resolving(reference).text == expected)
  }

  @Test(arguments: [
    ("http://h/", "http://h:80/x", true), ("http://h/", "https://h/", false),
    ("http://h/", "http://h:81/", false), ("http://h/", "http://H/", true),
    ("http://h/", "http://g/", false),
  ])
  func `an origin is scheme, host and port`(one: String, other: String, same: Bool) throws {
    #expect(try WebURL(one).hasSameOrigin(as: WebURL(other)) == same)
  }

  @Test func `an IPv6 address has one form, and a name one name`() throws {
    let spellings = [
      "[::ffff:127.0.0.1]": "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]": "[::ffff:127.0.0.1]",
      "[::127.0.0.1]": "[::127.0.0.1]", "[::7f00:1]": "[::127.0.0.1]",
      "[0:0:0:0:0:0:0:1]": "[::1]", "[2001:DB8:0::1:0:0:1]": "[2001:db8::1:0:0:1]",
    ]
    for (given, host) in spellings {
      let url = try WebURL("http://\(given):81/a")
      #expect(url.host == host)
      #expect(url.hostName == host)
      #expect(url.text == "http://\(host):81/a")
    }
    for given in ["fe80::1", "FE80::1", "fe80:0::1"] {
      let url = try WebURL("http://[\(given)%25eth0]:81/")
      #expect(url.host == "[fe80::1]")
      #expect(url.text == "http://[fe80::1%25eth0]:81/")
    }
    let absolute = try WebURL("http://A.example./")
    #expect(absolute.host == "a.example.")
    #expect(absolute.hostName == "a.example")
    #expect(absolute.text == "http://a.example./")
  }

  @Test(arguments: ["http://%39/", "http://\u{FEFF}9/", "http://\u{FF11}27.1/", "http://%3127.1/a"])
  func `a host that is an address is taken for none that is a name`(text: String) throws {
    // Some versions of libcurl see through them all.
    guard let url = try? WebURL(text) else { return }
    #expect(try WebURL(url.text) == url)
  }

  #if os(Linux)
    // The sanitizers keep what is freed for a while, and know of leaks in ways of their own.
    @Test(.disabled(if: ProcessInfo.processInfo.environment["SWOOP_SANITIZED"] != nil))
    func `a host that is no name takes no memory along`() throws {
      let text = "http://\(String(repeating: "\u{FFFD}", count: 10_000)).example/"
      func parse(_ count: Int) {
        for _ in 0..<count { #expect(throws: WebURL.Malformed.self) { try WebURL(text) } }
      }
      func residentPages() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
          separator: " ")
        return try #require(Int(fields[1]))
      }
      parse(100)
      let before = try residentPages()
      parse(2000)
      // The names alone are 60 MB: 15,000 pages of 4 KiB.
      #expect(try residentPages() - before < 5000)
    }
  #endif
}
