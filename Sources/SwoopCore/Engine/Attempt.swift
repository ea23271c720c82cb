import Curl

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One exchange, whichever engine drives its transfer: prepared before, read off after.
struct Attempt {
  /// How a transfer came to its end.
  enum End: Sendable {
    case finished(CurlCode)
    case cancelled
    /// libcurl could not even start it, or failed while driving it.
    case broken(CurlError)
  }

  private let job: Job
  private let options: AttemptOptions
  private let transfer: Transfer
  private let startedAt = Date.now
  private let collected: BodyBuffer?

  /// Sets the transfer up for a job.
  init(_ job: Job, _ options: AttemptOptions, on transfer: Transfer) throws(CurlError) {
    self.job = job
    self.options = options
    self.transfer = transfer
    let collected = options.keepsBodies ? BodyBuffer() : nil
    self.collected = collected
    try options.apply(
      to: transfer, job, onBody: collected.map { buffer in { buffer.append($0) } })
  }

  /// What came of the transfer.
  func exchange(_ end: End) -> Exchange {
    var exchange = Exchange(verdict: verdict(end), startedAt: startedAt)
    exchange.status = transfer.status == 0 ? nil : transfer.status
    exchange.httpVersion = exchange.status == nil ? nil : transfer.httpVersion
    exchange.remoteIP = transfer.remoteIP
    exchange.contentType = transfer.contentType
    exchange.etag = transfer.header("ETag")
    exchange.lastModified = transfer.header("Last-Modified")
    exchange.hints = hints
    exchange.bytes = transfer.bodyBytes
    exchange.cost = cost
    exchange.body = collected?.bytes
    return exchange
  }

  /// An exchange that came to nothing before its transfer began.
  static func failed(_ error: CurlError) -> Exchange {
    Exchange(verdict: .failure(Failure.of(error)), startedAt: .now)
  }

  private func verdict(_ end: End) -> Exchange.Verdict {
    switch end {
    case .cancelled: return .failure(.interruptedRun)
    case .broken(let error): return .failure(Failure.of(error))
    case .finished(.ok):
      let status = transfer.status
      guard (300..<400).contains(status) else { return .response }
      let location = transfer.header("Location")
      return RedirectPolicy.next(after: job.request, status: status, location: location)
        .map { .redirect($0) } ?? .response
    case .finished(let code):
      return .failure(Failure.of(transfer, code, job, options))
    }
  }

  /// Looked for only where there are some: each field that is asked for costs a search.
  private var hints: WaitHints {
    let status = transfer.status
    guard status >= 300 || transfer.hasRateLimitFields else { return WaitHints() }
    let now = Int(Date.now.timeIntervalSince1970)
    return WaitHints(status: status, now: now, header: transfer.header)
  }

  private var cost: Trail {
    let timings = transfer.timings
    var cost = Trail()
    cost.total = .microseconds(timings.total)
    cost.dns = .microseconds(timings.nameLookup)
    cost.connect = .microseconds(max(0, timings.connect - timings.nameLookup))
    cost.tls = .microseconds(max(0, timings.tls - timings.connect))
    cost.firstByte = .microseconds(timings.firstByte)
    cost.wireBytes = transfer.headerBytes + transfer.encodedBodyBytes
    return cost
  }
}

/// A body that is kept in memory until its entry is settled.
private final class BodyBuffer {
  private(set) var bytes: [UInt8] = []

  func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    bytes.append(contentsOf: piece)
    return true
  }
}
