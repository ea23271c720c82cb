import Curl
import Testing

@testable import SwoopCore

@Suite struct DefaultCredentialsTests {
  private func request(
    _ url: String, own: [String] = [], common: [String] = [], ofHost: [String] = [],
    _ change: (inout DefaultCredentials) throws -> Void = { _ in }
  ) throws -> PreparedRequest {
    var defaults = try RequestDefaults(
      headers: common.map { text in try HeaderField(parsing: text) })
    for text in ofHost {
      defaults.hostHeaders.add(try HeaderField(parsing: text), to: try HostName("a"))
    }
    defaults.credentials.all = try .bearer("all")
    defaults.credentials.netrc = try Netrc(parsing: Array("machine a login u password p".utf8))
    try change(&defaults.credentials)
    return defaults.request(
      try WebURL(url), headers: try own.map { text in try HeaderField(parsing: text) })
  }

  private let ofNetrc = "Basic dTpw"

  @Test func `what is said of one host or entry goes before what is said of all`() throws {
    func value(_ request: PreparedRequest) -> [String] {
      request.headers.filter { $0.has(name: "Authorization") }.map(\.value)
    }
    #expect(try value(request("https://b/")) == ["Bearer all"])
    #expect(try value(request("https://A.:8443/")) == [ofNetrc])
    #expect(try value(request("https://x.a/")) == ["Bearer all"])
    #expect(try value(request("https://a/", own: ["authorization: own"])) == ["own"])
    #expect(try value(request("https://a/", common: ["authorization: common"])) == ["common"])
    #expect(try value(request("https://a/", ofHost: ["authorization: host"])) == ["host"])
    #expect(try value(request("https://b/", ofHost: ["authorization: host"])) == ["Bearer all"])
    #expect(try request("https://x:y@a/").headers.isEmpty)
    #expect(try request("https://b/") { $0.all = nil }.headers.isEmpty)
  }

  @Test(arguments: [
    ("https://a/", true), ("http://a/", false), ("http://b/", false), ("http://127.0.0.1/", true),
    ("http://localhost:80/", true), ("http://[::1]/", true), ("http://10.0.0.1/", false),
    ("http://128.0.0.1/", false), ("http://localhost.a/", false),
  ])
  func `they do not go in clear text unless they may`(url: String, isSent: Bool) throws {
    let safe = try request(url)
    #expect(safe.headers.isEmpty != isSent)
    #expect(safe.lacksCredentials != isSent)
    let open = try request(url) { $0.mayGoInClearText = true }
    #expect(open.headers.count == 1)
    #expect(!open.lacksCredentials)
    // What an entry has of its own is its own business.
    #expect(try !request(url, own: ["Authorization: own"]).lacksCredentials)
  }

  /// A proxy's loopback is another machine's, and it reads what it is given.
  @Test func `through a proxy, nothing in clear text is this machine's own`() throws {
    var defaults = RequestDefaults()
    defaults.credentials.all = try .bearer("t")
    var hosts = HostHeaders()
    try hosts.add(HeaderField(name: "X-Key", value: "k"), to: HostName("localhost"))
    defaults.hostHeaders = hosts
    for (isProxied, count) in [(false, 2), (true, 0)] {
      defaults.goThroughProxy = isProxied
      #expect(try defaults.request(WebURL("http://localhost/")).headers.count == count)
      #expect(
        CookieURL(try WebURL("http://localhost/"), throughProxy: isProxied).isSecure != isProxied)
    }
    var options = FetchOptions(defaults: defaults)
    options.attempt.proxy = try Proxy("http://127.0.0.1:3128")
    #expect(options.requestDefaults.goThroughProxy)
  }

  @Test func `they are no part of what an entry is`() throws {
    let one = try request("https://a/")
    let other = try request("https://a/") { $0 = DefaultCredentials() }
    #expect(one.id == other.id)
    #expect(one.headers != other.headers)
  }

  @Test(arguments: [
    ("/x", true), ("https://a/x", true), ("https://a:444/x", false), ("http://a/x", false),
    ("https://b/x", false),
  ])
  func `no redirect to another origin brings any out`(location: String, keeps: Bool) throws {
    let next = RedirectPolicy.next(
      after: try request("https://a/"), status: 302, location: location, hostHeaders: HostHeaders())
    let request = try #require(next).get()
    #expect(request.headers.isEmpty != keeps)
    let away = RedirectPolicy.next(
      after: try self.request("https://b/"), status: 302, location: "https://a/",
      hostHeaders: HostHeaders())
    #expect(try #require(away).get().headers.isEmpty)
  }
}
