internal import CCurl
import Locking

/// All that belongs to one transfer at a time: the easy handle, what its callbacks write to, and
/// the request headers that libcurl only borrows.
///
/// A transfer is made once and used for many requests, one after the other, by one task or thread:
/// `reset`, set options, run it in a `MultiHandle`, read the response.
package final class Transfer {
  /// Names a transfer while it is in a multi handle.
  package struct ID: Hashable, Sendable {
    private let address: UInt

    init(_ pointer: UnsafeMutableRawPointer) {
      address = UInt(bitPattern: pointer)
    }
  }

  /// Takes in a piece of the decoded body, on the thread that drives the transfer; false ends the
  /// transfer.
  package typealias OnBody = (Transfer, UnsafeRawBufferPointer) -> Bool

  /// Why this side ended a transfer, which libcurl only knows as a callback's refusal.
  package enum Refusal: Sendable {
    case stalled
    case headersTooLarge
    case bodyRefused
    /// The connection, which had been used before, was closed without an answer.
    case connectionWasClosed
  }

  /// The bounds that the callbacks hold.
  package struct Limits: Sendable {
    /// The longest time without a byte in either direction, once the request is on its way.
    package var stall: Duration?
    /// Bytes of response headers, all interim responses included.
    package var headerBytes = 300 * 1024
    /// Whether the connection is closed after the response, unless that is a redirect, which most
    /// often leads back to the same host.
    ///
    /// libcurl 7.88 keeps an entry for each host whose connection it closed to make room, and walks
    /// them all to close the next: at 40,000 hosts that takes longer than the transfers.
    package var isConnectionsLast = false

    package init(stall: Duration? = nil, isConnectionsLast: Bool = false) {
      self.stall = stall
      self.isConnectionsLast = isConnectionsLast
    }
  }

  // First, so that it goes first: libcurl must not outlive what its options point to.
  package let easy: EasyHandle
  private let errorText = ErrorBuffer()
  private var headers: HeaderList?

  private var limits = Limits()
  private var onBody: OnBody?
  private var activity = Activity()

  /// Set when one of this side's bounds ended the transfer.
  package private(set) var refusal: Refusal?
  /// Bytes of the body, decoded, that have come.
  package private(set) var bodyBytes = 0
  /// Bytes of response headers that have come.
  package private(set) var headerBytes = 0
  /// Whether the response has fields of a name that begins with `RateLimit` or `X-Rate`.
  package private(set) var hasRateLimitFields = false

  /// - Throws: `CurlError` when libcurl can't allocate a handle.
  package init() throws(CurlError) {
    easy = try EasyHandle()
  }

  package var id: ID { ID(easy.pointer) }

  /// Whether a connection stood, TLS included, and the request was begun.
  package var isConnected: Bool { activity.hasStarted }

  /// Forgets the last request and response, and sets the callbacks for the next.
  package func reset(
    limits: Limits, onBody: OnBody? = nil
  ) throws(CurlError) {
    easy.reset()
    headers = nil
    errorText.clear()
    self.limits = limits
    self.onBody = onBody
    activity = Activity()
    refusal = nil
    bodyBytes = 0
    headerBytes = 0
    hasRateLimitFields = false

    // Unretained: the handle that holds this pointer is owned by this object and ends with it.
    let data = Unmanaged.passUnretained(self).toOpaque()
    try check(ccurl_on_write(easy.pointer, writeCallback, data), "set the body callback")
    try check(ccurl_on_header(easy.pointer, headerCallback, data), "set the header callback")
    try check(ccurl_set_error_buffer(easy.pointer, errorText.pointer), "set the error buffer")
    try check(ccurl_on_request(easy.pointer, requestCallback, data), "set the request callback")
    guard limits.stall != nil else { return }
    try check(ccurl_on_progress(easy.pointer, progressCallback, data), "set progress callback")
    try easy.set(.noProgress, false)
  }

  /// Sets the request's header fields, which replace libcurl's own of the same name.
  package func set(headers fields: some Sequence<(name: String, value: String)>) throws(CurlError) {
    let list = try HeaderList(fields)
    try check(ccurl_set_headers(easy.pointer, list.pointer), "set the headers")
    headers = consume list
  }

  /// Sets the request's body, which libcurl copies; the method becomes POST unless set later.
  package func set(body: [UInt8]) throws(CurlError) {
    let code = body.withUnsafeBytes { bytes in
      // An empty array may have no address, and NULL would mean "ask the read callback".
      withUnsafePointer(to: 0 as UInt8) { nothing in
        ccurl_set_body(
          easy.pointer, bytes.baseAddress ?? UnsafeRawPointer(nothing), bytes.count)
      }
    }
    try check(code, "set the request's body")
  }

  /// libcurl's sentence on what went wrong in this transfer, or the code's general one.
  package func message(for code: CurlCode) -> String {
    let detail = errorText.text
    return detail.isEmpty ? code.message : detail
  }

  // MARK: What the callbacks do

  fileprivate func received(header line: UnsafeRawBufferPointer) -> Bool {
    let bytes = line.count
    headerBytes += bytes
    activity.bytes += bytes
    hasRateLimitFields = hasRateLimitFields || isRateLimitField(line)
    guard headerBytes <= limits.headerBytes else {
      refusal = .headersTooLarge
      return false
    }
    // The empty line that ends a header block; CR LF, as libcurl hands it on in any version of HTTP.
    guard limits.isConnectionsLast, bytes == 2, !(300..<400).contains(status) else { return true }
    return ccurl_set_long(easy.pointer, CURLOPT_FORBID_REUSE, 1) == CURLE_OK
  }

  fileprivate func received(body bytes: UnsafeRawBufferPointer) -> Bool {
    bodyBytes += bytes.count
    activity.bytes += bytes.count
    guard let onBody, !onBody(self, bytes) else { return true }
    refusal = .bodyRefused
    return false
  }

  fileprivate func requestStarts() -> Bool {
    // libcurl sends a request again, up to five times and whatever its method, when a connection that
    // it reused was closed without an answer. Whether it may be is for the caller to decide.
    guard !activity.hasStarted || headerBytes > 0 else {
      refusal = .connectionWasClosed
      return false
    }
    activity.start(now: .now)
    return true
  }

  fileprivate func progressed(sent: Int) -> Bool {
    guard let limit = limits.stall,
      activity.idleTime(sent: sent, now: .now) >= limit
    else { return true }
    refusal = .stalled
    return false
  }
}

