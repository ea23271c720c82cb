import Curl

/// A proxy that requests are sent through.
public struct Proxy: Sendable {
  /// As libcurl takes it, credentials included.
  let text: String
  /// Whether names of hosts are looked up by the proxy, and not on this side: all but socks4 and socks5
  /// do it. Their addresses are not known here then.
  public let looksUpNames: Bool

  private static let schemes: Set<String> = [
    "http", "https", "socks4", "socks4a", "socks5", "socks5h",
  ]

  /// Reads a proxy's URL.
  ///
  /// - Parameter text: http, https, socks4, socks4a, socks5 or socks5h, maybe with userinfo; without a
  ///   scheme it is http.
  /// - Throws: ``InvalidRequest`` when it is none, or of another scheme.
  public init(_ text: String) throws(InvalidRequest) {
    self.text = text.contains("://") ? text : "http://" + text
    guard let url = try? WebURL(self.text), Proxy.schemes.contains(url.scheme), !url.host.isEmpty
    else { throw InvalidRequest(reason: "no URL of a proxy") }
    looksUpNames = !["socks4", "socks5"].contains(url.scheme)
  }
}
