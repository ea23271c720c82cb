#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One request that was sent, or could not be, and what came of it.
///
/// An attempt is at least one exchange; each redirect that it follows is one more.
public struct ExchangeReport: Sendable {
  /// The entry's ``Record/seq``; that of the one that came first to an origin, if this was for its
  /// `robots.txt`.
  public let seq: Int
  /// Whether this was for the rules of an origin, and for no entry alone (``FetchOptions/robotsAgent``).
  public let isForRobots: Bool
  /// The URL that was asked, normalised, without userinfo.
  public let url: String
  /// The request's method, which a redirect may have made GET (RFC 9110 section 15.4).
  public let method: String
  /// Which attempt of the entry this belongs to, from 1.
  public let attempt: Int
  /// Redirects that the attempt had followed before, from 0.
  public let redirects: Int
  /// Why there is no whole response of a status of 200-399; nil: there is.
  public let error: FetchError?
  /// The response's status (RFC 9110 section 15); nil without one.
  public let status: Int?
  /// `1.0`, `1.1`, `2` or `3`; nil without a response.
  public let httpVersion: String?
  /// The address that answered: the proxy's, when there is one; nil without a connection.
  public let remoteIP: String?
  /// The proxy that it went through: see ``Proxy/name``; nil: none.
  public let proxy: String?
  /// Bytes of the response's body, decoded.
  public let bytes: Int
  /// Bytes of headers and body received, as sent.
  public let wireBytes: Int
  /// When it began, the look-up of the host's name included.
  public let startedAt: Date
  /// Those of this exchange; ``Record/Times/queued`` is that of the entry so far.
  public let times: Record.Times

  init(_ job: Job, _ exchange: Exchange) {
    var trail = Trail()
    trail.add(exchange)
    seq = job.seq
    isForRobots = job.isForRobots
    url = job.request.url.text
    method = job.request.method
    attempt = job.attempts
    redirects = job.redirects
    error = exchange.failure
    status = exchange.status
    httpVersion = exchange.httpVersion
    remoteIP = exchange.remoteIP
    proxy = exchange.proxy
    bytes = exchange.bytes
    wireBytes = trail.wireBytes
    startedAt = exchange.startedAt
    times = Record.Times(queued: job.queued, trail)
  }
}
