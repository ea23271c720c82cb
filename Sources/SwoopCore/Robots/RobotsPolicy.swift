import Curl

/// How a run keeps to `robots.txt`, where it does (RFC 9309).
struct RobotsPolicy: Sendable {
  /// What requests have in common, of which those for rules have the `User-Agent` alone: the others may be
  /// credentials, or meant for something else.
  private let defaults: RequestDefaults

  init(defaults: RequestDefaults = RequestDefaults()) {
    var common = RequestDefaults()
    common.headers = defaults.headers
    common.hostHeaders = defaults.hostHeaders
    self.defaults = common
  }

  /// Asks for the rules of a URL's origin.
  func request(for url: WebURL) throws -> PreparedRequest {
    let url = try url.resolving("/robots.txt")
    let fields = defaults.request(url).headers.filter { $0.has(name: "User-Agent") }
    return RequestDefaults().request(url, headers: fields)
  }
}
