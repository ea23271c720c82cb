/// Whether, and when, an entry is tried again.
public struct RetryPolicy: Sendable {
  /// Further attempts after a failure that may pass, from 0. Default: 2.
  ///
  /// What may pass is no name, no connection, a timeout, a stall, a connection that breaks, and
  /// ``statuses``. An attempt begins with the entry's own URL again.
  public var retries = 2
  /// The longest wait that is accepted, of the backoff's and of a server's asking (RFC 9110 section
  /// 10.2.3), from 0. Default: 60 s. An entry that is asked to wait longer fails at once.
  public var longestWait: Duration = .seconds(60)
  /// Statuses that may pass. Default: 408, 425, 429, 500, 502, 503, 504 (RFC 9110 section 15, RFC 8470
  /// section 5.2, RFC 6585 section 4).
  public var statuses: Set<Int> = [408, 425, 429, 500, 502, 503, 504]
  /// Whether methods that are not idempotent (RFC 9110 section 9.2.2) are repeated, too.
  /// Default: no. PROPFIND, REPORT, SEARCH and QUERY count as idempotent.
  public var repeatsAllMethods = false
  /// The first retry comes after up to this long, from 0; each further one after up to twice as long.
  /// Drawn evenly, so that what failed together does not come back together. Default: 1 s.
  public var firstDelay: Duration = .seconds(1)

  /// Two retries, after up to 1 s and up to 2 s.
  public init() {}
}

extension RetryPolicy {
  enum Decision {
    /// This was the last attempt; the error, if any, is to stand in the record.
    case settle(FetchError?)
    case retry(after: Duration)
  }

  var backoff: Backoff { Backoff(base: firstDelay, longest: longestWait) }

  /// What an exchange that leads nowhere else means for its entry.
  ///
  /// - Parameter backoff: how long to wait where the server does not say.
  func decide(_ job: Job, _ exchange: Exchange, backoff: Duration) -> Decision {
    guard let failure = exchange.failure, !exchange.isHandedOver, job.attempts <= retries,
      mayPass(exchange, failure),
      mayRepeat(job.entryRequest.method)
    else { return .settle(nil) }
    let asked = exchange.entryWait
    if let asked, asked > longestWait { return .settle(failure.adding(tooLong(asked))) }
    return .retry(after: asked ?? backoff)
  }

  /// How a wait is refused, for a record's message.
  func tooLong(_ asked: Duration) -> String {
    "asks to wait \(asked.inSeconds), longer than the \(longestWait.inSeconds) allowed"
  }

  private func mayPass(_ exchange: Exchange, _ failure: FetchError) -> Bool {
    // Another proxy may come through.
    if exchange.proxySign == .refused { return true }
    return switch failure.kind {
    case .dns, .connect, .timeout, .stalled, .reset: true
    case .httpStatus: exchange.status.map(statuses.contains) ?? false
    default: false
    }
  }

  private func mayRepeat(_ method: String) -> Bool {
    repeatsAllMethods || RetryPolicy.idempotent.contains(method)
  }

  /// The idempotent methods of RFC 9110 section 9.2.2, WebDAV's (RFC 4918, 3253, 5323), and QUERY.
  private static let idempotent: Set<String> = [
    "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PROPFIND", "REPORT", "SEARCH", "QUERY",
  ]
}
