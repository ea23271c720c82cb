import Curl
import Locking
import WARC

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One exchange, whichever engine drives its transfer: prepared before, read off after.
///
/// Belongs to the task or thread that drives it.
final class Attempt {
  /// How a transfer came to its end.
  enum End: Sendable {
    case finished(CurlCode)
    case cancelled
    /// libcurl could not even start it, or failed while driving it.
    case broken(CurlError)
  }

  /// What all attempts of a run have in common.
  final class Context: Sendable {
    let options: AttemptOptions
    let hostHeaders: HostHeaders
    /// Whom the rules of origins are for, where they are kept to.
    let robotsAgent: RobotsAgent?
    let bodies: BodyStore
    let resolver: Resolver
    /// Whether a connection to a host is of no more use.
    let isDone: @Sendable (String) -> Bool

    init(
      options: AttemptOptions, hostHeaders: HostHeaders, robotsAgent: RobotsAgent?,
      bodies: BodyStore, resolver: Resolver, isDone: @escaping @Sendable (String) -> Bool
    ) {
      self.options = options
      self.hostHeaders = hostHeaders
      self.robotsAgent = robotsAgent
      self.bodies = bodies
      self.resolver = resolver
      self.isDone = isDone
    }
  }

  let job: Job
  private let context: Context
  let transfer: Transfer
  private let lookup: Duration
  private let startedAt: Date
  private let intake: BodyIntake?
  /// Fields that ask for the body only if it has changed.
  private let conditions: [HeaderField]
  /// What comes in place of an entry's body.
  private let robots: RobotsFile?
  private let capture: WireCapture?
  /// What came of the transfer, once it is closed.
  private var verdict = Exchange.Verdict.failure(.interruptedRun)
  /// Why not all of the response has come, likewise.
  private var truncation: CapturedExchange.Truncation? = .unspecified
  private var proxySign = ProxySign.nothing
  /// Whether the transfer is fit for another attempt, once it is closed.
  private(set) var isTransferReusable = false

  /// Sets the transfer up for a job.
  ///
  /// - Parameters:
  ///   - disk: who does what may block on a disk; nil: the caller.
  ///   - relieve: called, on any thread, when a transfer that was told to pause may go on.
  init(
    _ job: Job, to destination: Destination, _ context: Context, on transfer: Transfer,
    disk: BodyWriter.Disk? = nil, relieve: @escaping @Sendable () -> Void
  ) throws(CurlError) {
    self.job = job
    self.context = context
    self.transfer = transfer
    lookup = destination.lookup
    startedAt = .now - lookup / .seconds(1)
    let robots = job.isForRobots ? RobotsFile() : nil
    self.robots = robots
    let intake =
      job.isForRobots ? nil : context.bodies.intake(for: job, on: disk, relieve: relieve)
    self.intake = intake
    let rest = intake?.requestFields ?? []
    // A part that was begun is of a body newer than that.
    conditions = rest.isEmpty ? job.conditions : []
    // One to a proxy may be of use for any host.
    let isShared = context.options.proxy(for: job)?.forwards(job.request.url) == true
    capture = context.bodies.capture(on: disk)
    try context.options.apply(
      to: transfer, job, destination, fields: rest + conditions.map { ($0.name, $0.value) },
      isLast: { [host = job.request.url.hostName] in !isShared && context.isDone(host) },
      onBody: { [received = context.bodies.received] transfer, bytes in
        received.add(bytes.count)
        return robots?.receive(bytes) ?? intake?.receive(transfer, bytes) ?? .goOn
      },
      wire: capture)
  }

  /// To be called now and then: what has come of the body is written, however little.
  func flush() {
    intake?.flush()
  }

  /// The transfer has ended: closes its body.
  func close(_ end: End) {
    verdict = verdict(end)
    if case .finished(.ok) = end, transfer.hasWholeHead {
      truncation = nil
    } else if case .failure(let error) = verdict {
      truncation = .init(error.kind)
    }
    capture?.close(target: job.request.url.text)
    judgeProxy(end)
    takeCookies(after: end)
    if case .finished(.ok) = end { isTransferReusable = transfer.isReusable }
    switch verdict {
    case .response, .redirect: intake?.close(transfer, isWhole: true)
    case .failure, .startOver: intake?.close(transfer, isWhole: false)
    }
  }

  /// Whether there is anything to wait for before the body is written.
  var hasWrites: Bool { intake?.hasWriter == true || capture?.writer != nil }

  /// Calls `resume` when the body is written, after `close`: now or later, on any thread.
  func whenWritten(_ resume: @escaping @Sendable () -> Void) {
    let captured = capture?.writer
    let resumeLater: @Sendable () -> Void = {
      if let captured { captured.whenDone(resume) } else { resume() }
    }
    if let intake { intake.whenWritten(resumeLater) } else { resumeLater() }
  }

