import Testing

@testable import SwoopCore

@Suite struct HostNameTests {
  @Test(arguments: [
    ("EXAMPLE.org", "example.org"), ("Bücher.example", "xn--bcher-kva.example"), ("::1", "[::1]"),
    ("[::1]", "[::1]"), ("0x7f.1", "127.0.0.1"), ("a_b.example", "a_b.example"),
  ])
  func `a host has one name however it is written`(text: String, name: String) throws {
    #expect(try HostName(text).description == name)
    #expect(try HostName(text) == HostName(name))
  }

  @Test(arguments: ["", " ", "a b", "a/b", "a:80", "u@a", "1.2.3.4.5", "http://a"])
  func `what no URL has as its host is refused`(text: String) {
    #expect(throws: InvalidRequest.self) { try HostName(text) }
  }
}
