import Curl

/// What a `robots.txt` is about: a scheme, a host and a port (RFC 6454 section 4, RFC 9309 section 2.3).
struct WebOrigin: Hashable, Sendable {
  let scheme: String
  let host: String
  let port: Int

  init(_ url: WebURL) {
    scheme = url.scheme
    host = url.host
    port = url.port
  }
}
