import Curl

/// What cookies look at in a URL.
struct CookieURL: Hashable, Sendable {
  /// As ``HostName`` has it.
  let host: String
  let isAddress: Bool
  /// Without the query.
  let path: [UInt8]
  /// Whether nobody on the way can read what is sent.
  let isSecure: Bool

  init(_ url: WebURL, throughProxy: Bool = false) {
    host = url.hostName
    isAddress = IPAddress(host.filter { !"[]".contains($0) }) != nil
    isSecure = !url.isInClearText(throughProxy: throughProxy)
    let bytes = Array(url.text.utf8)
    // After the scheme's two slashes, the host has none.
    let slashes = bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "/") }
    let start = slashes.dropFirst(2).first ?? bytes.endIndex
    let path = bytes[start...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    self.path = path.isEmpty ? [UInt8(ascii: "/")] : Array(path)
  }

  /// That of cookies that have none (RFC 6265 section 5.1.4).
  var defaultPath: [UInt8] {
    let slash = UInt8(ascii: "/")
    guard let last = path.lastIndex(of: slash), last > 0, path.first == slash else {
      return [slash]
    }
    return Array(path[..<last])
  }

  /// Whether the host is one, or below one (RFC 6265 section 5.1.3).
  func domainMatches(_ domain: String) -> Bool {
    host == domain || !isAddress && host.hasSuffix(".\(domain)") && !domain.isEmpty
  }

  /// The domains that the host is below.
  var parents: [String] {
    guard !isAddress else { return [] }
    var parents: [String] = []
    var rest = host[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      parents.append(String(rest))
    }
    return parents
  }
}
