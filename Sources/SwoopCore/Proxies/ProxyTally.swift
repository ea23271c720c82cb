/// What a run has sent through one of its ``Proxies``.
public struct ProxyTally: Hashable, Sendable {
  /// Scheme, host and port: see ``Proxy/name``.
  public let name: String
  /// Requests, those of redirects and further attempts included. Some may be none of the following: they were
  /// interrupted, a connection that was kept had been closed, or the host was silent beyond TLS.
  public internal(set) var requests = 0
  /// Of these, those that a response came to.
  public internal(set) var carried = 0
  /// Of these, those that did not come through, for its fault or the host's.
  public internal(set) var refused = 0
  /// Of these, those that failed for a fault of the proxy's own, and went through another.
  public internal(set) var failures = 0
  /// How often it was left to rest.
  public internal(set) var rests = 0
  /// The most requests at once.
  public internal(set) var peak = 0
  /// Bytes of headers and bodies received, as sent.
  public internal(set) var wireBytes = 0
  /// Whether it rested in the end.
  public internal(set) var isResting = false

  init(name: String) {
    self.name = name
  }
}
