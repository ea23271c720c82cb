import Curl

/// A proxy that requests are sent through.
public struct Proxy: Sendable {
  /// As libcurl takes it, credentials included.
  let text: String
  /// Scheme, host and port, without credentials.
  public let name: String
  /// Whether names of hosts are looked up by the proxy, and not on this side: all but socks4 and socks5
  /// do it. Their addresses are not known here then.
  public let looksUpNames: Bool
  let scheme: String
  /// Whether the text names a port.
  let hasPort: Bool

  private static let schemes: Set<String> = [
    "http", "https", "socks4", "socks4a", "socks5", "socks5h",
  ]

  /// Reads a proxy's URL.
  ///
  /// - Parameter text: http, https, socks4, socks4a, socks5 or socks5h, maybe with userinfo; without a
  ///   scheme it is http, and without a port it has libcurl's: 443 for https, else 1080.
  /// - Throws: ``InvalidRequest`` when it is none, or of another scheme.
  public init(_ text: String) throws(InvalidRequest) {
    let text = text.contains("://") ? text : "http://" + text
    guard text.hasOnly({ $0 >= 0x20 && $0 != 0x7F }), let url = try? WebURL(text),
      Proxy.schemes.contains(url.scheme), !url.host.isEmpty
    else { throw InvalidRequest(reason: "no URL of a proxy") }
    scheme = url.scheme
    looksUpNames = !["socks4", "socks5"].contains(scheme)
    let authority = Proxy.authority(of: text)
    hasPort = Proxy.hasPort(authority)
    let port = hasPort ? url.port : scheme == "https" ? 443 : 1080
    name = "\(scheme)://\(url.host):\(port)"
    // Its host may be an international name, which libcurl would look up as it stands.
    let userinfo = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[...$0] }
    // An address has no such name, and maybe a zone.
    self.text =
      url.host.hasPrefix("[")
      ? text : "\(scheme)://\(userinfo.map { Substring($0) } ?? "")\(url.host):\(port)"
  }

  /// Whether it passes requests of http URLs on one by one, and has no connection for each host.
  func forwards(_ url: WebURL) -> Bool {
    ["http", "https"].contains(scheme) && url.scheme == "http"
  }

  /// RFC 3986 section 3.2.
  private static func authority(of text: String) -> Substring.UTF8View {
    let start = text.utf8.firstRange(of: "://".utf8)?.upperBound ?? text.startIndex
    return text.utf8[start...].prefix { !"/?#".utf8.contains($0) }
  }

  /// Digits and a colon at the end of the authority.
  private static func hasPort(_ authority: Substring.UTF8View) -> Bool {
    let digits = authority.reversed().prefix { (0x30...0x39).contains($0) }.count
    return digits > 0 && authority.dropLast(digits).last == UInt8(ascii: ":")
  }
}
