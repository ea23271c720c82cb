#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One request and what came of it: the engine's answer to the frontier.
struct Exchange: Sendable {
  enum Verdict: Sendable {
    /// A whole response, with a status of success or of failure.
    case response
    /// A response that names another place, and the request for it or why there is none.
    case redirect(Result<PreparedRequest, FetchError>)
    /// A response that does not go on where the partial body ends, which is of no use any more.
    case startOver
    case failure(FetchError)
  }

  var verdict: Verdict
  var status: Int?
  var httpVersion: String?
  var remoteIP: String?
  /// The name of the proxy that it went through, if it did.
  var proxy: String?
  /// What it says of that.
  var proxySign = ProxySign.nothing
  var contentType: String?
  var etag: String?
  var lastModified: String?
  var hints = WaitHints()
  /// Decoded bytes of the body.
  var bytes = 0
  var startedAt: Date
  var cost = Trail()
  /// The body, where it was to be kept.
  var body: Body?
  /// Whether the beginning of the body was handed over to someone who can't begin anew.
  var isHandedOver = false
  /// What the body says, where it was asked for the rules of an origin.
  var robots: RobotsRules?
  /// The body's SHA-256, where it was taken as the body came.
  var digest: ContentDigest?
  /// What an earlier run got, if that is still what there is.
  var unchanged: EarlierResponse?
  /// What went over the wire, where that is to be archived.
  var capture: CapturedResponse?
}

extension Exchange {
  /// Why this exchange, as an entry's last, would make the entry fail.
  var failure: FetchError? {
    switch verdict {
    case .failure(let error): return error
    case .startOver: return FetchError(.protocol, "the response is another part than was asked for")
    case .response, .redirect:
      guard let status else { return FetchError(.protocol, "no status came") }
      return (200...399).contains(status) ? nil : .answered(status)
    }
  }

  /// How long this response asks to wait before its entry goes on; nil: it doesn't.
  var entryWait: Duration? {
    guard let status, status >= 300 else { return nil }
    return hints.retryAfter ?? (status >= 400 ? hints.limitReset : nil)
  }

  /// How long this response asks to wait before its host is asked again; nil: it doesn't.
  var hostWait: Duration? {
    guard let status, status >= 400 else { return hints.limitReset }
    return hints.retryAfter ?? hints.limitReset
  }

  /// From the request, on a connection that stands, to the first byte of the response.
  var latency: Duration { cost.firstByte - cost.dns - cost.connect - cost.tls }

  /// What this exchange of a job says of its host.
  func sign(_ job: Job) -> CircuitBreaker.Sign {
    switch (status, failure) {
    // The answer is the proxy's own.
    case (_?, let failure?) where proxySign == .refused: .unreachable(failure)
    case (429?, let failure?): .later(failure)
    case (503?, let failure?) where hints.retryAfter != nil: .later(failure)
    case (nil, let failure?) where isHostsFault(failure.kind, job): .unreachable(failure)
    case (nil, _): .nothing
    default: .answered
    }
  }

  private func isHostsFault(_ kind: FetchError.Kind, _ job: Job) -> Bool {
    switch kind {
    case .dns, .connect, .tls, .stalled, .reset, .protocol: true
    // A hop that had less time than those before it took is not to blame.
    case .timeout: cost.total >= job.trail.total
    default: false
    }
  }
}

/// What the hops of an attempt took, added up.
struct Trail: Sendable {
  var startedAt: Date?
  var total: Duration = .zero
  var dns: Duration = .zero
  var connect: Duration = .zero
  var tls: Duration = .zero
  /// From the attempt's start to the first byte of the last hop's response.
  var firstByte: Duration = .zero
  /// Bytes of headers and bodies received, as sent.
  var wireBytes = 0

  mutating func add(_ exchange: Exchange) {
    let hop = exchange.cost
    if startedAt == nil { startedAt = exchange.startedAt }
    firstByte = total + hop.firstByte
    total += hop.total
    dns += hop.dns
    connect += hop.connect
    tls += hop.tls
    wireBytes += hop.wireBytes
  }
}
