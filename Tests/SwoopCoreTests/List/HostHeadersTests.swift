import Curl
import Testing

@testable import SwoopCore

@Suite struct HostHeadersTests {
  private func headers(_ url: String, _ hosts: HostHeaders, common: [String] = []) throws
    -> [String]
  {
    var defaults = try RequestDefaults(
      headers: common.map { text in try HeaderField(parsing: text) })
    defaults.hostHeaders = hosts
    return defaults.request(try WebURL(url)).headers.map { "\($0.name): \($0.value)" }
  }

  private func hosts(_ host: String, inClearText: Bool = false) throws -> HostHeaders {
    var hosts = HostHeaders()
    for text in ["Accept: own", "Authorization: own"] {
      try hosts.add(HeaderField(parsing: text), to: HostName(host), inClearText: inClearText)
    }
    return hosts
  }

  @Test func `a host's headers come before those of all`() throws {
    let hosts = try hosts("a")
    let common = ["accept: all", "X: all"]
    #expect(
      try headers("https://A:8443/x", hosts, common: common) == [
        "X: all", "Accept: own", "Authorization: own",
      ])
    #expect(try headers("https://b/", hosts, common: common) == common)
  }

  @Test func `what may be a credential does not go in clear text unless it may`() throws {
    #expect(try headers("http://a/", try hosts("a")) == ["Accept: own"])
    #expect(try headers("http://a/", try hosts("a", inClearText: true)).count == 2)
    #expect(try headers("https://a/", try hosts("a", inClearText: true)).count == 2)
  }

  @Test(arguments: ["127.0.0.1", "127.9.8.7", "localhost", "x.localhost", "::1"])
  func `loopback is no clear text`(host: String) throws {
    let url = host == "::1" ? "http://[::1]/" : "http://\(host)/"
    #expect(try headers(url, try hosts(try WebURL(url).host)).count == 2)
  }

  @Test func `a URL's userinfo comes before a host's header for it`() throws {
    #expect(try headers("https://u:p@a/", try hosts("a")) == ["Accept: own"])
  }
}
