import Curl
import Testing

@testable import SwoopCore

@Suite struct RedirectPolicyTests {
  private func next(
    after request: PreparedRequest, status: Int, location: String?,
    hostHeaders: HostHeaders = HostHeaders()
  ) -> Result<PreparedRequest, FetchError>? {
    RedirectPolicy.next(
      after: request, status: status, location: location, hostHeaders: hostHeaders)
  }

  private func follow(
    _ method: String, _ status: Int, to location: String, headers: [String] = [],
    from url: String = "http://user:secret@a/x", body: String? = nil
  ) throws -> PreparedRequest {
    let defaults = try RequestDefaults(
      method: method, headers: headers.map { text in try HeaderField(parsing: text) },
      body: body.map { Array($0.utf8) })
    return try #require(
      next(after: request(url, defaults), status: status, location: location)
    ).get()
  }

  @Test(arguments: [
    ("GET", 301, "GET"), ("POST", 301, "GET"), ("PUT", 301, "PUT"), ("HEAD", 301, "HEAD"),
    ("POST", 302, "GET"), ("POST", 303, "GET"), ("PUT", 303, "GET"), ("DELETE", 303, "GET"),
    ("HEAD", 303, "HEAD"), ("POST", 307, "POST"), ("POST", 308, "POST"), ("PUT", 308, "PUT"),
  ])
  func `methods change as RFC 9110 allows`(method: String, status: Int, next: String) throws {
    let request = try follow(
      method, status, to: "/y", headers: ["Content-Type: text/plain"], body: "body")
    #expect(request.method == next)
    let keepsBody = method == next && method != "HEAD" || method == "HEAD"
    #expect((request.body != nil) == keepsBody)
    #expect(request.headers.isEmpty == !keepsBody)
  }

  @Test(arguments: [300, 304, 305, 306, 200, 404])
  func `other statuses are no redirects`(status: Int) throws {
    #expect(
      next(after: try request("http://a/"), status: status, location: "/") == nil)
  }

  @Test func `a redirect without Location is an ordinary response`() throws {
    let request = try request("http://a/")
    #expect(next(after: request, status: 302, location: nil) == nil)
    #expect(next(after: request, status: 302, location: "") == nil)
  }

  private static let headers = [
    "Authorization: Bearer t", "Cookie: c=1", "X-Api-Key: k", "Accept: text/html",
  ]

  @Test func `the same origin gets everything again`() throws {
    let request = try follow("GET", 302, to: "http://A:80/y", headers: Self.headers)
    #expect(request.headers.count == 4)
    #expect(request.url.credentials?.password == "secret")
  }

  @Test(arguments: ["http://b/", "https://a/", "http://a:81/", "//b/"])
  func `another origin gets no credentials and no custom header`(location: String) throws {
    let request = try follow("GET", 302, to: location, headers: Self.headers)
    #expect(request.headers.map(\.name) == ["Accept"])
    #expect(request.url.credentials == nil)
  }

  @Test func `a redirect's target gets its own harmless headers, after what is there`() throws {
    var hosts = HostHeaders()
    for text in ["Accept: b", "User-Agent: b", "Content-Type: b", "X-Api-Key: b"] {
      try hosts.add(HeaderField(parsing: text), to: HostName("b"), inClearText: true)
    }
    func headers(_ method: String, _ location: String) throws -> [String] {
      let request = try RequestDefaults(method: method)
        .request(WebURL("http://a/"), headers: [HeaderField(parsing: "Accept: entry")])
      let result = next(after: request, status: 302, location: location, hostHeaders: hosts)
      return try #require(result).get().headers.map { "\($0.name): \($0.value)" }
    }
    #expect(try headers("GET", "http://b/") == ["User-Agent: b", "Accept: entry"])
    #expect(try headers("POST", "https://b/") == ["User-Agent: b", "Accept: entry"])
    #expect(try headers("GET", "http://c/") == ["Accept: entry"])
  }

  @Test(arguments: [
    ("file:///etc/passwd", FetchError.Kind.unsupportedScheme), ("ftp://b/", .unsupportedScheme),
    ("http://", .invalidURL), ("http://b:99999/", .invalidURL), ("http://b/\u{1B}[0m", .invalidURL),
  ])
  func `a target that can't be fetched fails`(location: String, kind: FetchError.Kind) throws {
    let result = next(
      after: try request("http://a/"), status: 301, location: location)
    guard case .failure(let error) = result else {
      Issue.record("followed")
      return
    }
    #expect(error.kind == kind)
  }
}
