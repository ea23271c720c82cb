/// What asking for a `robots.txt` came to (RFC 9309 section 2.3.1). Pure.
///
/// | what came | what is allowed |
/// | --- | --- |
/// | 2xx | what the rules say |
/// | 3xx beyond ``mostRedirects`` in a row, or to nowhere | everything, as if there were none |
/// | 4xx but 429 | everything: there is none |
/// | 429, 5xx, any other status, no response, one that may be a proxy's own | nothing |
///
/// 429 says that it was too much, and not that there is none; to go on with more requests would be no
/// answer to that.
enum RobotsAnswer: Sendable {
  case rules(RobotsRules)
  /// There is no file, so that everything is allowed.
  case unavailable
  /// It can't be had for a time, so that nothing is allowed, for this reason.
  case unreachable(FetchError)

  /// Redirects in a row that are followed (section 2.3.1.2).
  static let mostRedirects = 5

  /// - Parameters:
  ///   - exchange: the last one of a job, which was not followed by another.
  ///   - error: what stood in the way of going on, if anything did.
  init(_ job: Job, _ exchange: Exchange, _ error: FetchError?) {
    switch (exchange.status, error ?? exchange.failure) {
    case (_, let cause?) where exchange.proxySign == .refused: self = .unreachable(job, cause)
    case ((200...299)?, nil): self = exchange.robots.map(RobotsAnswer.rules) ?? .unavailable
    case ((300...399)?, nil): self = .unavailable
    case ((400...499)?, _) where exchange.status != 429: self = .unavailable
    case (_, let cause): self = .unreachable(job, cause ?? .interruptedRun)
    }
  }

  /// The answer of a job that came to nothing.
  static func unreachable(_ job: Job, _ cause: FetchError) -> RobotsAnswer {
    .unreachable(refusal(of: job, cause))
  }

  /// What becomes of the entries that wait for a job that came to nothing.
  static func refusal(of job: Job, _ cause: FetchError) -> FetchError {
    // What can't be asked at all is to be told from what may not be.
    let isTheirs = [.blockedAddress, .hostFailed].contains(cause.kind) && job.redirects == 0
    guard !isTheirs, cause.kind != .interrupted else { return cause }
    return FetchError(
      .robots, "robots.txt can't be had: \(cause.message)", curlCode: cause.curlCode)
  }

  /// How long to wait from one request to the next, where it is said.
  var crawlDelay: Duration? {
    if case .rules(let rules) = self { rules.crawlDelay } else { nil }
  }

  /// Bytes that it takes to remember, besides itself.
  var size: Int {
    if case .rules(let rules) = self { rules.size } else { 0 }
  }

  /// Why a URL may not be asked for; nil: it may.
  ///
  /// - Parameters:
  ///   - url: as ``RobotsPath`` takes it.
  ///   - work: to which the octets that were looked at are added.
  func refusal(of url: String, work: inout Int) -> FetchError? {
    switch self {
    case .rules(let rules): rules.refusal(of: RobotsPath(of: url), work: &work)
    case .unavailable: nil
    case .unreachable(let error): error
    }
  }
}
