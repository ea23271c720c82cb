/// What the server has seen, since it started or since `resetCounters()`.
///
/// A request is in flight from the moment its head has been read until just before the last of its
/// response is handed to the kernel. So a client that has seen a whole response is not counted any
/// more, and one that keeps to a limit never looks as if it exceeded it. A client that gives up
/// early is in flight until the server has noticed.
extension Origin {
  /// Requests whose head arrived.
  package func requests() -> Int { ledger.counts().requests }

  /// Requests for one path and query; always 0 when not recording.
  ///
  /// A request in absolute form (`GET http://host/path`) counts for its path. The path is compared
  /// as it stood on the request line, without decoding.
  package func requests(to path: String) -> Int { ledger.requests(to: path) }

  /// Requests to one of the server's addresses, as in `"127.0.0.2"`.
  package func requests(host: String) -> Int {
    IPv4(host).map { ledger.tally(of: $0).requests } ?? 0
  }

  /// The most requests in flight at once.
  package func peakConcurrency() -> Int { ledger.counts().peakConcurrency }

  /// The most requests in flight at once to one of the server's addresses.
  package func peakConcurrency(host: String) -> Int {
    IPv4(host).map { ledger.tally(of: $0).peak } ?? 0
  }

  /// Requests in flight now.
  package func inFlight() -> Int { ledger.counts().inFlight }

  /// Connections accepted.
  package func connections() -> Int { ledger.counts().connections }

  /// Connections open now.
  package func openConnections() -> Int { ledger.counts().openConnections }

  /// Sets all counts to zero, forgets the recorded requests and what `/flaky`, `/retry-after` and
  /// `/partial` know about their keys.
  ///
  /// Open connections and requests in flight remain, and are the new peak.
  package func resetCounters() { ledger.reset() }

  /// Whole requests received, the oldest first: the last 10,000 of them, and of those no more than
  /// 64 MB of bodies. Empty when not recording.
  ///
  /// - Parameter path: path and query as for `requests(to:)`; nil is every request.
  package func received(path: String? = nil) -> [ReceivedRequest] { ledger.received(path: path) }
}
