extension Transfer {
  /// Why this side ended a transfer, which libcurl only knows as a callback's refusal.
  package enum Refusal: Sendable {
    case stalled
    case headersTooLarge
    /// The response does not say plainly how long its body is (RFC 9112 section 6.3).
    case badLength
    case bodyRefused
    /// The body is not encoded as it says, or in a way that nobody asked for.
    case badEncoding
    /// Decoding made too much of what was sent.
    case inflatedTooMuch
    /// The connection, which had been used before, was closed without an answer.
    case connectionWasClosed
  }

  /// The bounds that the callbacks hold.
  package struct Limits: Sendable {
    /// The longest time without a byte in either direction, once the request is on its way.
    package var stall: Duration?
    /// Bytes of response headers, all interim responses included.
    package var headerBytes = 300 * 1024
    /// Lines of response headers, likewise: libcurl takes some 100 bytes more for each.
    package var headerLines = 2000
    /// The most bytes that decoding may make of one byte, beyond the first `freeBytes`.
    package var maxRatio: Int?
    /// Whether a body that is encoded is decoded; it can be if it is in gzip.
    package var decodes = false
    /// Bytes of a decoded body that may come of any few.
    package static let freeBytes = 10 << 20
    /// Whether the connection is closed after the response, unless that is a redirect, which most
    /// often leads back to the same host.
    ///
    /// libcurl 7.88 keeps an entry for each host whose connection it closed to make room, and walks
    /// them all to close the next: at 40,000 hosts that takes longer than the transfers.
    package var isConnectionsLast: (@Sendable () -> Bool)?
    /// Tells addresses that no connection is made to; nil: none.
    package var refuses: (@Sendable (IPAddress) -> Bool)?

    package init(
      stall: Duration? = nil, maxRatio: Int? = nil,
      isConnectionsLast: (@Sendable () -> Bool)? = nil,
      refuses: (@Sendable (IPAddress) -> Bool)? = nil
    ) {
      self.stall = stall
      self.maxRatio = maxRatio
      self.isConnectionsLast = isConnectionsLast
      self.refuses = refuses
    }
  }
}
