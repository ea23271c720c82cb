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
    case redirect(Result<Request, FetchError>)
    case failure(FetchError)
  }

  var verdict: Verdict
  var status: Int?
  var httpVersion: String?
  var remoteIP: String?
  var contentType: String?
  var etag: String?
  var lastModified: String?
  /// Decoded bytes of the body.
  var bytes = 0
  var startedAt: Date
  var cost = Trail()
  /// The body, where it was to be kept.
  var body: [UInt8]?
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
