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

  /// What is to become of a transfer after a piece of its body.
  package enum BodyAnswer: Sendable {
    case goOn
    /// The piece is taken; nothing more should come before `resume`.
    case pause
    /// The piece is not wanted, nor anything else.
    case refuse
  }

  /// Takes in a piece of the decoded body, on the thread that drives the transfer.
  package typealias OnBody = (Transfer, UnsafeRawBufferPointer) -> BodyAnswer

  // First, so that it goes first: libcurl must not outlive what its options point to.
  package let easy: EasyHandle
  private let errorText = ErrorBuffer()
  private var headers: StringList?
  private var resolved: StringList?
  private(set) var destination: Destination?

  private(set) var limits = Limits()
  private(set) var onBody: OnBody?
  private(set) var wire: (any WireObserver)?
  var activity = Activity()
  /// That of the multi handle that it is in.
  var driver: (any MultiDriver)?

  /// Set when one of this side's bounds ended the transfer.
  package internal(set) var refusal: Refusal?
  /// Bytes of the body, decoded, that have come.
  package internal(set) var bodyBytes = 0
  /// The same, as they came.
  var encodedBytes = 0
  /// The last address that was refused a connection.
  package private(set) var refusedAddress: IPAddress?
  private(set) var head = HeaderScan()
  var decoder: GzipDecoder?
  /// Whether the taker of its body has had it wait.
  var isPaused = false
  /// What came before a pause began, and is still to be decoded.
  var backlog: [UInt8] = []

  /// Bytes of response headers that have come.
  package var headerBytes: Int { head.bytes }
  /// Whether the transfer may be used again. libcurl keeps headers until it is, and the memory for the
  /// longest one for good. Before 8.1.1, it takes a first header line that begins with a blank for
  /// the rest of one of the response before, whose memory is gone (curl#11101).
  package var isReusable: Bool { CurlLibrary.version >= 0x080101 && head.bytes <= 32 * 1024 }
  /// Whether the response has all of its headers, and they say plainly where its body ends. libcurl is
  /// content with less.
  package var hasWholeHead: Bool { head.isWhole && !head.hasBadLength }
  /// Whether the body is whole at its end, and did not break off inside its encoding.
  package internal(set) var isDecoded = true
  /// Whether the response has fields of a name that begins with `RateLimit` or `X-Rate`.
  package var hasRateLimitFields: Bool { head.hasRateLimitFields }

  /// - Throws: `CurlError` when libcurl can't allocate a handle.
  package init() throws(CurlError) {
    easy = try EasyHandle()
  }

  package var id: ID { ID(easy.pointer) }

  /// Whether a connection stood, TLS included, and the request was begun.
  package var isConnected: Bool { activity.hasStarted }

  /// Forgets the last request and response, and sets the callbacks for the next.
  package func reset(
    limits: Limits, onBody: OnBody? = nil, wire: (any WireObserver)? = nil
  ) throws(CurlError) {
    easy.reset()
    headers = nil
    errorText.clear()
    self.limits = limits
    self.onBody = onBody
    self.wire = wire
    activity = Activity()
    refusal = nil
    refusedAddress = nil
    bodyBytes = 0
    encodedBytes = 0
    head = HeaderScan()
    decoder = nil
    isPaused = false
    backlog = []
    isDecoded = true

    // Unretained: the handle that holds this pointer is owned by this object and ends with it.
    let data = Unmanaged.passUnretained(self).toOpaque()
    try check(ccurl_on_write(easy.pointer, writeCallback, data), "set the body callback")
    try check(ccurl_on_header(easy.pointer, headerCallback, data), "set the header callback")
    try check(ccurl_set_error_buffer(easy.pointer, errorText.pointer), "set the error buffer")
    try check(ccurl_on_request(easy.pointer, requestCallback, data), "set the request callback")
    try check(
      ccurl_on_open_socket(easy.pointer, openSocketCallback, data), "set the socket callback")
    if wire != nil {
      try check(ccurl_on_debug(easy.pointer, debugCallback, data), "set the debug callback")
    }
    // libcurl keeps this one over a reset, until a transfer has used it.
    try check(ccurl_set_resolved(easy.pointer, nil), "set the addresses")
    resolved = nil
    destination = nil
  }

  /// Sets the request's header fields, which replace libcurl's own of the same name.
  package func set(headers fields: some Sequence<(name: String, value: String)>) throws(CurlError) {
    // `Name;` is libcurl's spelling of a field that is sent with an empty value.
    let list = try StringList(fields.lazy.map { $1.isEmpty ? "\($0);" : "\($0): \($1)" })
    try check(ccurl_set_headers(easy.pointer, list.pointer), "set the headers")
    headers = consume list
  }

  /// Tells where the transfer goes, and to which addresses. Without it, libcurl looks names up.
  package func set(_ destination: Destination) throws(CurlError) {
    self.destination = destination
    // Else libcurl walks its whole cache of names at each transfer's end: with 20,000 hosts that takes
    // longer than the transfers.
    try easy.set(.nameCacheTimeout, destination.isKeptShortly ? 0 : -1)
  }

  func set(resolved lines: [String]) throws(CurlError) {
    guard !lines.isEmpty else { return }
    let list = try StringList(lines)
    try check(ccurl_set_resolved(easy.pointer, list.pointer), "set the addresses")
    resolved = consume list
  }

  /// Sets the request's `Cookie` field, which libcurl copies; one among the header fields goes before it.
  package func set(cookies: [UInt8]) throws(CurlError) {
    let code = (cookies + [0]).withUnsafeBytes { bytes in
      ccurl_set_string(
        easy.pointer, CURLOPT_COOKIE, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
    }
    try check(code, "set the cookies")
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

  /// The multi handle has let go of it.
  func end() {
    driver = nil
    if !hasBacklog { endBody() }
  }

  /// libcurl's sentence on what went wrong in this transfer, or the code's general one.
  package func message(for code: CurlCode) -> String {
    let detail = errorText.text
    return detail.isEmpty ? code.message : detail
  }

  /// Whether no byte has come or gone for too long, now that it is looked at; `refusal` says so then.
  package func hasStalled(now: Instant) -> Bool {
    guard !isPaused, let limit = limits.stall,
      activity.idleTime(sent: sentBytes, now: now) >= limit
    else { return false }
    refusal = .stalled
    return true
  }

  // MARK: What the callbacks do

  func received(header line: UnsafeRawBufferPointer) -> Bool {
    activity.bytes += line.count
    wire?.received(header: line)
    head.take(line)
    guard head.bytes <= limits.headerBytes, head.lines <= limits.headerLines else {
      refusal = .headersTooLarge
      return false
    }
    // Not before the head's end, so that all of it can be archived.
    guard !head.hasBadLength || !head.isWhole else {
      refusal = .badLength
      return false
    }
    guard head.isWhole, let isConnectionsLast = limits.isConnectionsLast, status >= 200,
      !(300..<400).contains(status), isConnectionsLast()
    else {
      return true
    }
    return ccurl_set_long(easy.pointer, CURLOPT_FORBID_REUSE, 1) == CURLE_OK
  }

  func requestStarts() -> Bool {
    // libcurl sends a request again, up to five times and whatever its method, when a connection that
    // it reused was closed without an answer. Whether it may be is for the caller to decide.
    guard !activity.hasStarted || headerBytes > 0 else {
      refusal = .connectionWasClosed
      return false
    }
    activity.start(now: .now)
    return true
  }

  func opensSocket(_ request: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
    let socket = openSocket(request) { address in
      guard let refuses = limits.refuses, refuses(address) else { return false }
      refusedAddress = address
      return true
    }
    if socket != ccurl_bad_socket { driver?.opened(socket) }
    return socket
  }
}