  /// What came of the transfer, once its body is written.
  func exchange() -> Exchange {
    var exchange = Exchange(verdict: verdict, startedAt: startedAt)
    if let intake {
      switch verdict {
      case .response, .redirect: takeBody(from: intake, to: &exchange)
      case .failure, .startOver: intake.setAside()
      }
      intake.end()
    }
    // An interim response is none (RFC 9110 section 15.2).
    exchange.status = transfer.status < 200 ? nil : transfer.status
    exchange.httpVersion = exchange.status == nil ? nil : transfer.httpVersion
    exchange.remoteIP = transfer.remoteIP
    exchange.proxy = context.options.proxy(for: job)?.name
    exchange.proxySign = proxySign
    exchange.contentType = transfer.contentType
    exchange.etag = transfer.header("ETag")
    exchange.lastModified = transfer.header("Last-Modified")
    exchange.hints = hints
    exchange.bytes = intake?.count ?? transfer.bodyBytes
    exchange.isHandedOver = intake?.isHandedOver == true
    exchange.cost = cost
    if exchange.status == 304, !conditions.isEmpty { exchange.unchanged = job.request.earlier }
    if let robots, let agent = context.robotsAgent, exchange.failure == nil {
      exchange.robots = robots.rules(for: agent)
    }
    if let capture, !isProxysOwn { takeCapture(from: capture, to: &exchange) }
    return exchange
  }

  private func takeCapture(from capture: WireCapture, to exchange: inout Exchange) {
    do throws(FetchError) {
      let digest = exchange.digest?.text
      exchange.capture = try capture.finish(for: job, at: RecordDate(startedAt)) { captured in
        captured.truncation = truncation
        captured.mayHaveBody = transfer.mayHaveBody && job.request.method != "HEAD"
        // A proxy's address is not the server's.
        if exchange.proxy == nil { captured.ipAddress = transfer.remoteIP }
        // That of a body whose first part came earlier is not that of its rest.
        if transfer.status != 206 { captured.decodedDigest = digest }
      }
    } catch {
      exchange.verdict = .failure(error)
    }
  }

  private func takeBody(from intake: BodyIntake, to exchange: inout Exchange) {
    do throws(BodyIntake.Refusal) {
      (exchange.body, exchange.digest) = try intake.finish(transfer)
    } catch {
      exchange.verdict = Failure.verdict(error)
    }
  }

  /// An exchange that came to nothing before its transfer began: most likely, no address was found.
  static func failed(_ error: any Error, since start: Instant) -> Exchange {
    let elapsed = start.duration(to: .now)
    var exchange = Exchange(
      verdict: .failure(Failure.of(error)), startedAt: .now - elapsed / .seconds(1))
    exchange.cost.total = elapsed
    exchange.cost.dns = elapsed
    return exchange
  }

  /// What the transfer says of the proxy, where it went through one of several.
  private func judgeProxy(_ end: End) {
    guard case .finished(let code) = end, let proxy = context.options.pooledProxy(for: job) else {
      return
    }
    proxySign = ProxySign.of(transfer, code, proxy, job.request.url)
    guard proxySign == .failed, case .failure(let error) = verdict else { return }
    verdict = .failure(
      FetchError(.proxy, "\(proxy.name): \(error.message)", curlCode: error.curlCode))
  }

  private func verdict(_ end: End) -> Exchange.Verdict {
    switch end {
    case .cancelled: return .failure(.interruptedRun)
    case .broken(let error): return .failure(Failure.of(error))
    case .finished(let code) where code == .ok || robots?.isFull == true:
      guard transfer.hasWholeHead else {
        return .failure(FetchError(.reset, "the connection was closed in the response's headers"))
      }
      guard transfer.isDecoded || robots?.isFull == true else {
        return .failure(FetchError(.protocol, "the body ends before its gzip stream does"))
      }
      let status = transfer.status
      guard status != 206 || asksForPart else {
        return .failure(FetchError(.protocol, "a part came that was not asked for"))
      }
      guard (300..<400).contains(status) else { return .response }
      let location = transfer.header("Location")
      let next = RedirectPolicy.next(
        after: job.request, status: status, location: location,
        hostHeaders: job.isForRobots ? HostHeaders() : context.hostHeaders)
      return next.map { .redirect($0) } ?? .response
    case .finished(let code):
      if let failure = capture?.failure { return .failure(failure) }
      if let refusal = intake?.refusal { return Failure.verdict(refusal) }
      return .failure(Failure.of(transfer, code, job, context.options))
    }
  }

  /// Before the next hop begins, or the next entry of the host: of responses whose body breaks off, too.
  private func takeCookies(after end: End) {
    guard let cookies = context.options.cookies, case .finished = end, transfer.hasWholeHead,
      transfer.status >= 200, !job.isForRobots, !isProxysOwn
    else { return }
    cookies.store(
      transfer.headers("Set-Cookie", upTo: Cookies.mostFields), from: job.request.url,
      throughProxy: context.options.usesProxies)
  }

  /// Whether the response is a proxy's, or may be, and no answer of the server's.
  private var isProxysOwn: Bool { [.failed, .refused].contains(proxySign) }

  private var asksForPart: Bool {
    intake?.asksForRest == true || job.request.headers.contains { $0.has(name: "Range") }
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
    cost.total = lookup + .microseconds(timings.total)
    cost.dns = lookup + .microseconds(timings.nameLookup)
    cost.connect = .microseconds(max(0, timings.connect - timings.nameLookup))
    cost.tls = .microseconds(max(0, timings.tls - timings.connect))
    cost.firstByte = timings.firstByte > 0 ? lookup + .microseconds(timings.firstByte) : .zero
    cost.wireBytes = transfer.headerBytes + transfer.encodedBodyBytes
    return cost
  }
}
