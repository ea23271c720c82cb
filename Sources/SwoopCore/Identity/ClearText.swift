import Curl

extension WebURL {
  /// Whether anyone on the way can read what is sent: no TLS, and not to this machine itself, which a proxy's
  /// loopback is not.
  func isInClearText(throughProxy: Bool) -> Bool {
    scheme != "https" && (throughProxy || !isLoopback)
  }

  private var isLoopback: Bool {
    let host = hostName
    guard let address = IPAddress(host.filter { !"[]".contains($0) }) else {
      return host == "localhost" || host.hasSuffix(".localhost")
    }
    return address.family == .v4 ? address.number >> 24 == 127 : address.number == 1
  }
}
