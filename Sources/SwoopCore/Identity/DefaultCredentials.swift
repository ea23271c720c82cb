import Curl

/// What entries prove who sends them with where they say nothing of it themselves: no `Authorization` field of
/// their own, of their host's or of all, and no userinfo in their URL.
///
/// They go with entries alone, and stay with their origin: no redirect to another brings them out. They go over
/// TLS or to loopback, unless it is said that they may go in clear text: a list may hold an http URL of any
/// host.
public struct DefaultCredentials: Sendable {
  /// For all hosts; nil, the default: none.
  public var all: Credentials?
  /// For the hosts that it names, before `all`; nil, the default: none.
  public var netrc: Netrc?
  /// Whether they go over plain http, too, to others than this machine. Default: no.
  public var mayGoInClearText = false

  /// None.
  public init() {}

  /// Those of a URL's host, whether or not they may be sent to it.
  func credentials(for url: WebURL) -> Credentials? {
    // A URL's userinfo is the entry's own.
    guard url.credentials == nil else { return nil }
    return netrc?.credentials(for: url.hostName, port: url.port) ?? all
  }

  /// Whether they may be sent there.
  func mayGo(to url: WebURL, throughProxy: Bool) -> Bool {
    mayGoInClearText || !url.isInClearText(throughProxy: throughProxy)
  }
}