/// When bytes last moved, which tells a stalled transfer.
///
/// `LOW_SPEED_TIME` is no help: it looks at an average over five seconds, so that it ends slow
/// drips which are alive, and notices late that a fast transfer has stopped.
private struct Activity {
  var bytes = 0
  private var last: (bytes: Int, sent: Int, at: Instant)?

  var hasStarted: Bool { last != nil }

  mutating func start(now: Instant) {
    last = (bytes, 0, now)
  }

  /// The time since a byte moved; none before the request is on its way.
  mutating func idleTime(sent: Int, now: Instant) -> Duration {
    guard let last else { return .zero }
    guard last.bytes == bytes, last.sent == sent else {
      self.last = (bytes, sent, now)
      return .zero
    }
    return last.at.duration(to: now)
  }
}

/// The memory into which libcurl writes what went wrong.
private struct ErrorBuffer: ~Copyable {
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    pointer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    pointer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    pointer.deallocate()
  }

  var text: String { String(cString: pointer) }

  func clear() {
    pointer.pointee = 0
  }
}

// libcurl hands back the pointer that `reset` gave it, to a transfer that is alive because its
// handle is.
private func transfer(_ data: UnsafeMutableRawPointer?) -> Transfer? {
  data.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let writeCallback: curl_write_callback = { bytes, size, count, data in
  let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(data)?.received(body: buffer) == true ? buffer.count : 0
}

private let headerCallback: curl_write_callback = { bytes, size, count, data in
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(data)?.received(header: line) == true ? line.count : 0
}

/// Whether a field's name begins with `RateLimit`, `X-RateLimit` or `X-Rate-Limit`.
private func isRateLimitField(_ line: UnsafeRawBufferPointer) -> Bool {
  // Each line of each response comes by: most are sorted out by their first letter.
  switch line.first {
  case UInt8(ascii: "R"), UInt8(ascii: "r"): begins(line, "ratel")
  case UInt8(ascii: "X"), UInt8(ascii: "x"): begins(line, "x-rate")
  default: false
  }
}

private func begins(_ line: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
  line.count >= prefix.utf8CodeUnitCount
    && (0..<prefix.utf8CodeUnitCount).allSatisfy { line[$0] | 0x20 == prefix.utf8Start[$0] }
}

private let requestCallback: curl_prereq_callback = { data, _, _, _, _ in
  transfer(data)?.requestStarts() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private let progressCallback: curl_xferinfo_callback = { data, _, _, _, sent in
  transfer(data)?.progressed(sent: sent) == true ? 0 : 1
}
