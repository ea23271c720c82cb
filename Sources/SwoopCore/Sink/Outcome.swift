/// The end of an entry. Engines hand it over as it is; the sinks make its record, off their path.
///
/// Indirect, because thousands may queue up: an array of them that grows would be copied each time.
indirect enum Outcome: Sendable {
  /// The job's last exchange, and what stood in the way of going on from there, if anything did.
  case settled(Job, Exchange, FetchError?)
  /// A job that waited, and why it will not start.
  case abandoned(Job, FetchError)
  /// An entry that never became a job.
  case refused(Entry, FetchError)

  var record: Record {
    switch self {
    case .settled(let job, let exchange, let error): Record(job, exchange, error: error)
    case .abandoned(let job, let error): Record(job, error: error)
    case .refused(let entry, let error): Record(entry, error: error)
    }
  }

  /// Whom it is for, where somebody waits for it.
  var call: Call? {
    switch self {
    case .settled(let job, _, _), .abandoned(let job, _): job.call
    case .refused(let entry, _): entry.call
    }
  }

  /// The place among the entries that get a record, from 1.
  var order: Int {
    switch self {
    case .settled(let job, _, _), .abandoned(let job, _): job.order
    case .refused(let entry, _): entry.order
    }
  }

  /// Whether more than a moment may pass until its body is saved.
  var isSlowToSave: Bool {
    if case .file? = success?.exchange.body { true } else { false }
  }

  /// Bytes of its body, unless that is in a file of its own, and of what is to be archived of it.
  var bodyBytes: Int {
    let captured = captures.reduce(0) { $0 + $1.bytes.count }
    guard let exchange = success?.exchange else { return captured }
    switch exchange.body {
    case .memory?, .spilled?: return captured + exchange.bytes
    case .file?, nil: return captured
    }
  }

  /// All exchanges of the entry that are to be archived, in their order.
  var captures: [CapturedResponse] {
    switch self {
    case .settled(let job, let exchange, _): job.captures + (exchange.capture.map { [$0] } ?? [])
    case .abandoned(let job, _): job.captures
    case .refused: []
    }
  }

  /// Whether the last of them is what its record tells of.
  var isLastCaptureItsOwn: Bool {
    if case .settled(_, let exchange, _) = self { exchange.capture != nil } else { false }
  }

  /// The last response and its job, where the entry is ok.
  var success: (job: Job, exchange: Exchange)? {
    guard case .settled(let job, let exchange, nil) = self, exchange.failure == nil else {
      return nil
    }
    return (job, exchange)
  }
}

extension Record {
  fileprivate init(_ job: Job, _ exchange: Exchange, error: FetchError?) {
    var trail = job.trail
    trail.add(exchange)
    self.init(
      seq: job.seq,
      source: job.place.description,
      url: job.name,
      finalURL: job.request.url.text,
      method: job.request.method,
      host: job.request.url.hostName,
      error: error ?? exchange.failure,
      status: exchange.status,
      attempts: job.attempts,
      redirects: job.redirects,
      httpVersion: exchange.httpVersion,
      remoteIP: exchange.remoteIP,
      proxy: exchange.proxy,
      contentType: exchange.contentType,
      bytes: exchange.bytes,
      wireBytes: trail.wireBytes,
      sha256: exchange.digest?.text,
      etag: exchange.etag,
      lastModified: exchange.lastModified,
      startedAt: trail.startedAt,
      times: Times(queued: job.queued, trail),
      requestID: job.request.entryID.text,
      isRepeated: job.isRepeated)
  }

  fileprivate init(_ job: Job, error: FetchError) {
    self.init(
      seq: job.seq,
      source: job.place.description,
      url: job.name,
      finalURL: job.redirects > 0 ? job.request.url.text : nil,
      method: job.request.method,
      host: job.request.url.hostName,
      error: error,
      attempts: job.attempts,
      redirects: job.redirects,
      wireBytes: job.trail.wireBytes,
      startedAt: job.trail.startedAt,
      times: Times(queued: job.queued, job.trail),
      requestID: job.request.entryID.text,
      isRepeated: job.isRepeated)
  }

  fileprivate init(_ entry: Entry, error: FetchError) {
    let request = try? entry.content.get()
    self.init(
      seq: entry.seq,
      source: entry.place.description,
      url: entry.name,
      method: request?.method,
      host: request?.url.hostName,
      error: error,
      requestID: entry.id.text,
      isRepeated: entry.isRepeated)
  }
}

extension Record.Times {
  init(queued: Duration, _ trail: Trail) {
    self.init(
      queued: queued, dns: trail.dns, connect: trail.connect, tls: trail.tls,
      firstByte: trail.firstByte, total: trail.total)
  }
}
